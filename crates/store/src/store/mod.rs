//! The handle: what the store is, its slots, its transactions.

mod aside;
mod open;
mod upkeep;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError, Weak},
};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, TransactionBehavior, params};
use uuid::Uuid;

pub(crate) use aside::free_name;
pub(crate) use open::{DATABASE, check_identity, check_pages, connect, load_keys, make_database};
pub(crate) use upkeep::ORPHANED;
pub use upkeep::{FilesChecked, KeysMended};

use crate::{
    Blobs, Result, StoreError,
    keys::{KeyFile, KeyVault, MasterKey, RecoveryCode, SlotKind},
    lock::StoreLock,
    sql::{Id, Name},
};

/// Whether what is in the store can have legal effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreMode {
    /// The real store.
    Real,
    /// A store apart that can only ever be bound to a portal on this machine.
    Training,
}

/// What the store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreIdentity {
    /// Made at creation.
    pub id: Uuid,
    /// Real or training.
    pub mode: StoreMode,
    /// Made at creation; refresh tokens are bound to it.
    pub device_id: Uuid,
    /// The portal it belongs to, once chosen.
    pub portal: Option<PortalBinding>,
}

/// The one portal a store sends to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalBinding {
    /// The portal's own stable id.
    pub portal_id: Uuid,
    /// Where it is reached now.
    pub address: String,
}

/// Whose rows a query may see. Nobody sees another account's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whose {
    /// The account's own, and those made before anybody signed in. `None`: only the latter.
    Account(Option<Uuid>),
    /// All of them: for the outbox, which works for every account, and for maintenance.
    Everyone,
}

impl Whose {
    /// Whether a row of `owner` may be seen.
    pub fn sees(self, owner: Option<Uuid>) -> bool {
        match self {
            Self::Everyone => true,
            Self::Account(account) => owner.is_none() || owner == account,
        }
    }
}

/// The store.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    dir: PathBuf,
    master: MasterKey,
    keys: Mutex<KeyFile>,
    writer: Mutex<Connection>,
    readers: [Mutex<Connection>; 2],
    blobs: Blobs,
    /// Held by what looks at all files: sweeping, backing up, restoring.
    maintenance: Mutex<()>,
    // Connections are closed before the lock is let go.
    _lock: StoreLock,
    // Last: who sees it gone knows that everything above is.
    alive: Arc<()>,
}

/// Tells whether anything of a store is still open, without keeping it open.
#[derive(Clone)]
pub struct Released(Weak<()>);

impl Released {
    /// Whether every handle is gone, its connections are closed and its lock is free.
    pub fn is_done(&self) -> bool {
        self.0.strong_count() == 0
    }
}

/// One consistent snapshot.
pub struct ReadTx<'c> {
    pub(crate) conn: &'c Connection,
}

/// One durable change; reads too. Dropped without `Ok`, nothing of it remains.
pub struct WriteTx<'c> {
    read: ReadTx<'c>,
}

impl<'c> std::ops::Deref for WriteTx<'c> {
    type Target = ReadTx<'c>;
    fn deref(&self) -> &Self::Target {
        &self.read
    }
}

/// A panic inside a transaction rolled it back, so that what the lock guards is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store {
    /// Folder.
    pub fn dir(&self) -> &Path {
        &self.inner.dir
    }

    /// What tells, once this handle is dropped, that the last one was. A process must not end sooner: the library under
    /// the database clears up at its end, and a connection that closes meanwhile would find the memory gone.
    pub fn released(&self) -> Released {
        Released(Arc::downgrade(&self.inner.alive))
    }

    /// The files.
    pub fn blobs(&self) -> &Blobs {
        &self.inner.blobs
    }

    /// Reads one consistent snapshot.
    pub fn read<T>(&self, query: impl FnOnce(&ReadTx<'_>) -> Result<T>) -> Result<T> {
        let mut conn = self.reader();
        let tx = conn.transaction()?;
        let answer = query(&ReadTx { conn: &tx })?;
        tx.finish()?;
        Ok(answer)
    }

    /// Makes one durable change: on `Ok` it is on the disk.
    pub fn write<T>(&self, change: impl FnOnce(&WriteTx<'_>) -> Result<T>) -> Result<T> {
        let mut conn = lock(&self.inner.writer);
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let answer = change(&WriteTx {
            read: ReadTx { conn: &tx },
        })?;
        tx.commit()?;
        Ok(answer)
    }

    /// The reader that is free, or the first one.
    fn reader(&self) -> MutexGuard<'_, Connection> {
        for reader in &self.inner.readers {
            match reader.try_lock() {
                Ok(conn) => return conn,
                Err(TryLockError::Poisoned(poisoned)) => return poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        lock(&self.inner.readers[0])
    }

    /// What it is.
    pub fn identity(&self) -> Result<StoreIdentity> {
        self.read(|tx| {
            let sql = "SELECT store_id, mode, device_id, portal_id, portal_address FROM meta WHERE one = 1";
            Ok(tx.conn.query_row(sql, [], |row| {
                let portal_id: Option<Id> = row.get(3)?;
                let address: Option<String> = row.get(4)?;
                Ok(StoreIdentity {
                    id: row.get::<_, Id>(0)?.0,
                    mode: row.get::<_, Name<StoreMode>>(1)?.0,
                    device_id: row.get::<_, Id>(2)?.0,
                    portal: portal_id
                        .zip(address)
                        .map(|(Id(portal_id), address)| PortalBinding { portal_id, address }),
                })
            })?)
        })
    }

    /// Binds it to a portal, or notes a new address of the same portal.
    ///
    /// # Errors
    /// [`StoreError::WrongPortal`] when it belongs to another portal, or when a training store would
    /// be bound to anything but a loopback address.
    pub fn bind_portal(&self, portal: &PortalBinding) -> Result<()> {
        let identity = self.identity()?;
        if identity
            .portal
            .is_some_and(|bound| bound.portal_id != portal.portal_id)
            || (identity.mode == StoreMode::Training && !is_loopback(&portal.address))
        {
            return Err(StoreError::WrongPortal);
        }
        self.write(|tx| {
            tx.conn.execute(
                "UPDATE meta SET portal_id = ?1, portal_address = ?2 WHERE one = 1",
                params![Id(portal.portal_id), portal.address],
            )?;
            Ok(())
        })
    }

    /// Slots in use.
    pub fn slots(&self) -> Vec<SlotKind> {
        lock(&self.inner.keys).kinds()
    }

    /// Sets the passphrase slot, or takes it away. Takes a noticeable moment (Argon2id).
    pub fn set_passphrase(&self, passphrase: Option<&str>, now: DateTime<Utc>) -> Result<()> {
        self.change_keys(|keys, master| match passphrase {
            Some(passphrase) => keys.set_passphrase(master, passphrase, now),
            None => keys.remove(SlotKind::Passphrase),
        })
    }

    /// Puts the key into the keyring (again), after the store was opened by hand.
    pub fn add_keyring(&self, vault: &dyn KeyVault, now: DateTime<Utc>) -> Result<()> {
        self.change_keys(|keys, master| keys.set_keyring(master, vault, now))
    }

    /// Takes the key out of the keyring.
    pub fn remove_keyring(&self, vault: &dyn KeyVault) -> Result<()> {
        self.change_keys(|keys, _| keys.remove(SlotKind::Keyring))?;
        let entry = lock(&self.inner.keys).vault_entry();
        // The slot is gone, so that what may be left in the keyring opens nothing.
        vault.delete(&entry)?;
        Ok(())
    }

    /// The recovery code, until [`Store::recovery_code_noted`].
    pub fn recovery_code(&self) -> Result<Option<String>> {
        self.read(|tx| {
            Ok(tx
                .conn
                .query_row("SELECT recovery_code FROM meta WHERE one = 1", [], |row| {
                    row.get(0)
                })?)
        })
    }

    /// The user has written the code down: it is forgotten here.
    pub fn recovery_code_noted(&self) -> Result<()> {
        self.keep_recovery_code(None)
    }

    /// Makes a new recovery code and returns it; the old one stops working.
    pub fn renew_recovery_code(&self, now: DateTime<Utc>) -> Result<String> {
        let code = RecoveryCode::generate()?;
        // Kept first: a crash in between leaves a code that is shown and does not work yet, and the
        // next renewal mends it; the other way round nobody would know the code that works.
        self.keep_recovery_code(Some(&code.grouped()))?;
        self.change_keys(|keys, master| keys.set_recovery(master, &code, now))?;
        Ok(code.grouped())
    }

    fn keep_recovery_code(&self, code: Option<&str>) -> Result<()> {
        self.write(|tx| {
            tx.conn
                .execute("UPDATE meta SET recovery_code = ?1 WHERE one = 1", [code])?;
            Ok(())
        })
    }

    /// Changes a copy, writes it, and only then goes on with it.
    fn change_keys(&self, change: impl FnOnce(&mut KeyFile, &MasterKey) -> Result<()>) -> Result<()> {
        let mut keys = lock(&self.inner.keys);
        let mut changed = keys.clone();
        change(&mut changed, &self.inner.master)?;
        changed.save(&self.inner.dir)?;
        *keys = changed;
        Ok(())
    }
}

/// Whether an http address leads nowhere but to this machine.
fn is_loopback(address: &str) -> bool {
    let Some(rest) = address
        .strip_prefix("http://")
        .or_else(|| address.strip_prefix("https://"))
    else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // What parsers read differently is not trusted.
    if authority.contains('@')
        || address
            .chars()
            .any(|c| c == '\\' || c.is_whitespace() || c.is_control())
    {
        return false;
    }
    let host = if let Some(v6) = authority.strip_prefix('[') {
        v6.split(']').next().unwrap_or_default()
    } else {
        authority.split(':').next().unwrap_or_default()
    };
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn training_stays_on_this_machine() {
        for inside in [
            "http://127.0.0.1:4000",
            "http://localhost:1/",
            "https://[::1]:8080/x",
            "http://127.9.9.9",
        ] {
            assert!(is_loopback(inside), "{inside}");
        }
        for outside in [
            "https://dichvucong.example.vn",
            "http://127.0.0.1.example.vn",
            "http://localhost@example.vn",
            "http://example.vn/127.0.0.1",
            "http://[::2]:80",
            "ftp://127.0.0.1",
            "http://127.0.0.1\\@example.vn",
            "",
        ] {
            assert!(!is_loopback(outside), "{outside}");
        }
    }
}
