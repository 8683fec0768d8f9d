//! Bytes that leave the store: for the viewer, or for a place the user chose.

use std::{io::Read, sync::Arc};

use bytes::Bytes;
use motcua_store::StoredBlob;
use motcua_sync::client::Download;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::{
    error::{DeskError, ErrorCode},
    portal_link::Link,
    shared::{
        room::{Room, own_dossier},
        words::Thing,
    },
};

/// Largest file that is taken from a portal, in bytes.
const LARGEST: u64 = 2 << 30;

/// A file with its name and what it is.
#[derive(Clone, PartialEq, Eq)]
pub struct SavedFile {
    /// Name to propose.
    pub file_name: String,
    /// Media type as found in the bytes.
    pub media_type: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for SavedFile {
    /// Without name and bytes: both may be personal.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SavedFile")
            .field("media_type", &self.media_type)
            .field("size", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// A whole blob. Meant for papers and results that are shown or exported, not for sending. A damaged one
/// comes back from a backup if one has it whole.
pub(crate) async fn read_blob(room: &Arc<Room>, sha256: String) -> Result<Vec<u8>, DeskError> {
    let here = Arc::clone(room);
    room.blocking(move || {
        let read = || -> motcua_store::Result<Vec<u8>> {
            let mut reader = here.store.blobs().open(&sha256)?;
            let mut bytes = Vec::with_capacity(usize::try_from(reader.size()).unwrap_or_default());
            reader
                .read_to_end(&mut bytes)
                .map_err(|_| motcua_store::StoreError::DamagedBlob)?;
            Ok(bytes)
        };
        let mended = |error: &motcua_store::StoreError| {
            let backups = crate::backup::folder(&here.shared.home);
            matches!(error, motcua_store::StoreError::DamagedBlob)
                && here
                    .store
                    .mend_blob(&sha256, &backups, &here.upkeep.stop)
                    .unwrap_or(false)
        };
        read()
            .or_else(|error| if mended(&error) { read() } else { Err(error) })
            .map_err(|error| here.store_error(&error))
    })
    .await
}

/// A paper of a dossier.
pub(crate) async fn paper(room: &Arc<Room>, dossier: Uuid, paper: Uuid) -> Result<SavedFile, DeskError> {
    let lang = room.lang();
    let paper = room
        .read(move |tx| {
            own_dossier(tx, dossier, lang)?;
            let here = tx.paper(dossier, paper)?;
            Ok(here.ok_or_else(|| DeskError::not_found(lang, Thing::Paper))?)
        })
        .await?;
    Ok(SavedFile {
        bytes: read_blob(room, paper.sha256).await?,
        file_name: paper.file_name,
        media_type: paper.media_type,
    })
}

/// What the bytes are, by their beginning; enough to show a result, whose name proves nothing.
pub(crate) fn media_type(bytes: &[u8]) -> &'static str {
    match bytes {
        [b'%', b'P', b'D', b'F', b'-', ..] => "application/pdf",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => "image/png",
        _ => "application/octet-stream",
    }
}

/// Keeps a file that comes from the portal, encrypted and under the hash and size it must have.
pub(crate) async fn keep_download(
    room: &Arc<Room>,
    link: &Link,
    mut download: Download,
    sha256: &str,
    size: u64,
) -> Result<StoredBlob, DeskError> {
    let (sender, pieces) = mpsc::channel::<Bytes>(4);
    let (here, sha256) = (Arc::clone(room), sha256.to_owned());
    let keeping = tokio::task::spawn_blocking(move || {
        let mut reader = Pieces {
            pieces,
            rest: Bytes::new(),
        };
        let blob = here
            .store
            .blobs()
            .put(&mut reader, LARGEST.min(size), &mut |_| {})
            .map_err(|error| here.store_error(&error))?;
        if blob.size() != size || !blob.sha256().eq_ignore_ascii_case(&sha256) {
            return Err(DeskError::say(
                ErrorCode::BadFile,
                here.lang(),
                "Tệp tải về không khớp với tệp của cổng. Hãy thử tải lại.",
                "The downloaded file does not match the portal's. Try again.",
            ));
        }
        Ok(blob)
    });
    let mut failed = None;
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
