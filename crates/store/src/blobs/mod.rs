//! Files, content-addressed and encrypted.
//!
//! A file is named by a keyed hash of its SHA-256 and holds an authenticated stream (`stream`; why:
//! `docs/decisions/0002-blob-encryption.md`). It is written under `incoming/`, fsynced, renamed
//! into place, and the folder fsynced; only then is there a [`StoredBlob`] that a row can name.

mod reader;
mod stream;
mod writer;

use std::{
    collections::{HashMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use hmac::{Hmac, Mac};
use sha2::Sha256;

pub use reader::BlobReader;

use crate::{
    Result, StoreError, files,
    keys::{MasterKey, Secret},
    sql::Sha,
};

/// The folder of encrypted files. Cheap to clone.
#[derive(Clone)]
pub struct Blobs {
    inner: Arc<Inner>,
}

struct Inner {
    dir: PathBuf,
    name_key: Secret,
    content_key: Secret,
    /// How many [`StoredBlob`]s of a hash are alive; the sweep leaves those alone.
    pins: Mutex<HashMap<[u8; 32], usize>>,
}

/// Proof that the bytes are on disk: hashed, encrypted, fsynced, named. While it lives, the sweep
/// leaves the file alone, so keep it until the row that names it is committed.
#[derive(Clone)]
pub struct StoredBlob {
    pin: Arc<Pin>,
    size: u64,
}

struct Pin {
    blobs: Blobs,
    sha256: [u8; 32],
}

impl Drop for Pin {
    fn drop(&mut self) {
        let mut pins = self.blobs.pins();
        if let Some(count) = pins.get_mut(&self.sha256) {
            *count -= 1;
            if *count == 0 {
                pins.remove(&self.sha256);
            }
        }
    }
}

impl StoredBlob {
    /// Lower-case hex SHA-256 of the plaintext.
    pub fn sha256(&self) -> String {
        hex::encode(self.pin.sha256)
    }

    /// Bytes of plaintext.
    pub fn size(&self) -> u64 {
        self.size
    }

    pub(crate) fn sha(&self) -> Sha {
        Sha(self.pin.sha256)
    }
}

impl std::fmt::Debug for StoredBlob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Not the hash: it tells whether somebody has a known paper.
        f.debug_struct("StoredBlob")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

impl Blobs {
    /// Opens the folder, making it if need be, and clears away what a crash left half-written.
    pub(crate) fn in_dir(dir: PathBuf, master: &MasterKey) -> Result<Self> {
        let incoming = dir.join("incoming");
        files::create_private_dir(&incoming)?;
        for entry in fs::read_dir(&incoming)? {
            fs::remove_file(entry?.path())?;
        }
        Ok(Self {
            inner: Arc::new(Inner {
                dir,
                name_key: master.blob_names(),
                content_key: master.blob_contents(),
                pins: Mutex::default(),
            }),
        })
    }

    /// The blob of that hash, if it is here, kept from the sweep; for naming it in another row.
    pub fn get(&self, sha256: &str) -> Result<Option<StoredBlob>> {
        let Sha(hash) = Sha::parse(sha256)?;
        let pin = self.pin(hash);
        match self.open(sha256) {
            Ok(reader) => Ok(Some(StoredBlob {
                pin,
                size: reader.size(),
            })),
            Err(StoreError::DamagedBlob) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Opens the plaintext for reading at any offset.
    ///
    /// # Errors
    /// [`StoreError::DamagedBlob`] when it is missing, cut short, altered, or not the file of that hash.
    pub fn open(&self, sha256: &str) -> Result<BlobReader> {
        let Sha(hash) = Sha::parse(sha256)?;
        BlobReader::open(&self.path(&hash), &self.inner.content_key, hash)
    }

    /// Reads it all and compares its hash.
    pub fn verify(&self, sha256: &str) -> Result<()> {
        use sha2::Digest;
        let mut reader = self.open(sha256)?;
        let mut hasher = Sha256::new();
        io::copy(&mut reader, &mut hasher).map_err(|_| StoreError::DamagedBlob)?;
        if hasher.finalize().as_slice() == Sha::parse(sha256)?.0 {
            Ok(())
        } else {
            Err(StoreError::DamagedBlob)
        }
    }

    /// The files that no hash of `named` stands for.
    pub(crate) fn unnamed(&self, named: impl IntoIterator<Item = Sha>) -> Result<Vec<PathBuf>> {
        let named: HashSet<PathBuf> = named.into_iter().map(|Sha(hash)| self.path(&hash)).collect();
        let mut unnamed = Vec::new();
        for folder in fs::read_dir(&self.inner.dir)? {
            let folder = folder?.path();
            if !folder.is_dir() || folder.ends_with("incoming") {
                continue;
            }
            for file in fs::read_dir(&folder)? {
                let file = file?.path();
                if !named.contains(&file) {
                    unnamed.push(file);
                }
            }
        }
        Ok(unnamed)
    }

    /// Deletes the files that are neither named nor pinned; returns how many. The caller sees to it
    /// that no row comes up meanwhile.
    pub(crate) fn sweep(&self, named: impl IntoIterator<Item = Sha>) -> Result<u32> {
        let mut swept = 0;
        for file in self.unnamed(named)? {
            // Held while deleting: a file that is being added again is either pinned by now, or is put
            // in place anew after this.
            let pins = self.pins();
            if !pins.keys().any(|hash| self.path(hash) == file) {
                fs::remove_file(&file)?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    fn pin(&self, sha256: [u8; 32]) -> Arc<Pin> {
        *self.pins().entry(sha256).or_default() += 1;
        Arc::new(Pin {
            blobs: self.clone(),
            sha256,
        })
    }

    fn pins(&self) -> MutexGuard<'_, HashMap<[u8; 32], usize>> {
        self.inner.pins.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn incoming(&self) -> PathBuf {
        self.inner.dir.join("incoming")
    }

    /// Keyed, so that nobody can tell from names whether a known paper is here.
    pub(crate) fn name(&self, Sha(sha256): &Sha) -> String {
        match <Hmac<Sha256> as Mac>::new_from_slice(self.inner.name_key.as_slice()) {
            Ok(mac) => hex::encode(mac.chain_update(sha256).finalize().into_bytes()),
            Err(_) => String::new(), // HMAC takes keys of any length
        }
    }

    pub(crate) fn path(&self, sha256: &[u8; 32]) -> PathBuf {
        let name = self.name(&Sha(*sha256));
        self.inner.dir.join(name.get(..2).unwrap_or_default()).join(name)
    }
}

/// Bytes on the disk of a file of `size` bytes.
pub(crate) fn sealed_size(size: u64) -> u64 {
    stream::sealed(size)
}

/// The folder a blob lies in.
fn folder(path: &Path) -> Result<&Path> {
    path.parent()
        .ok_or_else(|| StoreError::Io(io::Error::other("a file needs a folder")))
}
