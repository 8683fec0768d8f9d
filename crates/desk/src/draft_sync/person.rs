//! What a person sees of a draft's other computers, and what they decide.

use std::sync::Arc;

use motcua_domain::{
    language::Language,
    merge::{field_of, set_field},
    problem::FieldProblem,
    status::SyncState,
};
use motcua_store::{DossierRecord, ReadTx, ToldOfDraft};
use uuid::Uuid;

use super::{draft::Draft, meet};
use crate::{
    drafts::check::need_editable,
    error::{DeskError, ErrorCode},
    shared::{
        room::{Room, Stop},
        words::Thing,
    },
    views::{
        elsewhere::{DisputeView, ElsewhereNews, ElsewhereView, Side},
        event::DeskEvent,
    },
};

/// What there is to see; `None`: nothing.
pub(crate) fn view(tx: &ReadTx<'_>, record: &DossierRecord) -> Result<Option<ElsewhereView>, Stop> {
    let (Some(account), SyncState::Draft | SyncState::Ready) = (record.account, record.sync) else {
        return Ok(None);
    };
    if tx.draft_sync(record.id)?.is_none() {
        return Ok(None);
    }
    let Draft { here, sync, .. } = Draft::read(tx, record.id, account)?;
    let view = ElsewhereView {
        news: sync.told.map(|told| match told {
            ToldOfDraft::DeletedThere => ElsewhereNews::Deleted,
            ToldOfDraft::EditedThere => ElsewhereNews::Edited,
            ToldOfDraft::SubmittedThere => ElsewhereNews::Submitted,
        }),
        code: sync.note.clone(),
        disputes: sync
            .disputed
            .iter()
            .map(|(field, before)| DisputeView {
                field: field.clone(),
                mine: field_of(&here, field),
                theirs: field_of(&sync.base, field),
                before: before.clone(),
            })
            .collect(),
        coming: sync
            .coming
            .values()
            .map(|coming| coming.paper.file_name.clone())
            .collect(),
    };
    let empty = view.news.is_none() && view.disputes.is_empty() && view.coming.is_empty();
    Ok((!empty).then_some(view))
}

/// Settles disputed fields (all of them when none is named) in favour of one side.
pub(crate) async fn settle(
    room: &Arc<Room>,
    id: Uuid,
    fields: Vec<String>,
    side: Side,
) -> Result<(), DeskError> {
    let lang = room.lang();
    let now = room.shared.now();
    room.write(move |tx| {
        let record = need_editable(tx, id, lang)?;
        let account = record
            .account
            .ok_or_else(|| DeskError::not_found(lang, Thing::Dossier))?;
        let mut draft = Draft::read(tx, id, account)?;
        let chosen: Vec<String> = if fields.is_empty() {
            draft.sync.disputed.keys().cloned().collect()
        } else {
            fields
        };
        let mut settled = draft.whole.clone();
        for field in chosen {
            if draft.sync.disputed.remove(&field).is_none() {
                return Err(no_dispute(&field, lang).into());
            }
            if side == Side::Theirs {
                set_field(&mut settled, &field, field_of(&draft.sync.base, &field));
            }
        }
        meet::put(tx, &mut draft, &settled, now)?;
        tx.put_draft_sync(&draft.sync)?;
        tx.draft_to_compare(id)?;
        Ok(())
    })
    .await?;
    told(room, id);
    Ok(())
}

/// The person has read what there was to know; a draft that was deleted on another computer is kept.
pub(crate) async fn keep(room: &Arc<Room>, id: Uuid) -> Result<(), DeskError> {
    let lang = room.lang();
    room.write(move |tx| {
        need_editable(tx, id, lang)?;
        if let Some(mut sync) = tx.draft_sync(id)? {
            sync.told = None;
            sync.note = None;
            tx.put_draft_sync(&sync)?;
            tx.draft_to_compare(id)?;
        }
        Ok(())
    })
    .await?;
    told(room, id);
    Ok(())
}

fn told(room: &Room, id: Uuid) {
    room.emit(DeskEvent::Dossier { id });
    if let Some(link) = room.link() {
        link.drafts.poke();
    }
}

fn no_dispute(field: &str, lang: Language) -> DeskError {
    let mut error = DeskError::say(
        ErrorCode::InvalidFields,
        lang,
        "Trường này không (hoặc không còn) khác nhau giữa hai máy.",
        "This field is not (or no longer) different on two computers.",
    );
    error.fields.push(FieldProblem {
        path: field.chars().take(200).collect(),
        code: "no_dispute".to_owned(),
        message: error.message.clone(),
    });
    error
}

/// Why a draft cannot be submitted before a person has decided; empty: it can.
pub(crate) fn problems(view: Option<&ElsewhereView>, lang: Language) -> Vec<FieldProblem> {
    let Some(view) = view else { return Vec::new() };
    let problem = |path: &str, code: &str, vi: &str, en: &str| FieldProblem {
        path: path.to_owned(),
        code: code.to_owned(),
        message: crate::shared::words::pick(lang, vi, en).to_owned(),
    };
    let mut problems: Vec<FieldProblem> = view
        .disputes
        .iter()
        .map(|dispute| {
            problem(
                &dispute.field,
                "differs_elsewhere",
                "Máy khác đã sửa mục này khác đi. Hãy chọn giữ của máy này hay lấy của máy kia.",
                "This was changed differently on another computer. Choose which to keep.",
            )
        })
        .collect();
    if view.news == Some(ElsewhereNews::Deleted) {
        problems.push(problem(
            "draft",
            "deleted_elsewhere",
            "Hồ sơ này đã bị xóa trên máy khác. Hãy chọn giữ lại rồi nộp.",
            "This draft was deleted on another computer. Choose to keep it, then submit.",
        ));
    }
    if !view.coming.is_empty() {
        problems.push(problem(
            "draft",
            "files_coming",
            "Tệp đính kèm từ máy khác chưa tải về hết. Hãy nối mạng, đợi tải xong rồi nộp.",
            "Files attached on another computer are not all here yet. Connect, wait for them, then submit.",
        ));
    }
    problems
}
