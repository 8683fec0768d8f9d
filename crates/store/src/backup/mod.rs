//! Backups, restoring, moving to another computer, and salvaging a damaged database.
//!
//! Everything here works on the encrypted bytes: nothing is ever written in the clear, and nothing
//! can be opened without one of the slots that travel with it. Why it is made as it is:
//! `docs/decisions/0007-backups.md`.
//!
//! # A folder of backups
//! ```text
//! motcua-<id of the store>/
//!   backup.lock             one writer at a time
//!   files/<2>/<64>          encrypted files, as in the store; each once, however many backups need it
//!   sets/<time>/            one backup
//!     motcua.db             the database, encrypted with the store's key
//!     keys.json             the slots of that time: recovery code, passphrase, keyring
//!     files.list            names of the files it needs, 32 bytes each
//!     manifest.json         digests and counts, with a MAC under the store's key
//! ```
//!
//! # A package
//! The same in one file (`package`), for moving to another computer.

mod bring;
mod copy;
mod make;
mod manifest;
mod package;
mod rotate;
mod rows;
mod salvage;
mod staging;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use chrono::{DateTime, Utc};
use rusqlite::InterruptHandle;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use bring::{Brought, Way};
pub use package::PackageInfo;
pub use rotate::Keep;
pub use salvage::Salvaged;
pub(crate) use staging::{finish, is_staged};

use crate::{Result, StoreError, StoreMode};
use manifest::Manifest;

/// How a backup came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackupKind {
    /// By itself, and taken away by itself when newer ones stand for it.
    Automatic,
    /// Asked for by a person; stays until a person deletes it.
    Manual,
}

/// One backup in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupInfo {
    /// Its name, unique in its folder.
    pub id: String,
    /// The store it was made of.
    pub store: Uuid,
    /// Real or training.
    pub mode: StoreMode,
    /// How it came to be.
    pub kind: BackupKind,
    /// When.
    pub made_at: DateTime<Utc>,
    /// Schema of its database.
    pub schema: u32,
    /// Dossiers in it, those in the bin too.
    pub dossiers: u64,
    /// Files it needs.
    pub files: u64,
    /// Bytes of database and files, encrypted.
    pub bytes: u64,
    /// Files that were damaged or missing when it was made, and are not in it.
    pub missing: u64,
    /// The folder of this one backup.
    pub path: PathBuf,
}

/// What making a backup did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The backup.
    pub backup: BackupInfo,
    /// Files that were not there yet and were added.
    pub added: u64,
    /// Older automatic backups that were taken away.
    pub dropped: u32,
}

/// Asks long work to stop. Cheap to clone; every clone is the same one.
#[derive(Clone, Default)]
pub struct Stop {
    inner: Arc<StopInner>,
}

#[derive(Default)]
struct StopInner {
    stopped: AtomicBool,
    query: Mutex<Option<InterruptHandle>>,
}

impl Stop {
    /// Ends the work soon, with [`StoreError::Stopped`].
    pub fn stop(&self) {
        self.inner.stopped.store(true, Ordering::Release);
        if let Some(query) = self
            .inner
            .query
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
        {
            query.interrupt();
        }
    }

    /// Whether [`Stop::stop`] was called.
    pub fn is_stopped(&self) -> bool {
        self.inner.stopped.load(Ordering::Acquire)
    }

    pub(crate) fn check(&self) -> Result<()> {
        if self.is_stopped() {
            Err(StoreError::Stopped)
        } else {
            Ok(())
        }
    }

    /// Lets a long query be interrupted as long as `work` runs on its connection.
    pub(crate) fn watching<T>(
        &self,
        conn: &rusqlite::Connection,
        work: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let set = |handle| {
            *self.inner.query.lock().unwrap_or_else(PoisonError::into_inner) = handle;
        };
        set(Some(conn.get_interrupt_handle()));
        let done = self.check().and_then(|()| work());
        set(None);
        match done {
            Err(_) if self.is_stopped() => Err(StoreError::Stopped),
            other => other,
        }
    }
}

const ROOT: &str = "motcua-";
const SETS: &str = "sets";
const FILES: &str = "files";
const LIST: &str = "files.list";

/// The folder of one store's backups within a chosen folder.
fn root_of(folder: &Path, store: Uuid) -> PathBuf {
    let name = format!("{ROOT}{}", store.simple());
    // Chosen one level too deep: people open folders before they choose them.
    if folder.file_name().is_some_and(|last| last == name.as_str()) {
        folder.to_owned()
    } else {
        folder.join(name)
    }
}

/// All backups in a folder, newest first, of whatever store. Needs no key: what it says is what the
/// folder says; restoring checks it. What is no backup is passed over.
///
/// # Errors
/// [`StoreError::Io`] when the folder cannot be read; one that does not exist has no backups.
pub fn list(folder: &Path) -> Result<Vec<BackupInfo>> {
    let mut roots = vec![folder.to_owned()];
    for path in entries(folder)? {
        let named = path.file_name().and_then(|name| name.to_str());
        if named.is_some_and(|name| name.starts_with(ROOT)) {
            roots.push(path);
        }
    }
    let mut found = Vec::new();
    for root in roots {
        for set in entries(&root.join(SETS))? {
            match Manifest::peek(&set) {
                Ok(manifest) => found.extend(manifest.info(&set)),
                Err(StoreError::BadBackup(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }
    found.sort_by(|a, b| (b.made_at, &b.id).cmp(&(a.made_at, &a.id)));
    Ok(found)
}

/// The paths in a folder; none when it is not there.
fn entries(dir: &Path) -> Result<Vec<PathBuf>> {
    match fs::read_dir(dir) {
        Ok(entries) => Ok(entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<_>>()?),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            Ok(Vec::new())
        }
        Err(error) => Err(error.into()),
    }
}

/// Where a folder of backups keeps an encrypted file of a store.
pub(crate) fn file_in(folder: &Path, store: Uuid, name: &str) -> PathBuf {
    root_of(folder, store).join(FILES).join(&name[..2]).join(name)
}

/// Copies an encrypted file, durably.
pub(crate) fn copy_file(from: &Path, to: &Path, stop: &Stop) -> Result<()> {
    copy::file(from, to, stop).map(|_| ())
}
