//! Does what the engine asks for, with tokio: calls the portal, writes to the store, keeps time,
//! and tells the engine how it went.
//!
//! One task owns the engine; writes happen one at a time on another; every call to the portal is
//! a task of its own. [`SyncHandle`] only sends messages, so that no caller ever waits for the
//! network or the disk.

mod calls;
mod event;
mod handle;
mod rate;
mod run;
mod writer;

use std::sync::Arc;

pub use calls::perform;
pub use event::{LinkTrouble, SyncEvent, SyncListener};
pub use handle::SyncHandle;
pub(crate) use handle::Whisper;

use crate::{
    client::PortalClient,
    engine::{Rules, Tuning},
    ports::{BlobSource, Clock, Entropy, JobStore, SystemClock, SystemEntropy},
};

/// What a driver is made of.
pub struct Parts {
    /// The portal.
    pub client: PortalClient,
    /// The outbox on disk.
    pub jobs: Arc<dyn JobStore>,
    /// The files.
    pub blobs: Arc<dyn BlobSource>,
    /// Who is told what happens.
    pub listener: Arc<dyn SyncListener>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// How eager to be.
    pub tuning: Tuning,
    /// Whether the user had stopped sending when the program last ended.
    pub paused: bool,
    /// When and how fast the user wants it to send.
    pub rules: Rules,
}

impl Parts {
    /// With the computer's clock and randomness, and the usual eagerness.
    pub fn new(
        client: PortalClient,
        jobs: Arc<dyn JobStore>,
        blobs: Arc<dyn BlobSource>,
        listener: Arc<dyn SyncListener>,
    ) -> Self {
        Self {
            client,
            jobs,
            blobs,
            listener,
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            tuning: Tuning::default(),
            paused: false,
            rules: Rules::default(),
        }
    }
}
