//! Narrowing: what each choice leaves, and what to loosen.

use std::collections::HashMap;

use motcua_domain::catalogue::{Audience, Catalogue, Procedure};

use crate::{
    found::{FacetCount, Facets, Loosen, LoosenChoice},
    query::{AudienceChoice, FeeChoice, ListChoice, Query},
};

/// Levels counted; what lies above is counted as the last.
const LEVELS: usize = 8;
/// A procedure whose agency or sector is not in the catalogue's lists.
const UNLISTED: u16 = u16::MAX;
/// An id that no procedure has.
const NOWHERE: u16 = UNLISTED - 1;
/// Kinds of choices, in the order of [`LoosenChoice::EVERY`].
const KINDS: usize = LoosenChoice::EVERY.len();

const AUDIENCES: [AudienceChoice; 3] = [
    AudienceChoice::Citizens,
    AudienceChoice::Organisations,
    AudienceChoice::Unknown,
];
const FEES: [FeeChoice; 3] = [FeeChoice::With, FeeChoice::Without, FeeChoice::Unknown];
const LISTS: [ListChoice; 3] = [ListChoice::Favourites, ListChoice::Recent, ListChoice::Common];

/// Kinds of choices as bits.
type Kinds = u8;

const fn bit(kind: LoosenChoice) -> Kinds {
    1 << kind as u8
}

/// The choices of a catalogue.
#[derive(Debug, Default)]
pub(crate) struct Choices {
    agencies: Vec<String>,
    parents: Vec<Option<u16>>,
    sectors: Vec<String>,
    /// By procedure.
    of: Vec<Of>,
}

#[derive(Debug, Clone, Copy)]
struct Of {
    agency: u16,
    sector: u16,
    level: u8,
    /// As bits of [`AUDIENCES`].
    audiences: u8,
    fee: FeeChoice,
}

/// Lists that a procedure stands in, as bits of [`LISTS`].
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lists(u8);

impl Lists {
    pub fn of(is_in: impl Fn(ListChoice) -> bool) -> Self {
        let bits = LISTS.iter().enumerate().filter(|(_, list)| is_in(**list));
        Self(bits.fold(0, |all, (at, _)| all | 1 << at))
    }
}

/// A query's choices, ready to test.
pub(crate) struct Chosen {
    /// Agencies allowed, by number; `None`: any.
    agencies: Option<Vec<bool>>,
    sector: Option<u16>,
    level: Option<u8>,
    audience: Option<usize>,
    fee: Option<FeeChoice>,
    list: Option<usize>,
    /// Kinds that were chosen at all.
    set: Kinds,
}

/// The kinds of choices that a procedure does not pass.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fails(Kinds);

impl Fails {
    /// Passes all of them.
    pub fn none(self) -> bool {
        self.0 == 0
    }

    /// Passes all but, perhaps, this one.
    fn none_but(self, kind: LoosenChoice) -> bool {
        self.0 & !bit(kind) == 0
    }
}

fn position<T: PartialEq>(all: &[T], one: Option<T>) -> Option<usize> {
    one.and_then(|one| all.iter().position(|each| *each == one))
}

impl Choices {
    pub fn read(catalogue: &Catalogue) -> Self {
        let number = |ids: Vec<&str>| -> HashMap<String, u16> {
            ids.iter()
                .enumerate()
                .take(usize::from(NOWHERE))
                .map(|(i, id)| ((*id).to_owned(), i as u16))
                .collect()
        };
        let agencies = number(catalogue.agencies.iter().map(|a| a.id.as_str()).collect());
        let sectors = number(catalogue.sectors.iter().map(|s| s.id.as_str()).collect());
        let find = |of: &HashMap<String, u16>, id: &str| of.get(id).copied().unwrap_or(UNLISTED);
        Self {
            parents: catalogue
                .agencies
                .iter()
                .map(|a| a.parent.as_ref().and_then(|p| agencies.get(p).copied()))
                .collect(),
            of: catalogue
                .procedures
                .iter()
                .map(|p| Of {
                    agency: find(&agencies, &p.agency),
                    sector: find(&sectors, &p.sector),
                    level: p.level.unwrap_or(0).min(LEVELS as u8 - 1),
                    audiences: audiences(p),
                    fee: fee(p),
                })
                .collect(),
            agencies: catalogue.agencies.iter().map(|a| a.id.clone()).collect(),
            sectors: catalogue.sectors.iter().map(|s| s.id.clone()).collect(),
        }
    }

    /// The agency and all above it. Stops at a loop in the data.
    fn with_above(&self, agency: u16) -> impl Iterator<Item = u16> {
        let parent = |&a: &u16| self.parents.get(usize::from(a)).copied().flatten();
        std::iter::successors(Some(agency), parent).take(16)
    }

    /// Makes a query's choices ready. An id that the catalogue does not have leaves nothing.
    pub fn chosen(&self, query: &Query) -> Chosen {
        let agencies = query.agency.as_ref().map(|id| {
            let wanted = self.agencies.iter().position(|a| a == id).map(|i| i as u16);
            let below = |a: usize| wanted.is_some_and(|w| self.with_above(a as u16).any(|up| up == w));
            (0..self.agencies.len()).map(below).collect()
        });
        let sector = query.sector.as_ref().map(|id| {
            self.sectors
                .iter()
                .position(|s| s == id)
                .map_or(NOWHERE, |i| i as u16)
        });
        let set = LoosenChoice::EVERY
            .iter()
            .filter(|kind| kind.is_set(query))
            .fold(0, |set, kind| set | bit(*kind));
        Chosen {
            agencies,
            sector,
            level: query.level,
            audience: position(&AUDIENCES, query.audience),
            fee: query.fee,
            list: position(&LISTS, query.list),
            set,
        }
    }

    /// Which of the choices a procedure does not pass.
    pub fn fails(&self, chosen: &Chosen, procedure: usize, lists: Lists) -> Fails {
        let of = self.of[procedure];
        let passes = [
            (
                LoosenChoice::Agency,
                chosen
                    .agencies
                    .as_ref()
                    .is_none_or(|a| a.get(usize::from(of.agency)).copied().unwrap_or(false)),
            ),
            (LoosenChoice::Sector, chosen.sector.is_none_or(|s| s == of.sector)),
            (LoosenChoice::Level, chosen.level.is_none_or(|l| l == of.level)),
            (
                LoosenChoice::Audience,
                chosen.audience.is_none_or(|a| of.audiences >> a & 1 == 1),
            ),
            (LoosenChoice::Fee, chosen.fee.is_none_or(|f| f == of.fee)),
            (
                LoosenChoice::List,
                chosen.list.is_none_or(|l| lists.0 >> l & 1 == 1),
            ),
        ];
        Fails(
            passes
                .iter()
                .filter(|(_, passes)| !passes)
                .fold(0, |fails, (kind, _)| fails | bit(*kind)),
        )
    }

    /// Starts counting.
    pub fn counter(&self) -> Counter<'_> {
        Counter {
            choices: self,
            agencies: vec![0; self.agencies.len()],
            sectors: vec![0; self.sectors.len()],
            levels: [0; LEVELS],
            audiences: [0; 3],
            fees: [0; 3],
            lists: [0; 3],
            by_fails: [0; 1 << KINDS],
        }
    }
}

fn audiences(procedure: &Procedure) -> u8 {
    match procedure.audience {
        Some(Audience::Citizens) => 0b001,
        Some(Audience::Organisations) => 0b010,
        Some(Audience::Both) => 0b011,
        None => 0b100,
    }
}

fn fee(procedure: &Procedure) -> FeeChoice {
    match &procedure.fees {
        None => FeeChoice::Unknown,
        Some(fees) if fees.is_empty() => FeeChoice::Without,
        Some(_) => FeeChoice::With,
    }
}

/// Counts what each choice would leave.
pub(crate) struct Counter<'c> {
    choices: &'c Choices,
    agencies: Vec<usize>,
    sectors: Vec<usize>,
    levels: [usize; LEVELS],
    audiences: [usize; 3],
    fees: [usize; 3],
    lists: [usize; 3],
    /// Procedures by the kinds of choices they do not pass.
    by_fails: [usize; 1 << KINDS],
}

impl Counter<'_> {
    /// Counts a procedure that the text found.
    pub fn count(&mut self, procedure: usize, fails: Fails, lists: Lists) {
        let of = self.choices.of[procedure];
        self.by_fails[usize::from(fails.0)] += 1;
        if fails.none_but(LoosenChoice::Agency) {
            // only listed agencies are counted; a loop's members once each
            let mut seen: [u16; 16] = [UNLISTED; 16];
            for (i, up) in self.choices.with_above(of.agency).enumerate() {
                if seen.contains(&up) {
                    break;
                }
                seen[i] = up;
                if let Some(count) = self.agencies.get_mut(usize::from(up)) {
                    *count += 1;
                }
            }
        }
        if fails.none_but(LoosenChoice::Sector)
            && let Some(count) = self.sectors.get_mut(usize::from(of.sector))
        {
            *count += 1;
        }
        if fails.none_but(LoosenChoice::Level) {
            self.levels[usize::from(of.level)] += 1;
        }
        if fails.none_but(LoosenChoice::Audience) {
            add_bits(&mut self.audiences, of.audiences);
        }
        if fails.none_but(LoosenChoice::Fee)
            && let Some(at) = position(&FEES, Some(of.fee))
        {
            self.fees[at] += 1;
        }
        if fails.none_but(LoosenChoice::List) {
            add_bits(&mut self.lists, lists.0);
        }
    }

    /// How many pass all choices.
    pub fn total(&self) -> usize {
        self.by_fails[0]
    }

    /// How many would pass without the choices of these kinds.
    fn without(&self, kinds: Kinds) -> usize {
        let left = self.by_fails.iter().enumerate();
        left.filter(|(fails, _)| *fails as Kinds & !kinds == 0)
            .map(|(_, n)| n)
            .sum()
    }

    /// The counts.
    pub fn facets(&self) -> Facets {
        let list = |ids: &[String], counts: &[usize]| {
            let pairs = ids.iter().zip(counts).filter(|(_, count)| **count > 0);
            pairs
                .map(|(id, &count)| FacetCount {
                    id: id.clone(),
                    count,
                })
                .collect()
        };
        let levels = (0..LEVELS).rev().filter(|&l| self.levels[l] > 0);
        Facets {
            agencies: list(&self.choices.agencies, &self.agencies),
            sectors: list(&self.choices.sectors, &self.sectors),
            levels: levels
                .map(|l| FacetCount {
                    id: l.to_string(),
                    count: self.levels[l],
                })
                .collect(),
            audiences: named(&AUDIENCES, &self.audiences),
            fees: named(&FEES, &self.fees),
            lists: named(&LISTS, &self.lists),
        }
    }

    /// When nothing passes: the fewest choices that, given up, show something, and of those the ones
    /// that show most.
    pub fn loosen(&self, query: &Query, chosen: &Chosen) -> Option<Loosen> {
        if self.total() > 0 {
            return None;
        }
        let best = (1..1 << KINDS)
            .filter(|kinds: &Kinds| kinds & !chosen.set == 0)
            .map(|kinds| (kinds, self.without(kinds)))
            .filter(|(_, n)| *n > 0)
            .min_by_key(|(kinds, n)| (kinds.count_ones(), std::cmp::Reverse(*n)));
        match best {
            Some((kinds, would_find)) => {
                let given_up = LoosenChoice::EVERY.iter().filter(|kind| kinds & bit(**kind) != 0);
                Some(Loosen {
                    choices: given_up.copied().collect(),
                    would_find,
                })
            }
            None if !query.text.trim().is_empty() => Some(Loosen {
                choices: Vec::new(),
                would_find: 0,
            }),
            None => None,
        }
    }
}

fn add_bits(counts: &mut [usize; 3], bits: u8) {
    for (at, count) in counts.iter_mut().enumerate() {
        *count += usize::from(bits >> at & 1);
    }
}

fn named<T: Copy>(all: &[T; 3], counts: &[usize; 3]) -> Vec<(T, usize)> {
    let pairs = all.iter().copied().zip(counts.iter().copied());
    pairs.filter(|(_, count)| *count > 0).collect()
}
