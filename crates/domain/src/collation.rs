//! The order of the Vietnamese alphabet.
//!
//! Three levels, compared one after the other over the whole text: letters, then tones, then
//! case. So `ba < bà < bá < ban < bản < băn`, and a tone early in a name never outweighs a letter
//! later in it.

use unicode_normalization::UnicodeNormalization;

/// Letters in the order of the alphabet; f, j, w, z are where Latin has them.
const ALPHABET: [char; 33] = [
    'a', 'ă', 'â', 'b', 'c', 'd', 'đ', 'e', 'ê', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'ô', 'ơ',
    'p', 'q', 'r', 's', 't', 'u', 'ư', 'v', 'w', 'x', 'y', 'z',
];

/// Weight of a space between words: below every letter, so that `An Bình < Anh`.
const SPACE: u8 = 2;
const OTHER: u8 = 3;
const DIGIT: u8 = 0x20;
const LETTER: u8 = 0x40;

/// A key that sorts as Vietnamese dictionaries do: letters first (a ă â b c d đ e ê …), then tones
/// (ngang, huyền, hỏi, ngã, sắc, nặng), then case. Compare keys as bytes.
pub fn sort_key(text: &str) -> Vec<u8> {
    let mut letters = Vec::with_capacity(text.len());
    let mut tones = Vec::with_capacity(text.len());
    let mut cases = Vec::with_capacity(text.len());
    let mut blank = true; // leading and repeated blanks do not count
    for c in text.trim().nfc() {
        if c.is_whitespace() {
            if !blank {
                letters.push(SPACE);
                tones.push(1);
                cases.push(1);
            }
            blank = true;
            continue;
        }
        blank = false;
        let (base, tone) = split_tone(c);
        let lower = base.to_lowercase().next().unwrap_or(base);
        match ALPHABET.iter().position(|&l| l == lower) {
            Some(at) => letters.push(LETTER + at as u8),
            None if lower.is_ascii_digit() => letters.push(DIGIT + (lower as u8 - b'0')),
            None if lower.is_ascii() => letters.extend([OTHER, lower as u8]),
            None => {
                // letters of other scripts come last, by code point
                letters.push(0xF0);
                letters.extend((lower as u32).to_be_bytes());
            }
        }
        tones.push(1 + tone);
        cases.push(if base == lower { 1 } else { 2 });
    }
    letters.push(0);
    letters.append(&mut tones);
    letters.push(0);
    letters.append(&mut cases);
    letters
}

/// Takes the tone off a letter: 0 ngang, 1 huyền, 2 hỏi, 3 ngã, 4 sắc, 5 nặng.
fn split_tone(c: char) -> (char, u8) {
    let mut tone = 0;
    let mut base = String::new();
    for part in std::iter::once(c).nfd() {
        match part {
            '\u{300}' => tone = 1,
            '\u{309}' => tone = 2,
            '\u{303}' => tone = 3,
            '\u{301}' => tone = 4,
            '\u{323}' => tone = 5,
            other => base.push(other),
        }
    }
    (base.nfc().next().unwrap_or(c), tone)
}

/// A key for people: by given name (tên), then family name (họ), then middle names.
pub fn name_key(full_name: &str) -> Vec<u8> {
    let words: Vec<&str> = full_name.split_whitespace().collect();
    match words.as_slice() {
        [] => sort_key(""),
        [only] => sort_key(only),
        [family, middle @ .., given] => {
            let mut key = sort_key(given);
            for part in [(*family).to_owned(), middle.join(" ")] {
                key.push(0);
                key.append(&mut sort_key(&part));
            }
            key
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_outweigh_tones() {
        let want = [
            "ba", "Ba", "bà", "bả", "bã", "bá", "bạ", "ban", "bản", "băn", "bân", "be", "da", "đa", "đá",
        ];
        let mut got = want;
        got.reverse();
        got.sort_by_key(|w| sort_key(w));
        assert_eq!(got, want);
    }

    #[test]
    fn a_shorter_word_comes_first() {
        let mut got = ["Anh", "An Bình", "An"];
        got.sort_by_key(|w| sort_key(w));
        assert_eq!(got, ["An", "An Bình", "Anh"]);
    }

    #[test]
    fn composed_and_decomposed_are_equal() {
        let nfd: String = "Đắk Hà ữ".nfd().collect();
        assert_eq!(sort_key(&nfd), sort_key("Đắk Hà ữ"));
    }

    #[test]
    fn people_sort_by_given_name() {
        let mut got = [
            "Trần Văn Bình",
            "Nguyễn Thị An",
            "Lê Văn An",
            "Lê Thị An",
            "Phạm Ân",
        ];
        got.sort_by_key(|n| name_key(n));
        assert_eq!(
            got,
            [
                "Lê Thị An",
                "Lê Văn An",
                "Nguyễn Thị An",
                "Phạm Ân",
                "Trần Văn Bình"
            ]
        );
    }
}
