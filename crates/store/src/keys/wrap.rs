//! The master key, what is derived from it, and its wrapping.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use rand::{TryRngCore, rngs::OsRng};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{Result, StoreError};

/// 256 secret bits, wiped when dropped.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// Fills from the operating system's generator.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    OsRng
        .try_fill_bytes(&mut bytes)
        .map_err(|error| StoreError::Io(std::io::Error::other(error)))?;
    Ok(bytes)
}

/// The one random key of a store. Never written anywhere but wrapped in a slot.
#[derive(Clone)]
pub(crate) struct MasterKey(Secret);

impl MasterKey {
    /// A new one.
    pub(crate) fn generate() -> Result<Self> {
        Ok(Self(Zeroizing::new(random()?)))
    }

    /// A key for one purpose: HKDF-Expand (RFC 5869) of one block, with the uniformly random master
    /// key as pseudorandom key.
    fn derive(&self, purpose: &str) -> Secret {
        let mut block = Zeroizing::new([0; 32]);
        // HMAC takes keys of any length, so that this cannot fail.
        if let Ok(mut mac) = <Hmac<Sha256> as Mac>::new_from_slice(self.0.as_slice()) {
            mac.update(b"motcua store v1 ");
            mac.update(purpose.as_bytes());
            mac.update(&[1]);
            block.copy_from_slice(&mac.finalize().into_bytes());
        }
        block
    }

    /// The raw key of the database, as SQLCipher's `PRAGMA key` takes it.
    pub(crate) fn database_pragma(&self) -> Zeroizing<String> {
        let hex = Zeroizing::new(hex::encode(self.derive("database").as_slice()));
        Zeroizing::new(format!("PRAGMA key = \"x'{}'\"", hex.as_str()))
    }

    /// Vouches for what a backup says of itself.
    pub(crate) fn backup_mac(&self) -> Hmac<Sha256> {
        let key = self.derive("backup descriptions");
        // HMAC takes keys of any length, so that the second is never used.
        <Hmac<Sha256> as Mac>::new_from_slice(key.as_slice())
            .unwrap_or_else(|_| <Hmac<Sha256> as KeyInit>::new(&Default::default()))
    }

    /// The key that names files.
    pub(crate) fn blob_names(&self) -> Secret {
        self.derive("file names")
    }

    /// The key that the keys of files come from.
    pub(crate) fn blob_contents(&self) -> Secret {
        self.derive("file contents")
    }
}

/// How a person's secret is stretched (Argon2id, RFC 9106).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stretch {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
    /// Salt, hex.
    pub salt: String,
}

impl Stretch {
    /// For what a person made up: RFC 9106's second recommendation in memory and passes, on one lane.
    pub(crate) fn of_passphrase() -> Result<Self> {
        Self::fresh(64 * 1024, 3)
    }

    /// For a code of 150 random bits: nobody guesses it however quick a guess is, and a script that
    /// opens the store by it hundreds of times a night need not pay for stretching.
    pub(crate) fn of_random_code() -> Result<Self> {
        Self::fresh(1024, 1)
    }

    fn fresh(memory_kib: u32, passes: u32) -> Result<Self> {
        Ok(Self {
            memory_kib,
            passes,
            salt: hex::encode(random::<16>()?),
        })
    }

    /// The key-wrapping key of a secret.
    pub(crate) fn stretch(&self, secret: &[u8]) -> Result<Secret> {
        let damaged = || StoreError::KeysMissing;
        // A manipulated file must not make the program take all memory or run for ever.
        if self.memory_kib > 1024 * 1024 || self.passes > 64 {
            return Err(damaged());
        }
        let salt = hex::decode(&self.salt).map_err(|_| damaged())?;
        let params = Params::new(self.memory_kib, self.passes, 1, Some(32)).map_err(|_| damaged())?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(secret, &salt, key.as_mut())
            .map_err(|_| damaged())?;
        Ok(key)
    }
}

/// A master key encrypted under a key-wrapping key (XChaCha20-Poly1305).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Wrapped {
    nonce: String,
    key: String,
}

impl Wrapped {
    /// Wraps. `context` is bound to it: a slot copied elsewhere does not open.
    pub(crate) fn wrap(master: &MasterKey, with: &Secret, context: &[u8]) -> Result<Self> {
        let nonce = random::<24>()?;
        let key = XChaCha20Poly1305::new(with.as_slice().into())
            .encrypt(
                XNonce::from_slice(&nonce),
                Payload {
                    msg: master.0.as_slice(),
                    aad: context,
                },
            )
            .map_err(|_| StoreError::Damaged {
                detail: "the key could not be wrapped".into(),
            })?;
        Ok(Self {
            nonce: hex::encode(nonce),
            key: hex::encode(key),
        })
    }

    /// Unwraps, or says [`StoreError::WrongKey`].
    pub(crate) fn unwrap(&self, with: &Secret, context: &[u8]) -> Result<MasterKey> {
        let (Ok(nonce), Ok(key)) = (hex::decode(&self.nonce), hex::decode(&self.key)) else {
            return Err(StoreError::KeysMissing);
        };
        if nonce.len() != 24 {
            return Err(StoreError::KeysMissing);
        }
        let plain = XChaCha20Poly1305::new(with.as_slice().into())
            .decrypt(
                XNonce::from_slice(&nonce),
                Payload {
                    msg: &key,
                    aad: context,
                },
            )
            .map(Zeroizing::new)
            .map_err(|_| StoreError::WrongKey)?;
        let bytes: [u8; 32] = plain.as_slice().try_into().map_err(|_| StoreError::WrongKey)?;
        Ok(MasterKey(Zeroizing::new(bytes)))
    }
}
