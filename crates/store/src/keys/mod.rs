//! Key slots: one random master key per store, wrapped once per way to open it.
//!
//! `keys.json` in the store's folder holds the slots; it is worth nothing without the keyring, the
//! recovery code or the passphrase. Adding and removing a slot rewrites that file and touches
//! nothing else.

mod recovery;
mod slots;
mod vault;
mod wrap;

pub(crate) use recovery::RecoveryCode;
pub(crate) use slots::KeyFile;
pub use vault::{KeyVault, MemoryVault, SystemVault, VaultError};
pub(crate) use wrap::{MasterKey, Secret, random};

/// Ways to the store's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotKind {
    /// The operating system's keyring.
    Keyring,
    /// The recovery code.
    Recovery,
    /// A passphrase.
    Passphrase,
}

/// How the store is opened.
#[derive(Clone, Copy)]
pub enum Unlock<'a> {
    /// By the keyring.
    Keyring(&'a dyn KeyVault),
    /// By the recovery code as typed (case, blanks and dashes do not matter).
    RecoveryCode(&'a str),
    /// By the passphrase (NFC and NFD spellings are the same).
    Passphrase(&'a str),
}
