//! Readings of whole stretches: shorthand and everyday phrases, halves of words, names of agencies and
//! sectors, initials, codes.

use crate::{
    codes::{self, CodeMatch, TypedCode},
    dictionary::How,
    documents::Name,
    phrases::{Meaning, Meanings, Met},
    reading::{Direct, Part, Reader, Reading, Source, Unit},
    shorthand::Kind,
    text::Word,
    why::Place,
};

/// What a sector's name counts for its procedures, of what the words count in a title.
const SECTOR_NAME: f32 = 0.8;
/// How much less each further meaning of an entry counts.
const NEXT_MEANING: f32 = 0.9;
/// An everyday word is near the official one, not the same.
const EVERYDAY: f32 = 0.92;
/// What an everyday phrase can be worth at most for each of its words, of the rarest word's worth.
const LENGTH: f32 = 0.9;
/// How much more a phrase is worth than what its words could be worth without it.
const LONGER: f32 = 1.04;

impl Reader<'_> {
    /// Shorthand and everyday phrases.
    pub(crate) fn phrase_units(&self, out: &mut Reading, forms: &[Vec<Word>], fillers: &[bool]) {
        let mut met: Vec<(usize, Met)> = Vec::new();
        for at in 0..forms.len() {
            let mut here: Vec<Met> = Vec::new();
            let knows = |word: &Word| self.dictionary.knows_word(word);
            let literal = |row: &[Word]| self.literal(row);
            self.phrases.at(forms, fillers, at, (&knows, &literal), &mut here);
            met.extend(here.into_iter().map(|m| (at, m)));
        }
        // longer phrases after the shorter ones that they hold
        met.sort_by_key(|(at, m)| (m.words, *at, m.entry));
        for (at, met) in met {
            let meanings = self.phrases.meanings(met.entry);
            for meaning in meanings.means.iter().filter(|_| meanings.kind == Kind::Office) {
                let words = meaning.words.iter().map(|w| w.folded.clone()).collect();
                out.shorthand.push((at..at + met.words, words));
            }
            let readings = self.readings(meanings);
            let full = readings.iter().map(|r| r.1).fold(0.0, f32::max);
            let holds_filler = fillers[at..at + met.words].contains(&true);
            let mut worth = self.phrase_worth(out, at, &met, full, holds_filler) * met.quality;
            for (mut parts, weight, text) in readings {
                for part in &mut parts {
                    part.weight *= worth / weight;
                }
                worth *= NEXT_MEANING;
                out.push(at, at + met.words, parts, Source::Phrase(text.to_owned()));
            }
        }
    }

    /// Everyday phrases whose words stand in another order, or with others between (`gộp hai miếng đất`).
    /// The words between keep what they are worth, where the document has them.
    pub(crate) fn loose_units(&self, out: &mut Reading, forms: &[Vec<Word>], fillers: &[bool]) {
        let known = |word: &Word| self.dictionary.knows_word(word);
        for met in self.phrases.loosely(forms, fillers, &known) {
            let (start, end) = (met.at[0], met.at[met.at.len() - 1] + 1);
            let row: Vec<Word> = forms[start..end]
                .iter()
                .filter_map(|f| f.last().cloned())
                .collect();
            if self.literal(&row) {
                continue; // `đóng cửa mỏ` is what titles say, not `đóng mỏ`
            }
            let readings = self.readings(self.phrases.meanings(met.entry));
            let full = readings.iter().map(|r| r.1).fold(0.0, f32::max);
            let longest = LENGTH * self.rarity(1) * met.at.len() as f32;
            let pieces: f32 = met.at.iter().map(|&at| out.most(at, at + 1)).sum();
            let mut worth = full.min(longest).max(pieces) * met.quality;
            let between = (start..end).filter(|at| !met.at.contains(at) && !fillers[*at]);
            let between: Vec<Part> = between
                .filter_map(|at| {
                    let unit = out.units.iter().find(|u| u.start == at && u.end == at + 1)?;
                    let mut part = out
                        .parts
                        .get(unit.parts.start)
                        .filter(|_| unit.parts.len() == 1)?
                        .clone();
                    // a word between those of a phrase is what it is, not a slip that fits by chance
                    part.candidates.retain(|c| c.how != How::Slip);
                    Some(part)
                })
                .collect();
            for (mut parts, weight, text) in readings {
                for part in &mut parts {
                    part.weight *= worth / weight;
                }
                worth *= NEXT_MEANING;
                let required = parts.len();
                parts.extend(between.iter().cloned());
                out.push_loose(start, end, parts, required, Source::Phrase(text.to_owned()));
            }
        }
    }

    /// The meanings of an entry that the catalogue has all words of, each with what they are worth.
    fn readings<'m>(&self, meanings: &'m Meanings) -> Vec<(Vec<Part>, f32, &'m str)> {
        let reading = |meaning: &'m Meaning| {
            let parts: Option<Vec<Part>> = meaning.words.iter().map(|w| self.official(w)).collect();
            let parts = parts?;
            let weight = parts.iter().map(|p| p.weight).sum();
            Some((parts, weight, meaning.text.as_str()))
        };
        meanings.means.iter().filter_map(reading).collect()
    }

    /// Whether titles have the words in a row.
    fn literal(&self, row: &[Word]) -> bool {
        row.iter().all(|word| self.dictionary.knows_word(word))
            && row
                .windows(2)
                .all(|pair| self.title_pairs.follows(&pair[0].folded, &pair[1].folded))
    }

    /// What a phrase is worth. Shorthand is worth what the words in full are. An everyday phrase is
    /// worth no more than its own length justifies, but more than reading its words one by one,
    /// unless they are few and stand in titles themselves (`đổi`, `đất thuê`). A syllable typed without
    /// marks that stands in titles (`da`) is less likely meant as shorthand.
    fn phrase_worth(&self, out: &Reading, at: usize, met: &Met, full: f32, holds_filler: bool) -> f32 {
        let typed = &out.words[at..at + met.words];
        let everyday = self.phrases.meanings(met.entry).kind == Kind::Everyday;
        let longest = if everyday {
            LENGTH * self.rarity(1) * met.words as f32
        } else {
            f32::MAX
        };
        let worth = full.min(longest);
        let pieces = out.most(at, at + met.words);
        let known = met.known && !holds_filler;
        match (known, met.length) {
            (true, 1) if !typed[0].forms.iter().any(Word::marked) => worth.min(pieces * 0.6),
            (true, 1) => worth.min(pieces * 0.75),
            (true, 2) => worth.min(pieces * 0.95),
            (true, _) => worth.min(pieces),
            (_, 1) => worth * if everyday { EVERYDAY } else { 1.0 },
            _ => worth.max(pieces * LONGER),
        }
    }

    /// A word of a meaning, as it is spelt.
    fn official(&self, word: &Word) -> Option<Part> {
        let mut candidates = Vec::new();
        self.dictionary.whole(word, &mut candidates);
        candidates.retain(|c| c.quality >= 0.9);
        let weight = self.weight(word, &candidates)?;
        Some(Part { weight, candidates })
    }

    /// Two typed words that are halves of one.
    pub(crate) fn split_unit(&self, out: &mut Reading, at: usize) {
        let (a, b) = (&out.words[at].forms[0], &out.words[at + 1].forms[0]);
        if (self.dictionary.knows(&a.folded) && self.dictionary.knows(&b.folded)) || b.is_number() {
            return;
        }
        let letters = [a.letters.as_slice(), b.letters.as_slice()].concat();
        let joined = Word::from_letters(&letters, a.utf16.start..b.utf16.end, a.bytes.start..b.bytes.end);
        if !self.dictionary.knows(&joined.folded) {
            return;
        }
        let mut candidates = Vec::new();
        self.dictionary.whole(&joined, &mut candidates);
        if let Some(weight) = self.weight(&joined, &candidates) {
            let part = Part {
                weight: weight * 0.95,
                candidates,
            };
            out.push(at, at + 2, vec![part], Source::ReadAs(joined.spelt()));
        }
    }

    /// Names of agencies and sectors typed in full or as shorthand: all that belongs there has them
    /// equally, wherever else the words stand.
    pub(crate) fn name_units(&self, out: &mut Reading, forms: &[Vec<Word>]) {
        for Name {
            words: name,
            place,
            documents,
        } in &self.documents.names
        {
            let direct = |score: f32| {
                let one = |&document: &u32| Direct {
                    document,
                    score,
                    title: (0, 0),
                    code: None,
                };
                documents.iter().map(one).collect::<Vec<_>>()
            };
            let mut spans: Vec<(usize, usize)> = Vec::new();
            for start in 0..forms.len() {
                let ends = name_ends(out, forms, name, start, 0);
                spans.extend(ends.into_iter().max().map(|end| (start, end)));
            }
            for (start, end) in spans {
                let share = if *place == Place::Sector { SECTOR_NAME } else { 1.0 };
                let found = direct(out.most(start, end) * share);
                out.units.push(Unit {
                    start,
                    end,
                    parts: 0..0,
                    required: 0,
                    source: Source::Name(*place),
                    found,
                });
            }
        }
    }

    /// Initials of words in a row of a title.
    pub(crate) fn initials_unit(&self, out: &mut Reading, at: usize, word: &Word, weight: f32) {
        let mut found = Vec::new();
        let mut score = f32::MAX;
        let length = word.letters.len();
        self.documents.with_initials(word, |document, place| {
            let title = &self.documents.title(document)[place..place + length];
            let rarity = |&id: &u32| {
                let folded = self.dictionary.exact[id as usize].folded;
                self.rarity(self.dictionary.folded[folded as usize].documents)
            };
            // the commonest words with these initials are the likeliest meant
            score = score.min(title.iter().map(rarity).sum::<f32>() * 0.85 * weight);
            let title = (place.min(255) as u8, length as u8);
            found.push(Direct {
                document: document as u32,
                score: 0.0,
                title,
                code: None,
            });
        });
        if !found.is_empty() {
            found.iter_mut().for_each(|f| f.score = score);
            let unit = Unit {
                start: at,
                end: at + 1,
                parts: 0..0,
                required: 0,
                source: Source::Initials,
                found,
            };
            out.units.push(unit);
        }
    }

    /// A code, whole or in part.
    pub(crate) fn code_unit(&self, out: &mut Reading, typed: &TypedCode) {
        let alone = out.words.len() <= 2;
        let number = self.dictionary.knows(&typed.digits) && !typed.leading;
        let worth = |m: CodeMatch| match m {
            CodeMatch::Whole => 60.0,
            CodeMatch::Number if number && !alone => 1.0,
            CodeMatch::Number => 24.0,
            CodeMatch::Beginning if number && !alone => 0.5,
            CodeMatch::Beginning => 10.0,
            CodeMatch::Near => 6.0,
            CodeMatch::Within if number || (typed.digits.len() < 4 && !alone) => 0.3,
            CodeMatch::Within => 5.0,
        };
        let mut found: Vec<Direct> = Vec::new();
        for (i, entry) in self.codes.iter().enumerate() {
            if let Some(m) = codes::compare(typed, &entry.digits) {
                let score = worth(m) * if entry.old { 0.95 } else { 1.0 };
                found.push(Direct {
                    document: entry.document,
                    score,
                    title: (0, 0),
                    code: Some((i as u32, m)),
                });
            }
        }
        if found
            .iter()
            .any(|f| f.code.is_some_and(|(_, m)| m == CodeMatch::Whole))
        {
            found.retain(|f| f.code.is_some_and(|(_, m)| m != CodeMatch::Near));
        }
        found.sort_by(|a, b| a.document.cmp(&b.document).then(b.score.total_cmp(&a.score)));
        found.dedup_by_key(|f| f.document);
        let covered = |w: &Word| w.bytes.start >= typed.bytes.start && w.bytes.end <= typed.bytes.end;
        let start = out.words.iter().position(|w| covered(&w.forms[0]));
        let end = out
            .words
            .iter()
            .rposition(|w| covered(&w.forms[0]))
            .map(|e| e + 1);
        if let (Some(start), Some(end), false) = (start, end, found.is_empty()) {
            out.units.push(Unit {
                start,
                end,
                parts: 0..0,
                required: 0,
                source: Source::Code,
                found,
            });
        }
    }
}

/// Where an agency's name can end that begins at `at`, from its word `from` on: typed, or as
/// shorthand (`ubnd cấp xã`), with or without its `cấp`.
fn name_ends(reading: &Reading, forms: &[Vec<Word>], name: &[String], at: usize, from: usize) -> Vec<usize> {
    if from == name.len() {
        return vec![at];
    }
    let mut ends = Vec::new();
    if forms
        .get(at)
        .is_some_and(|f| f.iter().any(|w| w.folded == name[from]))
    {
        ends.extend(name_ends(reading, forms, name, at + 1, from + 1));
    } else if from > 0 && name[from] == "cap" {
        ends.extend(name_ends(reading, forms, name, at, from + 1));
    }
    for (end, means) in &reading.shorthand {
        if end.start == at && name[from..].starts_with(means) {
            ends.extend(name_ends(reading, forms, name, end.end, from + means.len()));
        }
    }
    ends
}
