//! Salvaging a damaged database: what is whole in it is kept, what is not comes from the newest backup,
//! and the damaged database itself is set aside whole.
//!
//! Every page carries a MAC, so that a damaged one gives an error and never wrong content. Rows are read one
//! dossier at a time, so that one bad page costs the dossiers that lie on it and no others.

use std::{
    fs,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::{
    Stop, bring, list,
    rows::{self, Source},
    staging::{self, Becoming, Staging},
};
use crate::{
    Blobs, Result, Store, StoreError, Unlock,
    keys::{KeyFile, MasterKey},
    lock::StoreLock,
    migrations,
    sql::{self, Sha, Stamp, signed},
    store::{self, DATABASE},
};

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvaged {
    /// Where the damaged database is now, whole, with its files and slots.
    pub aside: PathBuf,
    /// The backup that stands where the damaged database could not be read; `None`: there was none.
    pub backup: Option<DateTime<Utc>>,
    /// Dossiers read whole from the damaged database.
    pub whole: u64,
    /// Dossiers of which only a part could be read; the rest is as in the backup.
    pub partly: u64,
    /// Dossiers that are as in the backup, since nothing newer could be read of them.
    pub from_backup: u64,
}

impl Store {
    /// Sets a damaged database aside and puts in its place what can be read of it, over the newest
    /// backup in `backups` that is whole. Open the store again afterwards.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when nothing can be read and there is no backup: see [`Store::set_aside`].
    /// [`StoreError::DiskFull`] and those of the slots. Nothing was changed then.
    pub fn salvage(
        dir: &Path,
        unlock: Unlock<'_>,
        backups: Option<&Path>,
        now: DateTime<Utc>,
        stop: &Stop,
    ) -> Result<Salvaged> {
        let _lock = StoreLock::take(dir)?;
        staging::finish(dir)?;
        let keys = store::load_keys(dir)?;
        let master = keys.unlock(&unlock)?;
        let staging = Staging::begin(dir)?;
        let built = build(dir, &staging, &keys, &master, backups, now, stop);
        match built {
            Ok(mut salvaged) => {
                salvaged.aside = staging.ready(&keys, now)?;
                staging::finish(dir)?;
                Ok(salvaged)
            }
            Err(error) => {
                staging.abandon();
                Err(error)
            }
        }
    }
}

fn build(
    dir: &Path,
    staging: &Staging,
    keys: &KeyFile,
    master: &MasterKey,
    backups: Option<&Path>,
    now: DateTime<Utc>,
    stop: &Stop,
) -> Result<Salvaged> {
    let (mut target, backup) = base(staging, keys, master, backups, now, stop)?;
    let damaged = open_copy(dir, staging, master)?;
    if damaged.is_none() && backup.is_none() {
        return Err(StoreError::Damaged {
            detail: "nothing of the database can be read, and there is no backup".into(),
        });
    }
    target.execute_batch("PRAGMA foreign_keys = OFF")?;
    let tx = target.transaction()?;
    tx.execute("DELETE FROM session", [])?;
    tx.execute("UPDATE meta SET recovery_code = NULL WHERE one = 1", [])?;
    let mut salvaged = Salvaged {
        aside: dir.to_owned(),
        backup,
        whole: 0,
        partly: 0,
        from_backup: 0,
    };
    if let Some(damaged) = &damaged {
        let source = Source::new(damaged, master, &tx)?;
        rows::meta(&source, &tx)?;
        rows::tables_apart(&source, &tx, stop)?;
        dossiers(&source, &tx, &mut salvaged, stop)?;
    } else {
        salvaged.from_backup = sql::number(&tx, "SELECT count(*) FROM dossier", [])?;
    }
    let present = Blobs::in_dir(dir.join("blobs"), master)?;
    name_files(&tx, &present, now)?;
    rows::tie_up(&tx)?;
    tx.commit()?;
    target.execute_batch("PRAGMA foreign_keys = ON")?;
    store::check_pages(&target, "integrity_check")?;
    target.close().map_err(|(_, error)| error)?;
    for name in ["damaged.db", "damaged.db-wal", "damaged.db-shm"] {
        let _ = fs::remove_file(staging.path.join(name));
    }
    staging.link_present_files(stop)?;
    Ok(salvaged)
}

/// The newest backup that is whole, or an empty database under the same keys.
fn base(
    staging: &Staging,
    keys: &KeyFile,
    master: &MasterKey,
    backups: Option<&Path>,
    now: DateTime<Utc>,
    stop: &Stop,
) -> Result<(Connection, Option<DateTime<Utc>>)> {
    for backup in backups
        .map(list)
        .transpose()
        .unwrap_or_default()
        .unwrap_or_default()
    {
        if backup.store != keys.store || backup.mode != keys.mode {
            continue;
        }
        let opened = bring::load_set(&backup.path, master)
            .and_then(|manifest| bring::take_database(staging, &backup.path, &manifest, stop))
            .and_then(|()| staging.open_database(keys, master));
        match opened {
            Ok(mut conn) => {
                let becoming = Becoming {
                    moved: false,
                    code_unknown: true,
                };
                Staging::settle(&conn, becoming)?;
                migrations::migrate(&mut conn)?;
                return Ok((conn, Some(backup.made_at)));
            }
            Err(error @ (StoreError::DiskFull | StoreError::ReadOnly | StoreError::Stopped)) => {
                return Err(error);
            }
            Err(error) => log::warn!("a backup cannot be used: {error}"),
        }
        let _ = fs::remove_file(staging.database());
    }
    store::make_database(&staging.path, master, keys, None, now)?;
    Ok((store::connect(&staging.database(), master, false)?, None))
}

/// A copy of the damaged database with its log, so that reading changes nothing of it. `None` when not
/// even its first page can be read.
fn open_copy(dir: &Path, staging: &Staging, master: &MasterKey) -> Result<Option<PathBuf>> {
    let copied = staging.path.join("damaged.db");
    if !dir.join(DATABASE).exists() {
        return Ok(None);
    }
    fs::copy(dir.join(DATABASE), &copied)?;
    if dir.join("motcua.db-wal").exists() {
        fs::copy(dir.join("motcua.db-wal"), staging.path.join("damaged.db-wal"))?;
    }
    let opened = store::connect(&copied, master, false)
        .and_then(|conn| Ok(conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?));
    match opened {
        Ok(()) => Ok(Some(copied)),
        Err(error @ StoreError::DiskFull) => Err(error),
        Err(error) => {
            log::warn!("nothing can be read of the damaged database: {error}");
            Ok(None)
        }
    }
}

/// Dossier by dossier, by the number that the table is ordered by.
fn dossiers(source: &Source<'_>, target: &Connection, salvaged: &mut Salvaged, stop: &Stop) -> Result<()> {
    let known: i64 = target.query_row("SELECT coalesce(max(number), 0) FROM dossier", [], |row| {
        row.get(0)
    })?;
    for number in 1..=source.last_dossier().max(known) {
        stop.check()?;
        match source.dossier(number) {
            // Its page is whole and says that there is none: it was deleted since the backup.
            Ok(None) => rows::forget(target, number)?,
            Ok(Some(dossier)) => {
                if rows::take_dossier(source, target, number, &dossier)? {
                    salvaged.whole += 1;
                } else {
                    salvaged.partly += 1;
                }
            }
            Err(_) => {
                let there = sql::number(target, "SELECT count(*) FROM dossier WHERE number = ?1", [number])?;
                salvaged.from_backup += there;
            }
        }
    }
    Ok(())
}

/// A paper may have been read whose file's row was not: the file itself says how long it is.
fn name_files(target: &Connection, present: &Blobs, now: DateTime<Utc>) -> Result<()> {
    let mut query = target.prepare(
        "SELECT sha256 FROM paper UNION SELECT sha256 FROM revision_blob UNION SELECT sha256 FROM result_file
         EXCEPT SELECT sha256 FROM blob",
    )?;
    let unnamed = query
        .query_map([], |row| row.get::<_, Sha>(0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for sha256 in unnamed {
        let size = present.open(&sha256.hex()).map(|file| file.size()).unwrap_or(0);
        target.execute(
            "INSERT INTO blob (sha256, size, stored_at) VALUES (?1, ?2, ?3)",
            rusqlite::params![sha256, signed(size)?, Stamp(now)],
        )?;
    }
    Ok(())
}
