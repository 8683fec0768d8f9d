//! `keys.json`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    KeyVault, RecoveryCode, SlotKind, Unlock, VaultError,
    wrap::{MasterKey, Secret, Stretch, Wrapped, random},
};
use crate::{Result, StoreError, StoreMode, files};

const FORMAT: u32 = 1;

/// The slots of a store.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct KeyFile {
    format: u32,
    /// The store's id; bound to every slot.
    pub store: Uuid,
    /// Real or training; bound to every slot.
    pub mode: StoreMode,
    slots: Vec<Slot>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Slot {
    kind: SlotKind,
    created_at: DateTime<Utc>,
    /// For what a person types.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stretch: Option<Stretch>,
    wrapped: Wrapped,
}

impl KeyFile {
    pub(crate) fn path(dir: &Path) -> PathBuf {
        dir.join("keys.json")
    }

    /// Without slots.
    pub(crate) fn new(store: Uuid, mode: StoreMode) -> Self {
        Self {
            format: FORMAT,
            store,
            mode,
            slots: Vec::new(),
        }
    }

    /// Reads it; [`StoreError::Missing`] when there is none.
    pub(crate) fn load(dir: &Path) -> Result<Self> {
        let path = Self::path(dir);
        let text = fs::read_to_string(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => StoreError::Missing(dir.to_owned()),
            io::ErrorKind::InvalidData => StoreError::KeysMissing,
            _ => error.into(),
        })?;
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let unreadable = |_| StoreError::KeysMissing;
        let Format { format } = serde_json::from_str(&text).map_err(unreadable)?;
        if format > FORMAT {
            return Err(StoreError::Newer {
                found: format,
                known: FORMAT,
            });
        }
        serde_json::from_str(&text).map_err(unreadable)
    }

    /// Writes it, at once and durably.
    pub(crate) fn save(&self, dir: &Path) -> Result<()> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(files::write_atomic(&Self::path(dir), text.as_bytes())?)
    }

    /// Kinds in use, each once.
    pub(crate) fn kinds(&self) -> Vec<SlotKind> {
        let mut kinds: Vec<SlotKind> = self.slots.iter().map(|slot| slot.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Opens one of the slots.
    pub(crate) fn unlock(&self, unlock: &Unlock<'_>) -> Result<MasterKey> {
        let kind = match unlock {
            Unlock::Keyring(_) => SlotKind::Keyring,
            Unlock::RecoveryCode(_) => SlotKind::Recovery,
            Unlock::Passphrase(_) => SlotKind::Passphrase,
        };
        let slot = self
            .slots
            .iter()
            .find(|slot| slot.kind == kind)
            .ok_or(StoreError::NoSuchSlot)?;
        let key = match unlock {
            Unlock::Keyring(vault) => {
                let secret = Zeroizing::new(
                    vault
                        .get(&self.vault_entry())?
                        .ok_or(StoreError::Vault(VaultError::NoEntry))?,
                );
                let bytes: [u8; 32] = secret.as_slice().try_into().map_err(|_| StoreError::WrongKey)?;
                Zeroizing::new(bytes)
            }
            Unlock::RecoveryCode(typed) => {
                let code = RecoveryCode::parse(typed)?;
                slot.stretch(code.secret())?
            }
            Unlock::Passphrase(typed) => slot.stretch(normal(typed).as_bytes())?,
        };
        slot.wrapped.unwrap(&key, &self.context(kind))
    }

    /// Puts a new key-wrapping key into the keyring and makes its slot. It is read back, since a
    /// keyring that forgets is none.
    pub(crate) fn set_keyring(
        &mut self,
        master: &MasterKey,
        vault: &dyn KeyVault,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let secret: Secret = Zeroizing::new(random()?);
        let entry = self.vault_entry();
        vault.set(&entry, secret.as_slice())?;
        let back = vault.get(&entry)?.map(Zeroizing::new);
        if back.as_ref().map(|back| back.as_slice()) != Some(secret.as_slice()) {
            return Err(VaultError::Unavailable("the keyring does not keep what it is given".into()).into());
        }
        self.put(master, SlotKind::Keyring, &secret, None, now)
    }

    /// Makes the recovery slot, in place of the one before.
    pub(crate) fn set_recovery(
        &mut self,
        master: &MasterKey,
        code: &RecoveryCode,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.set_typed(master, SlotKind::Recovery, code.secret(), now)
    }

    /// Makes the passphrase slot, in place of the one before.
    pub(crate) fn set_passphrase(
        &mut self,
        master: &MasterKey,
        passphrase: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.set_typed(master, SlotKind::Passphrase, normal(passphrase).as_bytes(), now)
    }

    /// Removes a slot; the last one a person can use by hand stays.
    pub(crate) fn remove(&mut self, kind: SlotKind) -> Result<()> {
        let by_hand = |slot: &Slot| slot.kind != SlotKind::Keyring && slot.kind != kind;
        if kind != SlotKind::Keyring && !self.slots.iter().any(by_hand) {
            return Err(StoreError::LastSlot);
        }
        self.slots.retain(|slot| slot.kind != kind);
        Ok(())
    }

    /// The same without one kind of slot: what goes to another computer has no use for this one's keyring.
    pub(crate) fn without(&self, kind: SlotKind) -> Self {
        let mut other = self.clone();
        other.slots.retain(|slot| slot.kind != kind);
        other
    }

    /// Whether this program can read it.
    pub(crate) fn known(self) -> Result<Self> {
        if self.format > FORMAT {
            return Err(StoreError::Newer {
                found: self.format,
                known: FORMAT,
            });
        }
        Ok(self)
    }

    /// Name of the store's entry in a keyring.
    pub(crate) fn vault_entry(&self) -> String {
        format!("store {}", self.store)
    }

    fn set_typed(
        &mut self,
        master: &MasterKey,
        kind: SlotKind,
        secret: &[u8],
        now: DateTime<Utc>,
    ) -> Result<()> {
        let stretch = match kind {
            SlotKind::Recovery => Stretch::of_random_code()?,
            SlotKind::Passphrase | SlotKind::Keyring => Stretch::of_passphrase()?,
        };
        let key = stretch.stretch(secret)?;
        self.put(master, kind, &key, Some(stretch), now)
    }

    fn put(
        &mut self,
        master: &MasterKey,
        kind: SlotKind,
        key: &Secret,
        stretch: Option<Stretch>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let wrapped = Wrapped::wrap(master, key, &self.context(kind))?;
        self.slots.retain(|slot| slot.kind != kind);
        self.slots.push(Slot {
            kind,
            created_at: now,
            stretch,
            wrapped,
        });
        Ok(())
    }

    /// Bound to each slot, so that one cannot be moved to another store, mode or kind.
    fn context(&self, kind: SlotKind) -> Vec<u8> {
        format!("motcua key slot {FORMAT} {} {:?} {kind:?}", self.store, self.mode).into_bytes()
    }
}

impl Slot {
    fn stretch(&self, secret: &[u8]) -> Result<Secret> {
        self.stretch
            .as_ref()
            .ok_or_else(|| StoreError::KeysMissing)?
            .stretch(secret)
    }
}

/// The same passphrase typed on different systems gives the same letters.
fn normal(passphrase: &str) -> Zeroizing<String> {
    Zeroizing::new(passphrase.nfc().collect())
}
