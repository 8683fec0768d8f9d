//! Randomness, injected, so that a run can be replayed from its seed.

use std::sync::Mutex;

use rand::{
    RngCore, SeedableRng, TryRngCore,
    rngs::{OsRng, StdRng},
};
use uuid::Uuid;

/// A source of unpredictable bytes.
pub trait Random: Send + Sync + 'static {
    /// Fills the buffer.
    fn fill(&self, buffer: &mut [u8]);
}

impl dyn Random {
    /// 256 fresh bits, for tokens and keys.
    pub fn bytes32(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.fill(&mut bytes);
        bytes
    }

    /// A version 4 UUID.
    pub fn uuid(&self) -> Uuid {
        let mut bytes = [0; 16];
        self.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// A token of 256 bits as it travels: 43 characters of URL-safe base64.
    pub fn token(&self) -> String {
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
        URL_SAFE_NO_PAD.encode(self.bytes32())
    }

    /// `length` characters that people can read out and type: digits and capitals without
    /// 0, 1, I, L, O and U. Almost five bits each.
    pub fn readable(&self, length: usize) -> String {
        const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
        let mut text = String::with_capacity(length);
        let mut byte = [0u8; 1];
        while text.len() < length {
            self.fill(&mut byte);
            // Draws beyond the alphabet are thrown away, so that every character is equally likely.
            if let Some(c) = ALPHABET.get(usize::from(byte[0] & 31)) {
                text.push(char::from(*c));
            }
        }
        text
    }
}

/// The operating system's generator.
#[derive(Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, buffer: &mut [u8]) {
        OsRng.unwrap_err().fill_bytes(buffer);
    }
}

/// A generator that repeats itself for the same seed. Tests and simulations only.
#[derive(Debug)]
pub struct SeededRandom(Mutex<StdRng>);

impl SeededRandom {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Random for SeededRandom {
    fn fill(&self, buffer: &mut [u8]) {
        self.0
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .fill_bytes(buffer);
    }
}
