//! What the pusher is given of the drafts, and what it brings back.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::BoxFuture;
use motcua_domain::{content::DossierContent, merge};
use motcua_portal_api::{batch::Action, dossier::RegisterDossier};
use motcua_store::{DossierRecord, DraftSync, ReadTx, StoreError, ToldOfDraft, WriteTx};
use motcua_sync::{
    drafts::{DraftFile, DraftPort, Extent, Learnt, Push},
    ports::StoreFailure,
};
use uuid::Uuid;

use super::{
    draft::{Draft, Sending},
    fetch, is_on,
    meet::{self, Taker, is_open, trusted},
};
use crate::{
    portal_link::{
        feed,
        outcomes::OUTBOX_SEES,
        ports::{Ports, failure},
    },
    shared::room::Stop,
    views::event::DeskEvent,
};

/// So long nobody has touched a draft before it is pushed by itself.
const SETTLED_AFTER: TimeDelta = TimeDelta::seconds(15);
/// Drafts looked at in one go.
const LOOKED_AT: u32 = 5_000;
/// Drafts pushed in one go.
const PUSHED: usize = 200;
/// Files asked for in one go.
const FILES: usize = 1_000;

impl DraftPort for Ports {
    fn unanswered(&self, account: Uuid) -> BoxFuture<'_, Result<Vec<(Uuid, Uuid)>, StoreFailure>> {
        Box::pin(async move {
            self.room
                .read(move |tx| {
                    let unanswered = tx.unanswered_drafts(account)?;
                    Ok(unanswered
                        .into_iter()
                        .filter_map(|draft| Some((draft.dossier, key_of(&draft)?)))
                        .collect())
                })
                .await
                .map_err(failure)
        })
    }

    fn files(&self, account: Uuid, extent: Extent) -> BoxFuture<'_, Result<Vec<DraftFile>, StoreFailure>> {
        Box::pin(async move {
            let (now, training) = (self.room.shared.now(), self.room.is_training());
            self.room
                .read(move |tx| {
                    let mut files: HashMap<String, u64> = HashMap::new();
                    if !is_on(tx, training)? {
                        return Ok(Vec::new());
                    }
                    for id in changed(tx, account, extent, now)? {
                        let known = tx.draft_sync(id)?.map(|sync| sync.base).unwrap_or_default();
                        for paper in tx.papers(id)? {
                            if !known.papers.iter().any(|known| known.sha256 == paper.sha256) {
                                files.insert(paper.sha256, paper.size);
                            }
                        }
                        if files.len() >= FILES {
                            break;
                        }
                    }
                    let files = files.into_iter().take(FILES);
                    Ok(files.map(|(sha256, size)| DraftFile { sha256, size }).collect())
                })
                .await
                .map_err(failure)
        })
    }

    fn outgoing(
        &self,
        account: Uuid,
        extent: Extent,
        at_portal: Arc<HashSet<String>>,
    ) -> BoxFuture<'_, Result<Vec<Push>, StoreFailure>> {
        Box::pin(async move {
            let room = Arc::clone(&self.room);
            self.room
                .write(move |tx| {
                    let mut pushes = Vec::new();
                    if !is_on(tx, room.is_training())? {
                        return Ok(pushes);
                    }
                    for id in changed(tx, account, extent, room.shared.now())? {
                        pushes.extend(push(tx, id, account, &at_portal, || room.shared.id())?);
                        if pushes.len() >= PUSHED {
                            break;
                        }
                    }
                    Ok(pushes)
                })
                .await
                .map_err(failure)
        })
    }

    fn learn(&self, account: Uuid, learnt: Vec<Learnt>) -> BoxFuture<'_, Result<(), StoreFailure>> {
        Box::pin(async move {
            let (room, shelf) = (Arc::clone(&self.room), Arc::clone(&self.shelf));
            let told = self
                .room
                .write(move |tx| {
                    let taker = Taker::of(&room, &shelf, account);
                    let mut told = Vec::new();
                    for one in learnt {
                        told.extend(learn(tx, &taker, one)?);
                    }
                    Ok(told)
                })
                .await
                .map_err(failure)?;
            for event in told {
                self.room.emit(event);
            }
            Ok(())
        })
    }

    fn fetch(&self, account: Uuid) -> BoxFuture<'_, Result<(), StoreFailure>> {
        Box::pin(async move { fetch::coming(&self.room, account).await.map_err(failure) })
    }
}

fn key_of(draft: &DraftSync) -> Option<Uuid> {
    draft.sending.as_ref()?.get("key")?.as_str()?.parse().ok()
}

/// Drafts that changed and that nobody is working on at the moment.
fn changed(
    tx: &ReadTx<'_>,
    account: Uuid,
    extent: Extent,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, StoreError> {
    // a clock that was wrong must not keep a draft here for ever
    let settled = |at: DateTime<Utc>| at <= now - SETTLED_AFTER || at > now + SETTLED_AFTER;
    let changed = tx.changed_drafts(account, LOOKED_AT)?;
    Ok(changed
        .into_iter()
        .filter(|draft| extent == Extent::All || settled(draft.changed_at))
        .map(|draft| draft.dossier)
        .collect())
}

/// What of a draft goes to the portal now, kept with its key in the same transaction.
fn push(
    tx: &WriteTx<'_>,
    id: Uuid,
    account: Uuid,
    at_portal: &HashSet<String>,
    key: impl FnOnce() -> Uuid,
) -> Result<Option<Push>, Stop> {
    let Some(record) = tx.dossier(id, OUTBOX_SEES)? else {
        return Ok(None);
    };
    if record.account != Some(account) || !is_open(tx, &record)? {
        tx.draft_compared(id)?; // once it is a draft again, that counts as a change
        return Ok(None);
    }
    let mut draft = Draft::read(tx, id, account)?;
    if draft.sync.sending.is_some() {
        return Ok(None); // asked for first
    }
    let undecided = draft.sync.told == Some(ToldOfDraft::DeletedThere);
    let nothing_there = draft.sync.version == 0 || draft.sync.gone;
    let (content, left_out) = draft.sendable(Some(at_portal));
    let same = draft.sync.version > 0
        && !draft.sync.gone
        && content == draft.sync.base
        && draft.sync.catalogue_version == record.catalogue_version;
    let deleted = record.deleted_at.is_some();
    if undecided || (deleted && nothing_there) || (!deleted && same) {
        tx.put_draft_sync(&draft.sync)?;
        if !left_out || deleted {
            tx.draft_compared(id)?;
        }
        return Ok(None);
    }
    let key = key();
    let version = draft.sync.version;
    let (action, sent) = if deleted {
        (Action::Delete { uid: id, version }, None)
    } else {
        let body = body(&record, content.clone());
        let action = if draft.sync.gone {
            Action::Restore { body }
        } else if version == 0 {
            Action::Register { body }
        } else {
            Action::Replace { body, version }
        };
        (action, Some(content))
    };
    let sending = Sending {
        key,
        content: sent,
        catalogue_version: record.catalogue_version,
    };
    draft.sync.sending = Some(serde_json::to_value(&sending).map_err(StoreError::from)?);
    tx.put_draft_sync(&draft.sync)?;
    if !left_out || deleted {
        tx.draft_compared(id)?;
    }
    Ok(Some(Push {
        dossier: id,
        key,
        action,
    }))
}

fn body(record: &DossierRecord, content: DossierContent) -> RegisterDossier {
    RegisterDossier {
        uid: record.id,
        procedure: record.procedure.clone(),
        edition: record.edition.clone(),
        catalogue_version: record.catalogue_version,
        content,
    }
}

fn learn(tx: &WriteTx<'_>, taker: &Taker<'_>, learnt: Learnt) -> Result<Vec<DeskEvent>, Stop> {
    match learnt {
        Learnt::Pushed { key, now } => {
            let Some((mut sync, sending)) = answered(tx, now.summary.uid, key)? else {
                return Ok(Vec::new());
            };
            if now.summary.version > sync.version
                && let Some(sent) = sending.content
            {
                sync.version = now.summary.version;
                sync.catalogue_version = sending.catalogue_version;
                sync.gone = false;
                sync.base = sent;
                merge::put_in_order(&mut sync.base);
            }
            let as_sent = trusted(&now.content) == sync.base;
            if !as_sent && sync.version == now.summary.version {
                // not what was sent: looked at like any other news
                sync.version -= 1;
            }
            tx.put_draft_sync(&sync)?;
            if as_sent {
                Ok(Vec::new())
            } else {
                meet::arrived(tx, taker, &now)
            }
        }
        Learnt::Deleted { dossier, key } => {
            if let Some((mut sync, _)) = answered(tx, dossier, key)? {
                sync.gone = true;
                sync.version += 1;
                tx.put_draft_sync(&sync)?;
            }
            Ok(Vec::new())
        }
        Learnt::NotDone {
            dossier,
            key,
            problem,
        } => {
            if let Some((sync, _)) = answered(tx, dossier, key)? {
                tx.put_draft_sync(&sync)?;
                match problem {
                    None => tx.draft_to_compare(dossier)?,
                    // tried again once it has changed
                    Some(problem) => log::warn!(
                        "the portal does not keep a draft: {:?} ({})",
                        problem.code,
                        problem.trace_id
                    ),
                }
            }
            Ok(Vec::new())
        }
        Learnt::There(dossier) => feed::keep_dossier(tx, taker, &dossier),
        Learnt::NotThere(dossier) => meet::gone(tx, taker, dossier, false),
        Learnt::Gone(dossier) => meet::gone(tx, taker, dossier, true),
    }
}

/// The push of this key has its answer.
fn answered(tx: &WriteTx<'_>, dossier: Uuid, key: Uuid) -> Result<Option<(DraftSync, Sending)>, Stop> {
    let Some(mut sync) = tx.draft_sync(dossier)? else {
        return Ok(None);
    };
    if key_of(&sync) != Some(key) {
        return Ok(None);
    }
    let sending = sync.sending.take();
    let sending = sending.and_then(|sending| serde_json::from_value(sending).ok());
    let sending = sending.unwrap_or(Sending {
        key,
        content: None,
        catalogue_version: sync.catalogue_version,
    });
    Ok(Some((sync, sending)))
}
