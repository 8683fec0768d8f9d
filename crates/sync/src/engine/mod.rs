//! The outbox as a state machine. It does no I/O, knows no clock and draws no randomness: it is
//! told [`Event`]s with a [`Moment`] and answers with [`Effect`]s.
//!
//! # What it promises
//! - **Key before byte.** A call that changes something at the portal is asked for only after a
//!   write that says "this may have left" is on disk ([`Event::Persisted`]). The keys themselves
//!   follow from the job's id, which was on disk before.
//! - **Look up, do not repeat.** After any outcome that is not an answer (timeout, cut, 5xx,
//!   unreadable, a crash), the portal is asked for the operation's key, and for the dossier,
//!   before the same key is sent again. A new key is made only after a definite refusal.
//! - **Nothing is dropped.** Whatever the portal refuses is held with its own words.
//! - **Compare, then believe.** A job is confirmed only when the portal's manifest, recomputed from
//!   its bytes, equals the frozen content ([`verify`]).
//! - **Nobody waits for a poisoned job**, except later jobs of the same dossier.
//! - **A file is sent once**, however many jobs need it, from where the portal has it on.
//!
//! # One submission
//! ask which files are missing → upload each (create, store the address, PATCH from the offset
//! that HEAD names) → register and submit in one request, many dossiers in one batch → compare →
//! store the outcome → say so.

mod answers;
mod check;
mod event;
mod handle;
mod job;
pub(crate) mod keys;
mod link;
mod outbox;
mod pump;
mod request;
mod rules;
mod stage;
mod transfer;
mod tuning;
mod user;
pub mod verify;
mod view;
mod writes;

pub use event::{Call, CallId, Effect, Event, Failure, Link, Moment, RecallDecision, Reply};
pub use job::{
    HeldReason, Intent, JOB_VERSION, JobState, JobUnreadable, Outcome, Phase, Priority, Reach, UploadState,
};
pub use outbox::Outbox;
pub use rules::{Hours, Rules};
pub use tuning::Tuning;
pub use verify::Difference;
pub use view::{FileView, JobView, OutboxState, Stage};
