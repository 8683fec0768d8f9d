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
const NEARLY: f32 = 0.7;
/// How much more standing together counts when readings are tried that favour it.
const TOGETHER: f32 = 2.5;
/// What following each other in the title adds, of the lesser word's worth.
const ADJACENT: f32 = 0.4;
/// The same with one or two words between.
const CLOSE: f32 = 0.15;
/// What a title meant whole adds, of all words' worth.
const COVERAGE: f32 = 0.2;
/// What standing in the title word for word adds, of all words' worth.
const PHRASE: f32 = 0.3;
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
    /// The best total up to each typed word, and the last unit of it.
    best: Vec<(f32, usize)>,
    ways: Vec<Way>,
    unit_worth: Vec<f32>,
    /// Typed words that are of a title, not names of agencies or sectors; at least 2.
    title_words: f32,
}

/// No unit.
const NOTHING: usize = usize::MAX;

/// A way through the typed words that ends with a unit.
#[derive(Clone, Copy)]
struct Way {
    total: f32,
    before: usize,
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
            ways: Vec::new(),
            unit_worth: Vec::new(),
            title_words: title_words(reading),
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
        // the reading worth most word for word is not always the one that stands together best, nor is
        // a phrase always meant for what it stands for
        let ways = [(1.0, true), (TOGETHER, true), (1.0, false)];
        let mut tried: Vec<Vec<usize>> = Vec::with_capacity(ways.len());
        let mut best: Option<(f32, usize)> = None;
        for (together, phrases) in ways {
            let units = self.choose(document as u32, together, phrases);
            if tried.contains(&units) {
                continue;
            }
            if !tried.is_empty() {
                self.meet(document);
            }
            let score = self.weigh(document, &units);
            if best.is_none_or(|(most, _)| score > most) {
                best = Some((score, tried.len()));
            }
            tried.push(units);
        }
        let (score, at) = best.unwrap_or_default();
        if at + 1 != tried.len() {
            self.meet(document);
            self.weigh(document, &tried[at]);
        }
        Measured {
            score,
            units: tried.swap_remove(at),
        }
    }

    /// What a reading is worth, with what standing together adds; leaves each part where it stands.
    fn weigh(&mut self, document: usize, units: &[usize]) -> f32 {
        let worth: f32 = units.iter().map(|&unit| self.unit_worth[unit]).sum();
        let mut row = Row::default();
        let mut bonus = 0.0;
        for &unit in units {
            let u = &self.reading.units[unit];
            row.unit(u.end - u.start, u.parts.len());
            if let Some(direct) = self.direct(unit, document as u32) {
                row.pass(places(direct.title), &mut self.meetings);
            }
            for part in u.parts.clone() {
                let weight = self.reading.parts[part].weight * self.meetings[part].quality;
                bonus += row.step(part, weight, &mut self.meetings);
            }
        }
        row.close(&mut self.meetings);
        let title_words = self.documents.title(document).len().clamp(1, PHRASE_WORDS) as f32;
        let in_row = (row.longest / self.title_words).min(1.0);
        bonus += worth * COVERAGE * (row.met as f32 / title_words).min(1.0);
        bonus += worth * PHRASE * in_row.powi(3);
        if row.lead {
            bonus += worth * LEAD;
        }
        worth + bonus
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
                let near = if meeting.quality >= NEARLY * quality {
                    meeting.near
                } else {
                    0
                };
                let near = near | place;
                *meeting = Meeting {
                    quality,
                    places: place,
                    near,
                    fields,
                    exact,
                    how: u.how,
                };
            } else if quality == meeting.quality {
                meeting.places |= place;
                meeting.near |= place;
            } else if quality >= NEARLY * meeting.quality {
                meeting.near |= place;
            }
        }
    }

    /// The units that together are worth most to this document, words standing together included.
    fn choose(&mut self, document: u32, together: f32, phrases: bool) -> Vec<usize> {
        let words = self.reading.words.len();
        self.best.clear();
        self.best.resize(words + 1, (0.0, NOTHING));
        self.ways.clear();
        self.unit_worth.clear();
        let mut next = 0;
        for end in 1..=words {
            self.best[end] = self.best[end - 1];
            while let Some(unit) = self.reading.units.get(next).filter(|u| u.end == end) {
                let phrase = matches!(unit.source, Source::Phrase(_));
                let worth = if phrase && !phrases {
                    0.0
                } else {
                    self.worth(next, document)
                };
                self.unit_worth.push(worth);
                let way = self.way(next, unit.start, worth, together);
                if worth > 0.0 && way.total > self.best[end].0 {
                    self.best[end] = (way.total, next);
                }
                self.ways.push(way);
                next += 1;
            }
        }
        let mut chosen = Vec::new();
        let mut unit = self.best[words].1;
        while unit != NOTHING {
            chosen.push(unit);
            unit = self.ways[unit].before;
        }
        chosen.reverse();
        chosen
    }

    /// The best way to a unit and through it.
    fn way(&self, unit: usize, start: usize, worth: f32, together: f32) -> Way {
        let parts = self.reading.units[unit].parts.clone();
        let mut own = worth;
        for part in parts.clone().skip(1) {
            own += together * self.together(part - 1, part);
        }
        let (total, before) = self.best[start];
        let mut best = Way {
            total: total + own,
            before,
        };
        if worth == 0.0 || parts.is_empty() {
            return best;
        }
        let ending_here = (0..unit).rev().skip_while(|&u| self.reading.units[u].end > start);
        for u in ending_here.take_while(|&u| self.reading.units[u].end == start) {
            let Some(last) = self.reading.units[u].parts.clone().last() else {
                continue;
            };
            if self.unit_worth[u] > 0.0 {
                let total = self.ways[u].total + own + together * self.together(last, parts.start);
                if total > best.total {
                    best = Way { total, before: u };
                }
            }
        }
        best
    }

    /// What two parts add by standing together in the title.
    fn together(&self, a: usize, b: usize) -> f32 {
        let (from, here) = (self.meetings[a].near, self.meetings[b].near);
        let weight = |part: usize| self.reading.parts[part].weight * self.meetings[part].quality;
        match () {
            () if (from << 1) & here != 0 => ADJACENT * weight(a).min(weight(b)),
            () if ((from << 2) | (from << 3)) & here != 0 => CLOSE * weight(a).min(weight(b)),
            () => 0.0,
        }
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
    /// Parts met in the title.
    met: usize,
    /// Parts in the open row with the title words each may stand at, and the gaps between.
    open: Vec<(usize, u128)>,
    gaps: Vec<u32>,
    /// Where the part before may stand, and its worth.
    before: u128,
    lesser: f32,
    /// Typed words in a row that stand in the title in a row; and the most of them. Those of a phrase
    /// count by how much of it stands together.
    together: f32,
    longest: f32,
    /// What each part of the unit begun counts.
    share: f32,
    first: bool,
    /// Whether the title's first word is met.
    lead: bool,
}

impl Row {
    /// Begins the next unit, of so many typed words and parts.
    fn unit(&mut self, typed: usize, parts: usize) {
        self.share = typed as f32 / parts.max(1) as f32;
        self.first = true;
    }

    /// Takes the next part; what its place in the title adds.
    fn step(&mut self, part: usize, weight: f32, meetings: &mut [Meeting]) -> f32 {
        let here = meetings[part].near;
        let first = std::mem::replace(&mut self.first, false);
        if here == 0 {
            self.together = if first { 0.0 } else { self.together };
            return 0.0;
        }
        self.met += 1;
        self.lead |= meetings[part].places & 1 != 0;
        let lesser = self.lesser.min(weight);
        let open = self.open.last().map_or(0, |o| o.1);
        let follows = |from: u128, gap: u32| (from << gap) & here;
        let (gap, places, adds) = match () {
            () if follows(open, 1) != 0 => (1, follows(open, 1), ADJACENT),
            () if follows(self.before, 1) != 0 => (0, follows(self.before, 1), ADJACENT),
            () if follows(open, 2) != 0 => (2, follows(open, 2), CLOSE),
            () if follows(open, 3) != 0 => (3, follows(open, 3), CLOSE),
            () if follows(self.before, 2) != 0 => (0, follows(self.before, 2), CLOSE),
            () if follows(self.before, 3) != 0 => (0, follows(self.before, 3), CLOSE),
            () => (0, here, 0.0),
        };
        self.together = match (adds == ADJACENT, first) {
            (true, _) => self.together + self.share,
            (false, true) => self.share,
            (false, false) => self.together,
        };
        self.longest = self.longest.max(self.together);
        if gap == 0 {
            self.close(meetings);
        } else {
            self.gaps.push(gap);
        }
        self.open.push((part, places));
        self.before = here;
        self.lesser = weight;
        adds * lesser
    }

    /// Title words met as a whole, by initials.
    fn pass(&mut self, places: u128, meetings: &mut [Meeting]) {
        self.close(meetings);
        self.before = 0;
        self.met += places.count_ones() as usize;
        if places == 0 {
            return;
        }
        self.together = self.share;
        self.longest = self.longest.max(self.together);
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
        if let [(part, places)] = self.open[..] {
            let fits = meetings[part].places & places;
            meetings[part].places = if fits == 0 { places } else { fits };
        }
        self.open.clear();
        self.gaps.clear();
    }
}

fn title_words(reading: &Reading) -> f32 {
    let named = |at: &usize| {
        let names = reading
            .units
            .iter()
            .filter(|u| matches!(u.source, Source::Name(_)));
        names.into_iter().any(|u| (u.start..u.end).contains(at))
    };
    let typed = reading.words.len();
    (typed - (0..typed).filter(named).count()).max(2) as f32
}

/// Title words from a place on, as positions.
pub(crate) fn places((at, length): (u8, u8)) -> u128 {
    (usize::from(at)..usize::from(at) + usize::from(length))
        .filter(|&p| p < PHRASE_WORDS)
        .fold(0, |all, p| all | 1 << p)
}
