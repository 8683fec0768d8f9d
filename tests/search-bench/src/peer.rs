//! What every engine measured can do.

use std::time::{Duration, Instant};

use anyhow::Result;
use motcua_domain::catalogue::Catalogue;
use motcua_search::{Index, NoHabits, Query, Shorthand};

/// A search engine filled with a catalogue.
pub trait Engine {
    /// What it is called in tables.
    fn name(&self) -> &'static str;
    /// The codes found, best first, and how long it took.
    fn search(&mut self, text: &str, sector: Option<&str>) -> Result<(Vec<String>, Duration)>;
    /// Bytes the index takes.
    fn bytes(&self) -> usize;
    /// How long building it took.
    fn built(&self) -> Duration;
}

/// Một Cửa's own.
pub struct Ours {
    index: Index,
    codes: Vec<String>,
    built: Duration,
}

impl Ours {
    /// Fills it.
    pub fn new(catalogue: &Catalogue) -> Self {
        let start = Instant::now();
        let index = Index::build(catalogue, &Shorthand::bundled());
        Self {
            built: start.elapsed(),
            codes: catalogue.procedures.iter().map(|p| p.code.clone()).collect(),
            index,
        }
    }
}

impl Engine for Ours {
    fn name(&self) -> &'static str {
        "Một Cửa"
    }

    fn search(&mut self, text: &str, sector: Option<&str>) -> Result<(Vec<String>, Duration)> {
        let query = Query {
            text: text.to_owned(),
            sector: sector.map(str::to_owned),
            limit: 20,
            ..Query::default()
        };
        let start = Instant::now();
        let found = self.index.search(&query, &NoHabits);
        let took = start.elapsed();
        let codes = found.hits.iter().map(|h| self.codes[h.procedure_index].clone());
        Ok((codes.collect(), took))
    }

    fn bytes(&self) -> usize {
        self.index.bytes()
    }

    fn built(&self) -> Duration {
        self.built
    }
}

/// A procedure as the peers index it.
pub struct Document<'c> {
    pub code: &'c str,
    pub name: &'c str,
    pub sector: &'c str,
    pub sector_id: &'c str,
    pub agency: &'c str,
    pub details: String,
}

/// The procedures of a catalogue as the peers index them.
pub fn documents(catalogue: &Catalogue) -> impl Iterator<Item = Document<'_>> {
    catalogue.procedures.iter().map(|procedure| {
        let details: Vec<&str> = procedure
            .components
            .iter()
            .flatten()
            .map(|c| c.name.as_str())
            .collect();
        Document {
            code: &procedure.code,
            name: &procedure.name,
            sector: catalogue
                .sector(&procedure.sector)
                .map_or("", |s| s.name.as_str()),
            sector_id: &procedure.sector,
            agency: &procedure.agency_text,
            details: details.join(" "),
        }
    })
}
