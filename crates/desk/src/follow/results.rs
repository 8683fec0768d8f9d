//! Files of results: fetched in the background as soon as the portal names them, kept encrypted.

use std::sync::Arc;

use motcua_portal_api::dossier::ResultFile;
use uuid::Uuid;

use crate::{
    drafts::check::portal_copy,
    error::DeskError,
    files::{self, SavedFile},
    shared::{
        room::{Room, own_dossier, whose},
        words::Thing,
    },
    views::event::DeskEvent,
};

/// Fetches in the background what the portal handed out for these dossiers and is not here yet.
/// What fails is fetched when the user opens it.
pub(crate) fn fetch_missing(room: &Arc<Room>, dossiers: Vec<Uuid>) {
    if dossiers.is_empty() || room.link().is_none() {
        return;
    }
    let room = Arc::clone(room);
    tokio::spawn(async move {
        let Ok(missing) = missing(&room, dossiers).await else {
            return;
        };
        for (dossier, file) in missing {
            if let Err(error) = fetch(&room, dossier, &file).await {
                log::info!("a result could not be fetched yet: {:?}", error.code);
                return;
            }
            room.emit(DeskEvent::Dossier { id: dossier });
        }
    });
}

async fn missing(room: &Arc<Room>, dossiers: Vec<Uuid>) -> Result<Vec<(Uuid, ResultFile)>, DeskError> {
    room.read(move |tx| {
        let whose = whose(tx)?;
        let mut missing = Vec::new();
        for id in dossiers {
            let Some(record) = tx.dossier(id, whose)? else {
                continue;
            };
            let Some(copy) = portal_copy(tx, &record)? else {
                continue;
            };
            let here = tx.results(id)?;
            missing.extend(
                copy.results
                    .into_iter()
                    .filter(|file| !here.iter().any(|kept| kept.id == file.id))
                    .map(|file| (id, file)),
            );
        }
        Ok(missing)
    })
    .await
}

/// Fetches one file, compares size and hash with what the portal said, and keeps it.
async fn fetch(room: &Arc<Room>, dossier: Uuid, file: &ResultFile) -> Result<(), DeskError> {
    let link = room.need_link().await?;
    let download = link.ask(room, link.client.result_file(dossier, file.id)).await?;
    let blob = files::keep_download(room, &link, download, &file.sha256, file.size).await?;
    let (file, now) = (file.clone(), room.shared.now());
    room.write(move |tx| {
        tx.put_result(dossier, file.id, &file.file_name, &blob, now)?;
        Ok(())
    })
    .await
}

/// A result file's bytes, fetched now if it is not here yet.
pub(crate) async fn file(room: &Arc<Room>, dossier: Uuid, id: Uuid) -> Result<SavedFile, DeskError> {
    if let Some(file) = kept(room, dossier, id).await? {
        return Ok(file);
    }
    let lang = room.lang();
    let named = room
        .read(move |tx| {
            let record = own_dossier(tx, dossier, lang)?;
            Ok(
                portal_copy(tx, &record)?
                    .and_then(|copy| copy.results.into_iter().find(|file| file.id == id)),
            )
        })
        .await?
        .ok_or_else(|| DeskError::not_found(lang, Thing::Result))?;
    fetch(room, dossier, &named).await?;
    room.emit(DeskEvent::Dossier { id: dossier });
    kept(room, dossier, id)
        .await?
        .ok_or_else(|| DeskError::not_found(lang, Thing::Result))
}

async fn kept(room: &Arc<Room>, dossier: Uuid, id: Uuid) -> Result<Option<SavedFile>, DeskError> {
    let lang = room.lang();
    let kept = room
        .read(move |tx| {
            own_dossier(tx, dossier, lang)?;
            Ok(tx.results(dossier)?.into_iter().find(|result| result.id == id))
        })
        .await?;
    match kept {
        None => Ok(None),
        Some(result) => {
            let bytes = files::read_blob(room, result.sha256).await?;
            Ok(Some(SavedFile {
                media_type: files::media_type(&bytes).to_owned(),
                file_name: result.file_name,
                bytes,
            }))
        }
    }
}
