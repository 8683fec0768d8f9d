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
    text.nfd().filter(|&c| !is_combining_mark(c)).flat_map(fold_base).collect()
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
                out.push(FoldedChar { ch, utf16_start: at, utf16_end: end });
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
    let lower: Vec<char> = word.nfd().flat_map(char::to_lowercase).collect();
    let mut tone = None;
    let mut letters: Vec<char> = Vec::with_capacity(lower.len());
    let mut tone_at = None;
    for &c in &lower {
        if TONES.contains(&c) && tone.is_none() {
            tone = Some(c);
            tone_at = Some(letters.len());
        } else {
            letters.push(c);
        }
    }
    let (Some(tone), Some(at)) = (tone, tone_at) else {
        return lower.into_iter().nfc().collect();
    };
    // Only the open syllables written both ways move: o|u + a|e|y at the end of the syllable.
    let end = letters.iter().position(|c| !c.is_alphabetic() && !is_combining_mark(*c)).unwrap_or(letters.len());
    let movable = end >= 2
        && at == end
        && matches!((letters[end - 2], letters[end - 1]), ('o', 'a' | 'e') | ('u', 'y'))
        && (end < 3 || letters[end - 3] != 'q');
    let at = if movable { end - 1 } else { at };
    letters.insert(at, tone);
    letters.into_iter().nfc().collect()
}
