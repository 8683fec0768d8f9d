//! What is done with a draft that comes from the portal, in the transaction that keeps the news.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use motcua_domain::{content::DossierContent, language::Language, merge, status::SyncState};
use motcua_portal_api::dossier::Dossier;
use motcua_store::{AnswerChange, DossierRecord, DraftSync, NewDossier, StoreError, ToldOfDraft, WriteTx};
use uuid::Uuid;

use super::draft::{Draft, papers_here};
use crate::{
    catalogue::shelf::Shelf,
    follow::notices,
    portal_link::outcomes::OUTBOX_SEES,
    shared::room::{Room, Stop},
    views::event::DeskEvent,
};

/// Longest name of a file that is taken from the portal, in characters.
const LONGEST_NAME: usize = 255;

/// Who takes what comes from the portal, and when.
#[derive(Clone, Copy)]
pub(crate) struct Taker<'a> {
    pub room: &'a Room,
    pub shelf: &'a Shelf,
    pub account: Uuid,
    pub now: DateTime<Utc>,
    pub lang: Language,
}

impl<'a> Taker<'a> {
    /// The account in its room, now and in the room's language.
    pub fn of(room: &'a Room, shelf: &'a Shelf, account: Uuid) -> Self {
        Self {
            room,
            shelf,
            account,
            now: room.shared.now(),
            lang: room.lang(),
        }
    }
}

/// Whether a draft may change here: it is one, and nothing of it is in the outbox.
pub(crate) fn is_open(tx: &WriteTx<'_>, record: &DossierRecord) -> Result<bool, StoreError> {
    Ok(matches!(record.sync, SyncState::Draft | SyncState::Ready)
        && record.submitted_at.is_none()
        && tx.operations_of(record.id)?.is_empty())
}

/// Takes a draft as the portal has it now.
pub(crate) fn arrived(
    tx: &WriteTx<'_>,
    taker: &Taker<'_>,
    dossier: &Dossier,
) -> Result<Vec<DeskEvent>, Stop> {
    if !super::is_on(tx, taker.room.is_training())? {
        return Ok(Vec::new());
    }
    let uid = dossier.summary.uid;
    let theirs = trusted(&dossier.content);
    let Some(record) = tx.dossier(uid, OUTBOX_SEES)? else {
        return adopt(tx, taker, dossier, &theirs);
    };
    if record.account != Some(taker.account) {
        log::warn!("a draft of the feed belongs to somebody else here and is left alone");
        return Ok(Vec::new());
    }
    // what waits in the outbox is frozen; once it is a draft again, its next push finds the news
    if !is_open(tx, &record)? {
        return Ok(Vec::new());
    }
    let mut draft = Draft::read(tx, uid, taker.account)?;
    if dossier.summary.version <= draft.sync.version {
        return Ok(Vec::new()); // known, or an older answer that came late
    }
    if record.deleted_at.is_some() {
        let untouched = !draft.sync.gone && draft.sync.version > 0 && theirs == draft.sync.base;
        if untouched {
            draft.sync.version = dossier.summary.version;
            tx.put_draft_sync(&draft.sync)?;
            tx.draft_to_compare(uid)?; // to be deleted there
            return Ok(Vec::new());
        }
        // deleted here, gone on with there: neither is lost, and the person is told
        tx.restore_dossier(uid, taker.now)?;
        draft.sync.told = Some(ToldOfDraft::EditedThere);
    } else if draft.sync.gone {
        draft.sync.told = None; // somebody has kept it
    }
    let (merged, disputed) = draft.merged(&theirs);
    let newly = disputed
        .keys()
        .any(|field| !draft.sync.disputed.contains_key(field));
    let told = draft.sync.told;
    let changed = put(tx, &mut draft, &merged, taker.now)?;
    draft.sync = DraftSync {
        version: dossier.summary.version,
        catalogue_version: catalogue_version(&record, dossier),
        gone: false,
        base: theirs,
        disputed,
        ..draft.sync
    };
    tx.put_draft_sync(&draft.sync)?;
    tx.draft_to_compare(uid)?;
    let mut events = Vec::new();
    if changed || newly || told.is_some() || record.deleted_at.is_some() {
        events.push(DeskEvent::Dossier { id: uid });
    }
    if newly {
        events.push(notices::disputed(uid, taker.lang));
    }
    if record.deleted_at.is_some() {
        events.push(notices::edited_there(uid, taker.lang));
    }
    Ok(events)
}

/// The version of the catalogue under which the portal has it; one that does not say has this desk's.
fn catalogue_version(record: &DossierRecord, dossier: &Dossier) -> u32 {
    match dossier.summary.catalogue_version {
        0 => record.catalogue_version,
        said => said,
    }
}

/// Makes the draft here what was merged; papers whose files are not here are noted as coming.
pub(crate) fn put(
    tx: &WriteTx<'_>,
    draft: &mut Draft,
    merged: &DossierContent,
    now: DateTime<Utc>,
) -> Result<bool, Stop> {
    let uid = draft.sync.dossier;
    let answers = answer_changes(&draft.here, merged);
    if !answers.is_empty() {
        tx.set_answers(uid, &answers, now)?;
    }
    let (papers, coming) = papers_here(tx, uid, merged, &draft.here)?;
    let papers_changed = papers != draft.here.papers;
    if papers_changed {
        tx.set_papers(uid, &papers, &[], now)?;
    }
    let changed = !answers.is_empty() || papers_changed || coming != draft.sync.coming;
    draft.sync.coming = coming;
    Ok(changed)
}

/// What leads from one content's answers to another's.
pub(crate) fn answer_changes(from: &DossierContent, to: &DossierContent) -> Vec<AnswerChange> {
    let cleared = from
        .answers
        .keys()
        .filter(|path| !to.answers.contains_key(*path))
        .map(|path| AnswerChange {
            path: path.clone(),
            value: None,
        });
    let set = to
        .answers
        .iter()
        .filter(|(path, value)| from.answers.get(*path) != Some(*value))
        .map(|(path, value)| AnswerChange {
            path: path.clone(),
            value: Some(value.clone()),
        });
    cleared.chain(set).collect()
}

/// A draft that was begun on another computer.
fn adopt(
    tx: &WriteTx<'_>,
    taker: &Taker<'_>,
    dossier: &Dossier,
    theirs: &DossierContent,
) -> Result<Vec<DeskEvent>, Stop> {
    let summary = &dossier.summary;
    let knows = |edition: &std::sync::Arc<crate::catalogue::shelf::Edition>| {
        edition.procedure(&summary.procedure).is_some()
    };
    let edition = taker
        .shelf
        .version(&summary.edition, summary.catalogue_version)
        .filter(knows)
        .or_else(|| taker.shelf.newest(&summary.edition).filter(knows));
    let Some(edition) = edition else {
        log::warn!("a draft from another computer is of a procedure that is not in the catalogue here");
        return Ok(Vec::new());
    };
    let new = NewDossier {
        id: summary.uid,
        account: Some(taker.account),
        procedure: summary.procedure.clone(),
        procedure_name: summary.procedure_name.clone(),
        edition: summary.edition.clone(),
        catalogue_version: edition.catalogue.version,
        answers: theirs.answers.clone(),
    };
    tx.create_dossier(&new, taker.now)?;
    let mut draft = Draft::read(tx, summary.uid, taker.account)?;
    put(tx, &mut draft, theirs, taker.now)?;
    draft.sync.version = summary.version;
    draft.sync.catalogue_version = match summary.catalogue_version {
        0 => edition.catalogue.version,
        said => said,
    };
    draft.sync.base.clone_from(theirs);
    tx.put_draft_sync(&draft.sync)?;
    tx.draft_compared(summary.uid)?;
    Ok(vec![DeskEvent::Dossier { id: summary.uid }])
}

/// The portal does not have a draft any more. `certain`: it said that it was deleted.
pub(crate) fn gone(
    tx: &WriteTx<'_>,
    taker: &Taker<'_>,
    uid: Uuid,
    certain: bool,
) -> Result<Vec<DeskEvent>, Stop> {
    if !super::is_on(tx, taker.room.is_training())? {
        return Ok(Vec::new());
    }
    let Some(record) = tx.dossier(uid, OUTBOX_SEES)? else {
        return Ok(Vec::new());
    };
    if record.account != Some(taker.account) || record.submitted_at.is_some() {
        return Ok(Vec::new());
    }
    let open = is_open(tx, &record)?;
    let mut draft = Draft::read(tx, uid, taker.account)?;
    if draft.sync.version == 0 && !certain {
        return Ok(Vec::new()); // it never was there
    }
    if draft.sync.gone {
        if !certain && draft.sync.told.is_none() && record.deleted_at.is_none() {
            // kept here, and the portal knows nothing of it at all: it is sent as a new one
            draft.sync = DraftSync::unknown(uid, taker.account);
            tx.put_draft_sync(&draft.sync)?;
            tx.draft_to_compare(uid)?;
        }
        return Ok(Vec::new());
    }
    draft.sync.gone = true;
    let mut events = Vec::new();
    if record.deleted_at.is_none() {
        events.push(DeskEvent::Dossier { id: uid });
        // who has queued it wants it, whatever another computer did
        if !open || draft.is_ahead() {
            draft.sync.told = Some(ToldOfDraft::DeletedThere);
            events.push(notices::deleted_there(uid, taker.lang));
        } else {
            tx.delete_dossier(uid, taker.now)?;
        }
    }
    tx.put_draft_sync(&draft.sync)?;
    tx.draft_compared(uid)?;
    Ok(events)
}

/// What the portal says of a draft's content, as far as it can be believed: hashes are hashes, a paper
/// is there once.
pub(crate) fn trusted(content: &DossierContent) -> DossierContent {
    let is_hash =
        |text: &str| text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let mut seen = HashSet::new();
    let mut trusted = content.clone();
    trusted.papers.retain(|paper| {
        is_hash(&paper.sha256)
            && paper.file_name.chars().count() <= LONGEST_NAME
            && !paper.file_name.chars().any(char::is_control)
            && seen.insert(paper.id)
    });
    merge::put_in_order(&mut trusted);
    trusted
}
