//! Backups, restoring, moving to another computer, and looking after the store.

pub(crate) mod mending;
pub(crate) mod notice;
pub(crate) mod private;
pub(crate) mod restoring;
pub(crate) mod upkeep;
pub(crate) mod usecases;

use std::path::{Path, PathBuf};

/// Where automatic backups of all stores of a home lie.
pub(crate) fn folder(home: &Path) -> PathBuf {
    home.join("backups")
}

/// The same, from the folder of a store within a home.
pub(crate) fn folder_beside(store: &Path) -> Option<PathBuf> {
    store.ancestors().nth(2).map(folder)
}
