//! Keyrings.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use keyring_core::{CredentialStore, Entry, Error};

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
    /// There is no keyring here, or it does not work; use passphrase or recovery code.
    #[error("no keyring: {0}")]
    Unavailable(String),
    /// It is there, but locked; unlock it and try again.
    #[error("the keyring is locked")]
    Locked,
    /// It has no such entry; use passphrase or recovery code.
    #[error("the keyring has no key for this store")]
    NoEntry,
    /// It did not answer in time; use passphrase or recovery code.
    #[error("the keyring did not answer in time")]
    Timeout,
}

impl From<Error> for VaultError {
    fn from(error: Error) -> Self {
        match error {
            Error::NoEntry => Self::NoEntry,
            Error::NoStorageAccess(_) => Self::Locked,
            other => Self::Unavailable(other.to_string()),
        }
    }
}

/// The operating system's keyring (Secret Service, Windows Credential Manager, macOS Keychain),
/// called on a thread of its own with a time limit: a broken session bus stalls a call for 25 s.
pub struct SystemVault {
    service: String,
    limit: Duration,
}

impl SystemVault {
    /// Entries are kept under this service name, e.g. `vn.motcua.desk`. A call that takes longer than
    /// ten seconds is given up.
    pub fn new(service: &str) -> Self {
        Self {
            service: service.to_owned(),
            limit: Duration::from_secs(10),
        }
    }

    /// With another time limit.
    pub fn with_limit(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    fn call<T: Send + 'static>(
        &self,
        entry: &str,
        action: impl FnOnce(&Entry) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, VaultError> {
        let (service, entry) = (self.service.clone(), entry.to_owned());
        in_time(self.limit, move || {
            let store = system_store()?;
            let entry = store.build(&service, &entry, None)?;
            Ok(action(&entry)?)
        })
    }
}

/// Runs `action` on a thread of its own. A stalled one is left behind; it ends when the bus gives up.
fn in_time<T: Send + 'static>(
    limit: Duration,
    action: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
) -> Result<T, VaultError> {
    let (sender, receiver) = mpsc::channel();
    thread::Builder::new()
        .name("keyring".into())
        .spawn(move || {
            let _ = sender.send(action());
        })
        .map_err(|error| VaultError::Unavailable(error.to_string()))?;
    match receiver.recv_timeout(limit) {
        Ok(answer) => answer,
        Err(mpsc::RecvTimeoutError::Timeout) => Err(VaultError::Timeout),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            Err(VaultError::Unavailable("the keyring library failed".into()))
        }
    }
}

#[cfg(target_os = "linux")]
fn system_store() -> Result<Arc<CredentialStore>, VaultError> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(windows)]
fn system_store() -> Result<Arc<CredentialStore>, VaultError> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn system_store() -> Result<Arc<CredentialStore>, VaultError> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
fn system_store() -> Result<Arc<CredentialStore>, VaultError> {
    Err(VaultError::Unavailable(
        "no keyring is known on this system".into(),
    ))
}

impl KeyVault for SystemVault {
    fn name(&self) -> &str {
        if cfg!(windows) {
            "Windows Credential Manager"
        } else if cfg!(target_os = "macos") {
            "Keychain"
        } else {
            "Secret Service"
        }
    }

    fn get(&self, entry: &str) -> Result<Option<Vec<u8>>, VaultError> {
        match self.call(entry, |entry| entry.get_secret()) {
            Ok(secret) => Ok(Some(secret)),
            Err(VaultError::NoEntry) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn set(&self, entry: &str, secret: &[u8]) -> Result<(), VaultError> {
        let secret = zeroize::Zeroizing::new(secret.to_vec());
        self.call(entry, move |entry| entry.set_secret(&secret))
    }

    fn delete(&self, entry: &str) -> Result<(), VaultError> {
        match self.call(entry, |entry| entry.delete_credential()) {
            Err(VaultError::NoEntry) => Ok(()),
            other => other,
        }
    }
}

/// A vault in memory, for tests. It can be made to fail.
#[derive(Default)]
pub struct MemoryVault {
    secrets: Mutex<HashMap<String, Vec<u8>>>,
    failure: Mutex<Option<VaultError>>,
}

impl MemoryVault {
    /// From now on every call answers with this error; `None` makes it work again.
    pub fn fail_with(&self, error: Option<VaultError>) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = error;
    }

    fn secrets(&self) -> Result<std::sync::MutexGuard<'_, HashMap<String, Vec<u8>>>, VaultError> {
        match self
            .failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
        {
            Some(error) => Err(error.clone()),
            None => Ok(self.secrets.lock().unwrap_or_else(PoisonError::into_inner)),
        }
    }
}

impl KeyVault for MemoryVault {
    fn name(&self) -> &str {
        "memory"
    }
    fn get(&self, entry: &str) -> Result<Option<Vec<u8>>, VaultError> {
        Ok(self.secrets()?.get(entry).cloned())
    }
    fn set(&self, entry: &str, secret: &[u8]) -> Result<(), VaultError> {
        self.secrets()?.insert(entry.to_owned(), secret.to_vec());
        Ok(())
    }
    fn delete(&self, entry: &str) -> Result<(), VaultError> {
        self.secrets()?.remove(entry);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stalled_keyring_is_given_up() {
        let (release, hold) = mpsc::channel::<()>();
        let answer = in_time(Duration::from_millis(20), move || {
            let _ = hold.recv();
            Ok(())
        });
        assert_eq!(answer, Err(VaultError::Timeout));
        drop(release);
    }
}
