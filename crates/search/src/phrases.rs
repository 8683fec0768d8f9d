//! The shorthand list, made ready for looking up.

use std::collections::HashMap;

use crate::{
    edit::distance,
    shorthand::{Entry, Kind, Shorthand},
    text::{Mark, Word, cut},
};

/// Longest phrase, in words.
const LONGEST: usize = 8;

/// One way of writing, ready to compare.
#[derive(Debug)]
struct Phrase {
    words: Vec<Word>,
    entry: usize,
}

/// An entry, ready to search for.
#[derive(Debug)]
pub(crate) struct Meanings {
    /// Each meaning as words, the likeliest first.
    pub means: Vec<Meaning>,
    pub kind: Kind,
}

/// One meaning.
#[derive(Debug)]
pub(crate) struct Meaning {
    pub text: String,
    pub words: Vec<Word>,
}

/// A phrase met in a query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Met {
    /// Words it took.
    pub words: usize,
    /// Number of its entry.
    pub entry: usize,
    /// 1, or less for an unfinished or misspelt phrase.
    pub quality: f32,
}

/// All phrases, by their first word.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    by_first: HashMap<String, Vec<Phrase>>,
    entries: Vec<Meanings>,
    fillers: HashMap<String, Vec<Vec<Word>>>,
}

impl Phrases {
    /// Makes a list ready.
    pub fn read(list: &Shorthand) -> Self {
        let mut out = Self::default();
        for entry in &list.entries {
            out.entry(entry);
        }
        for filler in &list.fillers {
            let words = cut(filler, LONGEST, 200);
            if let Some(first) = words.first() {
                out.fillers.entry(first.folded.clone()).or_default().push(words);
            }
        }
        out
    }

    fn entry(&mut self, entry: &Entry) {
        let number = self.entries.len();
        let means = entry
            .means
            .iter()
            .map(|m| Meaning {
                text: m.clone(),
                words: cut(m, 24, 400),
            })
            .collect();
        self.entries.push(Meanings {
            means,
            kind: entry.kind,
        });
        for short in &entry.short {
            let words = cut(short, LONGEST, 200);
            if let Some(first) = words.first() {
                self.by_first
                    .entry(first.folded.clone())
                    .or_default()
                    .push(Phrase { words, entry: number });
            }
        }
    }

    /// The meanings of an entry.
    pub fn meanings(&self, entry: usize) -> &Meanings {
        &self.entries[entry]
    }

    /// All words of phrases and their meanings in a row, for telling glued words apart.
    pub fn rows(&self) -> impl Iterator<Item = &[Word]> {
        let phrases = self.by_first.values().flatten().map(|p| p.words.as_slice());
        phrases.chain(
            self.entries
                .iter()
                .flat_map(|e| &e.means)
                .map(|m| m.words.as_slice()),
        )
    }

    /// Whether a word is shorthand by itself.
    pub fn is_short(&self, folded: &str) -> bool {
        self.by_first
            .get(folded)
            .is_some_and(|phrases| phrases.iter().any(|p| p.words.len() == 1))
    }

    /// Phrases at `at`; each position has the word as typed and, perhaps, as decoded. A word that the
    /// catalogue `knows` is no slip of another.
    pub fn at(&self, typed: &[Vec<Word>], at: usize, knows: &dyn Fn(&str) -> bool, out: &mut Vec<Met>) {
        for first in &typed[at] {
            for phrase in self.by_first.get(&first.folded).into_iter().flatten() {
                if let Some(quality) = phrase_quality(&phrase.words, &typed[at..], knows) {
                    out.push(Met {
                        words: phrase.words.len(),
                        entry: phrase.entry,
                        quality,
                    });
                }
            }
        }
        // one entry once for the same words, by its best way of writing
        out.sort_by(|a, b| {
            (a.entry, a.words)
                .cmp(&(b.entry, b.words))
                .then(b.quality.total_cmp(&a.quality))
        });
        out.dedup_by_key(|m| (m.entry, m.words));
    }

    /// How many words at `at` say nothing about a procedure (`tôi muốn`, `thủ tục`), 0 if none. A
    /// single word that the catalogue `knows` must have its marks: `so` is `sổ` as well as `số`.
    pub fn filler(&self, typed: &[Vec<Word>], at: usize, knows: &dyn Fn(&str) -> bool) -> usize {
        let same = |word: &Word, typed: &Word, alone: bool| {
            let sure = !alone || typed.marked() || !word.marked() || !knows(&typed.folded);
            typed.folded == word.folded && marks_agree(typed, word) && sure
        };
        let fillers = typed[at]
            .iter()
            .flat_map(|first| self.fillers.get(&first.folded))
            .flatten();
        fillers
            .filter(|words| {
                let rows = words.iter().zip(&typed[at..]);
                words.len() <= typed.len() - at
                    && rows
                        .into_iter()
                        .all(|(word, typed)| typed.iter().any(|t| same(word, t, words.len() == 1)))
            })
            .map(Vec::len)
            .max()
            .unwrap_or(0)
    }
}

fn phrase_quality(phrase: &[Word], typed: &[Vec<Word>], knows: &dyn Fn(&str) -> bool) -> Option<f32> {
    if phrase.len() > typed.len() {
        return None;
    }
    let mut quality = 1.0f32;
    for (i, word) in phrase.iter().enumerate() {
        let last_typed = i + 1 == typed.len();
        let best = typed[i]
            .iter()
            .map(|t| word_quality(word, t, i > 0, last_typed, knows))
            .fold(0.0, f32::max);
        if best == 0.0 {
            return None;
        }
        quality *= best;
    }
    Some(quality)
}

fn word_quality(
    word: &Word,
    typed: &Word,
    slips: bool,
    unfinished: bool,
    knows: &dyn Fn(&str) -> bool,
) -> f32 {
    if typed.folded == word.folded {
        return if marks_agree(typed, word) { 1.0 } else { 0.0 };
    }
    if slips && unfinished && typed.folded.len() >= 2 && word.folded.starts_with(&typed.folded) {
        return if marks_agree(typed, word) { 0.9 } else { 0.0 };
    }
    let long = typed.folded.len() >= 4 && word.folded.len() >= 4;
    let slip = slips && long && !knows(&typed.folded);
    let near = || distance(typed.folded.as_bytes(), word.folded.as_bytes(), 1).is_some();
    if slip && near() { 0.8 } else { 0.0 }
}

/// No mark typed contradicts the word (`sơ đồ` is not `sổ đỏ`; `so do` may be).
fn marks_agree(typed: &Word, word: &Word) -> bool {
    let tone = typed.tone == 0 || typed.tone == word.tone;
    tone && typed
        .letters
        .iter()
        .zip(&word.letters)
        .all(|(t, w)| t.mark == Mark::None || t.mark == w.mark)
}
