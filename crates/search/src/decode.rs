//! Telex and VNI that an input method, switched off, left as typed: `nuowcs`, `nu7o7c1` → `nước`.
//!
//! Marks may follow the letter or the whole syllable, as input methods allow (`dduowcj`, `duocdjw`).

use crate::{
    syllable::{begins_syllable, is_syllable},
    text::{Letter, Mark, Word, is_vowel},
};

/// The reading of a word as raw Telex or VNI, if that makes a Vietnamese syllable (of an `unfinished`
/// word: the beginning of one). None for words that are syllables as they stand or hold marks.
pub(crate) fn decode(word: &Word, unfinished: bool) -> Option<Word> {
    if word.marked() || word.letters.len() > 14 || word.letters.len() < 2 || is_syllable(&word.folded) {
        return None;
    }
    let raw: Vec<char> = word
        .letters
        .iter()
        .map(|l| if l.spelt_y { 'y' } else { l.base })
        .collect();
    if !raw.iter().all(char::is_ascii_alphanumeric) {
        return None;
    }
    let letters = if raw.iter().any(char::is_ascii_digit) {
        vni(&raw)
    } else {
        telex(&raw)
    }?;
    let read = Word::from_letters(&letters, word.utf16.clone(), word.bytes.clone());
    if read.tone != 0 && bare_pair(&letters) {
        return None;
    }
    let sense = is_syllable(&read.folded) || (unfinished && begins_syllable(&read.folded));
    (sense && (read.folded != word.folded || read.marked())).then_some(read)
}

fn telex(raw: &[char]) -> Option<Vec<Letter>> {
    let mut out: Vec<Letter> = Vec::with_capacity(raw.len());
    let mut tone = 0;
    for &c in raw {
        let has_vowel = out.iter().any(|l| is_vowel(l.base));
        match c {
            's' | 'f' | 'r' | 'x' | 'j' if has_vowel => {
                tone = match c {
                    's' => 1,
                    'f' => 2,
                    'r' => 3,
                    'x' => 4,
                    _ => 5,
                }
            }
            'z' if tone != 0 => tone = 0,
            'd' if bar_d(&mut out, has_vowel) => {}
            'a' | 'e' | 'o' if circumflex(&mut out, Some(c)) => {}
            'w' => {
                if !horn(&mut out) && !breve(&mut out) {
                    out.push(Letter {
                        mark: Mark::Horn,
                        ..Letter::plain('u')
                    });
                }
            }
            other => out.push(Letter::plain(other)),
        }
    }
    with_tone(out, tone)
}

fn vni(raw: &[char]) -> Option<Vec<Letter>> {
    let mut out: Vec<Letter> = Vec::with_capacity(raw.len());
    let mut tone = 0;
    for &c in raw {
        let has_vowel = out.iter().any(|l| is_vowel(l.base));
        let taken = match c {
            '0'..='5' => {
                tone = c as u8 - b'0';
                has_vowel
            }
            '6' => circumflex(&mut out, None),
            '7' => horn(&mut out),
            '8' => breve(&mut out),
            '9' => bar_d(&mut out, true),
            other => {
                out.push(Letter::plain(other));
                true
            }
        };
        if !taken {
            return None;
        }
    }
    with_tone(out, tone)
}

fn with_tone(mut letters: Vec<Letter>, tone: u8) -> Option<Vec<Letter>> {
    // ưo and uơ before a consonant are ươ: people mark either letter
    for i in 1..letters.len() {
        let pair = letters[i - 1].base == 'u' && letters[i].base == 'o' && i + 1 < letters.len();
        if pair && (letters[i - 1].mark == Mark::Horn || letters[i].mark == Mark::Horn) {
            letters[i - 1].mark = Mark::Horn;
            letters[i].mark = Mark::Horn;
        }
    }
    let vowel = letters.iter_mut().rfind(|l| is_vowel(l.base))?;
    vowel.tone = tone;
    Some(letters)
}

/// Whether `uo` or `ie` stand without the mark that they always have before a consonant: who leaves
/// that out leaves out the tone too.
fn bare_pair(letters: &[Letter]) -> bool {
    letters.windows(3).any(|w| {
        let pair = matches!((w[0].base, w[1].base), ('u', 'o') | ('i', 'e'));
        pair && w[0].mark == Mark::None && w[1].mark == Mark::None && !is_vowel(w[2].base)
    })
}

fn bar_d(out: &mut [Letter], allowed: bool) -> bool {
    match out {
        [first, rest @ ..]
            if first.base == 'd' && first.mark == Mark::None && (rest.is_empty() || allowed) =>
        {
            first.mark = Mark::Bar;
            true
        }
        _ => false,
    }
}

fn circumflex(out: &mut [Letter], only: Option<char>) -> bool {
    let fits = |l: &Letter| {
        l.mark == Mark::None && only.map_or(matches!(l.base, 'a' | 'e' | 'o'), |base| l.base == base)
    };
    match out.iter_mut().rfind(|l| fits(l)) {
        Some(letter) => {
            letter.mark = Mark::Circumflex;
            true
        }
        None => false,
    }
}

fn horn(out: &mut [Letter]) -> bool {
    let fits = |l: &Letter| l.mark == Mark::None && matches!(l.base, 'o' | 'u');
    let glide = |at: usize| at > 0 && out[at].base == 'u' && out[at - 1].base == 'q';
    let Some(at) = (0..out.len()).rev().find(|&at| fits(&out[at]) && !glide(at)) else {
        return false;
    };
    // ua takes the horn on u, hoa the breve on a: the last a decides when it follows o
    if out[at].base == 'o' && out.get(at + 1).is_some_and(|l| l.base == 'a') {
        return false;
    }
    let follows_q = at > 1 && out[at - 2].base == 'q';
    out[at].mark = Mark::Horn;
    if out[at].base == 'o' && at > 0 && fits(&out[at - 1]) && out[at - 1].base == 'u' && !follows_q {
        out[at - 1].mark = Mark::Horn;
    }
    true
}

fn breve(out: &mut [Letter]) -> bool {
    match out.iter_mut().rfind(|l| l.base == 'a' && l.mark == Mark::None) {
        Some(letter) => {
            letter.mark = Mark::Breve;
            true
        }
        None => false,
    }
}
