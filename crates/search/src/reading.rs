//! What a typed text may mean: for each stretch of its words, the words of the catalogue that it may
//! stand for. The ranking takes, for each document, the reading that fits it best.

use crate::{
    codes::{self, CodeMatch},
    decode::decode,
    dictionary::{Candidate, Dictionary, How, Standing},
    documents::Documents,
    phrases::Phrases,
    segment::Segmenter,
    syllable::is_syllable,
    text::{Word, cut},
    why::Place,
};

/// Words of a text that are looked at.
pub(crate) const MAX_WORDS: usize = 40;
/// Characters of a text that are looked at.
pub(crate) const MAX_CHARS: usize = 2_000;
/// What a word of `tôi muốn làm thủ tục …` still counts.
const FILLER: f32 = 0.04;
/// What a word counts that stands in titles by chance (`khác`, `lấy`).
const WEAK: f32 = 0.4;
/// A word without marks among words with marks is less likely to be one that has them.
const UNMARKED: f32 = 0.88;

/// One word that documents may hold.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// What holding it is worth.
    pub weight: f32,
    pub candidates: Vec<Candidate>,
}

impl Part {
    fn best(&self) -> f32 {
        self.candidates.iter().map(|c| c.quality).fold(0.0, f32::max)
    }
}

/// A stretch of the typed words and one way to read it.
#[derive(Debug)]
pub(crate) struct Unit {
    /// First word.
    pub start: usize,
    /// Behind its last word.
    pub end: usize,
    /// Numbers of its parts, in order.
    pub parts: std::ops::Range<usize>,
    /// How many of them a phrase needs; those behind are words that stood between its words.
    pub required: usize,
    pub source: Source,
    /// For codes and initials: the documents themselves, ascending.
    pub found: Vec<Direct>,
}

/// A document met by a code or by initials.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Direct {
    pub document: u32,
    pub score: f32,
    /// Words of the title it covers.
    pub title: (u8, u8),
    pub code: Option<(u32, CodeMatch)>,
}

/// Where a reading comes from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Source {
    /// The word as typed.
    Typed,
    /// Raw Telex or VNI, or two halves of a word: read as this.
    ReadAs(String),
    /// Shorthand or an everyday word: stands for this. All parts must be there.
    Phrase(String),
    /// Initials of title words.
    Initials,
    /// A code.
    Code,
    /// The name of an agency or sector.
    Name(Place),
}

/// A typed word with what is known of it.
#[derive(Debug)]
pub(crate) struct Typed {
    /// As typed, and perhaps as decoded.
    pub forms: Vec<Word>,
    /// As typed, with its marks; a glued word whole.
    pub text: String,
    /// Cut out of a glued word.
    pub glued: bool,
    /// Says nothing about a procedure (`tôi muốn`).
    pub filler: bool,
}

/// All readings of a text.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub words: Vec<Typed>,
    pub parts: Vec<Part>,
    pub units: Vec<Unit>,
    /// Shorthand met, as folded words, for names of agencies.
    pub shorthand: Vec<(std::ops::Range<usize>, Vec<String>)>,
}

/// A code that leads to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CodeEntry {
    /// Its digits.
    pub digits: String,
    pub document: u32,
    /// As it is written.
    pub code: String,
    /// Not the procedure's code of today.
    pub old: bool,
}

/// What readings are made from.
pub(crate) struct Reader<'i> {
    pub dictionary: &'i Dictionary,
    pub documents: &'i Documents,
    pub phrases: &'i Phrases,
    pub segmenter: &'i Segmenter,
    pub title_pairs: &'i Segmenter,
    pub codes: &'i [CodeEntry],
}

impl Reader<'_> {
    /// Reads what was typed.
    pub fn read(&self, text: &str) -> Reading {
        let text = text.trim_start();
        let mut out = Reading {
            words: self.words(text),
            ..Reading::default()
        };
        if out.words.is_empty() {
            return out;
        }
        let forms: Vec<Vec<Word>> = out.words.iter().map(|w| w.forms.clone()).collect();
        let weights = self.filler_weights(&forms);
        let marked = out
            .words
            .iter()
            .filter(|w| w.forms.iter().any(Word::marked))
            .count();
        let marks_expected = 2 * marked > out.words.len();
        for (at, &weight) in weights.iter().enumerate() {
            self.word_units(&mut out, at, weight, marks_expected);
        }
        let fillers: Vec<bool> = weights.iter().map(|&w| w <= FILLER).collect();
        for (word, &filler) in out.words.iter_mut().zip(&fillers) {
            word.filler = filler;
        }
        self.phrase_units(&mut out, &forms, &fillers);
        self.loose_units(&mut out, &forms, &fillers);
        for at in 1..weights.len() {
            self.split_unit(&mut out, at - 1);
        }
        self.name_units(&mut out, &forms);
        for typed in codes::find(text, MAX_CHARS) {
            self.code_unit(&mut out, &typed);
        }
        out.units.sort_by_key(|u| u.end);
        out
    }

    fn words(&self, text: &str) -> Vec<Typed> {
        let cut_words = cut(text, MAX_WORDS, MAX_CHARS);
        let unfinished_end = text.chars().next_back().is_some_and(char::is_alphanumeric);
        let mut out = Vec::with_capacity(cut_words.len());
        let last = cut_words.len().saturating_sub(1);
        for (i, word) in cut_words.into_iter().enumerate() {
            let typed = text.get(word.bytes.clone()).unwrap_or_default().to_owned();
            let unfinished = i == last && unfinished_end;
            let strange = !self.segmenter.knows(&word.folded) && !word.is_number();
            let decoded = if strange { decode(&word, unfinished) } else { None };
            let glued = strange && decoded.is_none() && !self.phrases.is_short(&word.folded);
            let pieces = if glued {
                self.pieces(&word, unfinished)
            } else {
                None
            };
            match pieces {
                Some(pieces) => out.extend(pieces.into_iter().map(|p| Typed {
                    forms: vec![p],
                    text: typed.clone(),
                    glued: true,
                    filler: false,
                })),
                None => {
                    let forms = std::iter::once(word).chain(decoded).collect();
                    out.push(Typed {
                        forms,
                        text: typed,
                        glued: false,
                        filler: false,
                    });
                }
            }
        }
        out.truncate(MAX_WORDS);
        out
    }

    /// The words that a glued one is made of: words, or office shorthand unless the whole is initials.
    fn pieces(&self, word: &Word, unfinished: bool) -> Option<Vec<Word>> {
        let words = self.segmenter.split(word, unfinished);
        if words.is_some() || is_syllable(&word.folded) {
            return words;
        }
        let mut initials = false;
        self.documents.with_initials(word, |_, _| initials = true);
        if initials { None } else { self.phrases.split(word) }
    }

    fn filler_weights(&self, forms: &[Vec<Word>]) -> Vec<f32> {
        let mut weights = vec![1.0; forms.len()];
        for at in 0..forms.len() {
            let length = self
                .phrases
                .filler(forms, at, &|word| self.dictionary.knows_word(word));
            weights[at..at + length].fill(FILLER);
        }
        for (weight, forms) in weights.iter_mut().zip(forms) {
            if *weight == 1.0 && forms.iter().any(|word| self.phrases.is_weak(word)) {
                *weight = WEAK;
            }
        }
        if weights.iter().all(|&w| w < 1.0) {
            weights.fill(1.0); // nothing but fillers: then they are what is meant
        }
        weights
    }

    fn word_units(&self, out: &mut Reading, at: usize, weight: f32, marks_expected: bool) {
        let last = at + 1 == out.words.len();
        let forms = out.words[at].forms.clone();
        // what reads well as raw Telex or VNI is not a slip of something else
        let decoded = forms.get(1).is_some_and(|w| self.dictionary.knows(&w.folded));
        for (i, word) in forms.iter().enumerate().skip(usize::from(decoded)) {
            let source = if i == 0 {
                Source::Typed
            } else {
                Source::ReadAs(word.spelt())
            };
            if let Some(mut part) = self.part(word, last, weight <= FILLER, marks_expected) {
                part.weight *= weight;
                out.push(at, at + 1, vec![part], source);
            }
        }
        let word = &forms[0];
        let could_be_initials = forms.len() == 1
            && (3..=12).contains(&word.letters.len())
            && word.letters.iter().all(|l| l.base.is_ascii_alphabetic())
            && !is_syllable(&word.folded)
            && self.dictionary.find(&word.folded).is_none();
        if could_be_initials {
            self.initials_unit(out, at, word, weight);
        }
    }

    /// The word as one that documents hold. A filler is taken as it stands.
    fn part(&self, word: &Word, last: bool, filler: bool, marks_expected: bool) -> Option<Part> {
        let mut candidates = Vec::new();
        self.dictionary.whole(word, &mut candidates);
        let held = !candidates.is_empty();
        let known = self.dictionary.knows(&word.folded);
        let length = word.folded.len() as f32;
        let before = candidates.len();
        // a whole word with all its marks, and more words behind it, is no beginning of another
        let finished =
            !last && word.marked() && (candidates.iter()).any(|c| c.how == How::Whole && c.quality == 1.0);
        if !filler && !finished {
            let quality = |whole: usize| {
                let ratio = length / whole as f32;
                match (last, known, word.letters.len()) {
                    (true, false, 1..=2) => 0.8,
                    (true, false, _) => 0.72 + 0.23 * ratio,
                    (true, true, _) => 0.6 + 0.18 * ratio,
                    (false, false, 1) => 0.3,
                    (false, false, 2) => 0.55,
                    (false, false, _) => 0.5 + 0.3 * ratio,
                    (false, true, 1) => 0.15,
                    (false, true, _) => 0.2 + 0.25 * ratio,
                }
            };
            self.dictionary.beginnings(word, quality, &mut candidates);
        }
        let begun = candidates.len() > before;
        let exact = |c: &Candidate| c.how == How::Whole && c.quality == 1.0;
        let standing = match (held, word.marked()) {
            (true, true) if candidates.iter().any(exact) => Standing::Exact,
            (true, _) => Standing::Known,
            (false, marked) if marked || marks_expected => Standing::Marked,
            (false, _) => Standing::Plain,
        };
        if !filler {
            self.dictionary.slips(word, standing, &mut candidates);
        }
        if !filler && last && !held && !begun {
            self.dictionary.slipped_beginnings(word, &mut candidates);
        }
        if filler {
            candidates.retain(|c| c.quality >= 0.9);
        } else if marks_expected && !word.marked() {
            for candidate in candidates.iter_mut().filter(|c| c.how != How::Beginning) {
                let marked = self.dictionary.exact[candidate.exact as usize].marked;
                candidate.quality *= match (marked, candidate.how) {
                    (true, How::Slip) => 0.6,
                    (true, _) => UNMARKED,
                    _ => 1.0,
                };
            }
        }
        let weight = self.weight(word, &candidates)?;
        // a slip is worth no more than the commonest things it can be: that a word is rare does not
        // make it likelier
        let slips = || candidates.iter().filter(|c| c.how == How::Slip);
        let likeliest = slips().map(|c| c.quality).fold(0.0, f32::max);
        let documents = |c: &Candidate| self.dictionary.exact[c.exact as usize].documents;
        let common: u32 = slips()
            .filter(|c| c.quality >= likeliest - 0.05)
            .map(documents)
            .sum();
        let common = self.rarity(common);
        for candidate in candidates.iter_mut().filter(|c| c.how == How::Slip) {
            let own = self.rarity(documents(candidate)).min(common);
            candidate.quality *= (own / weight).min(1.0);
        }
        Some(Part { weight, candidates })
    }

    /// What the word is worth: the rarer, the more. Of an unknown word, as much as the commonest
    /// things it can be, so that a slip towards a rare word does not outweigh a common right one.
    pub(crate) fn weight(&self, word: &Word, candidates: &[Candidate]) -> Option<f32> {
        let exact = |c: &Candidate| &self.dictionary.exact[c.exact as usize];
        let whole: Vec<&Candidate> = candidates.iter().filter(|c| c.how == How::Whole).collect();
        if !whole.is_empty() {
            let spelt_so = whole.iter().find(|c| word.marked() && c.quality == 1.0);
            let documents = match spelt_so {
                Some(c) => exact(c).documents,
                None => self.dictionary.folded[exact(whole[0]).folded as usize].documents,
            };
            return Some(self.rarity(documents));
        }
        let beginnings = candidates.iter().filter(|c| c.how == How::Beginning);
        let documents: u32 = match beginnings.map(|c| exact(c).documents).sum() {
            0 => {
                let best = candidates.iter().map(|c| c.quality).fold(0.0, f32::max);
                let near = candidates.iter().filter(|c| c.quality >= best - 0.05);
                near.map(|c| exact(c).documents).sum()
            }
            documents => documents,
        };
        (documents > 0).then(|| self.rarity(documents))
    }

    /// Inverse document frequency.
    pub(crate) fn rarity(&self, documents: u32) -> f32 {
        (1.0 + self.documents.len() as f32 / documents.max(1) as f32).ln()
    }
}

impl Reading {
    pub(crate) fn push(&mut self, start: usize, end: usize, parts: Vec<Part>, source: Source) {
        let required = parts.len();
        self.push_loose(start, end, parts, required, source);
    }

    /// [`Self::push`] where only the first `required` parts must be there.
    pub(crate) fn push_loose(
        &mut self,
        start: usize,
        end: usize,
        parts: Vec<Part>,
        required: usize,
        source: Source,
    ) {
        let first = self.parts.len();
        self.parts.extend(parts);
        self.units.push(Unit {
            start,
            end,
            parts: first..self.parts.len(),
            required,
            source,
            found: Vec::new(),
        });
    }

    /// The most that the words from `start` to `end` can be worth, by the units so far.
    pub(crate) fn most(&self, start: usize, end: usize) -> f32 {
        let mut best = vec![0.0f32; end - start + 1];
        for to in start + 1..=end {
            let mut most = best[to - start - 1];
            for unit in self.units.iter().filter(|u| u.end == to && u.start >= start) {
                let direct = unit.found.iter().map(|f| f.score).fold(0.0, f32::max);
                let parts: f32 = self.parts[unit.parts.clone()]
                    .iter()
                    .map(|p| p.weight * p.best())
                    .sum();
                most = most.max(best[unit.start - start] + direct.max(parts));
            }
            best[to - start] = most;
        }
        best[end - start]
    }

    /// The words as typed that a unit takes, glued ones once.
    pub fn typed(&self, unit: &Unit) -> String {
        let mut texts: Vec<&str> = Vec::new();
        for word in &self.words[unit.start..unit.end] {
            if !(word.glued && texts.last() == Some(&word.text.as_str())) {
                texts.push(&word.text);
            }
        }
        texts.join(" ")
    }
}
