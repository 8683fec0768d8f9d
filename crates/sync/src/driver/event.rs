//! What the driver tells the desk.

use chrono::{DateTime, Utc};
use motcua_portal_api::profile::PortalProfile;
use uuid::Uuid;

use crate::{
    client::ClientError,
    engine::{HeldReason, Link, Outcome, RecallDecision},
};

/// Something the window should know.
#[derive(Debug, Clone)]
pub enum SyncEvent {
    /// A job's stage or words changed; ask [`super::SyncHandle::view`] for them.
    Job {
        /// Job.
        job: Uuid,
    },
    /// Bytes moved. At most ten a second.
    Progress {
        /// Bytes handed to the network or known to be at the portal, over all files under way.
        done: u64,
        /// Bytes of these files.
        total: u64,
        /// Bytes per second of late; `None` while it is not known.
        rate: Option<u64>,
    },
    /// The portal's answer agrees, and that is on disk.
    Confirmed {
        /// Job.
        job: Uuid,
        /// Dossier.
        dossier: Uuid,
        /// What the portal holds.
        outcome: Box<Outcome>,
    },
    /// A job waits for the user.
    Held {
        /// Job.
        job: Uuid,
        /// Dossier.
        dossier: Uuid,
        /// Why.
        reason: Box<HeldReason>,
    },
    /// What became of a wish for "back to draft" that had to ask the portal.
    Recall {
        /// Job.
        job: Uuid,
        /// Dossier.
        dossier: Uuid,
        /// Decision; never [`RecallDecision::Asking`].
        decision: RecallDecision,
    },
    /// The link changed.
    Link(Link),
    /// Why the portal cannot be talked to, in more words than [`Link`] has.
    LinkTrouble {
        /// What.
        trouble: LinkTrouble,
        /// For a technician.
        detail: String,
    },
    /// The portal answered who it is.
    Profile {
        /// As it said.
        profile: Box<PortalProfile>,
        /// When.
        at: DateTime<Utc>,
    },
    /// Jobs wait for a sign-in.
    NeedSignIn {
        /// Whose; `None`: anybody's.
        account: Option<Uuid>,
    },
    /// The store does not take writes: disk full or broken. Sending waits for it.
    StoreTrouble {
        /// The store's words.
        message: String,
    },
    /// The outbox could not be read from the store at start.
    LoadFailed {
        /// The store's words.
        message: String,
    },
}

/// Why a link does not work, where that calls for other words than "offline".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkTrouble {
    /// The certificate is not trusted: wrong date on this computer, or somebody in between.
    Certificate,
    /// Another portal answers at the address.
    OtherPortal,
    /// The portal speaks a newer contract: the program must be updated.
    NewerContract,
    /// A network's sign-in page answers.
    CaptivePortal,
}

impl LinkTrouble {
    pub(super) fn of(error: &ClientError) -> Option<Self> {
        match error {
            ClientError::Tls { .. } => Some(Self::Certificate),
            ClientError::OtherPortal { .. } => Some(Self::OtherPortal),
            ClientError::TooNew { .. } => Some(Self::NewerContract),
            ClientError::Captive { .. } => Some(Self::CaptivePortal),
            _ => None,
        }
    }
}

/// Who is told. Must return at once.
pub trait SyncListener: Send + Sync + 'static {
    /// Something happened.
    fn notify(&self, event: SyncEvent);
}

impl<F: Fn(SyncEvent) + Send + Sync + 'static> SyncListener for F {
    fn notify(&self, event: SyncEvent) {
        self(event);
    }
}
