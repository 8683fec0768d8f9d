//! Papers: attached, replaced, taken away and brought back. "Kept" is said only when the bytes are
//! copied, hashed, encrypted and fsynced, and the row that names them is committed (I1).

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use motcua_domain::{content::Paper, fold::nfc, paper::PaperLimits};
use motcua_store::{NewPaper, ReadTx, StoreError, StoredBlob, WriteTx};
use uuid::Uuid;

use super::{check::need_editable, inspect};
use crate::{
    catalogue::shelf::Shelf,
    error::{DeskError, ErrorCode},
    shared::{
        room::{Room, Stop, wrong_state},
        words::Thing,
    },
    views::{dossier::Attached, event::DeskEvent},
};

/// Most papers of one dossier.
const MOST_PAPERS: usize = 500;
/// Longest file name that is kept, in characters.
const LONGEST_NAME: usize = 200;

/// Attaches one file to a component.
pub(crate) async fn attach(
    room: &Arc<Room>,
    id: Uuid,
    component: String,
    path: PathBuf,
) -> Result<Attached, DeskError> {
    let shelf = room.shared.shelf().await?;
    let here = Arc::clone(room);
    let wanted = component.clone();
    let limits = room
        .read(move |tx| limits_of(tx, &here, &shelf, id, &wanted))
        .await?;
    let paper = room.shared.id();
    take(room, id, path, limits, move |tx, room, file| {
        if tx.papers(id)?.len() >= MOST_PAPERS {
            return Err(wrong_state(
                room.lang(),
                "Hồ sơ đã có quá nhiều tệp. Hãy gộp các trang vào một tệp PDF rồi đính kèm lại.",
                "The dossier has too many files. Put pages together into one PDF and attach it.",
            )
            .into());
        }
        let new = NewPaper {
            id: paper,
            component,
            file_name: file.name,
            media_type: file.media_type,
            blob: file.blob,
        };
        Ok(tx.add_paper(id, &new, room.shared.now())?)
    })
    .await
}

/// Gives a paper other bytes; its id and place stay.
pub(crate) async fn replace(
    room: &Arc<Room>,
    id: Uuid,
    paper: Uuid,
    path: PathBuf,
) -> Result<Attached, DeskError> {
    let lang = room.lang();
    let shelf = room.shared.shelf().await?;
    let here = Arc::clone(room);
    let (component, limits) = room
        .read(move |tx| {
            let component = tx
                .paper(id, paper)?
                .ok_or_else(|| DeskError::not_found(lang, Thing::Paper))?
                .component;
            let limits = limits_of(tx, &here, &shelf, id, &component)?;
            Ok((component, limits))
        })
        .await?;
    take(room, id, path, limits, move |tx, room, file| {
        let new = NewPaper {
            id: paper,
            component,
            file_name: file.name,
            media_type: file.media_type,
            blob: file.blob,
        };
        Ok(tx.replace_paper(id, &new, room.shared.now())?)
    })
    .await
}

/// What a component takes; it must be one of the procedure's, or hold papers already.
fn limits_of(
    tx: &ReadTx<'_>,
    room: &Room,
    shelf: &Shelf,
    id: Uuid,
    component: &str,
) -> Result<PaperLimits, Stop> {
    let lang = room.lang();
    let record = need_editable(tx, id, lang)?;
    let edition = shelf.version(&record.edition, record.catalogue_version);
    let known = edition.as_ref().and_then(|edition| {
        edition
            .procedure(&record.procedure)?
            .components
            .as_deref()?
            .iter()
            .find(|known| known.code == component)
    });
    match known {
        Some(known) => Ok(known.limits.clone().unwrap_or_else(|| room.limits())),
        None if tx.papers(id)?.iter().any(|paper| paper.component == component) => Ok(room.limits()),
        None => Err(DeskError::say(
            ErrorCode::NotFound,
            lang,
            "Thành phần hồ sơ này không thuộc thủ tục. Hãy mở lại hồ sơ.",
            "This component is not part of the procedure. Open the dossier again.",
        )
        .into()),
    }
}

struct Taken {
    name: String,
    media_type: String,
    blob: StoredBlob,
}

/// Checks and copies the file, then lets `keep` name it in a row.
async fn take(
    room: &Arc<Room>,
    id: Uuid,
    path: PathBuf,
    limits: PaperLimits,
    keep: impl FnOnce(&WriteTx<'_>, &Room, Taken) -> Result<Paper, Stop> + Send + 'static,
) -> Result<Attached, DeskError> {
    let lang = room.lang();
    let file_name = shown_name(&path);
    let here = Arc::clone(room);
    let name = file_name.clone();
    let kept = room
        .blocking(move || {
            inspect::before(&path, &limits, lang)?;
            let blob = here
                .store
                .blobs()
                .put_file(&path, limits.max_bytes, &mut |_| {})
                .map_err(|error| here.store_error(&error))?;
            let media_type =
                inspect::copy(&here.store, &blob, &name, &limits, lang).map_err(|stop| match stop {
                    Stop::Desk(error) => *error,
                    Stop::Store(error) => here.store_error(&error),
                })?;
            here.write_now(|tx| {
                need_editable(tx, id, lang)?;
                keep(
                    tx,
                    &here,
                    Taken {
                        name,
                        media_type,
                        blob,
                    },
                )
            })
        })
        .await;
    match kept {
        Ok(paper) => {
            room.emit(DeskEvent::Dossier { id });
            Ok(Attached::Kept { paper })
        }
        Err(error) if error.code == ErrorCode::BadFile => Ok(Attached::Refused {
            file_name,
            message: error.message,
        }),
        Err(error) => Err(error),
    }
}

/// The user's name of the file, for people only.
fn shown_name(path: &Path) -> String {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let name: String = nfc(&name)
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_NAME)
        .collect();
    if name.is_empty() { "tep".to_owned() } else { name }
}

/// Takes a paper away; it can be brought back.
pub(crate) async fn remove(room: &Arc<Room>, id: Uuid, paper: Uuid) -> Result<(), DeskError> {
    change(room, id, move |tx, now| tx.remove_paper(id, paper, now)).await
}

/// Brings a removed paper back.
pub(crate) async fn restore(room: &Arc<Room>, id: Uuid, paper: Uuid) -> Result<(), DeskError> {
    change(room, id, move |tx, now| tx.restore_paper(id, paper, now)).await
}

/// Reorders within the component.
pub(crate) async fn reorder(room: &Arc<Room>, id: Uuid, paper: Uuid, position: u32) -> Result<(), DeskError> {
    change(room, id, move |tx, now| tx.move_paper(id, paper, position, now)).await
}

async fn change(
    room: &Arc<Room>,
    id: Uuid,
    work: impl FnOnce(&WriteTx<'_>, chrono::DateTime<chrono::Utc>) -> Result<(), StoreError> + Send + 'static,
) -> Result<(), DeskError> {
    let (lang, now) = (room.lang(), room.shared.now());
    room.write(move |tx| {
        need_editable(tx, id, lang)?;
        Ok(work(tx, now)?)
    })
    .await?;
    room.emit(DeskEvent::Dossier { id });
    Ok(())
}
