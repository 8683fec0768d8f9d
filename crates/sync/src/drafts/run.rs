//! The loop that pushes.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use motcua_portal_api::{
    batch::{BatchOperation, StoredAnswer},
    dossier::Dossier,
    problem::{Problem, ProblemCode},
};
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use super::{DraftPort, Extent, Learnt, Push, Rounds, USUAL_INTERVAL};
use crate::{
    client::{ClientError, PortalClient},
    driver::Whisper,
    engine::{Event, Link},
    ports::{BlobSource, StoreFailure},
};

/// Operations in one request.
const BATCH: usize = 200;
/// Bytes of their contents in one request, before compression; the portal takes 1 MiB.
const BATCH_BYTES: usize = 768 << 10;
/// Helpings in one round: each brings drafts further, so that only a portal that contradicts itself
/// comes near it.
const MOST_REQUESTS: u32 = 100;

pub(super) struct Pusher {
    pub(super) client: PortalClient,
    pub(super) link: watch::Receiver<Link>,
    pub(super) whisper: Whisper,
    pub(super) port: Arc<dyn DraftPort>,
    pub(super) blobs: Arc<dyn BlobSource>,
    /// Addresses of uploads under way, by account and hash.
    pub(super) uploads: HashMap<(Uuid, String), String>,
}

/// Why a round ended early.
pub(super) enum Interrupted {
    Client(ClientError),
    Store(StoreFailure),
    /// The outbox needs the way.
    Busy,
}

impl From<ClientError> for Interrupted {
    fn from(error: ClientError) -> Self {
        Self::Client(error)
    }
}

impl From<StoreFailure> for Interrupted {
    fn from(error: StoreFailure) -> Self {
        Self::Store(error)
    }
}

impl Pusher {
    /// Pushes until the handle or the outbox is gone.
    pub(super) async fn run(
        mut self,
        poke: Arc<Notify>,
        mut asked: watch::Receiver<u64>,
        rounds: watch::Sender<Rounds>,
    ) {
        loop {
            let before = rounds.borrow().answered;
            let wanted = *asked.borrow_and_update();
            let extent = if wanted > before {
                Extent::All
            } else {
                Extent::Settled
            };
            let done = self.round(extent).await;
            rounds.send_modify(|rounds| {
                rounds.answered = wanted;
                rounds.done = done;
            });
            tokio::select! {
                () = tokio::time::sleep(USUAL_INTERVAL) => {}
                () = poke.notified() => {}
                changed = self.link.changed() => if changed.is_err() { return },
                changed = asked.changed() => if changed.is_err() { return },
            }
        }
    }

    /// Pushes once, if the portal is there, somebody is signed in and the outbox is at rest.
    async fn round(&mut self, extent: Extent) -> bool {
        if *self.link.borrow_and_update() != Link::Online {
            return false;
        }
        let Some(account) = self.client.session_account().await else {
            return false;
        };
        match self.push(account, extent).await {
            Ok(()) => true,
            Err(interrupted) => {
                self.report(interrupted);
                false
            }
        }
    }

    fn report(&self, interrupted: Interrupted) {
        match interrupted {
            Interrupted::Busy => {}
            Interrupted::Client(ClientError::SignInNeeded) => self.whisper.tell(Event::SessionLost),
            Interrupted::Client(error) if error.offline() => self.whisper.tell(Event::LinkDown),
            Interrupted::Client(error) => log::warn!("drafts could not be pushed: {error}"),
            Interrupted::Store(error) => log::error!("drafts could not be saved: {error}"),
        }
    }

    /// The outbox goes first.
    pub(super) async fn yield_to_outbox(&self) -> Result<(), Interrupted> {
        match self.whisper.is_at_rest().await {
            Some(true) => Ok(()),
            _ => Err(Interrupted::Busy),
        }
    }

    async fn push(&mut self, account: Uuid, extent: Extent) -> Result<(), Interrupted> {
        let client = self.client.only_as(account);
        self.yield_to_outbox().await?;
        self.settle_unanswered(&client, account).await?;
        let files = self.port.files(account, extent).await?;
        let mut at_portal = self.known(&client, &files).await?;
        self.push_contents(&client, account, extent, &at_portal).await?;
        // Words go before files: they are small, and another desk can go on with them.
        let mut brought = false;
        for file in files {
            if !at_portal.contains(&file.sha256) && self.upload(&client, account, &file).await? {
                at_portal.insert(file.sha256);
                brought = true;
            }
        }
        if brought {
            self.push_contents(&client, account, extent, &at_portal).await?;
        }
        self.yield_to_outbox().await?;
        self.port.fetch(account).await?;
        Ok(())
    }

    /// What became of pushes whose answer was lost.
    async fn settle_unanswered(&self, client: &PortalClient, account: Uuid) -> Result<(), Interrupted> {
        for (dossier, key) in self.port.unanswered(account).await? {
            let mut learnt = match client.operation(key).await {
                Ok(Some(answer)) => learn(dossier, answer),
                Ok(None) => vec![not_done(dossier, key, None)],
                Err(error) if error.code() == Some(ProblemCode::InFlight) => continue,
                Err(error) => return Err(error.into()),
            };
            // whatever the portal has by now may be more than the push
            learnt.push(look(client, dossier).await?);
            self.port.learn(account, learnt).await?;
        }
        Ok(())
    }

    async fn push_contents(
        &self,
        client: &PortalClient,
        account: Uuid,
        extent: Extent,
        at_portal: &HashSet<String>,
    ) -> Result<(), Interrupted> {
        let at_portal = Arc::new(at_portal.clone());
        for _ in 0..MOST_REQUESTS {
            self.yield_to_outbox().await?;
            let pushes = self
                .port
                .outgoing(account, extent, Arc::clone(&at_portal))
                .await?;
            if pushes.is_empty() {
                return Ok(());
            }
            for group in in_requests(pushes) {
                self.send(client, account, group).await?;
            }
        }
        Ok(())
    }

    async fn send(&self, client: &PortalClient, account: Uuid, group: Vec<Push>) -> Result<(), Interrupted> {
        let sent: Vec<(Uuid, Uuid)> = group.iter().map(|push| (push.dossier, push.key)).collect();
        let operations = group
            .into_iter()
            .map(|push| BatchOperation {
                key: push.key,
                after: Vec::new(),
                action: push.action,
            })
            .collect();
        let answers = client.perform(operations).await?;
        let mut by_key: HashMap<Uuid, StoredAnswer> =
            answers.into_iter().map(|answer| (answer.key, answer)).collect();
        let mut trouble = None;
        for (dossier, key) in sent {
            let Some(answer) = by_key.remove(&key) else {
                continue; // unanswered, and looked up the next time
            };
            if answer.status >= 500 || answer.status == 429 {
                trouble = Some(answer.status);
                continue;
            }
            let stale = matches!(answer.status, 404 | 409 | 412);
            let mut learnt = learn(dossier, answer);
            if stale {
                learnt.push(look(client, dossier).await?);
            }
            self.port.learn(account, learnt).await?;
        }
        match trouble {
            Some(status) => Err(ClientError::Problem {
                problem: Box::new(crate::client::problem_of_status(status)),
                retry_after: None,
            }
            .into()),
            None => Ok(()),
        }
    }
}

/// What the portal has now.
async fn look(client: &PortalClient, dossier: Uuid) -> Result<Learnt, ClientError> {
    Ok(match client.dossier(dossier).await? {
        Some(found) if found.summary.uid == dossier => Learnt::There(Box::new(found)),
        Some(_) => {
            return Err(ClientError::Contract {
                detail: "another dossier than the one asked for".to_owned(),
            });
        }
        None => Learnt::NotThere(dossier),
    })
}

fn not_done(dossier: Uuid, key: Uuid, problem: Option<Box<Problem>>) -> Learnt {
    Learnt::NotDone {
        dossier,
        key,
        problem,
    }
}

/// What an answer says of its push.
fn learn(dossier: Uuid, answer: StoredAnswer) -> Vec<Learnt> {
    let StoredAnswer { key, status, body } = answer;
    vec![match status {
        204 => Learnt::Deleted { dossier, key },
        200..=299 => match serde_json::from_value::<Dossier>(body) {
            Ok(now) if now.summary.uid == dossier => Learnt::Pushed {
                key,
                now: Box::new(now),
            },
            Ok(_) | Err(_) => {
                log::warn!("the answer to a pushed draft cannot be read");
                not_done(dossier, key, None)
            }
        },
        // another version is there, or none: what is looked at next decides
        404 | 409 | 412 => not_done(dossier, key, None),
        410 => return vec![not_done(dossier, key, None), Learnt::Gone(dossier)],
        _ => {
            let problem =
                serde_json::from_value(body).unwrap_or_else(|_| crate::client::problem_of_status(status));
            not_done(dossier, key, Some(Box::new(problem)))
        }
    }]
}

/// Pushes in as few requests as they fit into.
fn in_requests(pushes: Vec<Push>) -> Vec<Vec<Push>> {
    let mut requests: Vec<Vec<Push>> = Vec::new();
    let mut bytes = 0;
    for push in pushes {
        let size = serde_json::to_vec(&push.action).map_or(0, |json| json.len());
        match requests.last_mut() {
            Some(last) if last.len() < BATCH && bytes + size <= BATCH_BYTES => {
                last.push(push);
                bytes += size;
            }
            _ => {
                requests.push(vec![push]);
                bytes = size;
            }
        }
    }
    requests
}
