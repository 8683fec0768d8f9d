//! What is looked after beside the work: pages, files nobody names, files that are damaged, lost slots.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::MutexGuard,
};

use rusqlite::Connection;

use super::{ReadTx, Store, lock, open};
use crate::{
    Result, StoreError,
    backup::{self, Stop},
    keys::{KeyFile, MasterKey, Unlock},
    lock::StoreLock,
    sql::{Sha, unsigned},
};

/// A file that no paper, no frozen revision and no result needs.
pub(crate) const ORPHANED: &str = "NOT EXISTS (SELECT 1 FROM paper WHERE paper.sha256 = blob.sha256)
    AND NOT EXISTS (SELECT 1 FROM revision_blob WHERE revision_blob.sha256 = blob.sha256)
    AND NOT EXISTS (SELECT 1 FROM result_file WHERE result_file.sha256 = blob.sha256)";

/// What a look at all files found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FilesChecked {
    /// Files that rows name.
    pub files: u64,
    /// Of these, missing or cut short, and brought back from a backup.
    pub mended: u64,
    /// Of these, missing or cut short, and in no backup.
    pub damaged: u64,
}

/// Where lost slots came back from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeysMended {
    /// The backup they are from. A recovery code renewed since does not open them; the older one does.
    pub backup: chrono::DateTime<chrono::Utc>,
}

impl Store {
    /// Deletes files that no row names any more; returns how many. Run it in the background after a
    /// start; saving goes on beside it.
    pub fn sweep_blobs(&self) -> Result<u32> {
        let _maintenance = self.maintain();
        let blobs = &self.inner.blobs;
        let orphans: bool = self.read(|tx| {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM blob WHERE {ORPHANED})");
            Ok(tx.conn.query_row(&sql, [], |row| row.get(0))?)
        })?;
        if orphans {
            self.write(|tx| {
                Ok(tx
                    .conn
                    .execute(&format!("DELETE FROM blob WHERE {ORPHANED}"), [])?)
            })?;
        }
        let named = |tx: &ReadTx<'_>| -> Result<Vec<Sha>> {
            let mut query = tx.conn.prepare("SELECT sha256 FROM blob")?;
            Ok(query
                .query_map([], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?)
        };
        // Looked at without holding anybody up; and only if something is to be deleted, looked at again
        // while no row can come up. Files that are being added are pinned.
        if blobs.unnamed(self.read(named)?)?.is_empty() {
            return Ok(0);
        }
        self.write(|tx| blobs.sweep(named(tx)?))
    }

    /// Checks the whole database page by page (slow on a large one: run it in the background). It reads
    /// through a connection of its own, so that nobody waits for it, and `stop` ends it.
    pub fn verify(&self, stop: &Stop) -> Result<()> {
        let conn = self.own_connection()?;
        stop.watching(&conn, || open::check_pages(&conn, "integrity_check"))
    }

    /// Looks whether every file that a row names is there at its full length, and brings back from
    /// `backups` what is not. Content is checked whenever a file is read.
    pub fn check_files(&self, backups: Option<&Path>, stop: &Stop) -> Result<FilesChecked> {
        let _maintenance = self.maintain();
        let blobs = &self.inner.blobs;
        let named = self.read(|tx| {
            let mut query = tx.conn.prepare("SELECT sha256, size FROM blob")?;
            Ok(query
                .query_map([], |row| Ok((row.get::<_, Sha>(0)?, unsigned(row.get(1)?))))?
                .collect::<rusqlite::Result<Vec<_>>>()?)
        })?;
        let mut checked = FilesChecked::default();
        for (sha256, size) in named {
            stop.check()?;
            checked.files += 1;
            let path = blobs.path(&sha256.0);
            if fs::metadata(&path).is_ok_and(|found| found.len() == crate::blobs::sealed_size(size)) {
                continue;
            }
            if self.mend_file(&sha256, backups, stop)? {
                checked.mended += 1;
            } else {
                checked.damaged += 1;
            }
        }
        Ok(checked)
    }

    /// Brings a damaged or missing file back from a backup, if one has it whole.
    pub fn mend_blob(&self, sha256: &str, backups: &Path, stop: &Stop) -> Result<bool> {
        self.mend_file(&Sha::parse(sha256)?, Some(backups), stop)
    }

    fn mend_file(&self, sha256: &Sha, backups: Option<&Path>, stop: &Stop) -> Result<bool> {
        let Some(folder) = backups else {
            return Ok(false);
        };
        let name = self.inner.blobs.name(sha256);
        let store = lock(&self.inner.keys).store;
        let copy = backup::file_in(folder, store, &name);
        match fs::File::open(&copy) {
            Ok(_) => self.inner.blobs.mend(sha256, &copy, stop),
            Err(_) => Ok(false),
        }
    }

    /// Brings `keys.json` back from the newest backup in `backups` whose slots open this database, when it
    /// is gone or unreadable ([`StoreError::KeysMissing`]). What is unreadable is kept beside it.
    ///
    /// # Errors
    /// [`StoreError::KeysMissing`] when no backup has slots that `unlock` opens.
    pub fn mend_keys(dir: &Path, backups: &Path, unlock: Unlock<'_>) -> Result<KeysMended> {
        let _lock = StoreLock::take(dir)?;
        match open::load_keys(dir) {
            Err(StoreError::KeysMissing) => {}
            Err(other) => return Err(other),
            Ok(_) => return Err(StoreError::Conflict("the slots are not missing")),
        }
        let mut refused = StoreError::KeysMissing;
        for backup in backup::list(backups)? {
            let Ok(keys) = KeyFile::load(&backup.path) else {
                continue;
            };
            match keys.unlock(&unlock) {
                Ok(master) if open::connect(&dir.join(open::DATABASE), &master, false).is_ok() => {
                    let path = KeyFile::path(dir);
                    if path.exists() {
                        fs::rename(&path, path.with_extension("json.damaged"))?;
                    }
                    keys.save(dir)?;
                    return Ok(KeysMended {
                        backup: backup.made_at,
                    });
                }
                Ok(_) => {} // another store's backup
                Err(error) => refused = error,
            }
        }
        Err(refused)
    }

    /// Held while all files are looked at.
    pub(crate) fn maintain(&self) -> MutexGuard<'_, ()> {
        lock(&self.inner.maintenance)
    }

    /// A connection beside those for the work.
    pub(crate) fn own_connection(&self) -> Result<Connection> {
        open::connect(&self.database_path(), &self.inner.master, true)
    }

    pub(crate) fn master(&self) -> &MasterKey {
        &self.inner.master
    }

    pub(crate) fn keys(&self) -> KeyFile {
        lock(&self.inner.keys).clone()
    }

    /// Bytes of the database with its log.
    pub(crate) fn database_size(&self) -> Result<u64> {
        let log = fs::metadata(self.inner.dir.join("motcua.db-wal")).map_or(0, |found| found.len());
        Ok(fs::metadata(self.database_path())?.len() + log)
    }

    fn database_path(&self) -> PathBuf {
        self.inner.dir.join(open::DATABASE)
    }
}
