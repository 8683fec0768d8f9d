//! Queueing: everything is checked at once, the content is frozen, and the job is written in the
//! same transaction. Nothing here waits for the network.

use std::sync::Arc;

use motcua_domain::{
    fold::nfc,
    status::{BusinessStatus, SyncState},
};
use motcua_store::{Operation, ReadTx, RevisionKind, Store, WriteTx};
use motcua_sync::engine::{HeldReason, Intent, JobState, Phase, Reach, RecallDecision};
use uuid::Uuid;

use super::{check::Loaded, view::open_supplement};
use crate::{
    draft_sync::person,
    error::{DeskError, ErrorCode},
    portal_link::outcomes,
    shared::room::{Room, Stop, own_dossier, wrong_state},
    views::event::DeskEvent,
};

/// Longest reason or note, in characters.
const LONGEST_NOTE: usize = 2_000;

/// Checks everything, freezes and queues.
pub(crate) async fn submit(room: &Arc<Room>, id: Uuid) -> Result<(), DeskError> {
    let lang = room.lang();
    let shelf = room.shared.shelf().await?;
    let here = Arc::clone(room);
    let (now, job_id) = (room.shared.now(), room.shared.id());
    let job = room
        .write(move |tx| {
            let loaded = Loaded::read(tx, &here, &shelf, id)?;
            if !loaded.operations.is_empty() || !matches!(loaded.record.sync, SyncState::Draft | SyncState::Ready) {
                return Err(wrong_state(
                    lang,
                    "Hồ sơ này đã nằm trong Hộp gửi hoặc đã nộp, không cần nộp lại.",
                    "This dossier is in the Outbox or submitted already; there is no need to submit it again.",
                )
                .into());
            }
            let mut problems = loaded.sources()?.problems();
            problems.extend(person::problems(loaded.elsewhere.as_ref(), lang));
            if !problems.is_empty() {
                return Err(invalid(problems, lang).into());
            }
            need_bound(&here.store, lang)?;
            let account = tx.current_account()?.ok_or_else(|| DeskError::sign_in_needed(lang))?.id;
            if loaded.record.account.is_none() {
                tx.claim(&[id], account, now)?; // submitting it says whose it is
            }
            let revision = tx.freeze(id, RevisionKind::Submission, now)?;
            let intent = Intent::Submission {
                procedure: loaded.record.procedure.clone(),
                edition: loaded.record.edition.clone(),
                catalogue_version: loaded.edition.catalogue.version,
                content: revision.content,
            };
            let mut job = JobState::new(job_id, id, Some(account), intent, tx.next_position()?, now);
            // the portal knows it as a draft already: it is not registered again
            job.registered = tx
                .draft_sync(id)?
                .is_some_and(|draft| draft.account == account && draft.version > 0 && !draft.gone);
            tx.put_operation(&outcomes::row(&job, Some(revision.id), lang))?;
            tx.set_sync(id, SyncState::Queued, None, now)?;
            Ok(job)
        })
        .await?;
    queued(room, job);
    Ok(())
}

fn invalid(
    fields: Vec<motcua_domain::problem::FieldProblem>,
    lang: motcua_domain::language::Language,
) -> DeskError {
    use motcua_domain::language::Language;
    let message = match (lang, fields.len()) {
        (Language::Vi, n) => {
            format!("Còn {n} mục cần bổ sung hoặc sửa trước khi nộp; xem từng mục bên dưới.")
        }
        (Language::En, 1) => "One thing is to be put right before submitting; see below.".to_owned(),
        (Language::En, n) => format!("{n} things are to be put right before submitting; see each below."),
    };
    DeskError {
        code: ErrorCode::InvalidFields,
        message,
        fields,
        trace: None,
    }
}

fn need_bound(store: &Store, lang: motcua_domain::language::Language) -> Result<(), Stop> {
    if store.identity()?.portal.is_none() {
        return Err(DeskError::no_portal(lang).into());
    }
    Ok(())
}

/// Tells the running outbox, if there is one; otherwise it finds the job at its start.
fn queued(room: &Arc<Room>, job: JobState) {
    let id = job.dossier;
    if let Some(link) = room.link() {
        link.sync.enqueue(job);
    }
    room.emit(DeskEvent::Dossier { id });
    room.emit(DeskEvent::Outbox);
}

/// Back to draft, while the submission has not left.
pub(crate) async fn recall(room: &Arc<Room>, id: Uuid) -> Result<(), DeskError> {
    let lang = room.lang();
    let operations = room.read(move |tx| operations(tx, id, lang)).await?;
    let job = outcomes::open_job(&operations, None).ok_or_else(|| {
        wrong_state(
            lang,
            "Hồ sơ này không nằm trong Hộp gửi.",
            "This dossier is not in the Outbox.",
        )
    })?;
    let given_up = operations.iter().any(|one| one.id == job && is_anothers(one));
    let decision = match room.link() {
        // it will never be sent: the portal has another computer's
        Some(link) if given_up => {
            link.sync.discard(job);
            link.look().await;
            link.follow.poke();
            RecallDecision::Recalled
        }
        Some(link) => {
            let decision = link.sync.recall(job).await;
            link.look().await;
            decision
        }
        None => recall_at_rest(room, job).await?,
    };
    room.emit(DeskEvent::Dossier { id });
    room.emit(DeskEvent::Outbox);
    match decision {
        RecallDecision::Recalled => Ok(()),
        RecallDecision::Asking => Err(wrong_state(
            lang,
            "Hồ sơ có thể đã đi nên chương trình đang hỏi lại cổng và không gửi gì thêm. Nếu cổng chưa có, hồ sơ tự trở về soạn thảo; nếu cổng đã có, hồ sơ được ghi nhận là đã nộp.",
            "The dossier may have left, so the portal is being asked and nothing more is sent. If the portal does not have it, it becomes a draft by itself; otherwise it counts as submitted.",
        )),
        RecallDecision::TooLate => Err(wrong_state(
            lang,
            "Cổng đã nhận hồ sơ này nên không đưa về soạn tiếp được. Nếu không muốn nộp nữa, hãy yêu cầu rút hồ sơ.",
            "The portal has this dossier, so it cannot go back to draft. To take it back, ask to withdraw it.",
        )),
        RecallDecision::Unknown => Err(wrong_state(
            lang,
            "Hồ sơ này không còn trong Hộp gửi. Hãy mở lại để xem trạng thái mới nhất.",
            "This dossier is no longer in the Outbox. Open it again to see its state.",
        )),
    }
}

/// Whether a submission is held because another computer's, or one from before an old backup, is at the
/// portal in its place.
fn is_anothers(operation: &Operation) -> bool {
    let Ok(state) = JobState::from_json(&operation.state) else {
        return false;
    };
    matches!(
        state.phase,
        Phase::Held {
            reason: HeldReason::OtherSubmission { .. }
        }
    )
}

/// Without a running outbox nothing is under way; what never left can simply come back.
async fn recall_at_rest(room: &Arc<Room>, job: Uuid) -> Result<RecallDecision, DeskError> {
    let shelf = room.shared.shelf().await?;
    let (now, here) = (room.shared.now(), Arc::clone(room));
    room.write(move |tx| {
        let Some(operation) = tx.operation(job)? else {
            return Ok(RecallDecision::Unknown);
        };
        let Ok(mut state) = JobState::from_json(&operation.state) else {
            return Ok(RecallDecision::Asking);
        };
        state.phase = if is_anothers(&operation) {
            Phase::Discarded
        } else if state.reach == Reach::Nowhere {
            Phase::Recalled
        } else {
            return Ok(RecallDecision::Asking);
        };
        outcomes::keep(tx, &here, &shelf, &state, now)?;
        Ok(RecallDecision::Recalled)
    })
    .await
}

fn operations(
    tx: &ReadTx<'_>,
    id: Uuid,
    lang: motcua_domain::language::Language,
) -> Result<Vec<Operation>, Stop> {
    own_dossier(tx, id, lang)?;
    Ok(tx.operations_of(id)?)
}

/// Queues a request to withdraw a dossier.
pub(crate) async fn withdraw(room: &Arc<Room>, id: Uuid, reason: String) -> Result<(), DeskError> {
    let lang = room.lang();
    let reason = nfc(&reason);
    if reason.is_empty() || reason.chars().count() > LONGEST_NOTE {
        return Err(DeskError::say(
            ErrorCode::InvalidFields,
            lang,
            "Hãy ghi lý do rút hồ sơ (không quá 2.000 ký tự).",
            "Say why the dossier is withdrawn (at most 2,000 characters).",
        ));
    }
    let (now, job_id) = (room.shared.now(), room.shared.id());
    let job = room
        .write(move |tx| {
            let record = own_dossier(tx, id, lang)?;
            let may = record.sync == SyncState::Confirmed
                && record.status.is_some_and(|status| status.may_become(BusinessStatus::Withdrawn));
            if !may || !tx.operations_of(id)?.is_empty() {
                return Err(wrong_state(
                    lang,
                    "Hồ sơ này không ở trạng thái rút được (chưa nộp, đã xong, hoặc đang có việc chờ gửi).",
                    "This dossier cannot be withdrawn now (not submitted, finished, or something about it waits in the Outbox).",
                )
                .into());
            }
            enqueue(tx, job_id, id, record.account, Intent::Withdrawal { reason }, None, lang, now)
        })
        .await?;
    queued(room, job);
    Ok(())
}

/// Queues the answer to the open request for supplements.
pub(crate) async fn answer_supplement(room: &Arc<Room>, id: Uuid, note: String) -> Result<(), DeskError> {
    let lang = room.lang();
    let note: String = nfc(&note).chars().take(LONGEST_NOTE).collect();
    let shelf = room.shared.shelf().await?;
    let here = Arc::clone(room);
    let (now, job_id, answer_uid) = (room.shared.now(), room.shared.id(), room.shared.id());
    let job = room
        .write(move |tx| {
            let loaded = Loaded::read(tx, &here, &shelf, id)?;
            let supplement = open_supplement(&loaded.record, loaded.portal.as_ref()).map(|open| open.id);
            let (Some(supplement), true) = (supplement, loaded.operations.is_empty()) else {
                return Err(wrong_state(
                    lang,
                    "Hồ sơ này không có yêu cầu bổ sung nào đang chờ trả lời.",
                    "No request for supplements waits for an answer here.",
                )
                .into());
            };
            let problems = loaded.sources()?.problems();
            if !problems.is_empty() {
                return Err(invalid(problems, lang).into());
            }
            let revision = tx.freeze(id, RevisionKind::Supplement, now)?;
            let intent = Intent::Supplement {
                supplement,
                answer_uid,
                content: revision.content,
                note,
            };
            enqueue(
                tx,
                job_id,
                id,
                loaded.record.account,
                intent,
                Some(revision.id),
                lang,
                now,
            )
        })
        .await?;
    queued(room, job);
    Ok(())
}

#[expect(
    clippy::too_many_arguments,
    reason = "one call site each; a struct would only repeat the names"
)]
fn enqueue(
    tx: &WriteTx<'_>,
    job: Uuid,
    dossier: Uuid,
    account: Option<Uuid>,
    intent: Intent,
    revision: Option<i64>,
    lang: motcua_domain::language::Language,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<JobState, Stop> {
    let job = JobState::new(job, dossier, account, intent, tx.next_position()?, now);
    tx.put_operation(&outcomes::row(&job, revision, lang))?;
    Ok(job)
}
