//! What the outbox and the change feed are given of the store.

use std::{
    io::{Read, Seek, SeekFrom},
    sync::Arc,
};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use motcua_portal_api::account::Session;
use motcua_store::{AccountRecord, StoreError, StoredSession, UploadRecord};
use motcua_sync::{
    engine::{JobState, UploadState},
    ports::{
        BlobBytes, BlobSource, Clock, Entropy, FileTrouble, JobStore, Loaded, StoreFailure, Tokens, Write,
    },
};
use tokio::sync::mpsc;
use tokio_util::io::StreamReader;

use super::outcomes;
use crate::{
    catalogue::shelf::Shelf,
    error::DeskError,
    shared::room::{Room, Stop, account},
};

/// How much of a file is read ahead of the network.
const PIECE: usize = 64 * 1024;

/// The desk's side of the outbox and of the session.
#[derive(Clone)]
pub(crate) struct Ports {
    pub room: Arc<Room>,
    pub shelf: Arc<Shelf>,
}

/// The store's words without its punctuation for the user: the driver only passes them on.
pub(crate) fn failure(error: DeskError) -> StoreFailure {
    StoreFailure {
        message: error.message,
    }
}

impl JobStore for Ports {
    fn load(&self) -> BoxFuture<'_, Result<Loaded, StoreFailure>> {
        Box::pin(async move {
            self.room
                .read(|tx| {
                    let mut jobs = Vec::new();
                    for operation in tx.operations()? {
                        match JobState::from_json(&operation.state) {
                            Ok(job) => jobs.push(job),
                            // its row stays: a newer program, or a technician, can still use it
                            Err(error) => {
                                log::error!("job {} of the outbox is left alone: {error}", operation.id)
                            }
                        }
                    }
                    let uploads = tx.uploads()?;
                    let uploads = uploads
                        .into_iter()
                        .map(|u| UploadState {
                            account: u.account,
                            sha256: u.sha256,
                            size: u.size,
                            url: u.url,
                        })
                        .collect();
                    Ok(Loaded { jobs, uploads })
                })
                .await
                .map_err(failure)
        })
    }

    fn write(&self, write: Write) -> BoxFuture<'_, Result<(), StoreFailure>> {
        Box::pin(async move {
            let shelf = Arc::clone(&self.shelf);
            let (now, room) = (self.room.shared.now(), Arc::clone(&self.room));
            let told = self
                .room
                .write(move |tx| {
                    let mut told = Vec::new();
                    for (account, sha256) in &write.ended_uploads {
                        tx.remove_upload(*account, sha256)?;
                    }
                    for upload in write.uploads {
                        tx.put_upload(&UploadRecord {
                            account: upload.account,
                            sha256: upload.sha256,
                            url: upload.url,
                            size: upload.size,
                            offset: 0, // the portal's word counts, asked for before each byte
                            expires_at: None,
                        })?;
                    }
                    for job in &write.jobs {
                        told.extend(outcomes::keep(tx, &room, &shelf, job, now)?);
                    }
                    Ok(told)
                })
                .await
                .map_err(failure)?;
            for event in told {
                self.room.emit(event);
            }
            Ok(())
        })
    }
}

impl BlobSource for Ports {
    fn open<'a>(&'a self, sha256: &'a str, offset: u64) -> BoxFuture<'a, Result<BlobBytes, FileTrouble>> {
        Box::pin(async move {
            let blobs = self.room.store.blobs().clone();
            let sha256 = sha256.to_owned();
            let opened = tokio::task::spawn_blocking(move || -> Result<_, StoreError> {
                let mut reader = blobs.open(&sha256)?;
                reader.seek(SeekFrom::Start(offset))?;
                Ok(reader)
            })
            .await;
            match opened {
                Ok(Ok(reader)) => Ok(stream(reader)),
                Ok(Err(StoreError::DamagedBlob | StoreError::Damaged { .. })) => Err(FileTrouble::Damaged),
                Ok(Err(StoreError::NotFound(_) | StoreError::Missing(_))) => Err(FileTrouble::Missing),
                Ok(Err(error)) => {
                    log::warn!("a file to be sent cannot be read: {error}");
                    Err(FileTrouble::Unreadable)
                }
                Err(_) => Err(FileTrouble::Unreadable),
            }
        })
    }
}

/// Bytes of a blocking reader as an asynchronous one; at most two pieces are in memory.
fn stream(mut reader: impl Read + Send + 'static) -> BlobBytes {
    let (sender, pieces) = mpsc::channel::<std::io::Result<Bytes>>(1);
    tokio::task::spawn_blocking(move || {
        loop {
            let mut piece = vec![0; PIECE];
            let read = match reader.read(&mut piece) {
                Ok(0) => return,
                Ok(read) => {
                    piece.truncate(read);
                    Ok(Bytes::from(piece))
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => Err(error),
            };
            let ended = read.is_err();
            if sender.blocking_send(read).is_err() || ended {
                return;
            }
        }
    });
    let stream = futures_util::stream::unfold(pieces, |mut pieces| async move {
        let piece = pieces.recv().await?;
        Some((piece, pieces))
    });
    Box::pin(StreamReader::new(Box::pin(stream)))
}

impl Tokens for Ports {
    fn load(&self) -> BoxFuture<'_, Option<Session>> {
        Box::pin(async move {
            self.room
                .read(|tx| {
                    let Some(record) = tx.current_account()? else {
                        return Ok(None);
                    };
                    let Some(session) = tx.session(record.id)? else {
                        return Ok(None);
                    };
                    Ok(Some(Session {
                        access_token: session.access_token,
                        access_expires_at: session.access_expires_at,
                        refresh_token: session.refresh_token,
                        refresh_expires_at: session.refresh_expires_at,
                        account: account(record)?,
                    }))
                })
                .await
                .inspect_err(|error| log::warn!("the session could not be read: {:?}", error.code))
                .ok()
                .flatten()
        })
    }

    fn save(&self, session: Session) -> BoxFuture<'_, Result<(), StoreFailure>> {
        Box::pin(async move {
            self.room
                .write(move |tx| {
                    let id = session.account.id;
                    tx.put_account(&AccountRecord {
                        id,
                        details: serde_json::to_value(&session.account.details).map_err(StoreError::from)?,
                        version: session.account.version,
                    })?;
                    tx.put_session(
                        id,
                        &StoredSession {
                            access_token: session.access_token,
                            access_expires_at: session.access_expires_at,
                            refresh_token: session.refresh_token,
                            refresh_expires_at: session.refresh_expires_at,
                        },
                    )?;
                    Ok::<_, Stop>(tx.set_current_account(Some(id))?)
                })
                .await
                .map_err(failure)
        })
    }

    fn clear(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            let cleared = self
                .room
                .write(|tx| {
                    if let Some(account) = tx.current_account()? {
                        tx.remove_session(account.id)?;
                    }
                    Ok(())
                })
                .await;
            if let Err(error) = cleared {
                log::warn!("the ended session could not be forgotten: {:?}", error.code);
            }
        })
    }
}

impl Clock for Ports {
    fn now(&self) -> DateTime<Utc> {
        self.room.shared.now()
    }
}

impl Entropy for Ports {
    fn next(&self) -> u64 {
        self.room.shared.deps.random.seed()
    }
}
