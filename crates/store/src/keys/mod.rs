//! Key slots.

/// Ways to the store's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
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
pub enum Unlock<'a> {
    /// By the keyring.
    Keyring(&'a dyn KeyVault),
    /// By the recovery code as typed (case, blanks and dashes do not matter).
    RecoveryCode(&'a str),
    /// By the passphrase.
    Passphrase(&'a str),
}

/// Where small secrets are kept outside the store. Implementations answer in bounded time.
pub trait KeyVault: Send + Sync {
    /// For messages and logs.
    fn name(&self) -> &str;
    /// The secret, if there is one.
    fn get(&self, entry: &str) -> Result<Option<Vec<u8>>, VaultError>;
    /// Keeps a secret.
    fn set(&self, entry: &str, secret: &[u8]) -> Result<(), VaultError>;
    /// Forgets a secret; fine when there is none.
    fn delete(&self, entry: &str) -> Result<(), VaultError>;
}

/// Why a vault gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// There is no keyring here, or it does not answer.
    #[error("no keyring: {0}")]
    Unavailable(String),
    /// It is there, but locked.
    #[error("the keyring is locked")]
    Locked,
    /// It has no such entry.
    #[error("the keyring has no key for this store")]
    NoEntry,
    /// It did not answer in time.
    #[error("the keyring did not answer in time")]
    Timeout,
}

/// The operating system's keyring, called on a thread of its own with a time limit.
pub struct SystemVault {}

impl SystemVault {
    /// Entries are kept under this service name, e.g. `vn.motcua.desk`.
    pub fn new(service: &str) -> Self {
        let _ = service;
        Self {}
    }
}

/// A vault in memory, for tests.
#[derive(Default)]
pub struct MemoryVault {}
