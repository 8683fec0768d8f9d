//! Setting a damaged database aside.

use std::{
    fs,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};

use super::{Store, open::DATABASE};
use crate::{Result, StoreError, files, keys::KeyFile, lock::StoreLock};

impl Store {
    /// Moves a damaged database with its files aside, into a folder of its own whose path it returns.
    /// Nothing is deleted, and a copy of the keys goes with it, so that it can be salvaged. The next
    /// [`Store::open`] begins an empty database under the same keys.
    pub fn set_aside(dir: &Path, now: DateTime<Utc>) -> Result<PathBuf> {
        let _lock = StoreLock::take(dir)?;
        if !dir.join(DATABASE).exists() {
            return Err(StoreError::Missing(dir.to_owned()));
        }
        let aside = free_name(dir, &now.format("set-aside-%Y%m%d-%H%M%S").to_string());
        files::create_private_dir(&aside)?;
        fs::copy(KeyFile::path(dir), KeyFile::path(&aside))?;
        fs::File::open(KeyFile::path(&aside))?.sync_all()?;
        // The database goes last: as long as it is here, the store counts as whole and is not begun anew.
        for name in ["blobs", "motcua.db-wal", "motcua.db-shm", DATABASE] {
            match fs::rename(dir.join(name), aside.join(name)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        files::sync_dir(&aside)?;
        files::sync_dir(dir)?;
        Ok(aside)
    }
}

/// A name in `dir` that is not taken.
pub(crate) fn free_name(dir: &Path, name: &str) -> PathBuf {
    (1..)
        .map(|number| {
            if number == 1 {
                dir.join(name)
            } else {
                dir.join(format!("{name}-{number}"))
            }
        })
        .find(|path| !path.exists())
        .unwrap_or_else(|| dir.join(name))
}
