//! The peer: SQLite FTS5 as one would set it up in an afternoon (`unicode61 remove_diacritics 2`, each
//! typed word a beginning, all or else any of them, bm25 with the title before the rest).
#![allow(clippy::unwrap_used)]

use motcua_domain::catalogue::Catalogue;
use rusqlite::{Connection, params};

pub struct Plain {
    db: Connection,
}

impl Plain {
    pub fn new(catalogue: &Catalogue) -> Self {
        let mut db = Connection::open_in_memory().unwrap();
        db.execute_batch(
            "CREATE VIRTUAL TABLE procedures USING fts5(
                 code, name, sector, agency, details, sector_id UNINDEXED,
                 tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')",
        )
        .unwrap();
        let insert = db.transaction().unwrap();
        for procedure in &catalogue.procedures {
            let sector = catalogue.sectors.iter().find(|s| s.id == procedure.sector);
            let details: Vec<&str> = procedure
                .components
                .iter()
                .flatten()
                .map(|c| c.name.as_str())
                .collect();
            insert
                .prepare_cached(
                    "INSERT INTO procedures (code, name, sector, agency, details, sector_id)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )
                .unwrap()
                .execute(params![
                    procedure.code,
                    procedure.name,
                    sector.map(|s| s.name.as_str()),
                    procedure.agency_text,
                    details.join(" "),
                    procedure.sector
                ])
                .unwrap();
        }
        insert.commit().unwrap();
        Self { db }
    }

    pub fn search(&self, text: &str, sector: Option<&str>) -> Vec<String> {
        let words: Vec<String> = text
            .split(|c: char| !(c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c)))
            .filter(|w| !w.is_empty())
            .map(|w| format!("\"{w}\"*"))
            .collect();
        if words.is_empty() {
            return Vec::new();
        }
        let all = self.run(&words.join(" AND "), sector);
        if all.is_empty() {
            self.run(&words.join(" OR "), sector)
        } else {
            all
        }
    }

    fn run(&self, query: &str, sector: Option<&str>) -> Vec<String> {
        let mut statement = self
            .db
            .prepare_cached(
                "SELECT code FROM procedures WHERE procedures MATCH ?1 AND (?2 IS NULL OR sector_id = ?2)
                 ORDER BY bm25(procedures, 5.0, 10.0, 3.0, 2.0, 1.0) LIMIT 20",
            )
            .unwrap();
        let rows = statement
            .query_map(params![query, sector], |row| row.get(0))
            .unwrap();
        rows.map(Result::unwrap).collect()
    }
}
