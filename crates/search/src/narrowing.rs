//! Narrowing by agency, sector and level: what a choice leaves, and what to loosen.

use std::collections::HashMap;

use motcua_domain::catalogue::Catalogue;

use crate::{
    found::{FacetCount, Facets, Loosen, LoosenChoice},
    query::Query,
};

/// Levels counted; what lies above is counted as the last.
const LEVELS: usize = 8;
/// A procedure whose agency or sector is not in the catalogue's lists.
const UNLISTED: u16 = u16::MAX;

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
}

/// A query's choices, ready to test.
pub(crate) struct Chosen {
    /// Agencies allowed, by number; `None`: any.
    agencies: Option<Vec<bool>>,
    sector: Option<u16>,
    level: Option<u8>,
}

/// Which choices a procedure passes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Passes {
    agency: bool,
    sector: bool,
    level: bool,
}

impl Passes {
    /// All of them.
    pub fn all(self) -> bool {
        self.agency && self.sector && self.level
    }
}

impl Choices {
    pub fn read(catalogue: &Catalogue) -> Self {
        let number = |ids: Vec<&str>| -> HashMap<String, u16> {
            ids.iter()
                .enumerate()
                .take(usize::from(UNLISTED))
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
                .map_or(UNLISTED - 1, |i| i as u16)
        });
        Chosen {
            agencies,
            sector,
            level: query.level,
        }
    }

    /// Which of the choices a procedure passes.
    pub fn passes(&self, chosen: &Chosen, procedure: usize) -> Passes {
        let of = self.of[procedure];
        Passes {
            agency: chosen
                .agencies
                .as_ref()
                .is_none_or(|a| a.get(usize::from(of.agency)).copied().unwrap_or(false)),
            sector: chosen.sector.is_none_or(|s| s == of.sector),
            level: chosen.level.is_none_or(|l| l == of.level),
        }
    }

    /// Starts counting.
    pub fn counter(&self) -> Counter<'_> {
        Counter {
            choices: self,
            agencies: vec![0; self.agencies.len()],
            sectors: vec![0; self.sectors.len()],
            levels: [0; LEVELS],
            all: 0,
            without: [0; 3],
            any: 0,
        }
    }
}

/// Counts what each choice would leave.
pub(crate) struct Counter<'c> {
    choices: &'c Choices,
    agencies: Vec<usize>,
    sectors: Vec<usize>,
    levels: [usize; LEVELS],
    all: usize,
    without: [usize; 3],
    any: usize,
}

impl Counter<'_> {
    /// Counts a procedure that the text found.
    pub fn count(&mut self, procedure: usize, passes: Passes) {
        let of = self.choices.of[procedure];
        self.any += 1;
        self.all += usize::from(passes.all());
        if passes.sector && passes.level {
            self.without[0] += 1;
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
        if passes.agency && passes.level {
            self.without[1] += 1;
            if let Some(count) = self.sectors.get_mut(usize::from(of.sector)) {
                *count += 1;
            }
        }
        if passes.agency && passes.sector {
            self.without[2] += 1;
            self.levels[usize::from(of.level)] += 1;
        }
    }

    /// How many pass all choices.
    pub fn total(&self) -> usize {
        self.all
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
        }
    }

    /// When nothing passes: the one choice that, given up, shows most.
    pub fn loosen(&self, query: &Query) -> Option<Loosen> {
        if self.all > 0 {
            return None;
        }
        let single = [
            (LoosenChoice::Sector, self.without[1], query.sector.is_some()),
            (LoosenChoice::Level, self.without[2], query.level.is_some()),
            (LoosenChoice::Agency, self.without[0], query.agency.is_some()),
        ];
        let best = single
            .iter()
            .filter(|(_, n, set)| *set && *n > 0)
            .max_by_key(|(_, n, _)| *n);
        match best {
            Some(&(choice, would_find, _)) => Some(Loosen { choice, would_find }),
            None if self.any > 0 => Some(Loosen {
                choice: LoosenChoice::AllChoices,
                would_find: self.any,
            }),
            None if !query.text.trim().is_empty() => Some(Loosen {
                choice: LoosenChoice::Text,
                would_find: 0,
            }),
            None => None,
        }
    }
}
