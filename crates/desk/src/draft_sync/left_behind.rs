//! A draft that was submitted from another computer: the dossier is the portal's, and what was changed
//! here since is kept as a draft of its own. So nothing typed is lost, and nothing is sent twice.

use motcua_domain::{content::DossierContent, merge, status::BusinessStatus};
use motcua_portal_api::dossier::Dossier;
use motcua_store::{Confirmation, DossierRecord, DraftSync, NewDossier, StoreError, ToldOfDraft, WriteTx};
use uuid::Uuid;

use super::{
    draft::{Draft, papers_here},
    meet::{Taker, answer_changes, trusted},
};
use crate::{
    follow::notices,
    portal_link::{feed, outcomes::state_of},
    proofs::KeptProof,
    shared::room::Stop,
    views::event::DeskEvent,
};

/// Makes a draft here what the portal says was submitted.
pub(crate) fn submitted(
    tx: &WriteTx<'_>,
    taker: &Taker<'_>,
    record: &DossierRecord,
    dossier: &Dossier,
) -> Result<Vec<DeskEvent>, Stop> {
    let Some(receipt) = &dossier.submission else {
        return Ok(Vec::new());
    };
    let uid = record.id;
    let theirs = trusted(&dossier.content);
    let draft = Draft::read(tx, uid, taker.account)?;
    let (merged, disputed) = draft.merged(&theirs);
    let mut events = vec![DeskEvent::Dossier { id: uid }];
    if record.deleted_at.is_some() {
        tx.restore_dossier(uid, taker.now)?;
    } else if !disputed.is_empty() || merged != theirs {
        let copy = taker.room.shared.id();
        keep_apart(tx, taker, record, &draft.here, copy, &receipt.code)?;
        events.push(DeskEvent::Dossier { id: copy });
        events.push(notices::left_behind(copy, &receipt.code, taker.lang));
    } else {
        events.push(notices::submitted_there(uid, &receipt.code, taker.lang));
    }
    let answers = answer_changes(&draft.here, &theirs);
    if !answers.is_empty() {
        tx.set_answers(uid, &answers, taker.now)?;
    }
    let (papers, coming) = papers_here(tx, uid, &theirs, &DossierContent::default())?;
    // all of them, or none: then those at the portal are shown
    let papers = if coming.is_empty() { papers } else { Vec::new() };
    if papers != draft.here.papers {
        tx.set_papers(uid, &papers, &[], taker.now)?;
    }
    let summary = &dossier.summary;
    let edition = taker.shelf.version(&record.edition, record.catalogue_version);
    tx.confirm(
        uid,
        &Confirmation {
            code: receipt.code.clone(),
            lookup_key: receipt.lookup_key.clone(),
            submitted_at: receipt.submitted_at,
            status: summary.status.unwrap_or(BusinessStatus::Registered),
            money: summary.money,
            proof: serde_json::to_value(KeptProof {
                proof: feed::proof(dossier, receipt, edition.as_deref()),
                answers_sha256: Some(receipt.answers_sha256.clone()),
            })
            .map_err(StoreError::from)?,
        },
        taker.now,
    )?;
    tx.set_portal_state(uid, &state_of(summary), taker.now)?;
    tx.put_draft_sync(&DraftSync {
        version: summary.version,
        base: theirs,
        ..DraftSync::unknown(uid, taker.account)
    })?;
    tx.draft_compared(uid)?;
    Ok(events)
}

/// What was changed here and is in no submission, as a draft of its own.
fn keep_apart(
    tx: &WriteTx<'_>,
    taker: &Taker<'_>,
    record: &DossierRecord,
    here: &DossierContent,
    copy: Uuid,
    code: &str,
) -> Result<(), Stop> {
    let new = NewDossier {
        id: copy,
        account: record.account,
        procedure: record.procedure.clone(),
        procedure_name: record.procedure_name.clone(),
        edition: record.edition.clone(),
        catalogue_version: record.catalogue_version,
        answers: here.answers.clone(),
    };
    tx.create_dossier(&new, taker.now)?;
    let mut papers = DossierContent {
        papers: here.papers.clone(),
        ..DossierContent::default()
    };
    for paper in &mut papers.papers {
        paper.id = taker.room.shared.id();
    }
    merge::put_in_order(&mut papers);
    tx.set_papers(copy, &papers.papers, &[], taker.now)?;
    tx.put_draft_sync(&DraftSync {
        told: Some(ToldOfDraft::SubmittedThere),
        note: Some(code.to_owned()),
        ..DraftSync::unknown(copy, taker.account)
    })?;
    Ok(())
}
