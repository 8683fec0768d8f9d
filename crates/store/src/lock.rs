//! One process per store. The shell's single-instance guard fails in silence without a session bus,
//! so the store has a lock of its own; the system lets go of it when the process ends, however it ends.

use std::{
    fs::{File, TryLockError},
    path::Path,
};

use crate::{Result, StoreError, files};

/// Held as long as the store is open.
#[derive(Debug)]
pub(crate) struct StoreLock {
    _file: File,
}

impl StoreLock {
    /// Takes the lock, or says [`StoreError::Busy`].
    pub(crate) fn take(dir: &Path) -> Result<Self> {
        Self::take_named(dir, "store.lock")
    }

    /// A lock of another name.
    pub(crate) fn take_named(dir: &Path, name: &str) -> Result<Self> {
        let file = files::private_file()
            .create(true)
            .truncate(false)
            .open(dir.join(name))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Busy),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}
