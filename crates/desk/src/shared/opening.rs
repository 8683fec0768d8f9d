//! Opening a store, away from the window's thread: the keyring may take its time.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use motcua_store::{KeyVault, SlotKind, Store, StoreError, StoreMode, Unlock};

use crate::{
    backup::mending,
    deps::StoreKey,
    views::start::{KeySlot, Mode},
};

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
        mending::open(dir, Unlock::Keyring(vault), now)
    } else {
        make(dir, mode, vault, None, now)
    };
    outcome(dir, now, opened)
}

/// Opens the store where nobody sits in front of it: with the key that was given, else by the
/// keyring. A store is made only if somebody or something can open it the next time.
pub(crate) fn open_unattended(
    dir: &Path,
    mode: StoreMode,
    key: Option<&StoreKey>,
    vault: &dyn KeyVault,
    now: DateTime<Utc>,
) -> Opened {
    let by_keyring = || mending::open(dir, Unlock::Keyring(vault), now);
    let by_key = |key: &StoreKey| match key {
        StoreKey::Passphrase(secret) => mending::open(dir, Unlock::Passphrase(secret), now),
        StoreKey::Recovery(secret) => mending::open(dir, Unlock::RecoveryCode(secret), now),
    };
    let opened = match key {
        _ if !Store::exists(dir) => match key {
            Some(StoreKey::Passphrase(secret)) => make(dir, mode, vault, Some(secret), now),
            _ if works(vault) => make(dir, mode, vault, None, now),
            _ => return Opened::Locked(Vec::new()),
        },
        Some(key) => match by_key(key) {
            Err(StoreError::NoSuchSlot) => by_keyring(),
            other => other,
        },
        None => by_keyring(),
    };
    match opened {
        // another process has just made it
        Err(StoreError::Exists(_)) => outcome(dir, now, key.map_or_else(by_keyring, by_key)),
        other => outcome(dir, now, other),
    }
}

fn make(
    dir: &Path,
    mode: StoreMode,
    vault: &dyn KeyVault,
    passphrase: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Store, StoreError> {
    std::fs::create_dir_all(dir)?;
    Store::create(dir, mode, vault, passphrase, now)
}

/// Whether a keyring keeps what it is given.
fn works(vault: &dyn KeyVault) -> bool {
    const ENTRY: &str = "probe";
    let kept = vault
        .set(ENTRY, ENTRY.as_bytes())
        .and_then(|()| vault.get(ENTRY))
        .is_ok_and(|kept| kept.as_deref() == Some(ENTRY.as_bytes()));
    if kept && let Err(error) = vault.delete(ENTRY) {
        log::info!("the probe of the keyring stays behind: {error}");
    }
    kept
}

/// Opens the store with what a person typed, and lets the keyring have the key again.
pub(crate) fn unlock(
    dir: &Path,
    unlock: Unlock<'_>,
    vault: &dyn KeyVault,
    now: DateTime<Utc>,
) -> Result<Opened, StoreError> {
    match mending::open(dir, unlock, now) {
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
            // Without the file of the slots, those of a backup open it.
            let by_hand = vec![SlotKind::Recovery, SlotKind::Passphrase];
            Opened::Locked(Store::slots_of(dir).unwrap_or(by_hand))
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
