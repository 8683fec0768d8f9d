//! The handle: opening, creating, transactions.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    Blobs, Result,
    keys::{KeyVault, SlotKind, Unlock},
};

/// Whether what is in the store can have legal effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreMode {
    /// The real store.
    Real,
    /// A store apart that can only ever be bound to a portal on this machine.
    Training,
}

/// What the store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreIdentity {
    /// Made at creation.
    pub id: Uuid,
    /// Real or training.
    pub mode: StoreMode,
    /// Made at creation; refresh tokens are bound to it.
    pub device_id: Uuid,
    /// The portal it belongs to, once chosen.
    pub portal: Option<PortalBinding>,
}

/// The one portal a store sends to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalBinding {
    /// The portal's own stable id.
    pub portal_id: Uuid,
    /// Where it is reached now.
    pub address: String,
}

/// Whose rows a query may see. Nobody sees another account's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whose {
    /// The account's own, and those made before anybody signed in. `None`: only the latter.
    Account(Option<Uuid>),
    /// All of them: for the outbox, which works for every account, and for maintenance.
    Everyone,
}

/// The store.
#[derive(Clone)]
pub struct Store {}

/// One consistent snapshot.
pub struct ReadTx<'c> {
    pub(crate) conn: &'c rusqlite::Connection,
}

/// One durable change; reads too. Dropped without `Ok`, nothing of it remains.
pub struct WriteTx<'c> {
    pub(crate) read: ReadTx<'c>,
}

impl<'c> std::ops::Deref for WriteTx<'c> {
    type Target = ReadTx<'c>;
    fn deref(&self) -> &Self::Target {
        &self.read
    }
}

impl Store {
    /// Whether there is a store in `dir`.
    pub fn exists(dir: &Path) -> bool {
        todo!("{dir:?}")
    }

    /// Creates a store and its slots: keyring (if `vault` works), recovery code, and passphrase (if given).
    /// See [`Store::slots`] for what came of it; without keyring and passphrase, only the recovery
    /// code opens it the next time: ask for a passphrase then, or show the code at once.
    pub fn create(
        dir: &Path,
        mode: StoreMode,
        vault: &dyn KeyVault,
        passphrase: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        todo!("{dir:?}{mode:?}{now}{}{passphrase:?}", vault.name())
    }

    /// Opens a store. Takes a lock ([`crate::StoreError::Busy`] when another process has it), checks the
    /// database, snapshots it before a migration, migrates, and sweeps orphaned files.
    pub fn open(dir: &Path, unlock: Unlock<'_>, now: DateTime<Utc>) -> Result<Self> {
        let _ = unlock;
        todo!("{dir:?}{now}")
    }

    /// The kinds of slots of the store in `dir`, open or not.
    pub fn slots_of(dir: &Path) -> Result<Vec<SlotKind>> {
        todo!("{dir:?}")
    }

    /// Moves a damaged database aside into a folder of its own, whose path it returns; nothing is
    /// deleted. The keys and files stay, so that [`Store::open`] then starts an empty database
    /// under the same key.
    pub fn set_aside(dir: &Path, now: DateTime<Utc>) -> Result<PathBuf> {
        todo!("{dir:?}{now}")
    }

    /// Folder.
    pub fn dir(&self) -> &Path {
        todo!()
    }

    /// What it is.
    pub fn identity(&self) -> Result<StoreIdentity> {
        todo!()
    }

    /// Binds it to a portal, or notes a new address of the same portal. Training takes loopback addresses only.
    pub fn bind_portal(&self, portal: &PortalBinding) -> Result<()> {
        todo!("{portal:?}")
    }

    /// Slots in use.
    pub fn slots(&self) -> Result<Vec<SlotKind>> {
        todo!()
    }

    /// Sets the passphrase slot, or takes it away.
    pub fn set_passphrase(&self, passphrase: Option<&str>) -> Result<()> {
        todo!("{passphrase:?}")
    }

    /// Puts the key into the keyring again, after it was opened by hand.
    pub fn add_keyring(&self, vault: &dyn KeyVault) -> Result<()> {
        todo!("{}", vault.name())
    }

    /// Takes the key out of the keyring.
    pub fn remove_keyring(&self, vault: &dyn KeyVault) -> Result<()> {
        todo!("{}", vault.name())
    }

    /// The recovery code, until [`Store::recovery_code_noted`].
    pub fn recovery_code(&self) -> Result<Option<String>> {
        todo!()
    }

    /// The user has written the code down: it is forgotten here.
    pub fn recovery_code_noted(&self) -> Result<()> {
        todo!()
    }

    /// Makes a new recovery code; the old one stops working.
    pub fn renew_recovery_code(&self) -> Result<String> {
        todo!()
    }

    /// The files.
    pub fn blobs(&self) -> &Blobs {
        todo!()
    }

    /// Reads one consistent snapshot.
    pub fn read<T>(&self, query: impl FnOnce(&ReadTx<'_>) -> Result<T>) -> Result<T> {
        let _ = query;
        todo!()
    }

    /// Makes one durable change.
    pub fn write<T>(&self, change: impl FnOnce(&WriteTx<'_>) -> Result<T>) -> Result<T> {
        let _ = change;
        todo!()
    }

    /// Deletes files that nothing names any more; returns how many. Run by [`Store::open`] too.
    pub fn sweep_blobs(&self) -> Result<u32> {
        todo!()
    }

    /// Checks the whole database page by page (slow on a large one: run it in the background).
    pub fn verify(&self) -> Result<()> {
        todo!()
    }
}
