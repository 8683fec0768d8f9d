//! Creating and opening.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags, params};
use uuid::Uuid;

use super::{Inner, Store, StoreMode};
use crate::{
    Blobs, Result, StoreError, backup, files,
    keys::{KeyFile, KeyVault, MasterKey, RecoveryCode, SlotKind, Unlock},
    lock::StoreLock,
    migrations,
    sql::{Id, Name, Stamp},
};

/// A database up to this size is checked page by page at every start (about 0.1 s); a larger one
/// by [`Store::verify`] in the background. Every page carries a MAC that is checked whenever it is
/// read, so that damage is never taken for content either way.
const CHECKED_AT_OPEN: u64 = 8 * 1024 * 1024;

pub(crate) const DATABASE: &str = "motcua.db";

impl Store {
    /// Whether there is a store in `dir`, open or not, whole or not.
    pub fn exists(dir: &Path) -> bool {
        if dir.join(DATABASE).exists() || backup::is_staged(dir) {
            return true;
        }
        // Keys alone are a store when somebody could know a way in: not after a creation that was cut
        // off before its recovery code was ever shown.
        KeyFile::load(dir).is_ok_and(|keys| keys.kinds() != [SlotKind::Recovery])
    }

    /// The kinds of slots of the store in `dir`, open or not.
    pub fn slots_of(dir: &Path) -> Result<Vec<SlotKind>> {
        Ok(load_keys(dir)?.kinds())
    }

    /// Creates a store and its slots: keyring (if `vault` works), recovery code, and passphrase (if given).
    ///
    /// See [`Store::slots`] for what came of it. Without keyring and passphrase only the recovery code
    /// opens it the next time: ask for a passphrase then, or have the code written down at once.
    pub fn create(
        dir: &Path,
        mode: StoreMode,
        vault: &dyn KeyVault,
        passphrase: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        files::create_private_dir(dir)?;
        let lock = StoreLock::take(dir)?;
        if Self::exists(dir) {
            return Err(StoreError::Exists(dir.to_owned()));
        }
        let master = MasterKey::generate()?;
        let mut keys = KeyFile::new(Uuid::new_v4(), mode);
        let code = RecoveryCode::generate()?;
        keys.set_recovery(&master, &code, now)?;
        if let Some(passphrase) = passphrase {
            keys.set_passphrase(&master, passphrase, now)?;
        }
        match keys.set_keyring(&master, vault, now) {
            Ok(()) => {}
            Err(StoreError::Vault(error)) => log::warn!("no key slot in {}: {error}", vault.name()),
            Err(error) => return Err(error),
        }
        keys.save(dir)?;
        make_database(dir, &master, &keys, Some(&code), now)?;
        Self::open_with(dir, lock, keys, master)
    }

    /// Opens a store. Takes a lock ([`StoreError::Busy`] when another process has it), checks the
    /// database, snapshots it before a migration, and migrates.
    ///
    /// # Errors
    /// [`StoreError::Vault`], [`StoreError::WrongKey`], [`StoreError::MistypedCode`],
    /// [`StoreError::NoSuchSlot`], [`StoreError::KeysMissing`]: nothing was touched, try another way.
    /// [`StoreError::Damaged`]: see [`Store::set_aside`]. [`StoreError::Newer`]: update the program.
    pub fn open(dir: &Path, unlock: Unlock<'_>, now: DateTime<Utc>) -> Result<Self> {
        if !dir.exists() {
            return Err(StoreError::Missing(dir.to_owned()));
        }
        let lock = StoreLock::take(dir)?;
        // A restored store takes its place before anything is read, the slots included.
        backup::finish(dir)?;
        let mut keys = load_keys(dir)?;
        let master = keys.unlock(&unlock)?;
        if !dir.join(DATABASE).exists() {
            // The database was set aside, or creation was cut off: begin an empty one under the same
            // keys, with a recovery code that can be shown again.
            let code = RecoveryCode::generate()?;
            keys.set_recovery(&master, &code, now)?;
            keys.save(dir)?;
            make_database(dir, &master, &keys, Some(&code), now)?;
        }
        Self::open_with(dir, lock, keys, master)
    }

    fn open_with(dir: &Path, lock: StoreLock, keys: KeyFile, master: MasterKey) -> Result<Self> {
        let path = dir.join(DATABASE);
        if fs::metadata(&path)?.len() == 0 {
            // SQLite would take it for a new database.
            return Err(StoreError::Damaged {
                detail: "the database is empty".into(),
            });
        }
        let mut writer = connect(&path, &master, false)?;
        let version = migrations::version(&writer)?;
        if version > migrations::LATEST {
            return Err(StoreError::Newer {
                found: version,
                known: migrations::LATEST,
            });
        }
        if version == 0 {
            return Err(StoreError::Damaged {
                detail: "the database is empty".into(),
            });
        }
        if fs::metadata(&path)?.len() <= CHECKED_AT_OPEN {
            check_pages(&writer, "quick_check")?;
        }
        if version < migrations::LATEST {
            snapshot(&writer, dir, version, &master)?;
            migrations::migrate(&mut writer)?;
        }
        check_identity(&writer, &keys)?;
        let readers = [
            Mutex::new(connect(&path, &master, true)?),
            Mutex::new(connect(&path, &master, true)?),
        ];
        let blobs = Blobs::in_dir(dir.join("blobs"), &master)?;
        Ok(Self {
            inner: Arc::new(Inner {
                dir: dir.to_owned(),
                master,
                keys: Mutex::new(keys),
                writer: Mutex::new(writer),
                readers,
                blobs,
                maintenance: Mutex::new(()),
                _lock: lock,
                alive: Arc::new(()),
            }),
        })
    }
}

/// Reads the slots, telling a folder without a store from one whose keys are gone.
pub(crate) fn load_keys(dir: &Path) -> Result<KeyFile> {
    match KeyFile::load(dir) {
        Err(StoreError::Missing(_)) if dir.join(DATABASE).exists() => Err(StoreError::KeysMissing),
        other => other,
    }
}

/// Makes the database under another name and gives it its own once it is whole.
pub(crate) fn make_database(
    dir: &Path,
    master: &MasterKey,
    keys: &KeyFile,
    code: Option<&RecoveryCode>,
    now: DateTime<Utc>,
) -> Result<()> {
    let unfinished = dir.join("motcua.db.new");
    for leftover in [
        unfinished.clone(),
        dir.join("motcua.db.new-wal"),
        dir.join("motcua.db.new-shm"),
    ] {
        match fs::remove_file(leftover) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    files::private_file().create_new(true).open(&unfinished)?;
    let mut conn = connect(&unfinished, master, false)?;
    migrations::migrate(&mut conn)?;
    conn.execute(
        "INSERT INTO meta (one, store_id, mode, device_id, recovery_code, created_at) VALUES (1, ?1, ?2, ?3, ?4, ?5)",
        params![Id(keys.store), Name(keys.mode), Id(Uuid::new_v4()), code.map(RecoveryCode::grouped), Stamp(now)],
    )?;
    // Closing the last connection folds the write-ahead log into the file.
    conn.close().map_err(|(_, error)| error)?;
    fs::File::open(&unfinished)?.sync_all()?;
    fs::rename(&unfinished, dir.join(DATABASE))?;
    files::sync_dir(dir)?;
    Ok(())
}

/// Opens a connection with everything set that the invariants rest on.
pub(crate) fn connect(path: &Path, master: &MasterKey, read_only: bool) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    // SQLCipher would write its complaints about a damaged page to standard error.
    conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
    conn.execute_batch(&master.database_pragma())?;
    conn.execute_batch(
        "PRAGMA temp_store = MEMORY;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA busy_timeout = 5000;",
    )?;
    let mode: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::ReadOnly);
    }
    conn.execute_batch("PRAGMA synchronous = FULL")?;
    if read_only {
        conn.execute_batch("PRAGMA query_only = ON")?;
    }
    conn.set_prepared_statement_cache_capacity(64);
    Ok(conn)
}

/// Runs `quick_check` or `integrity_check`.
pub(crate) fn check_pages(conn: &Connection, check: &str) -> Result<()> {
    let verdict: String = conn.query_row(&format!("PRAGMA {check}(1)"), [], |row| row.get(0))?;
    if verdict == "ok" {
        Ok(())
    } else {
        Err(StoreError::Damaged { detail: verdict })
    }
}

/// The database belongs to these keys, and the mode was not changed from outside.
pub(crate) fn check_identity(conn: &Connection, keys: &KeyFile) -> Result<()> {
    let same: bool = conn.query_row(
        "SELECT count(*) = 1 FROM meta WHERE store_id = ?1 AND mode = ?2",
        params![Id(keys.store), Name(keys.mode)],
        |row| row.get(0),
    )?;
    if same {
        Ok(())
    } else {
        Err(StoreError::Damaged {
            detail: "database and keys belong to different stores".into(),
        })
    }
}

/// An encrypted copy of the database under the same key, before a migration. The newest of each
/// schema is kept.
fn snapshot(conn: &Connection, dir: &Path, version: u32, master: &MasterKey) -> Result<PathBuf> {
    let folder = dir.join("snapshots");
    files::create_private_dir(&folder)?;
    let path = folder.join(format!("before-migration-from-{version}.db"));
    let unfinished = path.with_extension("new");
    let _ = fs::remove_file(&unfinished);
    files::private_file().create_new(true).open(&unfinished)?;
    {
        // Page by page, so that a copy is exactly what was there; both sides have the key.
        let mut copy = Connection::open_with_flags(&unfinished, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        copy.execute_batch(&master.database_pragma())?;
        let backup = rusqlite::backup::Backup::new(conn, &mut copy)?;
        backup.run_to_completion(1024, std::time::Duration::ZERO, None)?;
    }
    fs::File::open(&unfinished)?.sync_all()?;
    fs::rename(&unfinished, &path)?;
    files::sync_dir(&folder)?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MemoryVault;

    fn contents(dir: &Path) -> Vec<u8> {
        fs::read(dir.join(DATABASE)).unwrap()
    }

    #[test]
    fn a_newer_store_is_left_alone() {
        let dir = tempfile::TempDir::new().unwrap();
        let path = dir.path().join("store");
        let vault = MemoryVault::default();
        let now = DateTime::UNIX_EPOCH;
        let store = Store::create(&path, StoreMode::Real, &vault, None, now).unwrap();
        store
            .write(|tx| {
                Ok(tx
                    .conn
                    .pragma_update(None, "user_version", migrations::LATEST + 1)?)
            })
            .unwrap();
        drop(store);
        let before = contents(&path);
        let opened = Store::open(&path, Unlock::Keyring(&vault), now).map(|_| ());
        assert!(matches!(opened, Err(StoreError::Newer { .. })), "{opened:?}");
        assert_eq!(contents(&path), before);
    }

    #[test]
    fn a_snapshot_opens_under_the_same_key_and_is_unreadable_without() {
        let dir = tempfile::TempDir::new().unwrap();
        let path = dir.path().join("store");
        let vault = MemoryVault::default();
        let store = Store::create(&path, StoreMode::Real, &vault, None, DateTime::UNIX_EPOCH).unwrap();
        store
            .write(|tx| tx.set_setting("place", &"planted-in-snapshot"))
            .unwrap();
        let inner = &store.inner;
        let writer = inner.writer.lock().unwrap();
        let copy = snapshot(&writer, &path, 1, &inner.master).unwrap();
        drop(writer);
        let bytes = fs::read(&copy).unwrap();
        assert!(!bytes.windows(19).any(|window| window == b"planted-in-snapshot"));
        assert!(!bytes.starts_with(b"SQLite format 3"));
        let opened = connect(&copy, &inner.master, true).unwrap();
        check_pages(&opened, "integrity_check").unwrap();
        let place: String = opened
            .query_row("SELECT value FROM setting", [], |row| row.get(0))
            .unwrap();
        assert_eq!(place, "\"planted-in-snapshot\"");
    }
}
