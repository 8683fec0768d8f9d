//! What the portal's change feed brings: copies for showing offline, states, notices.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use motcua_domain::{language::Language, money::MoneyState, status::SyncState};
use motcua_portal_api::dossier::{Dossier, Submission};
use motcua_store::{AccountRecord, Confirmation, DossierRecord, NewDossier, PortalCopy, StoreError, WriteTx};
use motcua_sync::{
    follow::{ChangeSink, Changes},
    ports::StoreFailure,
};
use uuid::Uuid;

use super::{
    outcomes::{OUTBOX_SEES, state_of},
    ports::{Ports, failure},
};
use crate::{
    catalogue::shelf::{Edition, Shelf},
    draft_sync::{
        left_behind,
        meet::{self, Taker},
    },
    drafts::check::COPY_KIND,
    follow::{notices, results},
    payments::copies,
    proofs::KeptProof,
    shared::room::{Room, Stop},
    views::{
        dossier::{Proof, ProofPaper},
        event::DeskEvent,
    },
};

impl ChangeSink for Ports {
    fn news(
        &self,
        account: Uuid,
        changed: Vec<(Uuid, u32)>,
    ) -> BoxFuture<'_, Result<Vec<Uuid>, StoreFailure>> {
        Box::pin(async move {
            self.room
                .read(move |tx| {
                    let mut news = Vec::with_capacity(changed.len());
                    for (id, version) in changed {
                        // an echo of what this desk has pushed
                        let known = tx.draft_sync(id)?.is_some_and(|draft| {
                            draft.account == account && !draft.gone && draft.version >= version
                        });
                        if !known {
                            news.push(id);
                        }
                    }
                    Ok(news)
                })
                .await
                .map_err(failure)
        })
    }

    fn cursor(&self, account: Uuid) -> BoxFuture<'_, Result<Option<String>, StoreFailure>> {
        Box::pin(async move {
            self.room
                .read(move |tx| Ok(tx.change_cursor(account)?))
                .await
                .map_err(failure)
        })
    }

    fn apply(&self, changes: Changes) -> BoxFuture<'_, Result<(), StoreFailure>> {
        Box::pin(async move {
            let room = Arc::clone(&self.room);
            let shelf = Arc::clone(&self.shelf);
            let account = changes.account;
            let details = changes.details.is_some();
            let drafts = changes.dossiers.iter().any(|d| d.summary.status.is_none());
            let with_results: Vec<Uuid> = changes
                .dossiers
                .iter()
                .filter(|d| !d.results.is_empty())
                .map(|d| d.summary.uid)
                .collect();
            let here = Arc::clone(&room);
            let told = room
                .write(move |tx| {
                    let taker = Taker::of(&here, &shelf, account);
                    let mut told = Vec::new();
                    for dossier in &changes.dossiers {
                        told.extend(keep_dossier(tx, &taker, dossier)?);
                    }
                    for gone in &changes.deleted {
                        tx.remove_portal_copy(account, COPY_KIND, *gone)?;
                        told.extend(meet::gone(tx, &taker, *gone, true)?);
                    }
                    if let Some(details) = &changes.details {
                        tx.put_account(&AccountRecord {
                            id: details.id,
                            details: serde_json::to_value(&details.details).map_err(StoreError::from)?,
                            version: details.version,
                        })?;
                    }
                    tx.set_change_cursor(account, Some(&changes.cursor))?;
                    Ok(told)
                })
                .await
                .map_err(failure)?;
            if details {
                room.emit(DeskEvent::Status);
            }
            if !told.is_empty()
                && let Some(link) = room.link()
            {
                link.hurry_on();
            }
            if drafts && let Some(link) = room.link() {
                link.drafts.poke();
            }
            tell(&room, told);
            results::fetch_missing(&room, with_results);
            Ok(())
        })
    }
}

fn tell(room: &Arc<Room>, told: Vec<DeskEvent>) {
    let mut money = false;
    for event in told {
        money |= event == DeskEvent::Transactions;
        if event != DeskEvent::Transactions {
            room.emit(event);
        }
    }
    if money {
        room.emit(DeskEvent::Transactions);
    }
}

/// Keeps one dossier as the portal has it now; returns what to tell the window.
pub(crate) fn keep_dossier(
    tx: &WriteTx<'_>,
    taker: &Taker<'_>,
    dossier: &Dossier,
) -> Result<Vec<DeskEvent>, Stop> {
    let Taker {
        shelf,
        account,
        now,
        lang,
        ..
    } = *taker;
    let uid = dossier.summary.uid;
    if dossier.summary.status.is_none() {
        return meet::arrived(tx, taker, dossier);
    }
    let known = tx.portal_copy(account, COPY_KIND, uid)?;
    if known
        .as_ref()
        .is_some_and(|copy| copy.version > dossier.summary.version)
    {
        return Ok(Vec::new()); // an older answer that came late
    }
    tx.put_portal_copy(&PortalCopy {
        account,
        kind: COPY_KIND.to_owned(),
        id: uid,
        version: dossier.summary.version,
        body: serde_json::to_value(dossier).map_err(StoreError::from)?,
        fetched_at: now,
    })?;
    let mut told = Vec::new();
    if copies::merge(tx, account, &dossier.obligations, now)? {
        told.push(DeskEvent::Transactions);
    }
    match tx.dossier(uid, OUTBOX_SEES)? {
        Some(record) if record.account != Some(account) => {
            log::warn!("a dossier of the feed belongs to somebody else here and is left alone");
        }
        // submitted from another computer, or before an old backup came back
        Some(record) if meet::is_open(tx, &record)? => {
            told.extend(left_behind::submitted(tx, taker, &record, dossier)?);
        }
        // until the outbox has compared the manifest, the dossier is not "đã nộp" (I3)
        Some(record) if record.sync != SyncState::Confirmed => {}
        Some(record) => {
            if tx.set_portal_state(uid, &state_of(&dossier.summary), now)? {
                told.push(DeskEvent::Dossier { id: uid });
                told.extend(news(&record, dossier, lang));
            }
        }
        None => {
            adopt(tx, shelf, account, dossier, now)?;
            told.push(DeskEvent::Dossier { id: uid });
        }
    }
    Ok(told)
}

/// What is worth a desktop notification.
fn news(record: &DossierRecord, dossier: &Dossier, lang: Language) -> Vec<DeskEvent> {
    let mut news = Vec::new();
    if let (Some(status), Some(code)) = (dossier.summary.status, dossier.summary.code.as_deref())
        && record.status != Some(status)
    {
        news.push(notices::status(
            record.id,
            code,
            status,
            dossier.summary.due_on,
            lang,
        ));
    }
    if let Some(code) = dossier.summary.code.as_deref()
        && record.money != MoneyState::Paid
        && dossier.summary.money == MoneyState::Paid
    {
        news.push(notices::paid(record.id, code, lang));
    }
    news
}

/// A dossier this desk has never seen: it was sent from another computer, or this store is new.
fn adopt(
    tx: &WriteTx<'_>,
    shelf: &Shelf,
    account: Uuid,
    dossier: &Dossier,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), Stop> {
    let Some(receipt) = &dossier.submission else {
        return Ok(());
    };
    let summary = &dossier.summary;
    let edition = shelf.version(&summary.edition, summary.catalogue_version);
    tx.create_dossier(
        &NewDossier {
            id: summary.uid,
            account: Some(account),
            procedure: summary.procedure.clone(),
            procedure_name: summary.procedure_name.clone(),
            edition: summary.edition.clone(),
            catalogue_version: edition.as_ref().map_or(1, |edition| edition.catalogue.version),
            answers: dossier.content.answers.clone(),
        },
        now,
    )?;
    tx.confirm(
        summary.uid,
        &Confirmation {
            code: receipt.code.clone(),
            lookup_key: receipt.lookup_key.clone(),
            submitted_at: receipt.submitted_at,
            status: summary
                .status
                .unwrap_or(motcua_domain::status::BusinessStatus::Registered),
            money: summary.money,
            proof: serde_json::to_value(KeptProof {
                proof: proof(dossier, receipt, edition.as_deref()),
                answers_sha256: Some(receipt.answers_sha256.clone()),
            })
            .map_err(StoreError::from)?,
        },
        now,
    )?;
    tx.set_portal_state(summary.uid, &state_of(summary), now)?;
    Ok(())
}

/// The papers of a receipt with the names people know, as far as the dossier tells them.
pub(crate) fn proof(dossier: &Dossier, receipt: &Submission, edition: Option<&Edition>) -> Proof {
    let papers = receipt.manifest.iter().map(|entry| ProofPaper {
        component_name: edition.map_or_else(
            || entry.component.clone(),
            |edition| edition.component_name(&dossier.summary.procedure, &entry.component),
        ),
        file_name: dossier
            .content
            .papers
            .iter()
            .find(|paper| paper.id == entry.paper)
            .map(|paper| paper.file_name.clone())
            .unwrap_or_default(),
        size: entry.size,
        sha256: entry.sha256.clone(),
    });
    Proof {
        code: receipt.code.clone(),
        lookup_key: receipt.lookup_key.clone(),
        submitted_at: receipt.submitted_at,
        papers: papers.collect(),
    }
}
