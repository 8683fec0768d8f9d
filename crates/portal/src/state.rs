//! What every handler can reach.

use std::{
    fs, io,
    ops::Deref,
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use tokio::sync::{Notify, RwLock, Semaphore};
use uuid::Uuid;

use crate::{
    blobs::UploadLocks,
    catalogue::{Catalogues, LoadError},
    clock::{Clock, SystemClock},
    config::Config,
    db::{Db, OpenError},
    http::idempotency::InFlight,
    money::line::{self, BankLine},
    random::{Random, SystemRandom},
    secrets::Secrets,
    work::Work,
};

/// The portal. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What [`App`] holds.
pub struct Inner {
    /// The database.
    pub db: Db,
    /// The configuration.
    pub config: Config,
    /// Keys of this installation.
    pub secrets: Secrets,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Where blocking work is done.
    pub work: Work,
    /// How banks are asked.
    pub bank_line: Arc<dyn BankLine>,
    /// Where files lie.
    pub folders: Folders,
    /// Stable id of this installation.
    pub portal_id: Uuid,
    /// Names this database in cursors of the change feed.
    pub feed_epoch: String,
    /// Editions, places, calendar.
    pub catalogues: Catalogues,
    /// Keys of mutations that are being worked on.
    pub in_flight: InFlight,
    /// Uploads that a request is writing to.
    pub uploads: UploadLocks,
    /// Lets only a few passwords be hashed at a time: each costs 19 MiB.
    pub password_gate: Semaphore,
    /// Wakes the sender of letters.
    pub mail_waiting: Notify,
    /// Wakes whoever follows dossiers (the automatic officer).
    pub dossiers_changed: Notify,
    /// The addresses that are really listened on, once known.
    pub addresses: RwLock<Addresses>,
}

/// Where the parts of this process are reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addresses {
    /// The portal, as clients and letters name it, without a slash at the end.
    pub portal: String,
    /// The bank simulator.
    pub bank: Option<String>,
    /// `host:port` of training's mail server.
    pub smtp: Option<String>,
}

/// Folders and files of an installation.
#[derive(Debug, Clone)]
pub struct Folders {
    /// The data folder.
    pub data: PathBuf,
    /// Stored files: `blobs/<account>/<sha256>`.
    pub blobs: PathBuf,
    /// Unfinished uploads: `uploads/<id>`.
    pub uploads: PathBuf,
    /// Results that officers handed out: `results/<id>`.
    pub results: PathBuf,
}

impl Folders {
    /// Names and makes them.
    ///
    /// # Errors
    /// When a folder cannot be made.
    pub fn create(data: &Path) -> io::Result<Self> {
        let folders = Self {
            data: data.to_owned(),
            blobs: data.join("blobs"),
            uploads: data.join("uploads"),
            results: data.join("results"),
        };
        for folder in [&folders.data, &folders.blobs, &folders.uploads, &folders.results] {
            fs::create_dir_all(folder)?;
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(data, fs::Permissions::from_mode(0o700))?;
        }
        Ok(folders)
    }

    /// The database's file.
    pub fn database(&self) -> PathBuf {
        self.data.join("portal.sqlite3")
    }
}

/// What a portal takes from outside.
pub struct Parts {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Where blocking work is done.
    pub work: Work,
    /// How banks are asked.
    pub bank_line: Arc<dyn BankLine>,
    /// Loaded before, for whoever opens many; `None`: loads them.
    pub catalogues: Option<Catalogues>,
}

/// Why the portal cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A folder or file.
    #[error(
        "cannot use the data folder {path}: {source}; check that it is writable and the disk is not full"
    )]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// Its contents.
    #[error("the database cannot be read: {0}")]
    Contents(#[from] crate::error::ApiError),
    /// The catalogue.
    #[error(transparent)]
    Catalogue(#[from] LoadError),
}

impl Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    /// Opens an installation in a data folder, with the machine's clock and randomness.
    ///
    /// # Errors
    /// When folder, database or catalogue cannot be used.
    pub fn open(data: &Path, config: Config) -> Result<Self, StartError> {
        Self::open_with(data, config, Arc::new(SystemClock), Arc::new(SystemRandom))
    }

    /// Opens an installation with a clock and randomness of the caller's.
    ///
    /// # Errors
    /// When folder, database or catalogue cannot be used.
    pub fn open_with(
        data: &Path,
        config: Config,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, StartError> {
        let parts = Parts {
            clock,
            random,
            work: Work::default(),
            bank_line: Arc::new(line::Network),
            catalogues: None,
        };
        Self::open_from(data, config, parts)
    }

    /// Opens an installation with everything from outside given.
    ///
    /// # Errors
    /// When folder, database or catalogue cannot be used.
    pub fn open_from(data: &Path, config: Config, parts: Parts) -> Result<Self, StartError> {
        let Parts {
            clock,
            random,
            work,
            bank_line,
            catalogues,
        } = parts;
        let folder = |source| StartError::Folder {
            path: data.to_owned(),
            source,
        };
        let folders = Folders::create(data).map_err(folder)?;
        let secrets = Secrets::load_or_create(&folders.data.join("secret.hex"), &*random).map_err(folder)?;
        let db = Db::open(&folders.database(), config.durability, work.clone())?;
        let now = clock.now();
        let catalogues = match catalogues {
            Some(loaded) => loaded,
            None => Catalogues::load(&folders.data.join("catalogue"), &config)?,
        };
        let (portal_id, feed_epoch) = db.write_blocking(|tx| {
            let id = remember(tx, "portal_id", || random.uuid().to_string())?;
            let epoch = remember(tx, "feed_epoch", || random.readable(8))?;
            catalogues.remember(tx, now)?;
            Ok((
                id.parse()
                    .map_err(|e| crate::error::ApiError::internal(format!("portal_id: {e}")))?,
                epoch,
            ))
        })?;
        Ok(Self(Arc::new(Inner {
            db,
            config,
            secrets,
            clock,
            random,
            work,
            bank_line,
            folders,
            portal_id,
            feed_epoch,
            catalogues,
            in_flight: InFlight::default(),
            uploads: UploadLocks::default(),
            password_gate: Semaphore::new(2),
            mail_waiting: Notify::new(),
            dossiers_changed: Notify::new(),
            addresses: RwLock::new(Addresses::default()),
        })))
    }

    /// The moment.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The address of the portal as letters and payment pages name it, without a slash at the end.
    pub async fn public_url(&self) -> String {
        match &self.config.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => self.addresses.read().await.portal.clone(),
        }
    }
}

/// A value that is made once and kept in the database.
fn remember(
    tx: &rusqlite::Transaction<'_>,
    key: &str,
    make: impl FnOnce() -> String,
) -> Result<String, rusqlite::Error> {
    use rusqlite::OptionalExtension;
    let known: Option<String> = tx
        .query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0))
        .optional()?;
    if let Some(value) = known {
        return Ok(value);
    }
    let value = make();
    tx.execute("INSERT INTO meta (key, value) VALUES (?1, ?2)", [key, &value])?;
    Ok(value)
}
