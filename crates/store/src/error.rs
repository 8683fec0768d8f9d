//! What can go wrong with the store, told apart by what the user can do about it.

use std::{io, path::PathBuf};

use crate::keys::VaultError;

/// Why the store could not do as asked. No variant carries personal data.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no store in this folder yet; create one.
    #[error("there is no store in {0}")]
    Missing(PathBuf),
    /// There is a store already; open it instead.
    #[error("there is a store in {0} already")]
    Exists(PathBuf),
    /// Another process has the store open; close it or use that one.
    #[error("the store is open in another program")]
    Busy,
    /// Made by a newer program; update this one. Nothing was touched.
    #[error("the store has schema {found}, this program knows up to {known}: update the program")]
    Newer {
        /// Schema of the file.
        found: u32,
        /// Newest schema this program knows.
        known: u32,
    },
    /// The database is there, but the file with its key slots is gone or unreadable; put `keys.json` back
    /// from a backup. The database itself is whole: it must not be set aside for this.
    #[error("the file with the store's key slots is missing or unreadable")]
    KeysMissing,
    /// The keyring did not give the key; ask for the passphrase or the recovery code.
    #[error("the keyring did not give the store's key: {0}")]
    Vault(#[from] VaultError),
    /// There is no slot of that kind.
    #[error("the store has no such key slot")]
    NoSuchSlot,
    /// Wrong passphrase or recovery code; nothing was touched.
    #[error("wrong passphrase or recovery code")]
    WrongKey,
    /// The recovery code was not typed right (length, letters or check); nothing was touched.
    #[error("the recovery code has a typing error")]
    MistypedCode,
    /// The last slot that a person can use by hand may not be removed.
    #[error("this is the last way to open the store and cannot be removed")]
    LastSlot,
    /// The disk is full; make room and try again. Nothing that was whole is lost.
    #[error("the disk is full")]
    DiskFull,
    /// The disk or folder cannot be written to.
    #[error("the store's folder cannot be written to")]
    ReadOnly,
    /// The database or a file is damaged. See [`crate::Store::set_aside`].
    #[error("the store is damaged: {detail}")]
    Damaged {
        /// What was found; no personal data.
        detail: String,
    },
    /// A blob is damaged or gone; attach the file again.
    #[error("a stored file is damaged or missing")]
    DamagedBlob,
    /// The file being attached changed or was cut short while it was copied; try again.
    #[error("the file changed while it was being copied")]
    SourceChanged,
    /// The file being attached could not be read.
    #[error("the file could not be read: {0}")]
    Source(io::Error),
    /// The file is larger than the limit given.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// There is no such row.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// The row exists already, or two of its kind may not exist at once.
    #[error("{0}")]
    Conflict(&'static str),
    /// The store is bound to another portal, or training was to be bound to a real one.
    #[error("this store belongs to another portal")]
    WrongPortal,
    /// A stored value does not have the shape this program expects.
    #[error("a stored value is not readable: {0}")]
    Value(#[from] serde_json::Error),
    /// It is no backup or package, or not a whole one; the detail says what is wrong with it. Take another.
    #[error("the backup cannot be used: {0}")]
    BadBackup(&'static str),
    /// The backup is of another store (or of training): its recovery code or passphrase is needed.
    #[error("the backup belongs to another store")]
    OtherStore,
    /// Somebody asked for the work to stop.
    #[error("stopped")]
    Stopped,
    /// Anything else SQLite says.
    #[error("database: {0}")]
    Database(rusqlite::Error),
    /// Anything else the file system says.
    #[error("file system: {0}")]
    Io(io::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged {
                detail: error.to_string(),
            },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Database(error),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly,
            _ => Self::Io(error),
        }
    }
}
