//! Files of results: fetched in the background as soon as the portal names them, kept encrypted.

use std::{io::Read, sync::Arc};

use bytes::Bytes;
use motcua_portal_api::dossier::ResultFile;
use motcua_sync::client::ClientError;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::{
    drafts::check::portal_copy,
    error::{DeskError, ErrorCode},
    files::SavedFile,
    shared::{
        room::{Room, own_dossier, whose},
        words::Thing,
    },
    views::event::DeskEvent,
};

/// Largest result that is taken, in bytes.
const LARGEST: u64 = 2 << 30;

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
    let lang = room.lang();
    let link = room.need_link().await?;
    let mut download = link.ask(room, link.client.result_file(dossier, file.id)).await?;
    let (sender, pieces) = mpsc::channel::<Bytes>(4);
    let here = Arc::clone(room);
    let wanted = file.clone();
    let now = room.shared.now();
    let keeping = tokio::task::spawn_blocking(move || {
        let mut reader = Pieces {
            pieces,
            rest: Bytes::new(),
        };
        let blob = here
            .store
            .blobs()
            .put(&mut reader, LARGEST.min(wanted.size), &mut |_| {})
            .map_err(|error| here.store_error(&error))?;
        if blob.size() != wanted.size || !blob.sha256().eq_ignore_ascii_case(&wanted.sha256) {
            return Err(DeskError::say(
                ErrorCode::BadFile,
                lang,
                "Tệp kết quả tải về không khớp với tệp của cổng. Hãy thử tải lại.",
                "The downloaded result does not match the portal's file. Try again.",
            ));
        }
        here.write_now(|tx| {
            tx.put_result(dossier, wanted.id, &wanted.file_name, &blob, now)?;
            Ok(())
        })
    });
    let mut failed: Option<ClientError> = None;
    loop {
        match download.next().await {
            Ok(Some(piece)) => {
                if sender.send(piece).await.is_err() {
                    break; // the store has given up; its error follows
                }
            }
            Ok(None) => break,
            Err(error) => {
                failed = Some(error);
                break;
            }
        }
    }
    drop(sender);
    let kept = keeping
        .await
        .unwrap_or_else(|error| Err(room.shared.internal(&error)));
    match failed {
        Some(error) => Err(link.error(room, &error)),
        None => kept,
    }
}

struct Pieces {
    pieces: mpsc::Receiver<Bytes>,
    rest: Bytes,
}

impl Read for Pieces {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        while self.rest.is_empty() {
            match self.pieces.blocking_recv() {
                Some(piece) => self.rest = piece,
                None => return Ok(0),
            }
        }
        let read = buf.len().min(self.rest.len());
        buf[..read].copy_from_slice(&self.rest.split_to(read));
        Ok(read)
    }
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
            let bytes = crate::files::read_blob(room, result.sha256).await?;
            Ok(Some(SavedFile {
                media_type: crate::files::media_type(&bytes).to_owned(),
                file_name: result.file_name,
                bytes,
            }))
        }
    }
}
