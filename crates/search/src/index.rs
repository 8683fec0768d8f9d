//! The index: built once from a catalogue, asked at every keystroke.

use motcua_domain::catalogue::Catalogue;

use crate::{
    found::{Found, Hit},
    query::Query,
    shorthand::Shorthand,
    why::Why,
};

/// A former name or code that leads to a procedure of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// National code of the procedure it leads to (in the catalogue indexed).
    pub code: String,
    /// Former code, where it changed.
    pub old_code: Option<String>,
    /// Former title, where it changed.
    pub old_name: Option<String>,
}

/// A searchable catalogue.
#[derive(Debug)]
pub struct Index {
    procedures: usize,
}

impl Index {
    /// Builds the index; hits refer to positions in `catalogue.procedures`.
    pub fn build(catalogue: &Catalogue, shorthand: &Shorthand) -> Self {
        Self::build_with_aliases(catalogue, shorthand, &[])
    }

    /// [`Self::build`] with the old names and codes under which procedures must be found too.
    pub fn build_with_aliases(catalogue: &Catalogue, _shorthand: &Shorthand, _aliases: &[Alias]) -> Self {
        Self {
            procedures: catalogue.procedures.len(),
        }
    }

    /// Searches. `usage` tells how often a procedure (by national code) was used at this desk.
    pub fn search(&self, query: &Query, usage: &dyn Fn(&str) -> u32) -> Found {
        self.search_within(query, usage, &|_| true)
    }

    /// [`Self::search`] among the procedures that `keep` leaves (favourites, recent …), by position.
    pub fn search_within(
        &self,
        query: &Query,
        _usage: &dyn Fn(&str) -> u32,
        keep: &dyn Fn(usize) -> bool,
    ) -> Found {
        let hits = (0..self.procedures).filter(|&i| keep(i)).map(|i| Hit {
            procedure_index: i,
            score: 0.0,
            why: Vec::<Why>::new(),
            highlights: Vec::new(),
        });
        Found {
            total: self.procedures,
            hits: hits.skip(query.offset).take(query.limit).collect(),
            ..Found::default()
        }
    }
}
