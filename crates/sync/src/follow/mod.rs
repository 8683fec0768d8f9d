//! Pulls the portal's change feed and hands what changed to the desk.
//!
//! Every few seconds while the portal answers ([`FollowHandle::set_interval`] makes it faster
//! while a payment is pending), and at once when the link or the session comes back.

mod pull;

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use motcua_portal_api::{account::Account, dossier::Dossier};
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::{driver::SyncHandle, ports::StoreFailure};

/// How often the feed is asked by default.
pub const USUAL_INTERVAL: Duration = Duration::from_secs(30);

/// A page of changes, fetched and ready to be committed in one transaction with its cursor.
#[derive(Debug, Clone, PartialEq)]
pub struct Changes {
    /// Whose.
    pub account: Uuid,
    /// The feed was begun anew: what is not in this and the following pages until `more` is
    /// false is not known to be gone.
    pub from_start: bool,
    /// Dossiers as they are now.
    pub dossiers: Vec<Dossier>,
    /// Dossiers the portal does not have any more.
    pub deleted: Vec<Uuid>,
    /// The account's own details, if they changed.
    pub details: Option<Account>,
    /// Where to go on; to be stored in the same transaction.
    pub cursor: String,
    /// Whether another page follows at once.
    pub more: bool,
}

/// Where changes go.
pub trait ChangeSink: Send + Sync + 'static {
    /// Which of these dossiers, at these versions, are news. The others are not fetched.
    fn news(
        &self,
        account: Uuid,
        changed: Vec<(Uuid, u32)>,
    ) -> BoxFuture<'_, Result<Vec<Uuid>, StoreFailure>> {
        let _ = account;
        let all = changed.into_iter().map(|(id, _)| id).collect();
        Box::pin(async move { Ok(all) })
    }
    /// How far this account's feed was read.
    fn cursor(&self, account: Uuid) -> BoxFuture<'_, Result<Option<String>, StoreFailure>>;
    /// Commits a page and its cursor.
    fn apply(&self, changes: Changes) -> BoxFuture<'_, Result<(), StoreFailure>>;
}

/// The running follower. Ends when dropped (last clone) or when the outbox's task ends.
#[derive(Clone)]
pub struct FollowHandle {
    interval: Arc<watch::Sender<Duration>>,
    poke: Arc<Notify>,
    rounds: watch::Receiver<Rounds>,
}

/// How often the feed was asked.
#[derive(Debug, Clone, Copy, Default)]
struct Rounds {
    begun: u64,
    ended: u64,
    /// Whether the last one read the feed to its end and kept it.
    read: bool,
}

impl FollowHandle {
    /// Starts to follow. Must be called within a tokio runtime; returns at once.
    pub fn start(sync: &SyncHandle, sink: Arc<dyn ChangeSink>) -> Self {
        let (interval, watched) = watch::channel(USUAL_INTERVAL);
        let poke = Arc::new(Notify::new());
        let (told, rounds) = watch::channel(Rounds::default());
        let puller = pull::Puller {
            client: sync.client().clone(),
            link: sync.link(),
            whisper: sync.whisper(),
            sink,
        };
        tokio::spawn(puller.run(watched, poke.clone(), told));
        Self {
            interval: Arc::new(interval),
            poke,
            rounds,
        }
    }

    /// Asks every `interval` from now on (at least 500 ms).
    pub fn set_interval(&self, interval: Duration) {
        let _ = self.interval.send(interval.max(Duration::from_millis(500)));
    }

    /// Asks now and waits until what changed is kept. `false`: the portal was not there, nobody is
    /// signed in, or the feed could not be read to its end.
    pub async fn pull(&self) -> bool {
        let mut rounds = self.rounds.clone();
        // one that is under way may have asked too early
        let begun = rounds.borrow_and_update().begun;
        self.poke.notify_one();
        let ended = rounds.wait_for(|rounds| rounds.ended > begun).await;
        ended.is_ok_and(|rounds| rounds.read)
    }

    /// Asks now.
    pub fn poke(&self) {
        self.poke.notify_one();
    }
}
