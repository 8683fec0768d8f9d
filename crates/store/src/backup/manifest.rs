//! What a backup says of itself, with a MAC under the store's key.

use std::{fs, io, path::Path};

use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;

use super::{BackupInfo, BackupKind};
use crate::{Result, StoreError, StoreMode, files, keys::MasterKey, migrations};

const FORMAT: u32 = 1;
/// No manifest is larger; one that says so is not one.
const LARGEST: u64 = 64 * 1024;

/// Size and hash of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Digest {
    pub size: u64,
    /// SHA-256, hex.
    pub sha256: String,
}

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub format: u32,
    pub store: Uuid,
    pub mode: StoreMode,
    pub schema: u32,
    pub kind: BackupKind,
    pub made_at: DateTime<Utc>,
    pub database: Digest,
    /// Of `files.list`; in a package of no bytes.
    pub list: Digest,
    pub dossiers: u64,
    pub files: u64,
    pub file_bytes: u64,
    pub missing: u64,
}

/// As written: the text and its MAC.
#[derive(Serialize, Deserialize)]
pub(super) struct Signed {
    manifest: String,
    mac: String,
}

impl Manifest {
    pub(super) const fn format() -> u32 {
        FORMAT
    }

    /// With its MAC.
    pub(super) fn sign(&self, master: &MasterKey) -> Result<Signed> {
        let manifest = serde_json::to_string(self)?;
        let mac = hex::encode(mac(master, &manifest).finalize().into_bytes());
        Ok(Signed { manifest, mac })
    }

    pub(super) fn write(&self, set: &Path, master: &MasterKey) -> Result<()> {
        let text = serde_json::to_string_pretty(&self.sign(master)?)?;
        Ok(files::write_atomic(&set.join("manifest.json"), text.as_bytes())?)
    }

    /// Reads it without a key, for lists.
    pub(super) fn peek(set: &Path) -> Result<Self> {
        read(set)?.parse()
    }

    /// Reads it and checks its MAC.
    pub(super) fn load(set: &Path, master: &MasterKey) -> Result<Self> {
        read(set)?.check(master)
    }

    pub(super) fn info(&self, set: &Path) -> Option<BackupInfo> {
        Some(BackupInfo {
            id: set.file_name()?.to_str()?.to_owned(),
            store: self.store,
            mode: self.mode,
            kind: self.kind,
            made_at: self.made_at,
            schema: self.schema,
            dossiers: self.dossiers,
            files: self.files,
            bytes: self.database.size.saturating_add(self.file_bytes),
            missing: self.missing,
            path: set.to_owned(),
        })
    }
}

impl Signed {
    fn parse(&self) -> Result<Manifest> {
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let unreadable = |_| StoreError::BadBackup("its description cannot be read");
        let Format { format } = serde_json::from_str(&self.manifest).map_err(unreadable)?;
        if format > FORMAT {
            return Err(StoreError::Newer {
                found: format,
                known: FORMAT,
            });
        }
        serde_json::from_str(&self.manifest).map_err(unreadable)
    }

    /// The manifest, if nobody altered it and this program can read its database.
    pub(super) fn check(&self, master: &MasterKey) -> Result<Manifest> {
        let given = hex::decode(&self.mac).unwrap_or_default();
        mac(master, &self.manifest)
            .verify_slice(&given)
            .map_err(|_| StoreError::BadBackup("its description was altered"))?;
        let manifest = self.parse()?;
        if manifest.schema > migrations::LATEST {
            return Err(StoreError::Newer {
                found: manifest.schema,
                known: migrations::LATEST,
            });
        }
        Ok(manifest)
    }
}

fn read(set: &Path) -> Result<Signed> {
    let path = set.join("manifest.json");
    let not_one = StoreError::BadBackup("its description cannot be read");
    match fs::metadata(&path) {
        Ok(found) if found.len() <= LARGEST => {}
        Ok(_) => return Err(not_one),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Err(not_one);
        }
        Err(error) => return Err(error.into()),
    }
    serde_json::from_slice(&fs::read(&path)?).map_err(|_| not_one)
}

fn mac(master: &MasterKey, text: &str) -> Hmac<Sha256> {
    master.backup_mac().chain_update(text)
}
