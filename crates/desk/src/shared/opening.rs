//! Opening a store, away from the window's thread: the keyring may take its time.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use motcua_store::{KeyVault, SlotKind, Store, StoreError, StoreMode, Unlock};

use crate::views::start::{KeySlot, Mode};

/// What came of opening.
pub(crate) enum Opened {
    /// It is open.
    Open(Store),
    /// No slot opened without a person.
    Locked(Vec<SlotKind>),
    /// It is damaged and was set aside, whole, in this folder.
    SetAside(PathBuf),
    /// It cannot be opened.
    Failed(StoreError),
}

/// Which store a mode uses: before the first choice, work is kept in the real one.
pub(crate) fn store_mode(mode: Mode) -> StoreMode {
    match mode {
        Mode::Unset | Mode::Real => StoreMode::Real,
        Mode::Training => StoreMode::Training,
    }
}

/// The folder of a store under the desk's home.
pub(crate) fn store_dir(home: &Path, mode: StoreMode) -> PathBuf {
    home.join("stores").join(match mode {
        StoreMode::Real => "real",
        StoreMode::Training => "training",
    })
}

/// The folder of the training portal's own data.
pub(crate) fn training_portal_dir(home: &Path) -> PathBuf {
    home.join("training-portal")
}

/// Opens the store by the keyring, or creates it.
pub(crate) fn open(dir: &Path, mode: StoreMode, vault: &dyn KeyVault, now: DateTime<Utc>) -> Opened {
    let opened = if Store::exists(dir) {
        Store::open(dir, Unlock::Keyring(vault), now)
    } else {
        std::fs::create_dir_all(dir)
            .map_err(StoreError::from)
            .and_then(|()| Store::create(dir, mode, vault, None, now))
    };
    outcome(dir, now, opened)
}

/// Opens the store with what a person typed, and lets the keyring have the key again.
pub(crate) fn unlock(
    dir: &Path,
    unlock: Unlock<'_>,
    vault: &dyn KeyVault,
    now: DateTime<Utc>,
) -> Result<Opened, StoreError> {
    match Store::open(dir, unlock, now) {
        Err(error @ (StoreError::WrongKey | StoreError::MistypedCode | StoreError::NoSuchSlot)) => Err(error),
        opened => {
            if let Ok(store) = &opened
                && let Err(error) = store.add_keyring(vault, now)
            {
                log::info!("the keyring does not take the key; it will be asked for again: {error}");
            }
            Ok(outcome(dir, now, opened))
        }
    }
}

fn outcome(dir: &Path, now: DateTime<Utc>, opened: Result<Store, StoreError>) -> Opened {
    match opened {
        Ok(store) => Opened::Open(store),
        Err(StoreError::Vault(error)) => {
            log::info!("the keyring did not open the store: {error}");
            Opened::Locked(Store::slots_of(dir).unwrap_or_default())
        }
        Err(StoreError::NoSuchSlot) => Opened::Locked(Store::slots_of(dir).unwrap_or_default()),
        Err(StoreError::Damaged { detail }) => {
            log::error!("the store is damaged: {detail}");
            match Store::set_aside(dir, now) {
                Ok(path) => Opened::SetAside(path),
                Err(error) => Opened::Failed(error),
            }
        }
        Err(error) => Opened::Failed(error),
    }
}

/// Slots as the window knows them.
pub(crate) fn slots(kinds: &[SlotKind]) -> Vec<KeySlot> {
    kinds
        .iter()
        .map(|kind| match kind {
            SlotKind::Keyring => KeySlot::Keyring,
            SlotKind::Recovery => KeySlot::Recovery,
            SlotKind::Passphrase => KeySlot::Passphrase,
        })
        .collect()
}
