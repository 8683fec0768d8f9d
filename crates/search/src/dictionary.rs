//! The words of the catalogue: found whole, by their beginning, or through slips.

use std::collections::HashMap;

use crate::{
    edit::{distance, letter_set},
    syllable::{differ_once, is_syllable, sound},
    text::{Letter, Mark, Word},
};

/// Number of a word with its marks.
pub(crate) type ExactId = u32;
/// Number of a folded word, in alphabetical order.
pub(crate) type FoldedId = u32;

/// A word as it stands in the catalogue.
#[derive(Debug)]
pub(crate) struct ExactTerm {
    /// Its folded form.
    pub folded: FoldedId,
    letters: Box<[(char, Mark)]>,
    tone: u8,
    /// Whether it has any mark.
    pub marked: bool,
    /// With its marks, lower case.
    pub spelt: Box<str>,
    /// How many titles (former ones too) hold it; any place if no title does.
    pub documents: u32,
}

/// A folded word and the words it stands for.
#[derive(Debug)]
pub(crate) struct FoldedTerm {
    /// The folded word.
    pub text: Box<str>,
    letters: u64,
    /// Words with marks that fold to it.
    pub exact: Vec<ExactId>,
    /// How many titles (former ones too) hold any of them; any place if no title does.
    pub documents: u32,
    /// Whether slips may lead to it: it stands somewhere else than in details.
    pub main: bool,
}

/// How a typed word met a word of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// The same word; marks may be missing or differ.
    Whole,
    /// The typed letters begin it.
    Beginning,
    /// It takes slips to get there.
    Slip,
}

/// What a typed word is already, before slips are thought of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// A word of the catalogue, with all its marks.
    Exact,
    /// A word of the catalogue.
    Known,
    /// None of its words, typed with marks or among words with marks.
    Marked,
    /// None of its words, typed without marks.
    Plain,
}

/// A word of the catalogue that a typed word may mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    pub exact: ExactId,
    /// 1 for the same word, less for less sure ones.
    pub quality: f32,
    pub how: How,
}

/// All words.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    /// By [`ExactId`].
    pub exact: Vec<ExactTerm>,
    /// By [`FoldedId`], in alphabetical order.
    pub folded: Vec<FoldedTerm>,
    by_folded: HashMap<Box<str>, FoldedId>,
    by_sound: HashMap<String, Vec<FoldedId>>,
}

/// Collects words while documents are read.
#[derive(Debug, Default)]
pub(crate) struct DictionaryBuilder {
    by_key: HashMap<String, ExactId>,
    words: Vec<Word>,
    main: Vec<bool>,
}

impl DictionaryBuilder {
    /// The number of a word; `main` unless it stands in details only.
    pub fn intern(&mut self, word: &Word, main: bool) -> ExactId {
        let id = *self.by_key.entry(word.exact_key()).or_insert_with(|| {
            self.words.push(word.clone());
            self.main.push(false);
            self.words.len() as ExactId - 1
        });
        self.main[id as usize] |= main;
        id
    }

    /// How many words so far.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Closes the dictionary. `documents` tells for a set of words how many titles hold any of them
    /// (or, when none does, how many documents).
    pub fn build(self, documents: impl Fn(&[ExactId]) -> u32) -> Dictionary {
        let mut by_text: Vec<(&str, ExactId)> = self
            .words
            .iter()
            .enumerate()
            .map(|(i, w)| (w.folded.as_str(), i as ExactId))
            .collect();
        by_text.sort_unstable();
        let mut out = Dictionary::default();
        let mut folded_of = vec![0; self.words.len()];
        for group in by_text.chunk_by(|a, b| a.0 == b.0) {
            let text = group[0].0;
            let id = out.folded.len() as FoldedId;
            let exact: Vec<ExactId> = group.iter().map(|&(_, id)| id).collect();
            for &e in &exact {
                folded_of[e as usize] = id;
            }
            let main = exact.iter().any(|&e| self.main[e as usize]);
            if main {
                out.by_sound.entry(sound(text)).or_default().push(id);
            }
            out.by_folded.insert(text.into(), id);
            let documents = documents(&exact);
            out.folded.push(FoldedTerm {
                text: text.into(),
                letters: letter_set(text),
                exact,
                documents,
                main,
            });
        }
        for (i, word) in self.words.iter().enumerate() {
            out.exact.push(ExactTerm {
                folded: folded_of[i],
                letters: word.letters.iter().map(|l| (l.base, l.mark)).collect(),
                tone: word.tone,
                marked: word.marked(),
                spelt: word.spelt().into(),
                documents: documents(&[i as ExactId]),
            });
        }
        out
    }
}

impl Dictionary {
    /// Bytes held, roughly, for the benchmark.
    pub fn bytes(&self) -> usize {
        let exact = self
            .exact
            .iter()
            .map(|t| size_of::<ExactTerm>() + t.letters.len() * size_of::<(char, Mark)>());
        let folded = self
            .folded
            .iter()
            .map(|t| 2 * (size_of::<FoldedTerm>() + t.text.len()) + t.exact.len() * 4);
        exact.sum::<usize>() + folded.sum::<usize>()
    }

    /// The folded word, if the catalogue has it.
    pub fn find(&self, folded: &str) -> Option<FoldedId> {
        self.by_folded.get(folded).copied()
    }

    /// Whether it stands in a title, sector or agency.
    pub fn knows(&self, folded: &str) -> bool {
        self.find(folded).is_some_and(|id| self.folded[id as usize].main)
    }

    /// Whether it stands there with marks that agree with those typed.
    pub fn knows_word(&self, word: &Word) -> bool {
        let found = self
            .find(&word.folded)
            .map(|id| &self.folded[id as usize])
            .filter(|term| term.main);
        let agrees = |&exact: &ExactId| marks_quality(word, &self.exact[exact as usize]) >= 0.9;
        found.is_some_and(|term| term.exact.iter().any(agrees))
    }

    /// The same word, whatever its marks.
    pub fn whole(&self, word: &Word, out: &mut Vec<Candidate>) {
        let Some(id) = self.find(&word.folded) else { return };
        for &exact in &self.folded[id as usize].exact {
            let quality = marks_quality(word, &self.exact[exact as usize]);
            out.push(Candidate {
                exact,
                quality,
                how: How::Whole,
            });
        }
    }

    /// Words that begin with the typed letters and go on.
    pub fn beginnings(&self, word: &Word, quality: impl Fn(usize) -> f32, out: &mut Vec<Candidate>) {
        let prefix = word.folded.as_str();
        let from = self.folded.partition_point(|t| *t.text < *prefix);
        for term in self.folded[from..]
            .iter()
            .take_while(|t| t.text.starts_with(prefix))
        {
            if term.text.len() == prefix.len() {
                continue;
            }
            for &exact in &term.exact {
                let marks = marks_quality(word, &self.exact[exact as usize]);
                if marks > 0.0 {
                    out.push(Candidate {
                        exact,
                        quality: quality(term.text.len()) * marks,
                        how: How::Beginning,
                    });
                }
            }
        }
    }

    /// Words that sound or look like it. A word that is one already is less likely a slip: one that the
    /// catalogue has least, one that can be a word of the language, marks and all, less.
    pub fn slips(&self, word: &Word, standing: Standing, out: &mut Vec<Candidate>) {
        let typed = word.folded.as_str();
        let length = typed.len();
        if !(2..=20).contains(&length) || word.is_number() || !typed.is_ascii() {
            return;
        }
        // what is a word already is less likely a slip; a misspelling that sounds right is likelier
        let (likely, alike_likely) = match (standing, is_syllable(typed)) {
            (Standing::Exact, _) => (0.0, 0.4),
            (Standing::Known, _) => (0.35, 0.6),
            (Standing::Marked, true) => (0.3, 0.85),
            (Standing::Plain, true) => (0.75, 0.9),
            (_, false) => (1.0, 1.0),
        };
        let mut found: Vec<(FoldedId, f32)> = Vec::new();
        if let Some(alike) = self.by_sound.get(&sound(typed)) {
            found.extend(alike.iter().map(|&id| {
                let once = differ_once(typed, &self.folded[id as usize].text);
                (id, alike_likely * if once { 0.78 } else { 0.5 })
            }));
        }
        let most = match (length, standing) {
            (0..=2, _) | (_, Standing::Exact) => 0,
            (3, _) | (_, Standing::Known) => 1,
            (_, Standing::Marked) if is_syllable(typed) => 1,
            _ => 2,
        };
        let letters = letter_set(typed);
        for (id, term) in self.folded.iter().enumerate().filter(|(_, t)| t.main && most > 0) {
            if (letters ^ term.letters).count_ones() as usize > 2 * most
                || term.text.len().abs_diff(length) > most
            {
                continue;
            }
            let Some(slips) = distance(typed.as_bytes(), term.text.as_bytes(), most) else {
                continue;
            };
            if slips == 0 || term.text.len() < 2 {
                continue;
            }
            let same_start = typed.as_bytes()[0] == term.text.as_bytes()[0];
            let quality = slip_quality(length, slips, same_start);
            found.push((id as FoldedId, likely * quality));
        }
        found.retain(|&(id, _)| *self.folded[id as usize].text != *typed);
        found.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        found.dedup_by_key(|f| f.0);
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        for (id, quality) in found.into_iter().take(32) {
            for &exact in &self.folded[id as usize].exact {
                out.push(Candidate {
                    exact,
                    quality,
                    how: How::Slip,
                });
            }
        }
    }

    /// Words whose beginning is a slip away from the typed letters.
    pub fn slipped_beginnings(&self, word: &Word, out: &mut Vec<Candidate>) {
        let typed = word.folded.as_bytes();
        if typed.len() < 4 || word.is_number() || !word.folded.is_ascii() {
            return;
        }
        for term in self
            .folded
            .iter()
            .filter(|t| t.main && t.text.len() > typed.len())
        {
            let begin = &term.text.as_bytes()[..typed.len()];
            if begin[0] == typed[0] && distance(typed, begin, 1) == Some(1) {
                out.extend(term.exact.iter().map(|&exact| Candidate {
                    exact,
                    quality: 0.4,
                    how: How::Slip,
                }));
            }
        }
    }
}

fn slip_quality(length: usize, slips: usize, same_start: bool) -> f32 {
    let quality = match (slips, length) {
        (1, 0..=3) => 0.52,
        (1, 4) => 0.62,
        (1, _) => 0.68,
        (_, 0..=4) => 0.26,
        (_, _) => 0.4,
    };
    if same_start { quality } else { quality * 0.85 }
}

/// How well the marks typed agree with a word of the same letters (or one that goes on): none typed
/// say nothing; some missing cost little; wrong ones more, least of all hỏi for ngã.
fn marks_quality(typed: &Word, term: &ExactTerm) -> f32 {
    if !typed.marked() {
        return 1.0;
    }
    let same = |t: &Letter, mark: Mark| t.mark == mark;
    let less = |t: &Letter, mark: Mark| t.mark == Mark::None || t.mark == mark;
    let pairs = || {
        typed
            .letters
            .iter()
            .zip(term.letters.iter().map(|&(_, mark)| mark))
    };
    let unfinished = typed.letters.len() < term.letters.len();
    let tone_same = typed.tone == term.tone || (unfinished && typed.tone == 0);
    match () {
        () if tone_same && pairs().all(|(t, m)| same(t, m)) => 1.0,
        () if (tone_same || typed.tone == 0) && pairs().all(|(t, m)| less(t, m)) => 0.94,
        () if matches!((typed.tone, term.tone), (3, 4) | (4, 3)) && pairs().all(|(t, m)| same(t, m)) => 0.9,
        () if pairs().all(|(t, m)| same(t, m)) => 0.7,
        // marks that are typed stay as the word goes on
        () if unfinished => 0.0,
        () => 0.58,
    }
}
