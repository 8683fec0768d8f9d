//! A whole store in one file, for moving to another computer.
//!
//! ```text
//! "motcua package 1\n"
//! length of the head (4 bytes, big-endian), head: JSON of key slots and signed manifest
//! database, as long as the manifest says
//! files: name (32 bytes), length (8 bytes), bytes, each as it lies in the store
//! end: 32 zero bytes, number of files (8 bytes)
//! ```
//! Nothing in it can be read without one of the slots. The manifest's MAC vouches for the database's
//! hash; the database names the files, and each file vouches for itself.

use std::{
    fs::{self, File},
    io::{BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    BackupKind, Stop, copy,
    make::needed,
    manifest::{Digest, Manifest, Signed},
    staging::Staging,
};
use crate::{
    Result, Store, StoreError,
    blobs::sealed_size,
    files,
    keys::{KeyFile, MasterKey, SlotKind},
    migrations,
    sql::number,
};

const MAGIC: &[u8; 17] = b"motcua package 1\n";
/// No head is larger; a file that says so is no package.
const LARGEST_HEAD: u32 = 64 * 1024;

/// A package that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageInfo {
    /// Where it is.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: u64,
    /// Dossiers in it, those in the bin too.
    pub dossiers: u64,
    /// Files in it.
    pub files: u64,
    /// Files that are damaged or missing here, and are not in it.
    pub missing: u64,
}

#[derive(Serialize, Deserialize)]
struct Head {
    keys: KeyFile,
    manifest: Signed,
}

impl Store {
    /// Writes the whole store into one file, which the recovery code (or the passphrase) opens on another
    /// computer ([`Store::stage_in`]). A file of that name is replaced only once the new one is whole.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`], [`StoreError::Stopped`]; nothing stays behind.
    pub fn export(&self, file: &Path, now: DateTime<Utc>, stop: &Stop) -> Result<PackageInfo> {
        let _maintenance = self.maintain();
        let unfinished = file.with_extension("motcua-new");
        let database = self.dir().join("exporting.db");
        let made = (|| {
            let _ = fs::remove_file(&database);
            let info = self.write_package(&unfinished, &database, now, stop)?;
            fs::rename(&unfinished, file)?;
            if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                files::sync_dir(folder)?;
            }
            Ok(PackageInfo {
                path: file.to_owned(),
                ..info
            })
        })();
        let _ = fs::remove_file(&database);
        if made.is_err() {
            let _ = fs::remove_file(&unfinished);
        }
        made
    }

    fn write_package(
        &self,
        target: &Path,
        database: &Path,
        now: DateTime<Utc>,
        stop: &Stop,
    ) -> Result<PackageInfo> {
        let mut conn = self.own_connection()?;
        let tx = conn.transaction()?;
        let dossiers = number(&tx, "SELECT count(*) FROM dossier", [])?;
        let schema = migrations::version(&tx)?;
        let needed = needed(&tx)?;
        copy::database(&tx, database, self.master(), stop)?;
        tx.finish()?;

        let keys = self.keys().without(SlotKind::Keyring);
        let manifest = Manifest {
            format: Manifest::format(),
            store: keys.store,
            mode: keys.mode,
            schema,
            kind: BackupKind::Manual,
            made_at: now,
            database: copy::digest(database, stop)?,
            list: Digest {
                size: 0,
                sha256: String::new(),
            },
            dossiers,
            files: needed.len() as u64,
            file_bytes: needed.iter().map(|file| sealed_size(file.size)).sum(),
            missing: 0,
        };
        let head = serde_json::to_vec(&Head {
            keys,
            manifest: manifest.sign(self.master())?,
        })?;
        let length = u32::try_from(head.len()).unwrap_or(u32::MAX);

        let file = files::private_file().create(true).truncate(true).open(target)?;
        let mut out = BufWriter::with_capacity(256 * 1024, file);
        out.write_all(MAGIC)?;
        out.write_all(&length.to_be_bytes())?;
        out.write_all(&head)?;
        copy::pour(&mut File::open(database)?, &mut out, u64::MAX, stop)?;
        let (mut written, mut missing) = (0_u64, 0_u64);
        for file in needed {
            stop.check()?;
            if self.blobs().verify(&file.sha256.hex()).is_err() {
                missing += 1;
                continue;
            }
            let mut source = File::open(self.blobs().path(&file.sha256.0))?;
            let size = source.metadata()?.len();
            out.write_all(&hex::decode(self.blobs().name(&file.sha256)).unwrap_or_default())?;
            out.write_all(&size.to_be_bytes())?;
            if copy::pour(&mut source, &mut out, size, stop)?.size != size {
                return Err(StoreError::DamagedBlob);
            }
            written += 1;
        }
        out.write_all(&[0; 32])?;
        out.write_all(&written.to_be_bytes())?;
        let file = out.into_inner().map_err(|error| error.into_error())?;
        file.sync_all()?;
        Ok(PackageInfo {
            path: target.to_owned(),
            bytes: file.metadata()?.len(),
            dossiers,
            files: written,
            missing,
        })
    }
}

fn bad() -> StoreError {
    StoreError::BadBackup("it is not a package of this program")
}

fn cut() -> StoreError {
    StoreError::BadBackup("the package was cut short")
}

/// The head, and the reader behind it.
fn open(file: &Path) -> Result<(Head, BufReader<File>)> {
    let mut reader = BufReader::with_capacity(256 * 1024, File::open(file).map_err(StoreError::Source)?);
    let mut magic = [0; MAGIC.len()];
    reader.read_exact(&mut magic).map_err(|_| bad())?;
    if &magic != MAGIC {
        return Err(bad());
    }
    let mut length = [0; 4];
    reader.read_exact(&mut length).map_err(|_| cut())?;
    let length = u32::from_be_bytes(length);
    if length > LARGEST_HEAD {
        return Err(bad());
    }
    let mut head = vec![0; length as usize];
    reader.read_exact(&mut head).map_err(|_| cut())?;
    Ok((serde_json::from_slice(&head).map_err(|_| bad())?, reader))
}

/// The slots in a package.
pub(super) fn keys(file: &Path) -> Result<KeyFile> {
    open(file)?.0.keys.known()
}

/// Unpacks into the staging folder. Whatever the file says, no more is written than it has bytes, and
/// only under names that are hashes.
pub(super) fn unpack(file: &Path, staging: &Staging, master: &MasterKey, stop: &Stop) -> Result<Manifest> {
    let (head, mut reader) = open(file)?;
    let manifest = head.manifest.check(master)?;
    let total = fs::metadata(file)?.len();
    if manifest.database.size > total {
        return Err(cut());
    }
    let mut database = files::private_file().create_new(true).open(staging.database())?;
    let poured = copy::pour(&mut reader, &mut database, manifest.database.size, stop)?;
    database.sync_all()?;
    if poured.size < manifest.database.size {
        return Err(cut());
    }
    if poured != manifest.database {
        return Err(StoreError::BadBackup("its database is damaged"));
    }
    let blobs = staging.path.join("blobs");
    let mut unpacked = 0_u64;
    loop {
        stop.check()?;
        let (mut name, mut size) = ([0; 32], [0; 8]);
        reader.read_exact(&mut name).map_err(|_| cut())?;
        reader.read_exact(&mut size).map_err(|_| cut())?;
        let size = u64::from_be_bytes(size);
        if name == [0; 32] {
            return if size == unpacked {
                Ok(manifest)
            } else {
                Err(cut())
            };
        }
        if size > total {
            return Err(cut());
        }
        let name = hex::encode(name);
        let folder = blobs.join(&name[..2]);
        files::create_private_dir(&folder)?;
        let mut target = files::private_file()
            .create(true)
            .truncate(true)
            .open(folder.join(&name))?;
        if copy::pour(&mut reader, &mut target, size, stop)?.size != size {
            return Err(cut());
        }
        target.sync_all()?;
        unpacked += 1;
    }
}
