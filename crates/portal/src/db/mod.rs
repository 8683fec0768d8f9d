//! The portal's database: plain SQLite, one writer, a few readers.
//!
//! WAL with `synchronous=FULL`: an answer is given only for what is on disk. Every mutation is one
//! `BEGIN IMMEDIATE` transaction of the only writer, so that "at most once" needs no cleverness.

pub mod convert;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use rusqlite_migration::{M, Migrations};
use serde::{Deserialize, Serialize};

use crate::{
    error::{ApiError, ApiResult},
    work::Work,
};

/// How sure a commit is. Only simulations and benchmarks have a reason to choose [`Durability::Off`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Durability {
    /// `synchronous=FULL`: survives a power cut.
    #[default]
    Full,
    /// `synchronous=OFF`: survives a killed process only.
    Off,
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    path: PathBuf,
    durability: Durability,
    work: Work,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

const IDLE_READERS: usize = 4;

fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(include_str!("migrations/001_core.sql")),
        M::up(include_str!("migrations/002_money.sql")),
        M::up(include_str!("migrations/003_often_filed.sql")),
        M::up(include_str!("migrations/004_ended_attempts.sql")),
    ])
}

/// A failure to open the database.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be opened or is no SQLite database.
    #[error(
        "cannot open the database {path}: {source}; check that the folder is writable and the file is a portal's"
    )]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// A migration failed; nothing was changed.
    #[error(
        "cannot bring the database to this program's version: {0}; restore a backup or use the newer program"
    )]
    Migrate(#[from] rusqlite_migration::Error),
}

impl Db {
    /// Opens or creates the database and brings it to the current schema.
    ///
    /// # Errors
    /// When the file cannot be opened or a migration fails.
    pub fn open(path: &Path, durability: Durability, work: Work) -> Result<Self, OpenError> {
        let mut writer = connect(path, durability).map_err(|source| OpenError::Open {
            path: path.to_owned(),
            source,
        })?;
        migrations().to_latest(&mut writer)?;
        Ok(Self(Arc::new(Inner {
            path: path.to_owned(),
            durability,
            work,
            writer: Mutex::new(writer),
            readers: Mutex::new(Vec::new()),
        })))
    }

    /// Runs `work` in a write transaction; commits if it answers `Ok`, rolls back otherwise.
    ///
    /// # Errors
    /// Those of `work` and of the commit.
    pub async fn write<T, F>(&self, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> ApiResult<T> + Send + 'static,
    {
        let db = self.clone();
        self.0.work.run(move || db.write_blocking(work)).await?
    }

    /// [`Db::write`] for callers that may block.
    ///
    /// # Errors
    /// Those of `work` and of the commit.
    pub fn write_blocking<T>(&self, work: impl FnOnce(&Transaction<'_>) -> ApiResult<T>) -> ApiResult<T> {
        let mut writer = lock(&self.0.writer);
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&tx)?;
        tx.commit()?;
        Ok(value)
    }

    /// Runs `work` on one consistent snapshot.
    ///
    /// # Errors
    /// Those of `work`.
    pub async fn read<T, F>(&self, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> ApiResult<T> + Send + 'static,
    {
        let db = self.clone();
        self.0.work.run(move || db.read_blocking(work)).await?
    }

    /// [`Db::read`] for callers that may block.
    ///
    /// # Errors
    /// Those of `work`.
    pub fn read_blocking<T>(&self, work: impl FnOnce(&Connection) -> ApiResult<T>) -> ApiResult<T> {
        let idle = lock(&self.0.readers).pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => connect(&self.0.path, self.0.durability)?,
        };
        let value = {
            let tx = reader.transaction()?;
            work(&tx)
        };
        let mut readers = lock(&self.0.readers);
        if readers.len() < IDLE_READERS {
            readers.push(reader);
        }
        value
    }
}

/// A poisoned lock holds no half-done work: an unfinished transaction rolls back when it is dropped.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn connect(path: &Path, durability: Durability) -> Result<Connection, rusqlite::Error> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(
        None,
        "synchronous",
        match durability {
            Durability::Full => "FULL",
            Durability::Off => "OFF",
        },
    )?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Shorthand for a row that must be there.
pub fn found<T>(row: Result<T, rusqlite::Error>) -> ApiResult<T> {
    match row {
        Err(rusqlite::Error::QueryReturnedNoRows) => Err(ApiError::not_found()),
        other => Ok(other?),
    }
}
