//! The shorthand list, made ready for looking up.

use std::collections::HashMap;

use crate::{
    edit::distance,
    shorthand::{Entry, Kind, Shorthand},
    syllable::is_syllable,
    text::{Letter, Mark, Word, cut},
};

/// Whether the catalogue has a word, with its marks.
type Knows<'k> = &'k dyn Fn(&Word) -> bool;

/// Whether titles have words in a row.
type InTitles<'k> = &'k dyn Fn(&[Word]) -> bool;

/// Longest phrase, in words.
const LONGEST: usize = 8;
/// Most other words between the words of a phrase.
const APART: usize = 3;
/// The same when its words stand in another order.
const APART_TURNED: usize = 1;
/// What a phrase that is not typed as it is counts, with each other word between, and out of order.
const LOOSE: f32 = 0.85;
const APART_EACH: f32 = 0.92;
const OUT_OF_ORDER: f32 = 0.85;

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
    /// Words it took, fillers between included.
    pub words: usize,
    /// Words it has.
    pub length: usize,
    /// Whether titles have these words in a row, so that they may be meant as they are.
    pub known: bool,
    /// Number of its entry.
    pub entry: usize,
    /// 1, or less for an unfinished or misspelt phrase.
    pub quality: f32,
}

/// A phrase met with its words apart or in another order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scattered {
    /// Number of its entry.
    pub entry: usize,
    /// Where its words stand, ascending.
    pub at: Vec<usize>,
    /// Less than 1: the more between, the less.
    pub quality: f32,
}

/// All phrases, by their first word.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    by_first: HashMap<String, Vec<Phrase>>,
    entries: Vec<Meanings>,
    /// Everyday phrases of several words, and which of them have a word.
    said: Vec<Phrase>,
    said_with: HashMap<String, Vec<u32>>,
    fillers: HashMap<String, Vec<Vec<Word>>>,
    weak: HashMap<String, Vec<Word>>,
}

impl Phrases {
    /// Makes a list ready.
    pub fn read(list: &Shorthand) -> Self {
        let mut out = Self::default();
        for entry in &list.entries {
            out.entry(entry);
        }
        for (number, phrase) in out.said.iter().enumerate() {
            let mut words: Vec<&str> = phrase.words.iter().map(|w| w.folded.as_str()).collect();
            words.sort_unstable();
            words.dedup();
            for word in words {
                out.said_with
                    .entry(word.to_owned())
                    .or_default()
                    .push(number as u32);
            }
        }
        for word in list.weak.iter().flat_map(|w| cut(w, 1, 40)) {
            out.weak.entry(word.folded.clone()).or_default().push(word);
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
            if entry.kind == Kind::Everyday && words.len() > 1 {
                let words = words.clone();
                self.said.push(Phrase { words, entry: number });
            }
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

    /// Everyday entries: what people say, and what it may stand for.
    pub fn everyday(&self) -> impl Iterator<Item = (Vec<&[Word]>, &Meanings)> {
        let mut said: Vec<Vec<&[Word]>> = vec![Vec::new(); self.entries.len()];
        for phrase in self.by_first.values().flatten() {
            said[phrase.entry].push(&phrase.words);
        }
        let entries = said.into_iter().zip(&self.entries);
        entries.filter(|(_, meanings)| meanings.kind == Kind::Everyday)
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

    /// Phrases at `at`; each position has the word as typed and, perhaps, as decoded. Up to two
    /// `fillers` may stand between their words (`mất cái sổ đỏ`). A word that the catalogue `knows` is
    /// no slip of another; `literal` tells whether titles have words in a row.
    pub fn at(
        &self,
        typed: &[Vec<Word>],
        fillers: &[bool],
        at: usize,
        (knows, literal): (Knows<'_>, InTitles<'_>),
        out: &mut Vec<Met>,
    ) {
        let mut try_first = |first: &str, quality: f32| {
            for phrase in self.by_first.get(first).into_iter().flatten() {
                if let Some((words, met)) = meet(&phrase.words, &typed[at..], &fillers[at..], knows) {
                    let length = phrase.words.len();
                    let known = literal(&phrase.words);
                    out.push(Met {
                        words,
                        length,
                        known,
                        entry: phrase.entry,
                        quality: quality * met,
                    });
                }
            }
        };
        for first in &typed[at] {
            try_first(&first.folded, 1.0);
        }
        if let [only] = typed[at].as_slice()
            && only.folded.len() >= 4
            && !is_syllable(&only.folded)
            && !knows(only)
        {
            let near = |key: &&String| distance(key.as_bytes(), only.folded.as_bytes(), 1) == Some(1);
            let mut slips: Vec<&String> = self
                .by_first
                .keys()
                .filter(|k| k.len() >= 4)
                .filter(near)
                .collect();
            slips.sort();
            for key in slips {
                try_first(key, 1.0);
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

    /// Everyday phrases whose words are all there, but not in a row: in another order, or with other
    /// words between. Each entry once, by the phrase with most words.
    pub fn loosely(&self, typed: &[Vec<Word>], fillers: &[bool], knows: Knows<'_>) -> Vec<Scattered> {
        let mut here: HashMap<u32, usize> = HashMap::new();
        let mut seen: Vec<&str> = Vec::new();
        for word in typed.iter().flatten() {
            if !seen.contains(&word.folded.as_str()) {
                seen.push(&word.folded);
                for &phrase in self.said_with.get(&word.folded).into_iter().flatten() {
                    *here.entry(phrase).or_default() += 1;
                }
            }
        }
        let mut out: Vec<Scattered> = Vec::new();
        let whole = |(&phrase, &met): (&u32, &usize)| {
            let words = &self.said[phrase as usize].words;
            (met >= words.len() || met > 1 && met + 1 == words.len()).then_some(phrase)
        };
        let mut numbers: Vec<u32> = here.iter().filter_map(whole).collect();
        numbers.sort_unstable();
        for number in numbers {
            let phrase = &self.said[number as usize];
            if let Some(met) = scattered(phrase, typed, fillers, knows) {
                match out.iter_mut().find(|o| o.entry == met.entry) {
                    Some(o) if (o.at.len(), o.quality) < (met.at.len(), met.quality) => *o = met,
                    Some(_) => {}
                    None => out.push(met),
                }
            }
        }
        out
    }

    /// An unknown word made of office shorthand (`bctđmt`: `bc`, `tđmt`), in as few pieces as possible.
    pub fn split(&self, word: &Word) -> Option<Vec<Word>> {
        (2..=3).find_map(|pieces| self.split_into(word, &word.letters, pieces))
    }

    fn split_into(&self, word: &Word, letters: &[Letter], pieces: usize) -> Option<Vec<Word>> {
        let piece = |letters: &[Letter]| Word::from_letters(letters, word.utf16.clone(), word.bytes.clone());
        let office = |word: &Word| {
            self.by_first
                .get(&word.folded)
                .into_iter()
                .flatten()
                .any(|phrase| {
                    let office = self.entries[phrase.entry].kind == Kind::Office;
                    office && phrase.words.len() == 1 && marks_agree(word, &phrase.words[0])
                })
        };
        if pieces == 1 {
            let last = piece(letters);
            return (letters.len() >= 2 && office(&last)).then(|| vec![last]);
        }
        (2..letters.len().saturating_sub(1)).rev().find_map(|at| {
            let first = piece(&letters[..at]);
            if !office(&first) {
                return None;
            }
            let rest = self.split_into(word, &letters[at..], pieces - 1)?;
            Some(std::iter::once(first).chain(rest).collect())
        })
    }

    /// Whether a word says little by itself, although titles have it.
    pub fn is_weak(&self, word: &Word) -> bool {
        let weak = self.weak.get(&word.folded);
        weak.is_some_and(|all| {
            all.iter()
                .any(|w| marks_agree(word, w) && (word.marked() || !w.marked()))
        })
    }

    /// How many words at `at` say nothing about a procedure (`tôi muốn`, `thủ tục`), 0 if none. A
    /// single word that the catalogue `knows` must have its marks: `so` is `sổ` as well as `số`.
    pub fn filler(&self, typed: &[Vec<Word>], at: usize, knows: Knows<'_>) -> usize {
        let same = |word: &Word, typed: &Word, alone: bool| {
            let sure = !alone || typed.marked() || !word.marked() || !knows(typed);
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

/// Where the words of a phrase stand, if all do, no more than [`APART`] other words are between, and
/// they do not stand as the phrase has them (that is [`meet`]'s).
fn scattered(phrase: &Phrase, typed: &[Vec<Word>], fillers: &[bool], knows: Knows<'_>) -> Option<Scattered> {
    let mut at: Vec<usize> = Vec::with_capacity(phrase.words.len());
    for word in &phrase.words {
        let fits = |t: &Word| t.folded == word.folded && (marks_agree(t, word) || !knows(t));
        let here = |i: &usize| !at.contains(i) && typed[*i].iter().any(fits);
        // behind the word before, if it can be, else the nearest
        let from = at.last().map_or(0, |&last| last + 1);
        let place = (from..typed.len())
            .find(here)
            .or_else(|| (0..from).rev().find(here))?;
        at.push(place);
    }
    let in_order = at.is_sorted();
    at.sort_unstable();
    let between = (at[0]..at[at.len() - 1]).filter(|i| !at.contains(i));
    let (skipped, others) = between.fold(
        (0, 0),
        |(s, o), i| if fillers[i] { (s + 1, o) } else { (s, o + 1) },
    );
    // words that change places stand near each other
    let apart = if in_order { APART } else { APART_TURNED };
    if others > apart || (in_order && others == 0 && skipped == 0) {
        return None;
    }
    // with a word that only holds the sentence together (`nhà hàng tôi ở huyện`), one other makes no phrase
    let saying = at.iter().filter(|&&i| !fillers[i]).count();
    if saying < 2 && at.len() > 1 {
        return None;
    }
    let order = if in_order { 1.0 } else { OUT_OF_ORDER };
    Some(Scattered {
        entry: phrase.entry,
        quality: LOOSE * order * APART_EACH.powi(others as i32),
        at,
    })
}

/// How many typed words a phrase takes, fillers between included, and how well.
fn meet(phrase: &[Word], typed: &[Vec<Word>], fillers: &[bool], knows: Knows<'_>) -> Option<(usize, f32)> {
    let mut quality = 1.0f32;
    let mut at = 0;
    let mut skips = 2;
    for (i, word) in phrase.iter().enumerate() {
        loop {
            let forms = typed.get(at)?;
            let manner = Manner {
                alone: phrase.len() == 1,
                last: at + 1 == typed.len(),
            };
            let best = forms
                .iter()
                .map(|t| word_quality(word, t, manner, knows))
                .fold(0.0, f32::max);
            if best > 0.0 {
                quality *= best;
                at += 1;
                break;
            }
            if i == 0 || skips == 0 || !fillers[at] {
                return None;
            }
            skips -= 1;
            quality *= 0.85;
            at += 1;
        }
    }
    Some((at, quality))
}

/// Where a typed word stands.
#[derive(Clone, Copy)]
struct Manner {
    /// It is the whole phrase: then it must be typed as it is.
    alone: bool,
    /// It is the last word typed, perhaps unfinished.
    last: bool,
}

fn word_quality(word: &Word, typed: &Word, manner: Manner, knows: Knows<'_>) -> f32 {
    let agree = marks_agree(typed, word);
    if typed.folded == word.folded {
        return match () {
            () if agree => 1.0,
            () if !manner.alone && !knows(typed) => 0.85, // sổ đõ
            () => 0.0,
        };
    }
    if manner.alone {
        return 0.0;
    }
    if manner.last && typed.folded.len() >= 2 && word.folded.starts_with(&typed.folded) {
        return if agree { 0.9 } else { 0.0 };
    }
    let (a, b) = (typed.folded.as_bytes(), word.folded.as_bytes());
    let long = a.len() >= 4 && b.len() >= 4;
    let short = a.len() >= 3 && b.len() >= 2 && a[0] == b[0];
    if !(long || short) || knows(typed) || distance(a, b, 1).is_none() {
        return 0.0;
    }
    if long { 0.8 } else { 0.65 }
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
