//! What the engine is told, and what it asks for.

use std::time::Duration;

use chrono::{DateTime, Utc};
use motcua_portal_api::{
    batch::{BatchOperation, StoredAnswer},
    dossier::Dossier,
    problem::Problem,
};
use uuid::Uuid;

use super::job::{HeldReason, JobState, Outcome};
use crate::ports::{FileTrouble, Write};

/// The moment an event happened, given by the caller.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The calendar's time, shown to people. May be wrong by years and jump either way: nothing
    /// depends on it.
    pub now: DateTime<Utc>,
    /// Time since some start, the same for the engine's whole life, that never goes back. Every
    /// wait is counted in it.
    pub steady: Duration,
    /// Fresh random bits, for jitter only.
    pub entropy: u64,
}

/// Names a call that was asked for, so that its outcome finds back. Never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u64);

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Event {
    /// The driver runs; asks for the first work.
    Started,
    /// Time passed.
    Tick,
    /// A job was written to the store by the desk and is to be done.
    Enqueued(Box<JobState>),
    /// Somebody signed in and took a job nobody owned.
    Assigned {
        /// Which.
        job: Uuid,
        /// Whose it is now. The desk has stored it already.
        account: Uuid,
    },
    /// The user wants a job back.
    Recalled(Uuid),
    /// The user wants a held job tried again.
    Retry(Uuid),
    /// The user gives a held job up.
    Discard(Uuid),
    /// The user wants everything, or one job first, tried at once.
    SendNow(Option<Uuid>),
    /// The user stopped all sending.
    Paused,
    /// The user lets it go on.
    Resumed,
    /// The user chose when and how fast to send. Told at every start: the engine does not keep it.
    Rules(super::Rules),
    /// Something says the link may be back (the system, the user); it is tried at once.
    LinkUp,
    /// Something says the link is gone; it is tried from time to time.
    LinkDown,
    /// Somebody is signed in.
    SessionValid {
        /// Who.
        account: Uuid,
    },
    /// Nobody is, or the session has run out.
    SessionLost,
    /// A write is on disk.
    Persisted(u64),
    /// A write failed; nothing of it is on disk.
    PersistFailed(u64),
    /// A call ended.
    Answered {
        /// Which.
        call: CallId,
        /// How.
        outcome: Result<Reply, Failure>,
    },
    /// Bytes of an upload were handed to the network.
    Progress {
        /// The call that uploads.
        call: CallId,
        /// Offset reached.
        offset: u64,
    },
}

/// Something to do. Order matters only for writes.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Commit to the store, then say [`Event::Persisted`] or [`Event::PersistFailed`].
    Persist(Write),
    /// Call the portal, then say [`Event::Answered`].
    Call {
        /// Names it.
        id: CallId,
        /// What.
        call: Call,
    },
    /// Give a call up; its outcome is not wanted any more.
    Cancel(CallId),
    /// Say [`Event::Tick`] at this [`Moment::steady`] at the latest; replaces the one before. `None`: no need.
    Wake(Option<Duration>),
    /// Jobs wait for this account (`None`: for anybody) to sign in.
    NeedSignIn {
        /// Whose sign-in.
        account: Option<Uuid>,
    },
    /// A job is confirmed, and that is on disk.
    Confirmed {
        /// Job.
        job: Uuid,
        /// Dossier.
        dossier: Uuid,
        /// What the portal holds.
        outcome: Box<Outcome>,
    },
    /// A job waits for the user, and that is on disk.
    Held {
        /// Job.
        job: Uuid,
        /// Dossier.
        dossier: Uuid,
        /// Why.
        reason: Box<HeldReason>,
    },
    /// What became of [`Event::Recalled`]. May follow later, after the portal was asked.
    Recall {
        /// Job.
        job: Uuid,
        /// Dossier.
        dossier: Uuid,
        /// Decision.
        decision: RecallDecision,
    },
    /// Stage, progress or words of a job changed.
    Changed(Uuid),
    /// The link changed.
    Link(Link),
    /// The store does not take writes; sending waits for it.
    StoreTrouble,
}

/// The answer to "back to draft".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecallDecision {
    /// It is a draft again, and that is on disk.
    Recalled,
    /// It may have left: the portal is being asked, nothing more is sent.
    Asking,
    /// The portal has it.
    TooLate,
    /// There is no such job.
    Unknown,
}

/// The link to the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Link {
    /// Not tried yet.
    Checking,
    /// The portal answers.
    Online,
    /// It does not; `next_try` says when it is tried again.
    Offline {
        /// When.
        next_try: Option<DateTime<Utc>>,
    },
    /// Something else answers in its place.
    Captive {
        /// When it is tried again.
        next_try: Option<DateTime<Utc>>,
    },
}

/// A call to the portal.
#[derive(Debug, Clone, PartialEq)]
pub enum Call {
    /// Fetch the profile, to see whether the portal is there and is itself.
    Probe,
    /// `POST /v1/blobs/missing`.
    Missing {
        /// At most 1,000.
        sha256: Vec<String>,
    },
    /// Mutations with their keys: one alone, or several as a batch. All keys are on disk.
    Send {
        /// In order.
        operations: Vec<BatchOperation>,
    },
    /// `GET /v1/operations/{key}`.
    Operation {
        /// Key.
        key: Uuid,
    },
    /// `GET /v1/dossiers/{uid}`.
    Dossier {
        /// Dossier.
        uid: Uuid,
    },
    /// tus creation.
    CreateUpload {
        /// Hash.
        sha256: String,
        /// Bytes in all.
        size: u64,
    },
    /// tus HEAD.
    HeadUpload {
        /// Address.
        url: String,
        /// Bytes in all.
        size: u64,
    },
    /// tus PATCH, open-ended from `offset`. The address is on disk.
    PatchUpload {
        /// Address.
        url: String,
        /// Hash.
        sha256: String,
        /// Where to begin.
        offset: u64,
        /// Bytes in all.
        size: u64,
    },
    /// tus termination of an upload that is of no use any more. The outcome does not matter.
    DropUpload {
        /// Address.
        url: String,
    },
}

/// What a call brought.
#[derive(Debug, Clone)]
pub enum Reply {
    /// The portal is there and is itself.
    Alive,
    /// Hashes that have to be uploaded.
    Missing(Vec<String>),
    /// One per operation that has an answer.
    Answers(Vec<StoredAnswer>),
    /// What became of an operation; `None`: the portal does not know the key.
    Operation(Option<StoredAnswer>),
    /// The dossier; `None`: the portal does not have it.
    Dossier(Option<Box<Dossier>>),
    /// The address of a new upload.
    Created {
        /// Absolute, at the portal.
        url: String,
    },
    /// The offset of an upload; `None`: the portal does not have it any more.
    Offset(Option<u64>),
    /// A PATCH was answered.
    Patched {
        /// Offset the portal has now.
        offset: u64,
    },
    /// Done, nothing to say.
    Done,
}

/// How a call failed.
#[derive(Debug, Clone)]
pub enum Failure {
    /// No byte reached the portal.
    NotSent,
    /// It may have arrived; the answer is lost, cut or unreadable.
    Unknown,
    /// Something else than the portal answered.
    Captive,
    /// The portal wants a sign-in, and a refresh did not help.
    SignIn,
    /// The portal refused the whole call.
    Refused {
        /// Its words.
        problem: Box<Problem>,
        /// Seconds to wait, if it said so.
        retry_after: Option<u32>,
    },
    /// The file to upload cannot be read here.
    File(FileTrouble),
}
