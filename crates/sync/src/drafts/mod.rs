//! Keeps drafts the same at the portal and on this desk, so that another desk of the same account can
//! go on with them.
//!
//! What comes *from* the portal comes through the change feed ([`crate::follow`]). This is what goes
//! *to* it: while the outbox is at rest, changed drafts are pushed against the version both sides
//! knew. The desk decides what that is and merges what comes back; nothing here knows fields.
//!
//! Every push carries a key that is on disk, with what it sends, before its first byte leaves. An
//! answer that was lost is looked up by the key before the draft is pushed again.

mod files;
mod run;

use std::{collections::HashSet, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use motcua_portal_api::{batch::Action, dossier::Dossier, problem::Problem};
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::{
    driver::SyncHandle,
    ports::{BlobSource, StoreFailure},
};

/// How often changed drafts are looked for.
pub const USUAL_INTERVAL: Duration = Duration::from_secs(10);

/// A push, on disk with its key.
#[derive(Debug, Clone, PartialEq)]
pub struct Push {
    /// Which draft.
    pub dossier: Uuid,
    /// Idempotency key.
    pub key: Uuid,
    /// What.
    pub action: Action,
}

/// A file that drafts name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DraftFile {
    /// Lower-case hex SHA-256.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
}

/// What was learnt of a draft.
#[derive(Debug, Clone, PartialEq)]
pub enum Learnt {
    /// A push was done, and this is what the portal had then.
    Pushed {
        /// Its key.
        key: Uuid,
        /// As the portal answered.
        now: Box<Dossier>,
    },
    /// A deletion was done.
    Deleted {
        /// Which draft.
        dossier: Uuid,
        /// Its key.
        key: Uuid,
    },
    /// A push was not done, and will not be under this key.
    NotDone {
        /// Which draft.
        dossier: Uuid,
        /// Its key.
        key: Uuid,
        /// The portal's words, if it refused for good what this desk wanted.
        problem: Option<Box<Problem>>,
    },
    /// The portal has this now.
    There(Box<Dossier>),
    /// The portal does not have it: it was deleted, or never was there.
    NotThere(Uuid),
    /// It was deleted there.
    Gone(Uuid),
}

/// How much is to be pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What nobody has touched for a while.
    Settled,
    /// Everything, because somebody asked.
    All,
}

/// The drafts on disk.
pub trait DraftPort: Send + Sync + 'static {
    /// Pushes that left and have no answer.
    fn unanswered(&self, account: Uuid) -> BoxFuture<'_, Result<Vec<(Uuid, Uuid)>, StoreFailure>>;
    /// Files of drafts that changed. At most 1,000.
    fn files(&self, account: Uuid, extent: Extent) -> BoxFuture<'_, Result<Vec<DraftFile>, StoreFailure>>;
    /// What is to be pushed next; a draft of which a push is unanswered is never among it. Papers whose
    /// files the portal does not have are left out. Keys and contents are on disk when this returns.
    fn outgoing(
        &self,
        account: Uuid,
        extent: Extent,
        at_portal: Arc<HashSet<String>>,
    ) -> BoxFuture<'_, Result<Vec<Push>, StoreFailure>>;
    /// Commits what was learnt.
    fn learn(&self, account: Uuid, learnt: Vec<Learnt>) -> BoxFuture<'_, Result<(), StoreFailure>>;
    /// Fetches files that drafts wait for, as far as they can be had now.
    fn fetch(&self, account: Uuid) -> BoxFuture<'_, Result<(), StoreFailure>>;
}

/// The running pusher. Ends when the outbox ends.
#[derive(Clone)]
pub struct DraftHandle {
    poke: Arc<Notify>,
    wanted: Arc<watch::Sender<u64>>,
    rounds: watch::Receiver<Rounds>,
}

/// How often drafts were pushed.
#[derive(Debug, Clone, Copy, Default)]
struct Rounds {
    /// Requests to push everything that the rounds so far have answered.
    answered: u64,
    /// Whether the last one got to its end.
    done: bool,
}

impl DraftHandle {
    /// Starts. Must be called within a tokio runtime; returns at once.
    pub fn start(sync: &SyncHandle, port: Arc<dyn DraftPort>, blobs: Arc<dyn BlobSource>) -> Self {
        let poke = Arc::new(Notify::new());
        let (wanted, asked) = watch::channel(0);
        let (told, rounds) = watch::channel(Rounds::default());
        let pusher = run::Pusher {
            client: sync.client().clone(),
            link: sync.link(),
            whisper: sync.whisper(),
            port,
            blobs,
            uploads: std::collections::HashMap::new(),
        };
        tokio::spawn(pusher.run(poke.clone(), asked, told));
        Self {
            poke,
            wanted: Arc::new(wanted),
            rounds,
        }
    }

    /// Looks now whether something is to be pushed.
    pub fn poke(&self) {
        self.poke.notify_one();
    }

    /// Pushes everything now and waits for it. `false`: the portal was not there, nobody is signed in,
    /// or the outbox has more urgent things to do.
    pub async fn push_all(&self) -> bool {
        let mut rounds = self.rounds.clone();
        let mut mine = 0;
        self.wanted.send_modify(|wanted| {
            *wanted += 1;
            mine = *wanted;
        });
        let answered = rounds.wait_for(|rounds| rounds.answered >= mine).await;
        answered.is_ok_and(|rounds| rounds.done)
    }
}
