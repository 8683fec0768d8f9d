//! Second pass, over the best documents of the first: phrases, order, and how much of the title was
//! meant.

use crate::{
    dictionary::{Dictionary, ExactId, How},
    documents::{Documents, Fields, TITLE, field_weight},
    reading::{Direct, Reading, Source},
    row::{Met, Row, together},
};

/// Words of a title that phrases are looked for in.
const PHRASE_WORDS: usize = 128;
/// A word that meets a part nearly as well as the best one may stand for it in a phrase.
const NEARLY: f32 = 0.7;
/// How much more standing together counts when readings are tried that favour it.
const TOGETHER: f32 = 2.5;
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
    /// Title words that meet it at its best, by position.
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
    /// For parts in a row of the title, where they stand in it.
    places: Vec<(usize, u128)>,
}

/// Measures documents against one reading.
pub(crate) struct Ranker<'q> {
    reading: &'q Reading,
    documents: &'q Documents,
    /// For each word of the catalogue, where its candidates begin in `uses`.
    first_use: Vec<u32>,
    uses: Vec<Use>,
    meetings: Vec<Meeting>,
    /// Parts met in the document measured.
    touched: Vec<u32>,
    /// The best total up to each typed word, and the last unit of it.
    best: Vec<(f32, usize)>,
    ways: Vec<Way>,
    /// By unit: what it is worth to the document, and what its parts add by standing together.
    unit_worth: Vec<(f32, f32)>,
    /// Units worth something to it, in order.
    active: Vec<usize>,
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
            touched: Vec::new(),
            active: Vec::new(),
            best: Vec::new(),
            ways: vec![
                Way {
                    total: 0.0,
                    before: NOTHING
                };
                reading.units.len()
            ],
            unit_worth: vec![(0.0, 0.0); reading.units.len()],
            title_words: title_words(reading),
        }
    }

    /// How a part was met in the document measured last, and where its words stand.
    pub fn meeting(&self, measured: &Measured, part: usize) -> Meeting {
        let mut meeting = self.meetings[part];
        if let Some(&(_, places)) = measured.places.iter().find(|p| p.0 == part) {
            // what stands in the title as it was typed is what was meant, not a likeness of it in the same row
            meeting.places = match (meeting.how, places & meeting.places) {
                (How::Whole, 0) => meeting.places,
                (_, 0) => places,
                (_, best) => best,
            };
        }
        meeting
    }

    /// The document that a code or initials met in the document measured.
    pub fn direct(&self, unit: usize, document: u32) -> Option<Direct> {
        let found = &self.reading.units[unit].found;
        found
            .binary_search_by_key(&document, |f| f.document)
            .ok()
            .map(|i| found[i])
    }

    /// What a document is worth.
    pub fn score(&mut self, document: usize) -> f32 {
        self.best_reading(document).0
    }

    /// What a document is worth, by which reading, and where its words stand.
    pub fn measure(&mut self, document: usize) -> Measured {
        let (score, units) = self.best_reading(document);
        let mut row = Row::recording();
        self.weigh(document, &units, &mut row);
        Measured {
            score,
            units,
            places: row.picked(),
        }
    }

    /// The reading worth most word for word is not always the one that stands together best, nor is a
    /// phrase always meant for what it stands for: the best of three.
    fn best_reading(&mut self, document: usize) -> (f32, Vec<usize>) {
        self.meet(document);
        self.value_units(document as u32);
        let mut best: (f32, Vec<usize>) = (0.0, Vec::new());
        let mut before: Vec<usize> = Vec::new();
        for (i, (together, phrases)) in [(1.0, true), (TOGETHER, true), (1.0, false)]
            .into_iter()
            .enumerate()
        {
            let units = self.choose(together, phrases);
            if i > 0 && units == before {
                continue;
            }
            let score = self.weigh(document, &units, &mut Row::default());
            if i == 0 || score > best.0 {
                best = (score, units.clone());
            }
            before = units;
        }
        best
    }

    /// What a reading is worth, with what standing together adds. Among several words a slip counts only
    /// beside another word of the title that was typed beside it: alone, or outside the title, it is chance.
    fn weigh(&self, document: usize, units: &[usize], row: &mut Row) -> f32 {
        let mut worth: f32 = units.iter().map(|&unit| self.unit_worth[unit].0).sum();
        let mut bonus = 0.0;
        let mut chance: Option<f32> = None;
        let several = self.reading.words.len() > 2;
        let mut drop = |chance: Option<f32>| {
            if let Some(slip) = chance.filter(|_| several) {
                worth -= slip;
            }
        };
        for &unit in units {
            let u = &self.reading.units[unit];
            row.unit(u.end - u.start, u.parts.len());
            if let Some(direct) = self.direct(unit, document as u32) {
                row.pass(places(direct.title));
            }
            for part in u.parts.clone() {
                let m = &self.meetings[part];
                let slip = m.how == How::Slip && m.near != 0;
                let worth = self.part_worth(part);
                if m.how == How::Slip && m.near == 0 {
                    drop(Some(worth));
                }
                let adds = row.step(&Met {
                    part,
                    best: m.places,
                    near: m.near,
                    worth,
                    sure: !slip,
                });
                bonus += adds;
                if adds == 0.0 {
                    drop(chance);
                }
                chance = (slip && adds == 0.0).then_some(worth);
            }
        }
        drop(chance);
        let title_words = self.documents.title(document).len().clamp(1, PHRASE_WORDS) as f32;
        let in_row = (row.longest / self.title_words).min(1.0);
        bonus += worth * COVERAGE * (row.met as f32 / title_words).min(1.0);
        bonus += worth * PHRASE * in_row.powi(3);
        if row.lead {
            bonus += worth * LEAD;
        }
        worth + bonus
    }

    fn part_worth(&self, part: usize) -> f32 {
        self.reading.parts[part].weight * self.meetings[part].quality
    }

    fn meet(&mut self, document: usize) {
        for part in self.touched.drain(..) {
            self.meetings[part as usize] = NONE;
        }
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
            if meeting.quality == 0.0 {
                self.touched.push(u.part);
            }
            // the word itself, wherever it was met, and what it may be a slip of are two things
            let alike = (meeting.how == How::Slip) == (u.how == How::Slip);
            if quality > meeting.quality {
                let near = if alike && meeting.quality >= NEARLY * quality {
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
            } else if alike && quality == meeting.quality {
                meeting.places |= place;
                meeting.near |= place;
            } else if alike && quality >= NEARLY * meeting.quality {
                meeting.near |= place;
            }
        }
    }

    /// What each unit is worth to the document met.
    fn value_units(&mut self, document: u32) {
        self.active.clear();
        for (number, unit) in self.reading.units.iter().enumerate() {
            let worth = self.worth(number, document);
            let mut together = 0.0;
            if worth > 0.0 {
                self.active.push(number);
                for part in unit.parts.clone().skip(1) {
                    together += self.together(part - 1, part);
                }
            }
            self.unit_worth[number] = (worth, together);
        }
    }

    /// The units that together are worth most to the document met, words standing together included,
    /// `together` times.
    fn choose(&mut self, together: f32, phrases: bool) -> Vec<usize> {
        let words = self.reading.words.len();
        self.best.clear();
        self.best.resize(words + 1, (0.0, NOTHING));
        let mut filled = 0;
        for i in 0..self.active.len() {
            let number = self.active[i];
            let unit = &self.reading.units[number];
            while filled < unit.end {
                filled += 1;
                self.best[filled] = self.best[filled - 1];
            }
            if !phrases && matches!(unit.source, Source::Phrase(_)) {
                self.ways[number] = Way {
                    total: 0.0,
                    before: NOTHING,
                };
                continue;
            }
            let way = self.way(i, together);
            self.ways[number] = way;
            if way.total > self.best[unit.end].0 {
                self.best[unit.end] = (way.total, number);
            }
        }
        let mut chosen = Vec::new();
        let mut unit = self.best[filled].1;
        while unit != NOTHING {
            chosen.push(unit);
            unit = self.ways[unit].before;
        }
        chosen.reverse();
        chosen
    }

    /// The best way to an active unit and through it.
    fn way(&self, active: usize, together: f32) -> Way {
        let number = self.active[active];
        let unit = &self.reading.units[number];
        let (worth, inner) = self.unit_worth[number];
        let own = worth + together * inner;
        let (total, before) = self.best[unit.start];
        let mut best = Way {
            total: total + own,
            before,
        };
        let Some(first) = unit.parts.clone().next() else {
            return best;
        };
        let ending = |u: usize| self.reading.units[u].end;
        let earlier = self.active[..active].iter().copied().rev();
        for u in earlier
            .skip_while(|&u| ending(u) > unit.start)
            .take_while(|&u| ending(u) == unit.start)
        {
            let Some(last) = self.reading.units[u].parts.clone().last() else {
                continue;
            };
            let total = self.ways[u].total + own + together * self.together(last, first);
            if self.ways[u].total > 0.0 && total > best.total {
                best = Way { total, before: u };
            }
        }
        best
    }

    /// What two parts add by standing together in the title.
    fn together(&self, a: usize, b: usize) -> f32 {
        let adds = together(self.meetings[a].near, self.meetings[b].near);
        if adds == 0.0 {
            0.0
        } else {
            adds * self.part_worth(a).min(self.part_worth(b))
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
            let required = part < u.parts.start + u.required;
            if quality == 0.0 && required && matches!(u.source, Source::Phrase(_)) {
                return 0.0;
            }
            sum += quality * self.reading.parts[part].weight;
        }
        sum
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
    let said = (0..reading.words.len()).filter(|&at| !reading.words[at].filler);
    said.filter(|at| !named(at)).count().max(2) as f32
}

/// Title words from a place on, as positions.
pub(crate) fn places((at, length): (u8, u8)) -> u128 {
    (usize::from(at)..usize::from(at) + usize::from(length))
        .filter(|&p| p < PHRASE_WORDS)
        .fold(0, |all, p| all | 1 << p)
}
