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
    file: File,
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
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Busy),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

impl Drop for StoreLock {
    /// Closing alone would not do: a program that another thread is just starting holds a copy of every open file until
    /// it has become itself, and with the copy the lock.
    fn drop(&mut self) {
        self.file.unlock().ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_of_the_file_in_a_program_being_started_does_not_keep_the_lock() {
        let dir = tempfile::tempdir().unwrap();
        let lock = StoreLock::take(dir.path()).unwrap();
        let copy = lock.file.try_clone().unwrap();
        assert!(matches!(StoreLock::take(dir.path()), Err(StoreError::Busy)));
        drop(lock);
        StoreLock::take(dir.path()).unwrap();
        drop(copy);
    }
}
