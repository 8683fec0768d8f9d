//! What the desk provides. All of it is asked for from background tasks only; nothing here may
//! be called back into from the same transaction.

use std::pin::Pin;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use motcua_portal_api::account::Session;
use tokio::io::AsyncRead;

use crate::engine::{JobState, UploadState};

/// What the store holds of the outbox when the program starts.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// Every job that is not finished, in any order. Finished ones may be among them.
    pub jobs: Vec<JobState>,
    /// Every upload under way.
    pub uploads: Vec<UploadState>,
}

/// Changes of the outbox that belong in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    /// Counts up; for the driver.
    pub number: u64,
    /// Jobs as they are now. Each replaces the row with its id.
    pub jobs: Vec<JobState>,
    /// Uploads as they are now. Each replaces the row of its account and hash.
    pub uploads: Vec<UploadState>,
    /// Uploads that are over: (account, sha256).
    pub ended_uploads: Vec<(uuid::Uuid, String)>,
}

/// The store refused or failed to commit. Nothing is sent before it has.
#[derive(Debug, Clone, thiserror::Error)]
#[error(
    "the outbox could not be saved: {message}; free some disk space or check the disk, sending goes on by itself"
)]
pub struct StoreFailure {
    /// Words of the store, without personal data.
    pub message: String,
}

/// The outbox on disk.
pub trait JobStore: Send + Sync + 'static {
    /// Everything unfinished.
    fn load(&self) -> BoxFuture<'_, Result<Loaded, StoreFailure>>;
    /// Commits all of it or none of it, durably, together with what follows from it for the
    /// dossiers (see [`crate::engine::Phase`]). Called one at a time, in order.
    fn write(&self, write: Write) -> BoxFuture<'_, Result<(), StoreFailure>>;
}

/// What is wrong with a file that was to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum FileTrouble {
    /// It is not there.
    #[error("the file is no longer on this computer; attach it again")]
    Missing,
    /// Its bytes do not have its hash any more, or fail authentication.
    #[error("the file on this computer is damaged; attach it again")]
    Damaged,
    /// It cannot be read now (locked store, I/O error); may pass.
    #[error("the file cannot be read at the moment")]
    Unreadable,
}

/// Bytes of a file from some offset on.
pub type BlobBytes = Pin<Box<dyn AsyncRead + Send>>;

/// Files by the SHA-256 of their bytes.
pub trait BlobSource: Send + Sync + 'static {
    /// Opens a file at `offset` bytes from its start. Reading must not load it whole.
    fn open<'a>(&'a self, sha256: &'a str, offset: u64) -> BoxFuture<'a, Result<BlobBytes, FileTrouble>>;
}

/// The session of the account signed in, kept in the encrypted store.
pub trait Tokens: Send + Sync + 'static {
    /// The session as last saved; `None` when nobody is signed in.
    fn load(&self) -> BoxFuture<'_, Option<Session>>;
    /// Saves a session in place of the one before. After a refresh this is called before the new
    /// access token is used, since the old refresh token is spent.
    fn save(&self, session: Session) -> BoxFuture<'_, Result<(), StoreFailure>>;
    /// The portal ended this session, or the user signed out. Drafts and outbox stay.
    fn clear(&self) -> BoxFuture<'_, ()>;
}

/// Time.
pub trait Clock: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> DateTime<Utc>;
}

/// Randomness for jitter; keys are not made from it.
pub trait Entropy: Send + Sync + 'static {
    /// 64 random bits.
    fn next(&self) -> u64;
}

/// The computer's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        let since = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap_or_default();
        DateTime::from_timestamp_nanos(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
    }
}

/// The thread's random generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn next(&self) -> u64 {
        rand::random()
    }
}
