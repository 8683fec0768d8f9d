//! Amounts in digits and in words.

const DIGITS: [&str; 10] = [
    "không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín",
];

/// `1.500.000 đồng`.
pub fn amount(vnd: u64) -> String {
    let digits = vnd.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 8);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped + " đồng"
}

/// `Một triệu năm trăm nghìn đồng`, as receipts say it.
pub fn amount_in_words(vnd: u64) -> String {
    let mut words = if vnd == 0 {
        DIGITS[0].to_owned()
    } else {
        read(vnd).join(" ")
    };
    if let Some(first) = words.chars().next() {
        words.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
    }
    words + " đồng"
}

fn read(number: u64) -> Vec<String> {
    // Above a thousand million the names begin again: nghìn tỷ, triệu tỷ.
    let (billions, rest) = (number / 1_000_000_000, number % 1_000_000_000);
    let mut words = Vec::new();
    if billions > 0 {
        words = read(billions);
        words.push("tỷ".to_owned());
    }
    for (size, unit) in [(1_000_000, "triệu"), (1_000, "nghìn"), (1, "")] {
        let group = rest / size % 1_000;
        if group > 0 {
            read_group(group, !words.is_empty(), &mut words);
            words.extend((!unit.is_empty()).then(|| unit.to_owned()));
        }
    }
    words
}

/// Three digits; `full` when something was said before, so that an empty hundred is said too.
fn read_group(group: u64, full: bool, words: &mut Vec<String>) {
    let digit = |number: u64| DIGITS[usize::try_from(number % 10).unwrap_or(0)].to_owned();
    let (hundreds, tens, units) = (group / 100, group / 10 % 10, group % 10);
    if hundreds > 0 || full {
        words.extend([digit(hundreds), "trăm".to_owned()]);
    }
    match tens {
        0 if units > 0 && (hundreds > 0 || full) => words.push("lẻ".to_owned()),
        0 => {}
        1 => words.push("mười".to_owned()),
        tens => words.extend([digit(tens), "mươi".to_owned()]),
    }
    match (tens, units) {
        (_, 0) => {}
        (2.., 1) => words.push("mốt".to_owned()),
        (1.., 5) => words.push("lăm".to_owned()),
        (_, units) => words.push(digit(units)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_people_say_them() {
        for (vnd, digits, words) in [
            (0, "0 đồng", "Không đồng"),
            (15, "15 đồng", "Mười lăm đồng"),
            (105, "105 đồng", "Một trăm lẻ năm đồng"),
            (300_000, "300.000 đồng", "Ba trăm nghìn đồng"),
            (1_500_000, "1.500.000 đồng", "Một triệu năm trăm nghìn đồng"),
            (
                21_000_021,
                "21.000.021 đồng",
                "Hai mươi mốt triệu không trăm hai mươi mốt đồng",
            ),
            (
                4_014_005,
                "4.014.005 đồng",
                "Bốn triệu không trăm mười bốn nghìn không trăm lẻ năm đồng",
            ),
            (2_000_000_000, "2.000.000.000 đồng", "Hai tỷ đồng"),
            (
                55_000_000_000_000,
                "55.000.000.000.000 đồng",
                "Năm mươi lăm nghìn tỷ đồng",
            ),
        ] {
            assert_eq!(amount(vnd), digits);
            assert_eq!(amount_in_words(vnd), words);
        }
    }
}
