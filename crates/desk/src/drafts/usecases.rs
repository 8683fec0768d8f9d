//! Making, answering, deleting drafts.

use std::sync::Arc;

use motcua_domain::{content::Answers, status::SyncState};
use motcua_store::NewDossier;
use uuid::Uuid;

use super::{
    check::{Loaded, need_editable},
    form, paths, prefill,
};
use crate::{
    catalogue::{
        search::not_submittable_words,
        shelf::{Edition, submittable},
        usecases::edition,
    },
    error::{DeskError, ErrorCode},
    portal_link::documents::keep_edition,
    shared::{
        room::{Room, own_dossier, whose, wrong_state},
        words::Thing,
    },
    views::{
        dossier::{DossierView, FieldChange, Saved},
        event::DeskEvent,
    },
};

/// A new draft of a procedure, filled from the account.
pub(crate) async fn create(
    room: &Arc<Room>,
    procedure: String,
    wanted: Option<String>,
) -> Result<Uuid, DeskError> {
    let lang = room.lang();
    let edition = edition(room, wanted).await?;
    let found = edition
        .procedure(&procedure)
        .ok_or_else(|| DeskError::not_found(lang, Thing::Procedure))?;
    if !submittable(found) {
        let words = not_submittable_words(lang);
        return Err(DeskError::say(ErrorCode::Refused, lang, words, words));
    }
    let account = room.account().await?;
    let id = room.shared.id();
    let new = NewDossier {
        id,
        account: account.as_ref().map(|account| account.id),
        procedure: procedure.clone(),
        procedure_name: found.name.clone(),
        edition: edition.catalogue.edition.clone(),
        catalogue_version: edition.catalogue.version,
        answers: account
            .map(|account| prefill::from_account(&account.details))
            .unwrap_or_default(),
    };
    make(room, new, edition).await?;
    room.habits.note_use(&procedure);
    Ok(id)
}

async fn make(room: &Arc<Room>, new: NewDossier, edition: Arc<Edition>) -> Result<(), DeskError> {
    let now = room.shared.now();
    let id = new.id;
    room.write(move |tx| {
        // the rules it is made under stay, also when the next program brings others
        keep_edition(tx, &edition, now)?;
        tx.create_dossier(&new, now)?;
        tx.note_procedure_use(&new.procedure, now)?;
        Ok(())
    })
    .await?;
    room.emit(DeskEvent::Dossier { id });
    Ok(())
}

/// A new draft with the answers of an old dossier and without its papers.
pub(crate) async fn copy(room: &Arc<Room>, old: Uuid) -> Result<Uuid, DeskError> {
    let lang = room.lang();
    let shelf = room.shared.shelf().await?;
    let (record, answers, account) = room
        .read(move |tx| {
            Ok((
                own_dossier(tx, old, lang)?,
                tx.answers(old)?,
                tx.current_account()?,
            ))
        })
        .await?;
    let current = edition(room, None).await?;
    // the newest rules that know the procedure, its own edition first
    let target = shelf
        .newest(&record.edition)
        .into_iter()
        .chain([current])
        .find(|edition| edition.procedure(&record.procedure).is_some_and(submittable))
        .ok_or_else(|| DeskError::not_found(lang, Thing::Procedure))?;
    let missing = || DeskError::not_found(lang, Thing::Procedure);
    let procedure = target.procedure(&record.procedure).ok_or_else(missing)?;
    let form = target.form(&procedure.form).ok_or_else(missing)?;
    let same_places = shelf
        .version(&record.edition, record.catalogue_version)
        .is_some_and(|old| old.catalogue.places_edition == target.catalogue.places_edition);
    let id = room.shared.id();
    let new = NewDossier {
        id,
        account: account.map(|account| account.id),
        procedure: procedure.code.clone(),
        procedure_name: procedure.name.clone(),
        edition: target.catalogue.edition.clone(),
        catalogue_version: target.catalogue.version,
        answers: prefill::from_old(answers, form, same_places),
    };
    make(room, new, target).await?;
    Ok(id)
}

/// One dossier.
pub(crate) async fn dossier(room: &Arc<Room>, id: Uuid) -> Result<DossierView, DeskError> {
    let shelf = room.shared.shelf().await?;
    let here = Arc::clone(room);
    let mut view = room
        .read(move |tx| {
            Ok(Loaded::read(tx, &here, &shelf, id)?
                .sources()
                .map(|sources| sources.view())?)
        })
        .await?;
    if view.sync == SyncState::Queued && room.link().is_some_and(|link| link.is_moving(id)) {
        view.sync = SyncState::Sending;
    }
    Ok(view)
}

/// Commits answers to the disk.
pub(crate) async fn set_answers(
    room: &Arc<Room>,
    id: Uuid,
    changes: Vec<FieldChange>,
) -> Result<Saved, DeskError> {
    let lang = room.lang();
    if changes.len() > paths::MOST_CHANGES {
        return Err(DeskError::say(
            ErrorCode::InvalidFields,
            lang,
            "Quá nhiều thay đổi trong một lần lưu. Hãy mở lại hồ sơ rồi nhập tiếp.",
            "Too many changes at once. Open the dossier again and go on.",
        ));
    }
    let shelf = room.shared.shelf().await?;
    let saved_at = room.shared.now();
    room.write(move |tx| {
        let record = need_editable(tx, id, lang)?;
        let edition = shelf.version(&record.edition, record.catalogue_version);
        let form = edition
            .as_ref()
            .and_then(|edition| edition.form(&edition.procedure(&record.procedure)?.form))
            .ok_or_else(|| DeskError::not_found(lang, Thing::Procedure))?;
        // only what the form does not have needs to know what is there: not a keystroke's usual way
        let unknown = changes.iter().any(|change| {
            let property = change.path.strip_prefix("form.");
            property.is_some_and(|property| form::property(form, property).is_none())
        });
        let given = if unknown { tx.answers(id)? } else { Answers::new() };
        let changes = paths::read_changes(changes, form, &given, lang).map_err(|fields| DeskError {
            fields,
            ..DeskError::say(
                ErrorCode::InvalidFields,
                lang,
                "Có giá trị chưa lưu được; xem chỉ dẫn cạnh từng trường.",
                "Some values could not be saved; see the words beside each field.",
            )
        })?;
        if !changes.is_empty() {
            tx.set_answers(id, &changes, saved_at)?;
        }
        Ok(())
    })
    .await?;
    room.emit(DeskEvent::Dossier { id });
    Ok(Saved { saved_at })
}

/// Moves a draft to the bin.
pub(crate) async fn delete(room: &Arc<Room>, id: Uuid) -> Result<(), DeskError> {
    let lang = room.lang();
    let now = room.shared.now();
    room.write(move |tx| {
        let record = own_dossier(tx, id, lang)?;
        let idle = tx.operations_of(id)?.is_empty();
        if !idle || !matches!(record.sync, SyncState::Draft | SyncState::Ready) {
            return Err(wrong_state(
                lang,
                "Chỉ xóa được hồ sơ chưa nộp và không nằm trong Hộp gửi. Nếu đang chờ gửi, hãy đưa về soạn tiếp trước; nếu đã nộp, hãy yêu cầu rút hồ sơ.",
                "Only a draft that is not in the Outbox can be deleted. If it is queued, take it back first; if it was submitted, ask to withdraw it.",
            )
            .into());
        }
        tx.delete_dossier(id, now)?;
        Ok(())
    })
    .await?;
    room.emit(DeskEvent::Dossier { id });
    Ok(())
}

/// Takes a draft out of the bin.
pub(crate) async fn restore(room: &Arc<Room>, id: Uuid) -> Result<(), DeskError> {
    let lang = room.lang();
    let now = room.shared.now();
    room.write(move |tx| {
        tx.dossier(id, whose(tx)?)?
            .ok_or_else(|| DeskError::not_found(lang, Thing::Dossier))?;
        tx.restore_dossier(id, now)?;
        Ok(())
    })
    .await?;
    room.emit(DeskEvent::Dossier { id });
    Ok(())
}
