//! Copies: of the database as of one moment, and of encrypted files.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::Path,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, backup::Backup, backup::StepResult};
use sha2::{Digest as _, Sha256};

use super::{Stop, manifest::Digest};
use crate::{Result, StoreError, files, keys::MasterKey};

/// Pages between two looks at whether to stop.
const PAGES: i32 = 2048;
/// What an automatic copy leaves free on a disk, so that it never takes the room of a draft.
pub(super) const ROOM_LEFT: u64 = 256 * 1024 * 1024;

/// Copies the database that `source` sees, page by page, encrypted with the same key. `source` must be
/// within a read transaction, so that the copy is of one moment however long it takes.
pub(super) fn database(source: &Connection, target: &Path, master: &MasterKey, stop: &Stop) -> Result<()> {
    files::private_file().create_new(true).open(target)?;
    let mut copy = Connection::open_with_flags(target, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    copy.execute_batch("PRAGMA cipher_log_level = NONE")?;
    copy.execute_batch(&master.database_pragma())?;
    {
        let backup = Backup::new(source, &mut copy)?;
        loop {
            stop.check()?;
            match backup.step(PAGES)? {
                StepResult::Done => break,
                StepResult::More => {}
                // Nobody else has the copy open; the source is read within a transaction.
                _ => std::thread::sleep(Duration::from_millis(5)),
            }
        }
    }
    copy.close().map_err(|(_, error)| error)?;
    File::open(target)?.sync_all()?;
    Ok(())
}

/// Size and hash of a file.
pub(super) fn digest(path: &Path, stop: &Stop) -> Result<Digest> {
    let mut file = File::open(path)?;
    pour(&mut file, &mut io::sink(), u64::MAX, stop)
}

/// Copies at most `limit` bytes and hashes them on the way.
pub(super) fn pour(from: &mut dyn Read, to: &mut dyn Write, limit: u64, stop: &Stop) -> Result<Digest> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    let mut size = 0;
    while size < limit {
        stop.check()?;
        let wanted = usize::try_from(limit - size)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let read = match from.read(&mut buffer[..wanted]) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        hasher.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
        size += read as u64;
    }
    Ok(Digest {
        size,
        sha256: hex::encode(hasher.finalize()),
    })
}

/// A whole file under a temporary name first; on the disk when this returns.
pub(super) fn file(from: &Path, to: &Path, stop: &Stop) -> Result<Digest> {
    let temporary = to.with_extension("new");
    let copied = (|| {
        let mut target = files::private_file()
            .create(true)
            .truncate(true)
            .open(&temporary)?;
        let digest = pour(&mut File::open(from)?, &mut target, u64::MAX, stop)?;
        target.sync_all()?;
        fs::rename(&temporary, to)?;
        Ok(digest)
    })();
    if copied.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    copied
}

/// Whether a second name for the same bytes is enough, or a second copy is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// A hard link where the disk has them: no room, no time. Files of the store are never written to
    /// again once they have their name, so that both names stay good.
    Link,
    /// Bytes of its own.
    Copy,
}

/// Gives an encrypted file a second place. One that is there already is replaced.
pub(super) fn place(from: &Path, to: &Path, how: How, stop: &Stop) -> Result<()> {
    if let Some(folder) = to.parent()
        && !folder.is_dir()
    {
        files::create_private_dir(folder)?;
    }
    if how == How::Link {
        match fs::remove_file(to) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        match fs::hard_link(from, to) {
            Ok(()) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(error.into()),
            Err(_) => {} // another disk, or one without links
        }
    }
    file(from, to, stop).map(|_| ())
}

/// Says that the disk is full before it is, when `bytes` more would leave less than `left`.
pub(super) fn need_room(folder: &Path, bytes: u64, left: u64) -> Result<()> {
    match fs4::available_space(folder) {
        Ok(free) if free < bytes.saturating_add(left) => Err(StoreError::DiskFull),
        _ => Ok(()), // a system that cannot say will say so when writing
    }
}
