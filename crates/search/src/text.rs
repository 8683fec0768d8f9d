//! Text to words: folded for comparing, with marks kept beside, and the way back to the original.
//!
//! A folded word is lower case, without marks, `đ` as `d`, compatibility forms spelt out (`m³` →
//! `m3`), and `y` after a consonant as `i` (`quý` = `quí`, `kỹ` = `kĩ`). The tone belongs to the whole
//! word, so that `hoà` and `hòa` are one.

use std::ops::Range;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Longest word kept, in letters; what follows is dropped.
pub(crate) const MAX_LETTERS: usize = 48;

/// A letter without its marks, and its marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Letter {
    /// Lower case, no marks.
    pub base: char,
    /// Circumflex, breve, horn or bar; they make another letter.
    pub mark: Mark,
    /// 0: none; 1 sắc, 2 huyền, 3 hỏi, 4 ngã, 5 nặng.
    pub tone: u8,
    /// Whether it is an `i` spelt `y`.
    pub spelt_y: bool,
    /// Where it ends in the original, in UTF-16 units.
    pub end: u32,
}

impl Letter {
    /// A letter made, not read.
    pub fn plain(base: char) -> Self {
        Self {
            base,
            mark: Mark::None,
            tone: 0,
            spelt_y: false,
            end: 0,
        }
    }
}

/// What makes `ă`, `â`, `đ`, `ê`, `ô`, `ơ`, `ư` letters of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Mark {
    None,
    Circumflex,
    Breve,
    Horn,
    Bar,
}

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// What two words share that differ in marks only.
    pub folded: String,
    /// Its letters, as many as `folded` has characters.
    pub letters: Vec<Letter>,
    /// The first tone in it.
    pub tone: u8,
    /// Where it stands in the original, in UTF-16 units.
    pub utf16: Range<u32>,
    /// Where it stands in the original, in bytes.
    pub bytes: Range<usize>,
}

impl Word {
    /// A word from letters that no text holds (decoded, cut out of a longer one).
    pub fn from_letters(letters: &[Letter], utf16: Range<u32>, bytes: Range<usize>) -> Self {
        let mut letters = letters.to_vec();
        i_for_y(&mut letters);
        let folded = letters.iter().map(|l| l.base).collect();
        let tone = letters.iter().map(|l| l.tone).find(|&t| t != 0).unwrap_or(0);
        Self {
            folded,
            letters,
            tone,
            utf16,
            bytes,
        }
    }

    /// Whether it was typed with any mark.
    pub fn marked(&self) -> bool {
        self.tone != 0 || self.letters.iter().any(|l| l.mark != Mark::None)
    }

    /// Whether it is digits only.
    pub fn is_number(&self) -> bool {
        self.letters.iter().all(|l| l.base.is_ascii_digit())
    }

    /// Equal exactly for words with the same letters, marks and tone.
    pub fn exact_key(&self) -> String {
        let mut key = String::with_capacity(self.folded.len() + 4);
        for letter in &self.letters {
            key.push(letter.base);
            match letter.mark {
                Mark::None => {}
                Mark::Circumflex => key.push('^'),
                Mark::Breve => key.push('('),
                Mark::Horn => key.push('+'),
                Mark::Bar => key.push('-'),
            }
        }
        key.push((b'0' + self.tone) as char);
        key
    }

    /// The word spelt with its marks, the tone on the vowel where it usually stands.
    pub fn spelt(&self) -> String {
        use unicode_normalization::UnicodeNormalization;
        let tone_at = tone_position(&self.letters);
        let mut out = String::new();
        for (i, letter) in self.letters.iter().enumerate() {
            match (letter.base, letter.mark) {
                ('d', Mark::Bar) => out.push('đ'),
                ('i', _) if letter.spelt_y => out.push('y'),
                (base, mark) => {
                    out.push(base);
                    match mark {
                        Mark::Circumflex => out.push('\u{302}'),
                        Mark::Breve => out.push('\u{306}'),
                        Mark::Horn => out.push('\u{31b}'),
                        Mark::None | Mark::Bar => {}
                    }
                }
            }
            if self.tone != 0 && i == tone_at {
                out.push(['\u{301}', '\u{300}', '\u{309}', '\u{303}', '\u{323}'][usize::from(self.tone) - 1]);
            }
        }
        out.nfc().collect()
    }
}

/// Whether a base letter is a vowel.
pub(crate) fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

fn tone_position(letters: &[Letter]) -> usize {
    let onset = match letters {
        [q, u, ..] if q.base == 'q' && u.base == 'u' => 2,
        [g, i, v, ..] if g.base == 'g' && i.base == 'i' && is_vowel(v.base) => 2,
        _ => 0,
    };
    let vowels: Vec<usize> = (onset..letters.len())
        .filter(|&i| is_vowel(letters[i].base))
        .collect();
    let marked = vowels.iter().rev().find(|&&i| letters[i].mark != Mark::None);
    match (marked, vowels.as_slice()) {
        (Some(&i), _) => i,
        (None, []) => letters.len().saturating_sub(1),
        (None, [only]) => *only,
        (None, [first, second]) if second + 1 == letters.len() => *first,
        (None, [_, second, ..]) => *second,
    }
}

/// Cuts a text into at most `max` words, looking at no more than `max_chars` characters of it.
pub(crate) fn cut(text: &str, max: usize, max_chars: usize) -> Vec<Word> {
    let mut cutter = Cutter::default();
    for (byte, c) in text.char_indices().take(max_chars) {
        let next_byte = byte + c.len_utf8();
        if is_digit_group_mark(c) && cutter.in_number() && three_digits_follow(&text[next_byte..]) {
            cutter.skip(c, next_byte); // 3.000, 3,000 and 3 000 are one number
        } else {
            cutter.take(c, byte, next_byte);
        }
        if cutter.words.len() >= max {
            break;
        }
    }
    cutter.close();
    let mut words = cutter.words;
    words.truncate(max);
    join_cubic(words)
}

fn is_digit_group_mark(c: char) -> bool {
    matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

fn three_digits_follow(rest: &str) -> bool {
    let mut ahead = rest.chars();
    let three = (0..3).all(|_| ahead.next().is_some_and(|c| c.is_ascii_digit()));
    three && !ahead.next().is_some_and(|c| c.is_ascii_digit())
}

/// `m ³`, as OCR leaves it, and `3000 m 3` are `m3`.
fn join_cubic(words: Vec<Word>) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::with_capacity(words.len());
    for word in words {
        let after_number = out.len() >= 2 && out[out.len() - 2].is_number();
        if let Some(last) = out.last_mut()
            && matches!(last.folded.as_str(), "m" | "km")
            && matches!(word.folded.as_str(), "2" | "3")
            && (after_number || word.bytes.len() > 1)
        {
            last.folded.push_str(&word.folded);
            last.letters.extend_from_slice(&word.letters);
            last.utf16.end = word.utf16.end;
            last.bytes.end = word.bytes.end;
        } else {
            out.push(word);
        }
    }
    out
}

#[derive(Default)]
struct Cutter {
    words: Vec<Word>,
    letters: Vec<Letter>,
    utf16_start: u32,
    utf16_at: u32,
    byte_start: usize,
    byte_end: usize,
    /// The open word is a number.
    number: bool,
    /// It holds a separator of thousands already.
    grouped: bool,
}

impl Cutter {
    /// A number that a separator of thousands may follow.
    fn in_number(&self) -> bool {
        self.number && !self.letters.is_empty() && (self.grouped || self.letters.len() <= 3)
    }

    fn skip(&mut self, c: char, byte_end: usize) {
        self.utf16_at += c.len_utf16() as u32;
        self.byte_end = byte_end;
        self.grouped = true;
    }

    fn take(&mut self, c: char, byte: usize, byte_end: usize) {
        let start = self.utf16_at;
        self.utf16_at += c.len_utf16() as u32;
        if is_invisible(c) {
            return;
        }
        let mut parts: [char; 18] = ['\0'; 18]; // the longest compatibility decomposition has 18
        let mut count = 0;
        decompose_compatible(c, |part| {
            if count < parts.len() {
                parts[count] = part;
                count += 1;
            }
        });
        for &part in &parts[..count] {
            if is_combining_mark(part) {
                self.mark(part, byte_end);
                continue;
            }
            let (part, bar) = match part {
                'đ' | 'Đ' | 'ð' | 'Ð' | 'ɖ' | 'Ɖ' => ('d', Mark::Bar),
                other => (other, Mark::None),
            };
            for base in part.to_lowercase().filter(|b| !is_combining_mark(*b)) {
                if base.is_alphanumeric() {
                    self.letter(base, bar, start, byte, byte_end);
                } else {
                    self.close();
                }
            }
        }
    }

    fn letter(&mut self, base: char, mark: Mark, utf16_start: u32, byte: usize, byte_end: usize) {
        let digit = base.is_ascii_digit();
        if self.number && !digit {
            self.close(); // 3000m3: a number, then its unit
        }
        if self.letters.is_empty() {
            self.utf16_start = utf16_start;
            self.byte_start = byte;
            self.number = digit;
        }
        self.byte_end = byte_end;
        if self.letters.len() < MAX_LETTERS {
            self.letters.push(Letter {
                mark,
                end: self.utf16_at,
                ..Letter::plain(base)
            });
        }
    }

    fn mark(&mut self, mark: char, byte_end: usize) {
        let at = self.utf16_at;
        if let Some(letter) = self.letters.last_mut() {
            match mark {
                '\u{302}' => letter.mark = Mark::Circumflex,
                '\u{306}' => letter.mark = Mark::Breve,
                '\u{31b}' => letter.mark = Mark::Horn,
                '\u{301}' => letter.tone = 1,
                '\u{300}' => letter.tone = 2,
                '\u{309}' => letter.tone = 3,
                '\u{303}' => letter.tone = 4,
                '\u{323}' => letter.tone = 5,
                _ => {}
            }
            letter.end = at;
            self.byte_end = byte_end;
        }
    }

    fn close(&mut self) {
        if self.letters.is_empty() {
            return;
        }
        let end = self.letters.last().map_or(self.utf16_at, |l| l.end);
        let word = Word::from_letters(
            &self.letters,
            self.utf16_start..end,
            self.byte_start..self.byte_end,
        );
        self.words.push(word);
        self.letters.clear();
        self.number = false;
        self.grouped = false;
    }
}

/// Zero-width, direction and soft-hyphen characters: they are not seen, so they part no words.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// `y` after a consonant, after `qu`, or at the start sounds `i` and is spelt both ways.
fn i_for_y(letters: &mut [Letter]) {
    for i in 0..letters.len() {
        if letters[i].base != 'y' {
            continue;
        }
        let after_qu = i >= 2 && letters[i - 1].base == 'u' && letters[i - 2].base == 'q';
        if i == 0 || after_qu || !is_vowel(letters[i - 1].base) {
            letters[i].base = 'i';
            letters[i].spelt_y = true;
        }
    }
}
