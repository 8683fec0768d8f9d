//! RFC 8785 canonical JSON of answers and of whole documents, so that both sides hash the same bytes.
//!
//! Numbers are written as ECMAScript does
//! (`Number::toString`), names sort by UTF-16 units, texts escape as little as JSON allows.

use std::fmt::Write;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::content::{Answers, FieldValue};

/// The canonical JSON of answers. A number that JSON cannot hold (NaN, infinity) is written as
/// `null`; such a number cannot come from JSON either.
pub fn canonical_answers(answers: &Answers) -> String {
    let mut entries: Vec<(&String, &FieldValue)> = answers.iter().collect();
    // RFC 8785 §3.2.3: by UTF-16 units, which differs from UTF-8 order beyond the BMP.
    entries.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
    let mut out = String::from("{");
    for (at, (name, value)) in entries.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write_text(&mut out, name);
        out.push(':');
        match value {
            FieldValue::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            FieldValue::Number(number) => out.push_str(&number_text(*number)),
            FieldValue::Text(text) => write_text(&mut out, text),
        }
    }
    out.push('}');
    out
}

/// The canonical JSON of any document: an edition of the catalogue has the same bytes, and so the same
/// hash, whether it was fetched whole or came about by a delta.
pub fn canonical_document(value: &Value) -> String {
    let mut out = String::new();
    write_value(&mut out, value);
    out
}

fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number_text(number.as_f64().unwrap_or(f64::NAN))),
        Value::String(text) => write_text(out, text),
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_value(out, item);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
            out.push('{');
            for (at, (name, member)) in members.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_text(out, name);
                out.push(':');
                write_value(out, member);
            }
            out.push('}');
        }
    }
}

/// Lower-case hex SHA-256 of [`canonical_answers`]: what `answers_sha256` holds.
pub fn answers_sha256(answers: &Answers) -> String {
    sha256_hex(canonical_answers(answers).as_bytes())
}

/// Lower-case hex SHA-256 of bytes.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' => {
                // writing into a String cannot fail
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// ECMAScript's shortest round-trip form of a number.
fn number_text(number: f64) -> String {
    if !number.is_finite() {
        return "null".to_owned();
    }
    if number == 0.0 {
        return "0".to_owned(); // also for -0
    }
    // Rust's exponent form gives the shortest digits that round-trip: d.ddde±x. Where several are as
    // short, ECMAScript wants the closest, and the even one of two as close: the rounded form of
    // the same length.
    let magnitude = number.abs();
    let shortest = format!("{magnitude:e}");
    let decimals = shortest
        .split('e')
        .next()
        .map_or(0, |m| m.len().saturating_sub(2));
    let rounded = format!("{magnitude:.decimals$e}");
    let scientific = if rounded.parse() == Ok(magnitude) {
        rounded
    } else {
        shortest
    };
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let point = exponent.parse::<i32>().unwrap_or(0) + 1; // digits before the decimal point
    let count = digits.len() as i32;
    let body = if count <= point && point <= 21 {
        format!("{digits}{}", "0".repeat((point - count) as usize))
    } else if 0 < point && point <= 21 {
        let (whole, fraction) = digits.split_at(point as usize);
        format!("{whole}.{fraction}")
    } else if -6 < point && point <= 0 {
        format!("0.{}{digits}", "0".repeat((-point) as usize))
    } else {
        let sign = if point > 0 { '+' } else { '-' };
        let power = (point - 1).abs();
        match digits.split_at(1) {
            (first, "") => format!("{first}e{sign}{power}"),
            (first, rest) => format!("{first}.{rest}e{sign}{power}"),
        }
    };
    if number < 0.0 { format!("-{body}") } else { body }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Appendix B of RFC 8785.
    #[test]
    fn numbers_of_the_rfc() {
        for (bits, want) in [
            (0x0000_0000_0000_0000u64, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5554, "333333333.33333325"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] {
            assert_eq!(number_text(f64::from_bits(bits)), want, "{bits:x}");
        }
    }

    #[test]
    fn a_dossier() {
        let answers = Answers::from([
            ("form.flow_m3_per_day".to_owned(), FieldValue::Number(150.0)),
            ("delivery.wanted".to_owned(), FieldValue::Flag(false)),
            (
                "applicant.full_name".to_owned(),
                FieldValue::Text("Nguyễn \"Văn\"\n\u{1}€/An".to_owned()),
            ),
        ]);
        assert_eq!(
            canonical_answers(&answers),
            "{\"applicant.full_name\":\"Nguyễn \\\"Văn\\\"\\n\\u0001€/An\",\"delivery.wanted\":false,\"form.flow_m3_per_day\":150}"
        );
        assert_eq!(
            answers_sha256(&Answers::new()),
            "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
        );
    }

    #[test]
    fn names_sort_by_utf16() {
        // U+10000 is after U+FFFF in UTF-8 order, before it in UTF-16 order
        let answers = Answers::from([
            ("\u{ffff}".to_owned(), FieldValue::Flag(true)),
            ("\u{10000}".to_owned(), FieldValue::Flag(true)),
        ]);
        assert_eq!(
            canonical_answers(&answers),
            "{\"\u{10000}\":true,\"\u{ffff}\":true}"
        );
    }

    proptest! {
        #[test]
        fn canonical_json_reads_back(entries in proptest::collection::btree_map(".{0,12}", ".{0,20}", 0..8), number in any::<f64>()) {
            let mut answers: Answers = entries.into_iter().map(|(k, v)| (k, FieldValue::Text(v))).collect();
            if number.is_finite() {
                answers.insert("n".into(), FieldValue::Number(number));
            }
            let back: Answers = serde_json::from_str(&canonical_answers(&answers)).unwrap();
            prop_assert_eq!(canonical_answers(&back), canonical_answers(&answers));
            prop_assert_eq!(back, answers);
        }
    }
}
