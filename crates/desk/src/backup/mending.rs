//! Opening a store that something happened to: what can be mended without a person is.

use std::{fs, path::Path};

use chrono::{DateTime, Utc};
use motcua_store::{Store, StoreError, Unlock, backup::Stop};

use super::{
    folder_beside,
    notice::{self, Notice},
};

/// Beside the database when the background check found a damaged page.
const MARK: &str = "damaged";

/// Has the store salvaged at the next opening.
pub(crate) fn mark_damaged(dir: &Path) {
    if let Err(error) = fs::write(dir.join(MARK), b"") {
        log::warn!("a damaged store could not be marked: {error}");
    }
}

/// [`Store::open`], and if slots or database are damaged, what backups and the database itself still
/// have. What was done is kept for the user to read.
///
/// # Errors
/// Those of [`Store::open`]; [`StoreError::Damaged`] when nothing could be salvaged, and nothing was changed.
pub(crate) fn open(dir: &Path, unlock: Unlock<'_>, now: DateTime<Utc>) -> Result<Store, StoreError> {
    let marked = dir.join(MARK).exists();
    let opened = if marked {
        Err(StoreError::Damaged {
            detail: "found by the check in the background".into(),
        })
    } else {
        Store::open(dir, unlock, now)
    };
    match opened {
        Err(StoreError::KeysMissing) => mend_keys(dir, unlock, now),
        Err(StoreError::Damaged { detail }) => {
            log::error!("the store is damaged: {detail}");
            salvage(dir, unlock, now).map_err(|error| match error {
                StoreError::Damaged { .. } => StoreError::Damaged { detail },
                other => other,
            })
        }
        other => other,
    }
}

fn mend_keys(dir: &Path, unlock: Unlock<'_>, now: DateTime<Utc>) -> Result<Store, StoreError> {
    let backups = folder_beside(dir).ok_or(StoreError::KeysMissing)?;
    let mended = Store::mend_keys(dir, &backups, unlock)?;
    let store = Store::open(dir, unlock, now)?;
    keep(&store, &Notice::from(&mended));
    Ok(store)
}

fn salvage(dir: &Path, unlock: Unlock<'_>, now: DateTime<Utc>) -> Result<Store, StoreError> {
    let backups = folder_beside(dir);
    let salvaged = Store::salvage(dir, unlock, backups.as_deref(), now, &Stop::default());
    // Salvaged or to be set aside: what the mark was for is seen to.
    if matches!(salvaged, Ok(_) | Err(StoreError::Damaged { .. }))
        && let Err(error) = fs::remove_file(dir.join(MARK))
        && error.kind() != std::io::ErrorKind::NotFound
    {
        log::warn!("the mark of a damaged store stays: {error}");
    }
    let salvaged = salvaged?;
    let store = Store::open(dir, unlock, now)?;
    keep(&store, &Notice::from(&salvaged));
    Ok(store)
}

fn keep(store: &Store, what: &Notice) {
    if let Err(error) = notice::keep(store, what) {
        log::warn!("a notice could not be kept: {error}");
    }
}
