//! The outbox as it is at the moment, for the window.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{event::Link, job::JobState};

/// What happens to a job now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Waits for its turn.
    Waiting,
    /// Waits for an earlier job of the same dossier.
    Behind,
    /// Waits for its account to sign in.
    NeedsSignIn,
    /// Waits for its next try.
    Resting,
    /// Its files are looked up or on their way.
    Uploading,
    /// The request is on its way.
    Sending,
    /// The outcome is not known and is being asked for.
    Checking,
    /// Waits for the user.
    Held,
}

/// A job at the moment.
#[derive(Debug, Clone, PartialEq)]
pub struct JobView {
    /// As on disk, or about to be.
    pub state: JobState,
    /// Stage.
    pub stage: Stage,
    /// Next try, while resting.
    pub next_try: Option<DateTime<Utc>>,
    /// Bytes the portal has of its files (what was handed to the network counts until the portal
    /// says otherwise).
    pub bytes_done: u64,
    /// Bytes of its files.
    pub bytes_total: u64,
    /// Whether [`super::Event::Recalled`] would succeed without asking the portal.
    pub can_recall: bool,
    /// Many tries without success: it should raise its hand.
    pub stuck: bool,
    /// Files, each hash once.
    pub files: Vec<FileView>,
}

/// A file at the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileView {
    /// Hash.
    pub sha256: String,
    /// Bytes the portal has.
    pub done: u64,
    /// Bytes in all.
    pub size: u64,
}

/// The outbox at the moment.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxState {
    /// Stopped by the user.
    pub paused: bool,
    /// Link.
    pub link: Link,
    /// The portal is overloaded or in trouble; it is left alone until then.
    pub busy_until: Option<DateTime<Utc>>,
    /// Who is signed in.
    pub account: Option<Uuid>,
    /// Unfinished jobs, next to be sent first.
    pub jobs: Vec<JobView>,
}
