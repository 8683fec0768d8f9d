//! Making a backup.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::{
    BackupKind, FILES, Keep, LIST, Made, SETS, Stop,
    copy::{self, How, ROOM_LEFT},
    entries,
    manifest::Manifest,
    root_of, rotate,
};
use crate::{
    Result, Store, StoreError, files,
    lock::StoreLock,
    migrations,
    sql::{Sha, number, unsigned},
    store::ORPHANED,
};

/// A file that a database needs.
pub(super) struct Needed {
    pub sha256: Sha,
    /// Bytes of plaintext.
    pub size: u64,
}

/// The files that rows point at; those nobody points at are left to the sweep.
pub(super) fn needed(conn: &Connection) -> Result<Vec<Needed>> {
    let mut query = conn.prepare(&format!("SELECT sha256, size FROM blob WHERE NOT ({ORPHANED})"))?;
    let rows = query.query_map([], |row| {
        Ok(Needed {
            sha256: row.get(0)?,
            size: unsigned(row.get(1)?),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What of the files came along.
#[derive(Default)]
struct Carried {
    list: Vec<u8>,
    files: u64,
    bytes: u64,
    missing: u64,
    added: u64,
}

impl Store {
    /// Makes a backup in `folder` (see [`crate::backup`]) and, for an automatic one, takes away what newer
    /// ones stand for. Saving goes on beside it; files that an earlier backup there has are not copied again.
    ///
    /// A person's backup has bytes of its own; an automatic one on the same disk shares those of the
    /// files (they never change) and guards against a damaged database, a failed upgrade and mistakes.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`], before the disk is full; [`StoreError::Stopped`]; [`StoreError::Busy`]
    /// when another backup is being made there. What was half made is cleared away by the next one.
    pub fn back_up(
        &self,
        folder: &Path,
        kind: BackupKind,
        keep: Keep,
        now: DateTime<Utc>,
        stop: &Stop,
    ) -> Result<Made> {
        let identity = self.identity()?;
        let _maintenance = self.maintain();
        let root = root_of(folder, identity.id);
        files::create_private_dir(&root.join(SETS))?;
        files::create_private_dir(&root.join(FILES))?;
        let _lock = StoreLock::take_named(&root, "backup.lock")?;
        clear_unfinished(&root)?;

        let set = free_name(&root.join(SETS), &now.format("%Y%m%d-%H%M%S").to_string());
        let unfinished = set.with_extension("new");
        let made = self.fill(&root, &unfinished, kind, now, stop, identity.id);
        let (manifest, added) = match made {
            Ok(made) => made,
            Err(error) => {
                let _ = fs::remove_dir_all(&unfinished);
                return Err(error);
            }
        };
        fs::rename(&unfinished, &set)?;
        files::sync_dir(&root.join(SETS))?;
        let dropped = match kind {
            BackupKind::Automatic => rotate::rotate(&root, keep, self.master())?,
            BackupKind::Manual => 0,
        };
        let backup = manifest
            .info(&set)
            .ok_or(StoreError::BadBackup("its name cannot be read"))?;
        Ok(Made {
            backup,
            added,
            dropped,
        })
    }

    fn fill(
        &self,
        root: &Path,
        set: &Path,
        kind: BackupKind,
        now: DateTime<Utc>,
        stop: &Stop,
        store: uuid::Uuid,
    ) -> Result<(Manifest, u64)> {
        files::create_private_dir(set)?;
        let mut conn = self.own_connection()?;
        let tx = conn.transaction()?;
        // The first read fixes the moment that the backup is of.
        let dossiers = number(&tx, "SELECT count(*) FROM dossier", [])?;
        let schema = migrations::version(&tx)?;
        let size = self.database_size()?;
        let left = match kind {
            BackupKind::Automatic => ROOM_LEFT,
            BackupKind::Manual => 0,
        };
        copy::need_room(root, size, left)?;

        let carried = self.carry_files(root, needed(&tx)?, kind, left, stop)?;
        copy::need_room(root, size, left)?;
        let database = set.join(crate::store::DATABASE);
        copy::database(&tx, &database, self.master(), stop)?;
        tx.finish()?;
        files::write_atomic(&set.join(LIST), &carried.list)?;
        self.keys().save(set)?;
        let identity = self.identity()?;
        let manifest = Manifest {
            format: Manifest::format(),
            store,
            mode: identity.mode,
            schema,
            kind,
            made_at: now,
            database: copy::digest(&database, stop)?,
            list: copy::digest(&set.join(LIST), stop)?,
            dossiers,
            files: carried.files,
            file_bytes: carried.bytes,
            missing: carried.missing,
        };
        manifest.write(set, self.master())?;
        files::sync_dir(set)?;
        Ok((manifest, carried.added))
    }

    /// Brings the files along that are not there yet. A damaged one is counted and left out, so that it
    /// never takes the place of a whole one.
    fn carry_files(
        &self,
        root: &Path,
        needed: Vec<Needed>,
        kind: BackupKind,
        left: u64,
        stop: &Stop,
    ) -> Result<Carried> {
        let target = root.join(FILES);
        let there = sizes(&target)?;
        let blobs = self.blobs();
        let how = match kind {
            BackupKind::Automatic => How::Link,
            BackupKind::Manual => How::Copy,
        };
        let mut carried = Carried::default();
        for file in needed {
            stop.check()?;
            let (name, sealed) = (blobs.name(&file.sha256), crate::blobs::sealed_size(file.size));
            let place = target.join(&name[..2]).join(&name);
            if there.get(&place) != Some(&sealed) {
                if blobs.verify(&file.sha256.hex()).is_err() {
                    carried.missing += 1;
                    continue;
                }
                copy::need_room(root, sealed, left)?;
                copy::place(&blobs.path(&file.sha256.0), &place, how, stop)?;
                carried.added += 1;
            }
            carried.files += 1;
            carried.bytes += sealed;
            carried.list.extend(hex::decode(&name).unwrap_or_default());
        }
        if carried.added > 0 {
            for folder in entries(&target)? {
                files::sync_dir(&folder)?;
            }
            files::sync_dir(&target)?;
        }
        Ok(carried)
    }
}

/// The files that earlier backups brought, with their sizes.
fn sizes(target: &Path) -> Result<HashMap<PathBuf, u64>> {
    let mut sizes = HashMap::new();
    for folder in entries(target)? {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            sizes.insert(entry.path(), entry.metadata()?.len());
        }
    }
    Ok(sizes)
}

/// Clears away what a crash left half made or half deleted.
fn clear_unfinished(root: &Path) -> Result<()> {
    for path in entries(&root.join(SETS))? {
        let ending = path.extension().and_then(|ending| ending.to_str());
        if matches!(ending, Some("new" | "old")) {
            fs::remove_dir_all(&path)?;
        }
    }
    Ok(())
}

/// A name that is not taken: two backups within one second are two.
fn free_name(dir: &Path, name: &str) -> PathBuf {
    (1..)
        .map(|number: u32| match number {
            1 => dir.join(name),
            _ => dir.join(format!("{name}-{number}")),
        })
        .find(|path| !path.exists())
        .unwrap_or_else(|| dir.join(name))
}
