//! Codes of procedures and dossiers.
//!
//! A dossier code is opaque text: portals change its shape (2018, 2026), and the desk compares and
//! stores it as it came. The parsers here only help to show it and to issue it in training.

use chrono::NaiveDate;

/// Removes white space (line breaks of OCR and of narrow table cells: `1.004232.000.0 0.00.H34`)
/// and gives upper case.
pub fn normalise_code(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{feff}'))
        .flat_map(char::to_uppercase)
        .collect()
}

/// The national short code of a procedure (`1.004232`) from any of its written forms: short, with
/// the agency behind it (`1.004232.000.00.00.H34`), with the province only (`1.000948.H38`).
/// `None`: no procedure code.
pub fn procedure_short_code(text: &str) -> Option<String> {
    let code = normalise_code(text);
    let mut parts = code.split('.');
    let kind = parts.next().filter(|k| matches!(*k, "1" | "2" | "3"))?;
    let number = parts.next().filter(|n| n.len() == 6 && all_digits(n))?;
    for suffix in parts {
        let digits = matches!(suffix.len(), 2 | 3) && all_digits(suffix);
        if !digits && !is_level_one(suffix) {
            return None;
        }
    }
    Some(format!("{kind}.{number}"))
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A unit of the first level, e.g. `H34`, `G09` (QĐ 20/2020/QĐ-TTg).
fn is_level_one(text: &str) -> bool {
    text.len() == 3 && text.as_bytes()[0].is_ascii_uppercase() && all_digits(&text[1..])
}

/// What can be read from a dossier code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierCode {
    /// Agency, e.g. `000.09.23.H34` or `G09.20`.
    pub agency: String,
    /// Day of receipt.
    pub received_on: NaiveDate,
    /// Number within the day.
    pub sequence: u32,
}

/// Reads a dossier code of one of the known shapes; `None`: some other shape, still a valid code.
/// - TT 01/2018/TT-VPCP Điều 19: `000.09.23.H34-220401-0007`
/// - as seen in 2026: `G09.20-20260609-0092637`
pub fn parse_dossier_code(text: &str) -> Option<DossierCode> {
    let code = normalise_code(text);
    let mut parts = code.split('-');
    let (agency, day, sequence) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !all_digits(day) || !all_digits(sequence) || !is_agency_code(agency) {
        return None;
    }
    let (year, rest) = match day.len() {
        6 => (2000 + day[..2].parse::<i32>().ok()?, &day[2..]),
        8 => (day[..4].parse::<i32>().ok()?, &day[4..]),
        _ => return None,
    };
    let received_on = NaiveDate::from_ymd_opt(year, rest[..2].parse().ok()?, rest[2..].parse().ok()?)?;
    Some(DossierCode {
        agency: agency.to_owned(),
        received_on,
        sequence: sequence.parse().ok()?,
    })
}

/// Whether a text is an agency's electronic identification code in one of its shapes
/// (`000.09.23.H34`, `H34.12`, `G09.20`).
pub fn is_agency_code(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let has_unit =
        parts.first().is_some_and(|p| is_level_one(p)) || parts.last().is_some_and(|p| is_level_one(p));
    has_unit
        && parts
            .iter()
            .all(|p| is_level_one(p) || (matches!(p.len(), 2 | 3) && all_digits(p)))
}

/// The code of the 2018 shape `000.09.23.H34-220401-0007` (TT 01/2018/TT-VPCP Điều 19), where
/// `received_on` is the day in Việt Nam. A sequence above 9999 gets more digits: a code is never
/// issued twice.
pub fn dossier_code(agency: &str, received_on: NaiveDate, sequence: u32) -> String {
    format!("{agency}-{}-{sequence:04}", received_on.format("%y%m%d"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_circulars_code_survives_its_line_break() {
        for text in [
            "1.004232.000.0 0.00.H34",
            "1.004232",
            " 1.004232.000.00.00.h34\n",
            "1.004232.H34",
        ] {
            assert_eq!(procedure_short_code(text).as_deref(), Some("1.004232"), "{text}");
        }
        for text in [
            "",
            "4.004232",
            "1.04232",
            "1.004232.xyz",
            "nước dưới đất",
            "1.004232-1",
        ] {
            assert_eq!(procedure_short_code(text), None, "{text}");
        }
    }

    #[test]
    fn both_shapes_of_dossier_codes() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let old = parse_dossier_code("000.09.23.H34-220401-0007").unwrap();
        assert_eq!(
            (old.agency.as_str(), old.received_on, old.sequence),
            ("000.09.23.H34", day(2022, 4, 1), 7)
        );
        let new = parse_dossier_code("G09.20-20260609-0092637").unwrap();
        assert_eq!(
            (new.agency.as_str(), new.received_on, new.sequence),
            ("G09.20", day(2026, 6, 9), 92637)
        );
        for text in [
            "000.09.23.H34-220431-0007",
            "H34",
            "a-b-c",
            "000.09.23.H34-220401-0007-1",
            "----",
            "é.H34-220401-1",
        ] {
            assert_eq!(parse_dossier_code(text), None, "{text}");
        }
        assert_eq!(
            dossier_code("000.09.23.H34", day(2022, 4, 1), 7),
            "000.09.23.H34-220401-0007"
        );
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_parsers(text in any::<String>()) {
            let _ = parse_dossier_code(&text);
            let _ = procedure_short_code(&text);
        }

        #[test]
        fn an_issued_code_reads_back(days in 0i32..36_000, sequence in 1u32..2_000_000) {
            let day = NaiveDate::from_num_days_from_ce_opt(730_120 + days).unwrap();
            let back = parse_dossier_code(&dossier_code("000.00.12.H34", day, sequence)).unwrap();
            prop_assert_eq!((back.received_on, back.sequence), (day, sequence));
        }
    }
}
