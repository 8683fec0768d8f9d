//! The loop that pulls.

use std::{sync::Arc, time::Duration};

use futures_util::{StreamExt, TryStreamExt, stream};
use motcua_portal_api::{
    change::{CHANGED_LIMIT, Change, ChangeKind, ChangePage},
    problem::ProblemCode,
};
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use super::{ChangeSink, Changes, Rounds};
use crate::{
    client::{ClientError, PortalClient},
    driver::Whisper,
    engine::{Event, Link},
    ports::StoreFailure,
};

/// Changes in one page.
const PAGE: u32 = 100;
/// Dossiers fetched at once, from a portal that gives them one by one.
const AT_ONCE: usize = 4;
/// Pages in one go; a portal that never stops saying "more" is not believed.
const MOST_PAGES: u32 = 10_000;

pub(super) struct Puller {
    pub(super) client: PortalClient,
    pub(super) link: watch::Receiver<Link>,
    pub(super) whisper: Whisper,
    pub(super) sink: Arc<dyn ChangeSink>,
}

/// Why a pull ended early.
enum Interrupted {
    Client(ClientError),
    Store(StoreFailure),
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

impl Puller {
    /// Pulls until the handle or the outbox is gone.
    pub(super) async fn run(
        mut self,
        mut interval: watch::Receiver<Duration>,
        poke: Arc<Notify>,
        rounds: watch::Sender<Rounds>,
    ) {
        loop {
            rounds.send_modify(|rounds| rounds.begun += 1);
            let read = self.round().await;
            rounds.send_modify(|rounds| {
                rounds.ended += 1;
                rounds.read = read;
            });
            let pause = *interval.borrow_and_update();
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = poke.notified() => {}
                changed = self.link.changed() => if changed.is_err() { return },
                changed = interval.changed() => if changed.is_err() { return },
            }
        }
    }

    /// Asks once, if the portal is there and somebody is signed in.
    async fn round(&mut self) -> bool {
        if *self.link.borrow_and_update() != Link::Online {
            return false;
        }
        let Some(account) = self.client.session_account().await else {
            return false;
        };
        match self.pull(account).await {
            Ok(()) => true,
            Err(interrupted) => {
                self.report(interrupted);
                false
            }
        }
    }

    fn report(&self, interrupted: Interrupted) {
        match interrupted {
            Interrupted::Client(ClientError::SignInNeeded) => self.whisper.tell(Event::SessionLost),
            Interrupted::Client(error) if error.offline() => self.whisper.tell(Event::LinkDown),
            Interrupted::Client(error) => log::warn!("the change feed could not be read: {error}"),
            Interrupted::Store(error) => log::error!("changes could not be saved: {error}"),
        }
    }

    async fn pull(&self, account: Uuid) -> Result<(), Interrupted> {
        let client = self.client.only_as(account);
        let mut cursor = self.sink.cursor(account).await?;
        let mut from_start = cursor.is_none();
        for _ in 0..MOST_PAGES {
            let page = match client.changes(cursor.as_deref(), PAGE).await {
                // too old: everything from the start
                Err(error) if error.code() == Some(ProblemCode::Gone) && cursor.is_some() => {
                    cursor = None;
                    from_start = true;
                    continue;
                }
                other => other?,
            };
            let stuck = cursor.as_ref() == Some(&page.next_cursor);
            if stuck && page.changes.is_empty() {
                return Ok(());
            }
            let more = page.more && !stuck;
            cursor = Some(page.next_cursor.clone());
            let changed = page
                .changes
                .iter()
                .filter(|change| change.kind == ChangeKind::Dossier && !change.deleted)
                .map(|change| (change.id, change.version))
                .collect();
            let news = self.sink.news(account, changed).await?;
            let changes = fetch(&client, account, page, news, from_start, more).await?;
            self.sink.apply(changes).await?;
            if !more {
                return Ok(());
            }
        }
        Ok(())
    }
}

async fn fetch(
    client: &PortalClient,
    account: Uuid,
    page: ChangePage,
    news: Vec<Uuid>,
    from_start: bool,
    more: bool,
) -> Result<Changes, ClientError> {
    let mut changes = Changes {
        account,
        from_start,
        dossiers: Vec::new(),
        deleted: Vec::new(),
        details: None,
        cursor: page.next_cursor,
        more,
    };
    for Change {
        kind, id, deleted, ..
    } in page.changes
    {
        match kind {
            ChangeKind::Dossier if deleted => changes.deleted.push(id),
            ChangeKind::Dossier => {}
            ChangeKind::Account if id == account && !deleted => changes.details = Some(client.me().await?),
            ChangeKind::Account => {}
        }
    }
    fetch_dossiers(client, news, &mut changes).await?;
    Ok(changes)
}

/// Fetches what is news, many in one request where the portal knows how.
async fn fetch_dossiers(
    client: &PortalClient,
    mut wanted: Vec<Uuid>,
    changes: &mut Changes,
) -> Result<(), ClientError> {
    while !wanted.is_empty() {
        let now = wanted[..wanted.len().min(CHANGED_LIMIT)].to_vec();
        let Some(answer) = client.changed_dossiers(now).await? else {
            return fetch_one_by_one(client, wanted, changes).await;
        };
        let before = wanted.len();
        for dossier in answer.dossiers {
            answered(&mut wanted, dossier.summary.uid)?;
            changes.dossiers.push(dossier);
        }
        for uid in answer.gone {
            answered(&mut wanted, uid)?;
            changes.deleted.push(uid);
        }
        if wanted.len() == before {
            return Err(contract("none of the dossiers asked for"));
        }
    }
    Ok(())
}

/// Takes a dossier off the list; an error when it is not on it.
fn answered(wanted: &mut Vec<Uuid>, uid: Uuid) -> Result<(), ClientError> {
    let place = wanted.iter().position(|other| *other == uid);
    let place = place.ok_or_else(|| contract("another dossier than those asked for"))?;
    wanted.remove(place);
    Ok(())
}

async fn fetch_one_by_one(
    client: &PortalClient,
    wanted: Vec<Uuid>,
    changes: &mut Changes,
) -> Result<(), ClientError> {
    let mut answers = stream::iter(wanted)
        .map(|uid| async move { client.dossier(uid).await.map(|dossier| (uid, dossier)) })
        .buffered(AT_ONCE);
    while let Some((uid, dossier)) = answers.try_next().await? {
        match dossier {
            Some(dossier) if dossier.summary.uid == uid => changes.dossiers.push(dossier),
            Some(_) => return Err(contract("another dossier than the one asked for")),
            // gone between the feed and now
            None => changes.deleted.push(uid),
        }
    }
    Ok(())
}

fn contract(detail: &str) -> ClientError {
    ClientError::Contract {
        detail: detail.to_owned(),
    }
}
