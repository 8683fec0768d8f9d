//! Vietnamese text for searching and comparing.
//!
//! SQLite's and ICU's defaults do not do: `đ` has no decomposition, so that stripping marks
//! leaves it alone, and people write `hoà` and `hòa` for the same word.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Text in NFC with outer white space removed: the one form in which text is stored and compared.
pub fn nfc(text: &str) -> String {
    text.trim().nfc().collect()
}

/// Lower case, without tone and vowel marks, `đ` as `d`: `Nước dưới đất` → `nuoc duoi dat`.
/// Everything else (spaces, punctuation, digits) stays as it is.
pub fn fold(text: &str) -> String {
    text.nfd()
        .filter(|&c| !is_combining_mark(c))
        .flat_map(fold_base)
        .collect()
}

/// Without tone and vowel marks, `đ` as `d`, case kept: `Nước Đất` → `Nuoc Dat`.
pub fn strip_marks(text: &str) -> String {
    let base = |c| match c {
        'đ' => 'd',
        'Đ' => 'D',
        other => other,
    };
    text.nfd().filter(|&c| !is_combining_mark(c)).map(base).collect()
}

fn fold_base(c: char) -> impl Iterator<Item = char> {
    let c = match c {
        'đ' | 'Đ' | 'ð' | 'Ð' => 'd',
        // what OCR and old fonts leave for superscripts, as in m³
        '²' => '2',
        '³' => '3',
        other => other,
    };
    c.to_lowercase()
}

/// One folded character with where it came from, for highlighting a match in the original.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoldedChar {
    /// The folded character.
    pub ch: char,
    /// Where its original begins, in UTF-16 units (as JavaScript counts).
    pub utf16_start: u32,
    /// Where its original ends with all its marks, in UTF-16 units.
    pub utf16_end: u32,
}

/// [`fold`] with the way back to the original.
pub fn fold_mapped(text: &str) -> Vec<FoldedChar> {
    let mut out: Vec<FoldedChar> = Vec::with_capacity(text.len());
    let mut at = 0u32;
    for original in text.chars() {
        let end = at + original.len_utf16() as u32;
        let mut made = false;
        for base in std::iter::once(original).nfd().filter(|&c| !is_combining_mark(c)) {
            for ch in fold_base(base) {
                out.push(FoldedChar {
                    ch,
                    utf16_start: at,
                    utf16_end: end,
                });
                made = true;
            }
        }
        if !made && let Some(last) = out.last_mut() {
            last.utf16_end = end; // a mark of its own (NFD text) belongs to the letter before it
        }
        at = end;
    }
    out
}

const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// A key that is equal exactly when two texts are the same words with the same marks: lower case,
/// NFC, single spaces, and the tone of `oa`, `oe`, `uy` put where the older school puts it
/// (`hoà` = `hòa`, `thuỷ` = `thủy`).
pub fn canonical(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(canonical_word).collect();
    words.join(" ")
}

fn canonical_word(word: &str) -> String {
    let letters: Vec<char> = word.nfd().flat_map(char::to_lowercase).collect();
    let is_letter = |c: &char| c.is_alphabetic() || is_combining_mark(*c);
    let runs = letters.chunk_by(|a, b| is_letter(a) == is_letter(b));
    runs.flat_map(canonical_syllable).nfc().collect()
}

/// Moves the tone of the open syllables that are written both ways: o|u + a|e|y at the end.
fn canonical_syllable(run: &[char]) -> Vec<char> {
    let mut letters = run.to_vec();
    let Some(at) = letters.iter().position(|c| TONES.contains(c)) else {
        return letters;
    };
    let tone = letters.remove(at);
    let end = letters.len();
    let movable = at == end
        && matches!(letters.as_slice(), [.., 'o', 'a' | 'e'] | [.., 'u', 'y'])
        && !matches!(letters.as_slice(), [.., 'q', _, _]);
    letters.insert(if movable { end - 1 } else { at }, tone);
    letters
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folds_every_mark() {
        assert_eq!(
            fold("Cấp giấy phép thăm dò NƯỚC DƯỚI ĐẤT"),
            "cap giay phep tham do nuoc duoi dat"
        );
        assert_eq!(fold("3.000m³/ngày đêm"), "3.000m3/ngay dem");
        let nfd: String = "Đường ữ ợ ậ".nfd().collect();
        assert_eq!(fold(&nfd), "duong u o a");
    }

    #[test]
    fn both_schools_of_tones_are_equal() {
        for (new, old) in [
            ("hoà", "hòa"),
            ("Thuỷ", "thủy"),
            ("khoẻ", "khỏe"),
            ("Toà án", "tòa án"),
            ("(hoá)", "(hóa)"),
        ] {
            assert_eq!(canonical(new), canonical(old), "{new} {old}");
        }
    }

    #[test]
    fn different_words_stay_different() {
        for (a, b) in [
            ("án", "an"),
            ("hoàn", "hoan"),
            ("của", "cua"),
            ("hòa", "hóa"),
            ("đất", "dất"),
        ] {
            assert_ne!(canonical(a), canonical(b));
        }
        // not a pair that is written both ways: the tone stays where it is
        assert_eq!(canonical("quý"), "quý");
        assert_eq!(canonical("mùa"), "mùa");
        assert_eq!(canonical("toàn"), "toàn");
    }

    #[test]
    fn folded_text_knows_its_origin() {
        let text = "x😀Đấ"; // 😀 is two UTF-16 units
        let folded = fold_mapped(text);
        let last = folded.last().copied();
        assert_eq!(
            last,
            Some(FoldedChar {
                ch: 'a',
                utf16_start: 4,
                utf16_end: 5
            })
        );
        let nfd: String = "ấb".nfd().collect();
        assert_eq!(
            fold_mapped(&nfd)[0],
            FoldedChar {
                ch: 'a',
                utf16_start: 0,
                utf16_end: 3
            }
        );
    }

    proptest! {
        #[test]
        fn folding_does_not_depend_on_the_form(text in "[a-zA-ZăâđêôơưĂÂĐÊÔƠƯáàảãạếềểễệ ứừửữự0-9]{0,30}") {
            let nfd: String = text.nfd().collect();
            prop_assert_eq!(fold(&text), fold(&nfd));
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
            prop_assert_eq!(canonical(&text), canonical(&nfd));
            prop_assert_eq!(canonical(&canonical(&text)), canonical(&text));
        }

        #[test]
        fn the_mapped_fold_is_the_fold(text in any::<String>()) {
            let mapped: String = fold_mapped(&text).iter().map(|f| f.ch).collect();
            prop_assert_eq!(mapped, fold(&text));
        }
    }
}
