//! Tokens: 256 random bits that travel, of which only the SHA-256 is kept.

use sha2::{Digest, Sha256};

/// What is kept of a token. A fast hash is enough for 256 random bits.
pub fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
