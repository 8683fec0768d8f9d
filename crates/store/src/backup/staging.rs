//! A store that is to take the place of the one in use: built beside it, swapped in at the next opening.
//!
//! `restoring/` is filled and fsynced, then `restoring/ready` is written; only then does it count. The
//! swap moves each part of the old store aside and the new one into its place, the database last. It can
//! be cut off anywhere and goes on at the next start: a part that is still in `restoring/` was not
//! swapped yet.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Stop,
    copy::{self, How},
    entries,
    make::needed,
};
use crate::{
    Blobs, Result, StoreError,
    blobs::sealed_size,
    files,
    keys::{KeyFile, MasterKey},
    migrations,
    sql::Id,
    store::{self, DATABASE},
};

const FOLDER: &str = "restoring";
const READY: &str = "ready";
const BLOBS: &str = "blobs";

#[derive(Serialize, Deserialize)]
struct Ready {
    /// Folder that the old store goes to.
    aside: String,
}

/// What is being built.
pub(super) struct Staging {
    dir: PathBuf,
    pub(super) path: PathBuf,
}

/// What the restored store is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Becoming {
    /// On another computer: a device of its own.
    pub moved: bool,
    /// The recovery code that is shown until it is noted is not the one of the slots.
    pub code_unknown: bool,
}

impl Staging {
    /// Begins anew; what an earlier try left is cleared away. The caller holds the store's lock.
    pub(super) fn begin(dir: &Path) -> Result<Self> {
        let path = dir.join(FOLDER);
        // The marker goes first: without it the rest counts for nothing.
        remove(&path.join(READY))?;
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        files::create_private_dir(&path)?;
        Ok(Self {
            dir: dir.to_owned(),
            path,
        })
    }

    pub(super) fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// Opens the staged database and checks that it is whole and belongs to these keys.
    pub(super) fn open_database(&self, keys: &KeyFile, master: &MasterKey) -> Result<Connection> {
        let conn = store::connect(&self.database(), master, false)?;
        let version = migrations::version(&conn)?;
        if version > migrations::LATEST {
            return Err(StoreError::Newer {
                found: version,
                known: migrations::LATEST,
            });
        }
        store::check_identity(&conn, keys)?;
        store::check_pages(&conn, "quick_check")?;
        Ok(conn)
    }

    /// What must not come back with old content: tokens (an old refresh token used again ends every
    /// session at the portal), and for a store on another computer the device they are bound to.
    pub(super) fn settle(conn: &Connection, becoming: Becoming) -> Result<()> {
        conn.execute("DELETE FROM session", [])?;
        if becoming.moved {
            conn.execute(
                "UPDATE meta SET device_id = ?1 WHERE one = 1",
                params![Id(Uuid::new_v4())],
            )?;
        }
        if becoming.code_unknown {
            conn.execute("UPDATE meta SET recovery_code = NULL WHERE one = 1", [])?;
        }
        Ok(())
    }

    /// Brings the files that the database needs, from the present store or from `from` (a folder of
    /// encrypted files); every one is checked. Returns how many came and how many are nowhere whole.
    pub(super) fn bring_files(
        &self,
        conn: &Connection,
        master: &MasterKey,
        from: Option<&Path>,
        stop: &Stop,
    ) -> Result<(u64, u64)> {
        let staged = Blobs::in_dir(self.path.join(BLOBS), master)?;
        let present = self.dir.join(BLOBS);
        let (mut came, mut missing) = (0, 0);
        for file in needed(conn)? {
            stop.check()?;
            let (name, sealed) = (staged.name(&file.sha256), sealed_size(file.size));
            let target = staged.path(&file.sha256.0);
            // What a package brought lies here already.
            let whole = || staged.verify(&file.sha256.hex()).is_ok();
            let mut here = target.exists() && whole();
            for folder in [Some(present.as_path()), from].into_iter().flatten() {
                let source = folder.join(&name[..2]).join(&name);
                if here || fs::metadata(&source).map(|found| found.len()).ok() != Some(sealed) {
                    continue;
                }
                copy::place(&source, &target, How::Link, stop)?;
                here = whole();
            }
            if here {
                came += 1;
            } else {
                remove(&target)?;
                missing += 1;
            }
        }
        Ok((came, missing))
    }

    /// Gives every file of the present store a second name here, so that what is set aside and what goes
    /// on both have them.
    pub(super) fn link_present_files(&self, stop: &Stop) -> Result<()> {
        for folder in entries(&self.dir.join(BLOBS))? {
            let Some(name) = folder.file_name().filter(|name| *name != "incoming") else {
                continue;
            };
            let target = self.path.join(BLOBS).join(name);
            for file in entries(&folder)? {
                stop.check()?;
                if let Some(name) = file.file_name() {
                    copy::place(&file, &target.join(name), How::Link, stop)?;
                }
            }
        }
        Ok(())
    }

    /// From here on it counts. Returns the folder that the old store will go to.
    pub(super) fn ready(self, keys: &KeyFile, now: DateTime<Utc>) -> Result<PathBuf> {
        keys.save(&self.path)?;
        fs::File::open(self.database())?.sync_all()?;
        for folder in entries(&self.path.join(BLOBS))? {
            files::sync_dir(&folder)?;
        }
        if self.path.join(BLOBS).exists() {
            files::sync_dir(&self.path.join(BLOBS))?;
        }
        files::sync_dir(&self.path)?;
        files::sync_dir(&self.dir)?;
        let aside = store::free_name(&self.dir, &now.format("set-aside-%Y%m%d-%H%M%S").to_string());
        let name = aside
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("set-aside");
        let ready = Ready {
            aside: name.to_owned(),
        };
        files::write_atomic(&self.path.join(READY), &serde_json::to_vec(&ready)?)?;
        Ok(aside)
    }

    /// Gives it up.
    pub(super) fn abandon(self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Whether a store waits to be swapped in.
pub(crate) fn is_staged(dir: &Path) -> bool {
    dir.join(FOLDER).join(READY).exists()
}

/// Swaps in what is staged, if anything is. The caller holds the store's lock and has nothing open.
pub(crate) fn finish(dir: &Path) -> Result<()> {
    let staged = dir.join(FOLDER);
    let ready: Ready = match fs::read(staged.join(READY)) {
        Ok(bytes) => serde_json::from_slice(&bytes)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    // Written by this program, but read from a disk: a name, and nothing else.
    let aside = match Path::new(&ready.aside).file_name() {
        Some(name) => dir.join(name),
        None => return Err(StoreError::BadBackup("what was being restored cannot be read")),
    };
    files::create_private_dir(&aside)?;
    if staged.join(DATABASE).exists() {
        // An old log beside a new database would be played into it.
        for name in ["motcua.db-wal", "motcua.db-shm"] {
            rename(&dir.join(name), &aside.join(name))?;
        }
    }
    for name in ["keys.json", BLOBS, DATABASE] {
        if staged.join(name).exists() {
            rename(&dir.join(name), &aside.join(name))?;
            // Durable in this order: at every moment either the old part or the new one has the name,
            // or this goes on from here.
            files::sync_dir(&aside)?;
            fs::rename(staged.join(name), dir.join(name))?;
            files::sync_dir(dir)?;
        }
    }
    if !aside.join("keys.json").exists() && dir.join("keys.json").exists() {
        fs::copy(dir.join("keys.json"), aside.join("keys.json"))?;
    }
    files::sync_dir(&aside)?;
    fs::remove_file(staged.join(READY))?;
    fs::remove_dir_all(&staged)?;
    files::sync_dir(dir)?;
    Ok(())
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
