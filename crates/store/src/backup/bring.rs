//! Restoring a backup.

use std::path::Path;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    FILES, Stop, copy,
    manifest::Manifest,
    package,
    staging::{self, Becoming, Staging},
};
use crate::{
    Result, Store, StoreError, StoreMode, Unlock, files,
    keys::{KeyFile, MasterKey},
    lock::StoreLock,
};

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// The store it is.
    pub store: Uuid,
    /// When the backup was made.
    pub made_at: DateTime<Utc>,
    /// Dossiers, those in the bin too.
    pub dossiers: u64,
    /// Files that came along whole.
    pub files: u64,
    /// Files that are nowhere whole; their papers say so when they are opened.
    pub missing: u64,
    /// The folder that the present store goes to. Nothing of it is deleted.
    pub aside: std::path::PathBuf,
}

/// Where a store comes from.
#[derive(Debug, Clone, Copy)]
pub enum Way<'a> {
    /// A backup's own folder ([`super::BackupInfo::path`]).
    Backup(&'a Path),
    /// A package file.
    Package(&'a Path),
}

impl Store {
    /// Prepares a backup of this very store to take its place at the next [`Store::open`]: close it then
    /// and open it again. The slots stay those of now, whatever they were when the backup was made.
    ///
    /// # Errors
    /// [`StoreError::OtherStore`], [`StoreError::BadBackup`], [`StoreError::Newer`],
    /// [`StoreError::DiskFull`], [`StoreError::Stopped`]: nothing was changed.
    pub fn stage(&self, from: Way<'_>, now: DateTime<Utc>, stop: &Stop) -> Result<Brought> {
        let _maintenance = self.maintain();
        let keys = self.keys();
        let master = self.master();
        let theirs = keys_of(from)?;
        if theirs.store != keys.store || theirs.mode != keys.mode {
            return Err(StoreError::OtherStore);
        }
        let code = self.recovery_code()?;
        let becoming = Becoming {
            moved: false,
            code_unknown: true,
        };
        build(self.dir(), from, &keys, master, becoming, code, now, stop)
    }

    /// The same for a store that is not open (lost, locked, damaged, on another computer, or another one
    /// altogether): the backup brings its slots, and `unlock` opens one of them. A store already in `dir` is
    /// set aside at the next [`Store::open`], whole.
    ///
    /// # Errors
    /// As [`Store::stage`]; [`StoreError::WrongKey`], [`StoreError::MistypedCode`],
    /// [`StoreError::NoSuchSlot`]; [`StoreError::OtherStore`] when it is of another `mode`;
    /// [`StoreError::Busy`].
    pub fn stage_in(
        dir: &Path,
        mode: StoreMode,
        from: Way<'_>,
        unlock: Unlock<'_>,
        now: DateTime<Utc>,
        stop: &Stop,
    ) -> Result<Brought> {
        files::create_private_dir(dir)?;
        let _lock = StoreLock::take(dir)?;
        staging::finish(dir)?;
        let keys = keys_of(from)?;
        if keys.mode != mode {
            return Err(StoreError::OtherStore);
        }
        let master = keys.unlock(&unlock)?;
        let same_place = KeyFile::load(dir).is_ok_and(|here| here.store == keys.store);
        let becoming = Becoming {
            moved: !same_place,
            // Whoever typed the code has it.
            code_unknown: matches!(unlock, Unlock::RecoveryCode(_)),
        };
        build(dir, from, &keys, &master, becoming, None, now, stop)
    }
}

fn keys_of(from: Way<'_>) -> Result<KeyFile> {
    match from {
        Way::Backup(set) => KeyFile::load(set).map_err(|error| match error {
            StoreError::Missing(_) | StoreError::KeysMissing => {
                StoreError::BadBackup("its key slots are missing")
            }
            other => other,
        }),
        Way::Package(file) => package::keys(file),
    }
}

#[allow(
    clippy::too_many_arguments,
    reason = "one call in two places; a struct would say nothing more"
)]
fn build(
    dir: &Path,
    from: Way<'_>,
    keys: &KeyFile,
    master: &MasterKey,
    becoming: Becoming,
    code: Option<String>,
    now: DateTime<Utc>,
    stop: &Stop,
) -> Result<Brought> {
    let staging = Staging::begin(dir)?;
    let built = (|| {
        let (manifest, folder) = match from {
            Way::Backup(set) => {
                let manifest = load_set(set, master)?;
                take_database(&staging, set, &manifest, stop)?;
                let root = set.parent().and_then(Path::parent).map(|root| root.join(FILES));
                (manifest, root)
            }
            Way::Package(file) => (package::unpack(file, &staging, master, stop)?, None),
        };
        if manifest.store != keys.store || manifest.mode != keys.mode {
            return Err(StoreError::OtherStore);
        }
        let conn = staging.open_database(keys, master)?;
        Staging::settle(&conn, becoming)?;
        if let Some(code) = &code {
            conn.execute("UPDATE meta SET recovery_code = ?1 WHERE one = 1", [code])?;
        }
        let (came, missing) = staging.bring_files(&conn, master, folder.as_deref(), stop)?;
        conn.close().map_err(|(_, error)| error)?;
        Ok((manifest, came, missing))
    })();
    match built {
        Ok((manifest, files, missing)) => {
            let aside = staging.ready(keys, now)?;
            Ok(Brought {
                store: manifest.store,
                made_at: manifest.made_at,
                dossiers: manifest.dossiers,
                files,
                missing,
                aside,
            })
        }
        Err(error) => {
            staging.abandon();
            Err(error)
        }
    }
}

/// The manifest of a backup, checked.
pub(super) fn load_set(set: &Path, master: &MasterKey) -> Result<Manifest> {
    Manifest::load(set, master)
}

/// Copies a backup's database into the staging folder and compares its hash.
pub(super) fn take_database(staging: &Staging, set: &Path, manifest: &Manifest, stop: &Stop) -> Result<()> {
    let source = set.join(crate::store::DATABASE);
    let copied = copy::file(&source, &staging.database(), stop)?;
    if copied == manifest.database {
        Ok(())
    } else {
        Err(StoreError::BadBackup("its database is damaged"))
    }
}
