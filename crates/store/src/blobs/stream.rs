//! The format of an encrypted file: STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: Online
//! Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance, 2015) over ChaCha20-Poly1305, the way
//! the age format uses it.
//!
//! ```text
//! header   "motcua blob 1\n" and 32 random bytes
//! chunks   64 KiB of plaintext each, the last one shorter (empty only in an empty file),
//!          each followed by its 16-byte tag
//! key      HKDF-SHA256 of the store's key for contents, salted with the random bytes
//! nonce    11 bytes big-endian number of the chunk, 1 byte: 1 for the last chunk, otherwise 0
//! AAD      of the last chunk: the SHA-256 of the whole plaintext; of the others: nothing
//! ```
//!
//! A chunk is given out only after its tag was checked. The last chunk is known as the last, so that a
//! cut is noticed, and it is bound to the hash, so that one file cannot stand in for another.

use aws_lc_rs::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf,
};

use crate::{
    Result, StoreError,
    keys::{Secret, random},
};

/// Plaintext per chunk.
pub(super) const CHUNK: usize = 64 * 1024;
/// Tag behind each chunk.
pub(super) const TAG: usize = 16;
/// A whole chunk with its tag.
pub(super) const SEALED: usize = CHUNK + TAG;

const MAGIC: &[u8; 14] = b"motcua blob 1\n";
const SALT: usize = 32;
/// Before the first chunk.
pub(super) const HEADER: usize = MAGIC.len() + SALT;

/// Seals and opens the chunks of one file.
pub(super) struct ChunkKey(LessSafeKey);

impl ChunkKey {
    /// The key and the header of a new file.
    pub(super) fn fresh(content_key: &Secret) -> Result<(Self, [u8; HEADER])> {
        let mut header = [0; HEADER];
        header[..MAGIC.len()].copy_from_slice(MAGIC);
        header[MAGIC.len()..].copy_from_slice(&random::<SALT>()?);
        Ok((Self::of_header(content_key, &header)?, header))
    }

    /// The key of the file with that header.
    pub(super) fn of_header(content_key: &Secret, header: &[u8; HEADER]) -> Result<Self> {
        let salt = header
            .strip_prefix(MAGIC.as_slice())
            .ok_or(StoreError::DamagedBlob)?;
        let key = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(content_key.as_slice());
        let key: UnboundKey = key
            .expand(&[MAGIC], &CHACHA20_POLY1305)
            .map_err(|_| StoreError::DamagedBlob)?
            .into();
        Ok(Self(LessSafeKey::new(key)))
    }

    /// Encrypts a chunk in place; `last` has the hash when it is the last one.
    pub(super) fn seal(&self, number: u64, last: Option<&[u8; 32]>, chunk: &mut [u8]) -> Result<[u8; TAG]> {
        let aad = Aad::from(last.map_or(&[][..], |hash| hash.as_slice()));
        let tag = self
            .0
            .seal_in_place_separate_tag(nonce(number, last.is_some()), aad, chunk)
            .map_err(|_| StoreError::Io(std::io::Error::other("encryption failed")))?;
        tag.as_ref()
            .try_into()
            .map_err(|_| StoreError::Io(std::io::Error::other("encryption failed")))
    }

    /// Checks and decrypts a chunk with its tag in place.
    pub(super) fn open<'c>(
        &self,
        number: u64,
        last: Option<&[u8; 32]>,
        sealed: &'c mut [u8],
    ) -> Result<&'c [u8]> {
        let aad = Aad::from(last.map_or(&[][..], |hash| hash.as_slice()));
        let plain = self.0.open_in_place(nonce(number, last.is_some()), aad, sealed);
        plain.map(|plain| &*plain).map_err(|_| StoreError::DamagedBlob)
    }
}

fn nonce(number: u64, last: bool) -> Nonce {
    let mut nonce = [0; NONCE_LEN];
    nonce[3..11].copy_from_slice(&number.to_be_bytes());
    nonce[11] = u8::from(last);
    Nonce::assume_unique_for_key(nonce)
}

/// Bytes of a file of `plain` bytes of plaintext.
pub(super) fn sealed(plain: u64) -> u64 {
    let chunks = plain.div_ceil(CHUNK as u64).max(1);
    HEADER as u64 + plain.saturating_add(chunks.saturating_mul(TAG as u64))
}

/// Chunks and bytes of plaintext of a file of `len` bytes; `None` when no file has that length.
pub(super) fn layout(len: u64) -> Option<(u64, u64)> {
    let body = len.checked_sub(HEADER as u64)?;
    let chunks = body.div_ceil(SEALED as u64);
    let plain = body.checked_sub(chunks.checked_mul(TAG as u64)?)?;
    let whole = chunks > 0 && (plain > 0 || chunks == 1) && plain.div_ceil(CHUNK as u64).max(1) == chunks;
    whole.then_some((chunks, plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_that_no_file_has_are_refused() {
        let header = HEADER as u64;
        for impossible in [
            0,
            header - 1,
            header,
            header + 15,
            header + (SEALED + TAG) as u64,
            header + 3,
        ] {
            assert_eq!(layout(impossible), None, "{impossible}");
        }
        assert_eq!(layout(header + 16), Some((1, 0)));
        for plain in [0, 1, 65_535, 65_536, 65_537, 50_000_000] {
            assert_eq!(layout(sealed(plain)).map(|(_, size)| size), Some(plain));
        }
        assert_eq!(layout(header + 17), Some((1, 1)));
        assert_eq!(layout(header + SEALED as u64), Some((1, CHUNK as u64)));
        assert_eq!(
            layout(header + (SEALED + TAG + 1) as u64),
            Some((2, CHUNK as u64 + 1))
        );
        assert_eq!(layout(u64::MAX).map(|(chunks, _)| chunks > 1 << 40), Some(true));
    }

    #[test]
    fn chunks_cannot_be_moved_cut_or_taken_for_the_last() {
        let key = Secret::new([7; 32]);
        let (chunks, header) = ChunkKey::fresh(&key).unwrap();
        let hash = [9; 32];
        let seal = |number, last| {
            let mut chunk = "giấy phép".as_bytes().to_vec();
            let tag = chunks.seal(number, last, &mut chunk).unwrap();
            chunk.extend(tag);
            chunk
        };
        let again = ChunkKey::of_header(&key, &header).unwrap();
        assert_eq!(
            again.open(3, None, &mut seal(3, None)).unwrap(),
            "giấy phép".as_bytes()
        );
        assert!(again.open(4, None, &mut seal(3, None)).is_err());
        assert!(again.open(3, Some(&hash), &mut seal(3, None)).is_err());
        assert!(again.open(3, None, &mut seal(3, Some(&hash))).is_err());
        assert!(again.open(3, Some(&[8; 32]), &mut seal(3, Some(&hash))).is_err());
        let (other, _) = ChunkKey::fresh(&key).unwrap();
        assert!(other.open(3, None, &mut seal(3, None)).is_err());
        assert!(ChunkKey::of_header(&key, &[0; HEADER]).is_err());
    }
}
