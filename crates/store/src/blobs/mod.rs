//! Files, content-addressed and encrypted.

use std::{
    io::{Read, Seek, SeekFrom},
    path::Path,
};

use crate::Result;

/// The folder of encrypted files. Cheap to clone.
#[derive(Clone)]
pub struct Blobs {}

/// Proof that the bytes are on disk: hashed, encrypted, fsynced, named. While it lives, the sweep
/// leaves the file alone, so keep it until the row that names it is committed.
#[derive(Debug, Clone)]
pub struct StoredBlob {}

impl StoredBlob {
    /// Lower-case hex SHA-256 of the plaintext.
    pub fn sha256(&self) -> &str {
        todo!()
    }
    /// Bytes of plaintext.
    pub fn size(&self) -> u64 {
        todo!()
    }
}

impl Blobs {
    /// Copies, hashes and encrypts in one pass with bounded memory. `progress` is told the bytes so far.
    pub fn put(
        &self,
        source: &mut dyn Read,
        limit: u64,
        progress: &mut dyn FnMut(u64),
    ) -> Result<StoredBlob> {
        let _ = (source, progress);
        todo!("{limit}")
    }
    /// The same from a file, whose size and time of change are compared before and after.
    pub fn put_file(&self, path: &Path, limit: u64, progress: &mut dyn FnMut(u64)) -> Result<StoredBlob> {
        let _ = progress;
        todo!("{path:?}{limit}")
    }
    /// Opens the plaintext for reading at any offset.
    pub fn open(&self, sha256: &str) -> Result<BlobReader> {
        todo!("{sha256}")
    }
    /// Reads it all and compares its hash.
    pub fn verify(&self, sha256: &str) -> Result<()> {
        todo!("{sha256}")
    }
}

/// The plaintext of a blob; every byte it gives was authenticated.
pub struct BlobReader {}

impl BlobReader {
    /// Bytes of plaintext.
    pub fn size(&self) -> u64 {
        todo!()
    }
}
impl Read for BlobReader {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        todo!("{}", buf.len())
    }
}
impl Seek for BlobReader {
    fn seek(&mut self, pos: SeekFrom) -> std::io::Result<u64> {
        todo!("{pos:?}")
    }
}
