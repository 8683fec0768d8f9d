//! Backups, and how the store is kept.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Where backups are and which there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Backups {
    /// The folder looked into.
    pub folder: String,
    /// A folder on another disk that automatic backups go to as well; chosen by the user.
    pub second_folder: Option<String>,
    /// Newest first.
    pub backups: Vec<BackupRow>,
    /// When the newest one of this store was made.
    pub newest: Option<DateTime<Utc>>,
    /// Why the last automatic backup was not made, in words; `None` when it was.
    pub problem: Option<String>,
    /// Files that are damaged or missing and in no backup.
    #[specta(type = u32)]
    pub damaged_files: u64,
}

/// One backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct BackupRow {
    /// Its name; for restoring it.
    pub id: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Made by itself, and taken away by itself when newer ones stand for it.
    pub automatic: bool,
    /// Dossiers in it, those in the bin too.
    #[specta(type = u32)]
    pub dossiers: u64,
    /// Files in it.
    #[specta(type = u32)]
    pub files: u64,
    /// Bytes it stands for; files are kept once however many backups need them.
    #[specta(type = u32)]
    pub bytes: u64,
    /// Files that were damaged or missing when it was made.
    #[specta(type = u32)]
    pub missing: u64,
    /// Of another store than the one in use (another computer's, or training's): restoring it asks for its
    /// recovery code or passphrase.
    pub other_store: bool,
    /// Where it is.
    pub path: String,
}

/// What a restored store has. The one before is set aside, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Restored {
    /// When the backup or package was made.
    pub made_at: DateTime<Utc>,
    /// Dossiers, those in the bin too.
    #[specta(type = u32)]
    pub dossiers: u64,
    /// Files that came along whole.
    #[specta(type = u32)]
    pub files: u64,
    /// Files that are nowhere whole; attach them again.
    #[specta(type = u32)]
    pub missing: u64,
    /// The folder that the store before went to.
    pub set_aside: String,
}

/// A package for another computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Package {
    /// The file.
    pub path: String,
    /// Its bytes.
    #[specta(type = u32)]
    pub bytes: u64,
    /// Dossiers in it.
    #[specta(type = u32)]
    pub dossiers: u64,
    /// Files in it.
    #[specta(type = u32)]
    pub files: u64,
    /// Files that are damaged or missing here, and are not in it.
    #[specta(type = u32)]
    pub missing: u64,
}
