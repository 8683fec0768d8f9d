//! Second pass, over the best documents of the first: phrases, order, and how much of the title was
//! meant.

use crate::{
    dictionary::{Dictionary, ExactId, How},
    documents::{Documents, Fields, TITLE, field_weight},
    reading::{Direct, Reading, Source},
};

/// Words of a title that phrases are looked for in.
const PHRASE_WORDS: usize = 128;
/// What following each other in the title adds, of the lesser word's worth.
const ADJACENT: f32 = 0.4;
/// The same with one or two words between.
const CLOSE: f32 = 0.15;
/// What a title meant whole adds, of all words' worth.
const COVERAGE: f32 = 0.3;
/// What beginning with the title's first word adds, of all words' worth.
const LEAD: f32 = 0.04;

/// How a part was met in a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Meeting {
    pub quality: f32,
    /// Title words that meet it at its best, by position.
    pub places: u128,
    pub fields: Fields,
    pub exact: ExactId,
    pub how: How,
}

const NONE: Meeting = Meeting {
    quality: 0.0,
    places: 0,
    fields: 0,
    exact: 0,
    how: How::Whole,
};

/// What a document turned out to be worth, and by which reading.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measured {
    pub score: f32,
    /// Numbers of the units chosen, in order.
    pub units: Vec<usize>,
    /// All title words covered, by position.
    pub covered: u128,
}

/// Measures documents against one reading.
pub(crate) struct Ranker<'q> {
    reading: &'q Reading,
    documents: &'q Documents,
    /// For each word of the catalogue, where its candidates begin in `uses`.
    first_use: Vec<u32>,
    uses: Vec<Use>,
    meetings: Vec<Meeting>,
    best: Vec<(f32, usize)>,
    unit_worth: Vec<f32>,
}

#[derive(Clone, Copy)]
struct Use {
    exact: ExactId,
    part: u32,
    quality: f32,
    how: How,
}

impl<'q> Ranker<'q> {
    pub fn new(reading: &'q Reading, documents: &'q Documents, dictionary: &Dictionary) -> Self {
        let mut uses: Vec<Use> = Vec::new();
        for (part, p) in reading.parts.iter().enumerate() {
            uses.extend(p.candidates.iter().map(|c| Use {
                exact: c.exact,
                part: part as u32,
                quality: c.quality,
                how: c.how,
            }));
        }
        uses.sort_unstable_by_key(|u| (u.exact, u.part));
        let mut first_use = vec![u32::MAX; dictionary.exact.len()];
        for (i, u) in uses.iter().enumerate().rev() {
            first_use[u.exact as usize] = i as u32;
        }
        Self {
            reading,
            documents,
            first_use,
            uses,
            meetings: vec![NONE; reading.parts.len()],
            best: Vec::new(),
            unit_worth: Vec::new(),
        }
    }

    /// How a part was met in the document measured last.
    pub fn meeting(&self, part: usize) -> Meeting {
        self.meetings[part]
    }

    /// The document that a code or initials met in the document measured.
    pub fn direct(&self, unit: usize, document: u32) -> Option<Direct> {
        let found = &self.reading.units[unit].found;
        found
            .binary_search_by_key(&document, |f| f.document)
            .ok()
            .map(|i| found[i])
    }

    /// Measures a document.
    pub fn measure(&mut self, document: usize) -> Measured {
        self.meet(document);
        let units = self.choose(document as u32);
        let (mut worth, mut bonus) = (0.0, 0.0);
        let mut covered = 0u128;
        let mut before: Option<(Meeting, f32, u128)> = None;
        for &unit in &units {
            worth += self.unit_worth[unit];
            let u = &self.reading.units[unit];
            if let Some(direct) = self.direct(unit, document as u32) {
                covered |= places(direct.title);
                before = None;
            }
            for part in u.parts.clone() {
                let meeting = self.meetings[part];
                if meeting.places == 0 {
                    continue;
                }
                covered |= meeting.places;
                let weight = self.reading.parts[part].weight * meeting.quality;
                let mut run = meeting.places;
                if let Some((_, lesser, run_before)) = before {
                    let next = (run_before << 1) & meeting.places;
                    let near = ((run_before << 2) | (run_before << 3)) & meeting.places;
                    if next != 0 {
                        bonus += ADJACENT * weight.min(lesser);
                        run = next;
                    } else if near != 0 {
                        bonus += CLOSE * weight.min(lesser);
                        run = near;
                    }
                }
                before = Some((meeting, weight, run));
            }
        }
        let title_words = self.documents.title(document).len().clamp(1, PHRASE_WORDS);
        bonus += worth * COVERAGE * covered.count_ones() as f32 / title_words as f32;
        if covered & 1 != 0 {
            bonus += worth * LEAD;
        }
        Measured {
            score: worth + bonus,
            units,
            covered,
        }
    }

    fn meet(&mut self, document: usize) {
        self.meetings.fill(NONE);
        for (at, &exact) in self.documents.title(document).iter().enumerate() {
            let place = if at < PHRASE_WORDS { 1 << at } else { 0 };
            self.meet_word(exact, TITLE, place);
        }
        for &(exact, fields) in self.documents.others(document) {
            self.meet_word(exact, fields, 0);
        }
    }

    fn meet_word(&mut self, exact: ExactId, fields: Fields, place: u128) {
        let first = self.first_use[exact as usize] as usize;
        for u in self.uses.iter().skip(first).take_while(|u| u.exact == exact) {
            let quality = u.quality * field_weight(fields);
            let meeting = &mut self.meetings[u.part as usize];
            if quality > meeting.quality {
                *meeting = Meeting {
                    quality,
                    places: place,
                    fields,
                    exact,
                    how: u.how,
                };
            } else if quality == meeting.quality {
                meeting.places |= place;
            }
        }
    }

    /// The units that together are worth most to this document.
    fn choose(&mut self, document: u32) -> Vec<usize> {
        let words = self.reading.words.len();
        self.best.clear();
        self.best.resize(words + 1, (0.0, usize::MAX));
        self.unit_worth.clear();
        let mut next = 0;
        for end in 1..=words {
            self.best[end] = (self.best[end - 1].0, usize::MAX);
            while let Some(unit) = self.reading.units.get(next).filter(|u| u.end == end) {
                let worth = self.worth(next, document);
                self.unit_worth.push(worth);
                let total = self.best[unit.start].0 + worth;
                if worth > 0.0 && total > self.best[end].0 {
                    self.best[end] = (total, next);
                }
                next += 1;
            }
        }
        let mut chosen = Vec::new();
        let mut at = words;
        while at > 0 {
            match self.best[at].1 {
                usize::MAX => at -= 1,
                unit => {
                    chosen.push(unit);
                    at = self.reading.units[unit].start;
                }
            }
        }
        chosen.reverse();
        chosen
    }

    fn worth(&self, unit: usize, document: u32) -> f32 {
        let u = &self.reading.units[unit];
        if !u.found.is_empty() {
            return self.direct(unit, document).map_or(0.0, |f| f.score);
        }
        let mut sum = 0.0;
        for part in u.parts.clone() {
            let quality = self.meetings[part].quality;
            if quality == 0.0 && matches!(u.source, Source::Phrase(_)) {
                return 0.0;
            }
            sum += quality * self.reading.parts[part].weight;
        }
        sum
    }
}

/// Title words from a place on, as positions.
pub(crate) fn places((at, length): (u8, u8)) -> u128 {
    (usize::from(at)..usize::from(at) + usize::from(length))
        .filter(|&p| p < PHRASE_WORDS)
        .fold(0, |all, p| all | 1 << p)
}
