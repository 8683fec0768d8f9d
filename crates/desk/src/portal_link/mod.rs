//! The link to the portal that the open store belongs to: client, outbox, change feed.

pub(crate) mod connect;
pub(crate) mod documents;
pub(crate) mod events;
pub(crate) mod feed;
pub(crate) mod held;
pub(crate) mod outcomes;
pub(crate) mod ports;

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use motcua_sync::{
    client::{ClientError, PortalClient},
    drafts::DraftHandle,
    driver::{LinkTrouble, SyncHandle},
    engine::{self, OutboxState, Stage},
    follow::{FollowHandle, USUAL_INTERVAL},
};
use uuid::Uuid;

use crate::{
    error::{DeskError, ErrorCode},
    error_convert,
    shared::room::Room,
    views::{
        event::DeskEvent,
        outbox::OutboxStage,
        start::{Connection, LinkState},
    },
};

/// How often the feed of a training portal on this machine is asked.
const TRAINING_PACE: Duration = Duration::from_secs(2);
/// How often the feed is asked while something has just happened, and how long that lasts.
const HURRIED_PACE: Duration = Duration::from_secs(5);
const HURRY_LASTS: Duration = Duration::from_secs(120);

/// A portal with the outbox that sends to it.
pub(crate) struct Link {
    /// Where it is.
    pub address: String,
    /// For everything that is not the outbox.
    pub client: PortalClient,
    /// The outbox.
    pub sync: SyncHandle,
    /// The change feed.
    pub follow: FollowHandle,
    /// What keeps drafts the same at the portal.
    pub drafts: DraftHandle,
    outbox: RwLock<Option<OutboxState>>,
    contact: Mutex<Contact>,
    watched: Mutex<HashSet<Uuid>>,
    rate: Mutex<Option<u64>>,
    trouble: Mutex<Option<LinkTrouble>>,
    /// Jobs that have raised their hand: each is told of once.
    raised: Mutex<HashSet<Uuid>>,
    usual_pace: Duration,
    hurries: AtomicU64,
}

#[derive(Clone, Copy)]
struct Contact {
    state: engine::Link,
    since: DateTime<Utc>,
    last: Option<DateTime<Utc>>,
}

impl Link {
    fn new(
        address: String,
        client: PortalClient,
        sync: SyncHandle,
        follow: FollowHandle,
        drafts: DraftHandle,
        training: bool,
        now: DateTime<Utc>,
    ) -> Self {
        let usual_pace = if training { TRAINING_PACE } else { USUAL_INTERVAL };
        follow.set_interval(usual_pace);
        Self {
            address,
            client,
            sync,
            follow,
            drafts,
            outbox: RwLock::default(),
            contact: Mutex::new(Contact {
                state: engine::Link::Checking,
                since: now,
                last: None,
            }),
            watched: Mutex::default(),
            rate: Mutex::default(),
            trouble: Mutex::default(),
            raised: Mutex::default(),
            usual_pace,
            hurries: AtomicU64::new(0),
        }
    }

    /// Waits for an answer of the portal and words its error.
    pub async fn ask<T>(
        &self,
        room: &Room,
        call: impl Future<Output = Result<T, ClientError>>,
    ) -> Result<T, DeskError> {
        call.await.map_err(|error| self.error(room, &error))
    }

    /// An error in words. An ended session pauses the outbox and loses nothing (I6).
    pub fn error(&self, room: &Room, error: &ClientError) -> DeskError {
        let said = error_convert::client(room.lang(), room.shared.id(), error);
        if matches!(error, ClientError::SignInNeeded) {
            self.sync.session(None);
            room.emit(DeskEvent::Status);
        }
        if said.code == ErrorCode::Offline && error.offline() {
            self.sync.check_link();
        }
        said
    }

    /// The outbox as the engine last showed it.
    pub fn outbox(&self) -> Option<OutboxState> {
        self.outbox.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks the engine for the outbox and keeps it.
    pub async fn look(&self) -> Option<OutboxState> {
        let view = self.sync.view().await;
        self.outbox
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .clone_from(&view);
        view
    }

    /// Dossiers that have raised their hand since this was last asked.
    pub fn newly_stuck(&self) -> Vec<Uuid> {
        let outbox = self.outbox.read().unwrap_or_else(PoisonError::into_inner);
        let stuck = outbox
            .iter()
            .flat_map(|outbox| &outbox.jobs)
            .filter(|job| job.stuck);
        let now: HashSet<(Uuid, Uuid)> = stuck.map(|job| (job.state.id, job.state.dossier)).collect();
        let mut raised = self.raised.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = now
            .iter()
            .filter(|(job, _)| !raised.contains(job))
            .map(|(_, dossier)| *dossier);
        let fresh = fresh.collect();
        *raised = now.into_iter().map(|(job, _)| job).collect();
        fresh
    }

    /// The dossier a job is about, if it was in the outbox when it was last looked at.
    pub fn dossier_of(&self, job: Uuid) -> Option<Uuid> {
        let outbox = self.outbox.read().unwrap_or_else(PoisonError::into_inner);
        outbox
            .iter()
            .flat_map(|outbox| &outbox.jobs)
            .find(|view| view.state.id == job)
            .map(|view| view.state.dossier)
    }

    /// Whether something of this dossier is on its way right now.
    pub fn is_moving(&self, dossier: Uuid) -> bool {
        let outbox = self.outbox.read().unwrap_or_else(PoisonError::into_inner);
        outbox.iter().flat_map(|outbox| &outbox.jobs).any(|job| {
            job.state.dossier == dossier
                && matches!(job.stage, Stage::Uploading | Stage::Sending | Stage::Checking)
        })
    }

    /// Bytes per second of late.
    pub fn rate(&self) -> Option<u64> {
        *self.rate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_rate(&self, rate: Option<u64>) {
        *self.rate.lock().unwrap_or_else(PoisonError::into_inner) = rate;
    }

    /// Why the portal cannot be talked to, where that calls for other words than "offline".
    pub fn trouble(&self) -> Option<LinkTrouble> {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_trouble(&self, trouble: Option<LinkTrouble>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    fn heard(&self, state: engine::Link, now: DateTime<Utc>) {
        let mut contact = self.contact.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::discriminant(&contact.state) != std::mem::discriminant(&state) {
            contact.since = now;
        }
        if state == engine::Link::Online {
            contact.last = Some(now);
        }
        contact.state = state;
    }

    /// The link as the window shows it.
    pub fn connection(&self) -> Connection {
        let contact = *self.contact.lock().unwrap_or_else(PoisonError::into_inner);
        let (state, next_try) = match contact.state {
            engine::Link::Checking => (LinkState::Checking, None),
            engine::Link::Online => (LinkState::Online, None),
            engine::Link::Offline { next_try } => (LinkState::Offline, next_try),
            engine::Link::Captive { next_try } => (LinkState::Captive, next_try),
        };
        Connection {
            state,
            since: contact.since,
            last_contact: contact.last,
            next_try,
        }
    }

    /// Something has just happened to a dossier, and more may follow soon: the feed is asked now and
    /// more often for a while.
    pub fn hurry(self: &Arc<Self>) {
        self.follow.poke();
        self.hurry_on();
    }

    /// The same, by the feed itself, which has just been asked.
    pub fn hurry_on(self: &Arc<Self>) {
        if self.usual_pace <= HURRIED_PACE {
            return;
        }
        self.follow.set_interval(HURRIED_PACE);
        let mine = self.hurries.fetch_add(1, Ordering::SeqCst) + 1;
        let link = Arc::downgrade(self);
        tokio::spawn(async move {
            tokio::time::sleep(HURRY_LASTS).await;
            if let Some(link) = link.upgrade()
                && link.hurries.load(Ordering::SeqCst) == mine
            {
                link.follow.set_interval(link.usual_pace);
            }
        });
    }

    /// Whether the caller is the first to watch this attempt.
    pub fn begin_watch(&self, attempt: Uuid) -> bool {
        self.watched
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(attempt)
    }

    /// See [`Self::begin_watch`].
    pub fn end_watch(&self, attempt: Uuid) {
        self.watched
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&attempt);
    }
}

/// The stage of a job as the window names it.
pub(crate) fn stage(job: &engine::JobView) -> OutboxStage {
    match job.stage {
        Stage::Waiting | Stage::Behind | Stage::Resting | Stage::OutOfHours => OutboxStage::Waiting,
        Stage::NeedsSignIn => OutboxStage::NeedsSignIn,
        Stage::Uploading => OutboxStage::Uploading,
        Stage::Sending if job.state.registered => OutboxStage::Submitting,
        Stage::Sending => OutboxStage::Registering,
        Stage::Checking => OutboxStage::Checking,
        Stage::Held => OutboxStage::Held,
    }
}

/// Whether an address that came from outside may be opened in the system's browser: the web only,
/// unencrypted only on this machine and only in training.
pub(crate) fn may_open(url: &str, training: bool) -> bool {
    if url.len() > 4096 || url.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return false;
    }
    if let Some(rest) = url.strip_prefix("https://") {
        return !rest.is_empty() && !rest.starts_with('/');
    }
    let Some(rest) = url.strip_prefix("http://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // what stands before an @ is no host
    let host = if authority.contains('@') { "" } else { authority };
    let host = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    training && (host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback()))
}

#[cfg(test)]
mod tests {
    use super::may_open;

    #[test]
    fn only_web_addresses_are_opened_and_plain_ones_only_here_in_training() {
        assert!(may_open("https://sandbox.example.vn/pay?x=1", false));
        assert!(may_open("http://127.0.0.1:4711/pay", true));
        assert!(may_open("http://[::1]:4711/pay", true));
        for (url, training) in [
            ("http://127.0.0.1:4711/pay", false),
            ("http://bank.example.vn/", true),
            ("http://127.0.0.1@bank.example.vn/", true),
            ("file:///etc/passwd", true),
            ("javascript:alert(1)", true),
            ("https:///x", false),
            ("https://a\nb", false),
            ("--help", true),
        ] {
            assert!(!may_open(url, training), "{url}");
        }
    }
}
