//! SQLite FTS5 as one would set it up in an afternoon (`unicode61 remove_diacritics 2`, each typed word
//! a beginning, all or else any of them, bm25 with the title before the rest).

use std::time::{Duration, Instant};

use anyhow::Result;
use motcua_domain::catalogue::Catalogue;
use rusqlite::{Connection, params};

use crate::peer::{Engine, documents};

/// The peer.
pub struct Fts5 {
    db: Connection,
    built: Duration,
}

impl Fts5 {
    /// Fills it.
    pub fn new(catalogue: &Catalogue) -> Result<Self> {
        let start = Instant::now();
        let mut db = Connection::open_in_memory()?;
        db.execute_batch(
            "CREATE VIRTUAL TABLE procedures USING fts5(
                 code, name, sector, agency, details, sector_id UNINDEXED,
                 tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')",
        )?;
        let tx = db.transaction()?;
        {
            let mut insert = tx.prepare(
                "INSERT INTO procedures (code, name, sector, agency, details, sector_id)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            for d in documents(catalogue) {
                insert.execute(params![
                    d.code,
                    d.name,
                    d.sector,
                    d.agency,
                    d.details,
                    d.sector_id
                ])?;
            }
        }
        tx.commit()?;
        Ok(Self {
            db,
            built: start.elapsed(),
        })
    }

    fn run(&self, query: &str, sector: Option<&str>) -> Result<Vec<String>> {
        let mut statement = self.db.prepare_cached(
            "SELECT code FROM procedures WHERE procedures MATCH ?1 AND (?2 IS NULL OR sector_id = ?2)
             ORDER BY bm25(procedures, 5.0, 10.0, 3.0, 2.0, 1.0) LIMIT 20",
        )?;
        let rows = statement.query_map(params![query, sector], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn find(&self, text: &str, sector: Option<&str>) -> Result<Vec<String>> {
        let words: Vec<String> = text
            .split(|c: char| !(c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)))
            .filter(|w| !w.is_empty())
            .map(|w| format!("\"{w}\"*"))
            .collect();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let all = self.run(&words.join(" AND "), sector)?;
        if all.is_empty() {
            return self.run(&words.join(" OR "), sector);
        }
        Ok(all)
    }
}

impl Engine for Fts5 {
    fn name(&self) -> &'static str {
        "SQLite FTS5"
    }

    fn search(&mut self, text: &str, sector: Option<&str>) -> Result<(Vec<String>, Duration)> {
        let start = Instant::now();
        let codes = self.find(text, sector)?;
        Ok((codes, start.elapsed()))
    }

    fn bytes(&self) -> usize {
        let pragma = |sql| {
            self.db
                .query_row(sql, [], |row| row.get::<_, i64>(0))
                .unwrap_or(0)
        };
        usize::try_from(pragma("PRAGMA page_count") * pragma("PRAGMA page_size")).unwrap_or(0)
    }

    fn built(&self) -> Duration {
        self.built
    }
}
