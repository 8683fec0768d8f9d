//! What follows for a dossier from where its job stands; committed in the same transaction as the
//! job itself, so that a crash never leaves one without the other.

use chrono::{DateTime, Utc};
use motcua_domain::{
    language::Language,
    money::MoneyState,
    status::{BusinessStatus, SyncState},
};
use motcua_portal_api::{
    dossier::{Dossier, DossierSummary, Submission},
    money::Obligation,
};
use motcua_store::{Confirmation, Operation, PortalCopy, PortalState, StoreError, Whose, WriteTx};
use motcua_sync::engine::{Intent, JobState, Outcome, Phase};
use uuid::Uuid;

use super::held;
use crate::{
    catalogue::shelf::Shelf,
    draft_sync::{
        left_behind,
        meet::{self, Taker},
    },
    drafts::check::COPY_KIND,
    payments::copies,
    proofs::KeptProof,
    shared::room::{Room, Stop},
    views::{
        dossier::{Proof, ProofPaper},
        event::DeskEvent,
    },
};

/// The job's kind as its row names it.
pub(crate) fn kind(intent: &Intent) -> &'static str {
    match intent {
        Intent::Submission { .. } => "submission",
        Intent::Supplement { .. } => "supplement",
        Intent::Withdrawal { .. } => "withdrawal",
    }
}

/// The job's row.
pub(crate) fn row(job: &JobState, revision: Option<i64>, lang: Language) -> Operation {
    let held_reason = match &job.phase {
        Phase::Held { reason } => Some(held::words(reason, lang)),
        _ => None,
    };
    Operation {
        id: job.id,
        dossier: job.dossier,
        account: job.account,
        kind: kind(&job.intent).to_owned(),
        stage: if held_reason.is_some() { "held" } else { "queued" }.to_owned(),
        held_reason,
        revision,
        position: job.position,
        state: job.to_json(),
        queued_at: job.queued_at,
    }
}

/// Keeps a job as it is now, with all that follows from it.
pub(crate) fn keep(
    tx: &WriteTx<'_>,
    room: &Room,
    shelf: &Shelf,
    job: &JobState,
    now: DateTime<Utc>,
) -> Result<Vec<DeskEvent>, Stop> {
    let lang = room.lang();
    let mut told = Vec::new();
    let Some(before) = tx.operation(job.id)? else {
        return Ok(told); // its end is committed already
    };
    let submission = matches!(job.intent, Intent::Submission { .. });
    match &job.phase {
        Phase::Queued | Phase::Held { .. } => {
            let row = row(job, before.revision, lang);
            if submission && before.held_reason != row.held_reason {
                let state = if row.held_reason.is_some() {
                    SyncState::Held
                } else {
                    SyncState::Queued
                };
                tx.set_sync(job.dossier, state, row.held_reason.as_deref(), now)?;
            }
            tx.put_operation(&row)?;
        }
        Phase::Confirmed { outcome } => {
            match &**outcome {
                Outcome::Submitted { submission: receipt } if submission => {
                    confirm(tx, shelf, job, receipt, now)?
                }
                Outcome::Submitted { submission: receipt } => answered(tx, job, receipt, now)?,
                Outcome::Withdrawn { summary } => {
                    tx.set_portal_state(job.dossier, &state_of(summary), now)?;
                }
            }
            tx.remove_operation(job.id)?;
        }
        Phase::Recalled | Phase::Discarded => {
            tx.remove_operation(job.id)?;
            if submission {
                tx.set_sync(job.dossier, SyncState::Draft, None, now)?;
            }
            if let Some(revision) = before.revision {
                tx.drop_revision(revision)?;
            }
            if submission && let Some(account) = job.account {
                let taker = Taker::of(room, shelf, account);
                told = submitted_elsewhere(tx, &taker, job.dossier)?;
            }
        }
    }
    Ok(told)
}

/// A submission that was given up because another computer's was there first: the dossier is that one.
fn submitted_elsewhere(tx: &WriteTx<'_>, taker: &Taker<'_>, uid: Uuid) -> Result<Vec<DeskEvent>, Stop> {
    let Some(copy) = tx.portal_copy(taker.account, COPY_KIND, uid)? else {
        return Ok(Vec::new()); // the feed will tell, if there is anything to tell
    };
    match (
        serde_json::from_value::<Dossier>(copy.body),
        tx.dossier(uid, OUTBOX_SEES)?,
    ) {
        (Ok(dossier), Some(record)) if dossier.submission.is_some() && meet::is_open(tx, &record)? => {
            left_behind::submitted(tx, taker, &record, &dossier)
        }
        _ => Ok(Vec::new()),
    }
}

/// The portal has it and its manifest agrees: only now is it "đã nộp".
fn confirm(
    tx: &WriteTx<'_>,
    shelf: &Shelf,
    job: &JobState,
    receipt: &Submission,
    now: DateTime<Utc>,
) -> Result<(), Stop> {
    let proof = KeptProof {
        proof: proof(shelf, job, receipt),
        answers_sha256: Some(receipt.answers_sha256.clone()),
    };
    let proof = serde_json::to_value(proof).map_err(StoreError::from)?;
    tx.confirm(
        job.dossier,
        &Confirmation {
            code: receipt.code.clone(),
            lookup_key: receipt.lookup_key.clone(),
            submitted_at: receipt.submitted_at,
            status: BusinessStatus::Registered,
            money: money_of(&receipt.obligations),
            proof,
        },
        now,
    )?;
    let Some(account) = job.account else { return Ok(()) };
    copies::merge(tx, account, &receipt.obligations, now)?;
    // the feed may have been quicker than the comparison: its word is newer
    if let Some(copy) = tx.portal_copy(account, COPY_KIND, job.dossier)?
        && let Ok(dossier) = serde_json::from_value::<Dossier>(copy.body)
    {
        tx.set_portal_state(job.dossier, &state_of(&dossier.summary), now)?;
    }
    Ok(())
}

/// The papers of a receipt with the names people know.
pub(crate) fn proof(shelf: &Shelf, job: &JobState, receipt: &Submission) -> Proof {
    let edition = match &job.intent {
        Intent::Submission {
            edition,
            catalogue_version,
            procedure,
            ..
        } => shelf
            .version(edition, *catalogue_version)
            .map(|edition| (edition, procedure)),
        _ => None,
    };
    let sent = job
        .content()
        .map(|content| content.papers.as_slice())
        .unwrap_or_default();
    Proof {
        code: receipt.code.clone(),
        lookup_key: receipt.lookup_key.clone(),
        submitted_at: receipt.submitted_at,
        papers: receipt
            .manifest
            .iter()
            .map(|entry| ProofPaper {
                component_name: edition.as_ref().map_or_else(
                    || entry.component.clone(),
                    |(edition, procedure)| edition.component_name(procedure, &entry.component),
                ),
                file_name: sent
                    .iter()
                    .find(|paper| paper.id == entry.paper)
                    .map(|paper| paper.file_name.clone())
                    .unwrap_or_default(),
                size: entry.size,
                sha256: entry.sha256.clone(),
            })
            .collect(),
    }
}

/// The answer to a request for supplements has arrived: the request is closed here at once, so
/// that nobody answers it twice before the feed says so.
fn answered(tx: &WriteTx<'_>, job: &JobState, receipt: &Submission, now: DateTime<Utc>) -> Result<(), Stop> {
    let (
        Intent::Supplement {
            supplement, content, ..
        },
        Some(account),
    ) = (&job.intent, job.account)
    else {
        return Ok(());
    };
    let Some(copy) = tx.portal_copy(account, COPY_KIND, job.dossier)? else {
        return Ok(());
    };
    let Ok(mut dossier) = serde_json::from_value::<Dossier>(copy.body.clone()) else {
        return Ok(());
    };
    for open in dossier
        .supplements
        .iter_mut()
        .filter(|open| open.id == *supplement)
    {
        open.answered_at = Some(receipt.submitted_at);
    }
    dossier.content = content.clone();
    dossier.submission = Some(receipt.clone());
    let body = serde_json::to_value(&dossier).map_err(StoreError::from)?;
    tx.put_portal_copy(&PortalCopy {
        body,
        fetched_at: now,
        ..copy
    })?;
    copies::merge(tx, account, &receipt.obligations, now)?;
    Ok(())
}

/// The portal's side of a dossier.
pub(crate) fn state_of(summary: &DossierSummary) -> PortalState {
    PortalState {
        version: summary.version,
        status: summary.status,
        code: summary.code.clone(),
        money: summary.money,
        due_on: summary.due_on,
        submitted_at: summary.submitted_at,
    }
}

/// The money state of a dossier from its fees: the most pressing one.
pub(crate) fn money_of(obligations: &[Obligation]) -> MoneyState {
    let urgency = |state: &MoneyState| match state {
        MoneyState::Pending => 5,
        MoneyState::Failed => 4,
        MoneyState::Due => 3,
        MoneyState::Paid => 2,
        MoneyState::Refunded => 1,
        MoneyState::None => 0,
    };
    obligations
        .iter()
        .map(|o| o.state)
        .max_by_key(urgency)
        .unwrap_or(MoneyState::None)
}

/// The open operation of a dossier that is of this kind.
pub(crate) fn open_job(operations: &[Operation], wanted: Option<&str>) -> Option<Uuid> {
    operations
        .iter()
        .rev()
        .find(|o| wanted.is_none_or(|kind| o.kind == kind))
        .map(|o| o.id)
}

/// Whose rows the outbox works on.
pub(crate) const OUTBOX_SEES: Whose = Whose::Everyone;
