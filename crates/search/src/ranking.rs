//! Second pass, over the best documents of the first: phrases, order, and how much of the title was
//! meant.

use crate::{
    dictionary::{Dictionary, ExactId, How},
    documents::{Documents, Fields, TITLE, field_weight},
    reading::{Direct, Reading, Source},
};

/// Words of a title that phrases are looked for in.
const PHRASE_WORDS: usize = 128;
/// A word that meets a part nearly as well as the best one may stand for it in a phrase.
const NEARLY: f32 = 0.75;
/// What following each other in the title adds, of the lesser word's worth.
const ADJACENT: f32 = 0.4;
/// The same with one or two words between.
const CLOSE: f32 = 0.15;
/// What a title meant whole adds, of all words' worth.
const COVERAGE: f32 = 0.3;
/// What standing in the title word for word adds, of all words' worth.
const PHRASE: f32 = 0.12;
/// What beginning with the title's first word adds, of all words' worth.
const LEAD: f32 = 0.04;

/// How a part was met in a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Meeting {
    pub quality: f32,
    /// Title words that meet it at its best, by position; of those in a phrase, only they.
    pub places: u128,
    /// Title words that meet it nearly as well.
    near: u128,
    pub fields: Fields,
    pub exact: ExactId,
    pub how: How,
}

const NONE: Meeting = Meeting {
    quality: 0.0,
    places: 0,
    near: 0,
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
        let worth: f32 = units.iter().map(|&unit| self.unit_worth[unit]).sum();
        let mut row = Row::default();
        let mut bonus = 0.0;
        for &unit in &units {
            if let Some(direct) = self.direct(unit, document as u32) {
                row.close(&mut self.meetings);
                row.pass(places(direct.title));
                continue;
            }
            for part in self.reading.units[unit].parts.clone() {
                let meeting = self.meetings[part];
                row.parts += 1;
                if meeting.places != 0 {
                    let weight = self.reading.parts[part].weight * meeting.quality;
                    bonus += row.step(part, weight, &mut self.meetings);
                }
            }
        }
        row.close(&mut self.meetings);
        let unread = self.unread(&units);
        let title_words = self.documents.title(document).len().clamp(1, PHRASE_WORDS) as f32;
        let in_row = row.longest as f32 / (row.parts + unread).max(2) as f32;
        bonus += worth * COVERAGE * (row.met as f32 / title_words).min(1.0);
        bonus += worth * PHRASE * in_row * in_row;
        if row.lead {
            bonus += worth * LEAD;
        }
        Measured { score: worth + bonus, units }
    }

    /// Typed words that none of the units takes.
    fn unread(&self, units: &[usize]) -> usize {
        let taken: usize = units.iter().map(|&u| self.reading.units[u].end - self.reading.units[u].start).sum();
        self.reading.words.len() - taken
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
                let near = if meeting.quality >= NEARLY * quality { meeting.near } else { 0 };
                let near = near | place;
                *meeting = Meeting { quality, places: place, near, fields, exact, how: u.how };
            } else if quality == meeting.quality {
                meeting.places |= place;
                meeting.near |= place;
            } else if quality >= NEARLY * meeting.quality {
                meeting.near |= place;
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

/// Follows the parts through the title, to see which of them stand in a row.
#[derive(Default)]
struct Row {
    /// Parts of the reading so far, and those met in the title.
    parts: usize,
    met: usize,
    /// Parts in the open row with the title words each may stand at.
    open: Vec<(usize, u128)>,
    gaps: Vec<u32>,
    lesser: f32,
    /// Most parts following each other without a gap.
    longest: usize,
    without_gap: usize,
    /// Whether the title's first word is met.
    lead: bool,
}

impl Row {
    /// Takes the next part met in the title; what its place adds.
    fn step(&mut self, part: usize, weight: f32, meetings: &mut [Meeting]) -> f32 {
        self.met += 1;
        let here = meetings[part].near;
        let before = self.open.last().map_or(0, |o| o.1);
        let lesser = self.lesser.min(weight);
        self.lesser = weight;
        let (gap, places, adds) = match () {
            () if (before << 1) & here != 0 => (1, (before << 1) & here, ADJACENT),
            () if (before << 2) & here != 0 => (2, (before << 2) & here, CLOSE),
            () if (before << 3) & here != 0 => (3, (before << 3) & here, CLOSE),
            () => (0, 0, 0.0),
        };
        if gap == 0 {
            self.close(meetings);
            self.open.push((part, here));
            self.without_gap = 1;
        } else {
            self.open.push((part, places));
            self.gaps.push(gap);
            self.without_gap = if gap == 1 { self.without_gap + 1 } else { 1 };
        }
        self.longest = self.longest.max(self.without_gap);
        adds * lesser
    }

    /// Title words met as a whole, by initials.
    fn pass(&mut self, places: u128) {
        let words = places.count_ones() as usize;
        self.parts += words;
        self.met += words;
        self.longest = self.longest.max(words);
        self.lead |= places & 1 != 0;
    }

    /// Ends the row: its parts stand where the row does.
    fn close(&mut self, meetings: &mut [Meeting]) {
        if self.open.len() > 1 {
            let mut after = u128::MAX;
            let mut gap = 0;
            for (i, &(part, places)) in self.open.iter().enumerate().rev() {
                let fits = places & (after >> gap);
                meetings[part].places = fits;
                after = fits;
                gap = if i > 0 { self.gaps[i - 1] } else { 0 };
            }
        }
        for &(part, _) in &self.open {
            self.lead |= meetings[part].places & 1 != 0;
        }
        self.open.clear();
        self.gaps.clear();
    }
}

/// Title words from a place on, as positions.
pub(crate) fn places((at, length): (u8, u8)) -> u128 {
    (usize::from(at)..usize::from(at) + usize::from(length))
        .filter(|&p| p < PHRASE_WORDS)
        .fold(0, |all, p| all | 1 << p)
}
