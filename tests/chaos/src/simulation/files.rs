//! The files of a run's user.

use std::{collections::BTreeMap, io::Cursor};

use futures_util::future::BoxFuture;
use motcua_sync::ports::{BlobBytes, BlobSource, FileTrouble};

use crate::{hash, rng::Rng};

/// Files by hash.
pub struct Files {
    bytes: BTreeMap<String, Vec<u8>>,
    /// In the order they were made.
    pub names: Vec<String>,
    /// Planted: uploads begin at the file's start, whatever the offset.
    pub forgets_offset: bool,
}

impl Files {
    pub fn draw(rng: &mut Rng, forgets_offset: bool) -> Self {
        let mut files = Self {
            bytes: BTreeMap::new(),
            names: Vec::new(),
            forgets_offset,
        };
        for _ in 0..rng.range(2, 6) {
            let mut bytes = b"%PDF-1.7\n".to_vec();
            bytes.extend((0..rng.range(1, 600)).map(|_| rng.bits() as u8));
            let name = hash(&bytes);
            files.bytes.insert(name.clone(), bytes);
            files.names.push(name);
        }
        files
    }

    pub fn size(&self, sha256: &str) -> u64 {
        self.bytes.get(sha256).map_or(0, |bytes| bytes.len() as u64)
    }

    /// Bytes of all files.
    pub fn total(&self) -> u64 {
        self.bytes.values().map(|bytes| bytes.len() as u64).sum()
    }

    /// A file from an offset on, as the desk reads it.
    pub fn from(&self, sha256: &str, offset: u64) -> Vec<u8> {
        let bytes = self.bytes.get(sha256).map(Vec::as_slice).unwrap_or_default();
        let begin = if self.forgets_offset { 0 } else { offset as usize };
        bytes[begin.min(bytes.len())..].to_vec()
    }
}

impl BlobSource for Files {
    fn open<'a>(&'a self, sha256: &'a str, offset: u64) -> BoxFuture<'a, Result<BlobBytes, FileTrouble>> {
        let bytes = self.from(sha256, offset);
        Box::pin(async move { Ok(Box::pin(Cursor::new(bytes)) as BlobBytes) })
    }
}
