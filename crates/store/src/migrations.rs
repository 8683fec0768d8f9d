//! The schemas, oldest first. A schema that was ever released is never edited: the next one is added.

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use crate::{Result, StoreError};

const STEPS: &[&str] = &[
    include_str!("../schema/001_first.sql"),
    include_str!("../schema/002_open_dossiers.sql"),
    include_str!("../schema/003_draft_sync.sql"),
];

/// The newest schema this program knows.
pub(crate) const LATEST: u32 = STEPS.len() as u32;

/// The schema a database has; 0 is an empty one.
pub(crate) fn version(conn: &Connection) -> Result<u32> {
    Ok(conn.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Brings a database to [`LATEST`], each step in a transaction of its own.
pub(crate) fn migrate(conn: &mut Connection) -> Result<()> {
    let migrations = Migrations::new(STEPS.iter().map(|sql| M::up(sql)).collect());
    migrations.to_latest(conn).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
        rusqlite_migration::Error::ForeignKeyCheck(_) => StoreError::Damaged {
            detail: "rows refer to rows that are not there".into(),
        },
        other => StoreError::Damaged {
            detail: other.to_string(),
        },
    })
}
