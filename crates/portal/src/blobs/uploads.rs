//! Resumable uploads: every byte that reached the portal stays, the length of the file on disk is
//! the offset, and the SHA-256 of the whole file decides.

use std::{io, time::Duration as Pause};

use axum::http::StatusCode;
use bytes::Bytes;
use chrono::{DateTime, Duration, Utc};
use futures_util::{Stream, StreamExt};
use motcua_portal_api::problem::ProblemCode;
use rusqlite::{Connection, OptionalExtension, Transaction};
use tokio::{fs, io::AsyncWriteExt};
use uuid::Uuid;

use super::{
    files::{self, Seen},
    locks::Holding,
};
use crate::{
    db::convert::{self, ms},
    error::{ApiError, ApiResult},
    http::extract::too_large,
    secrets::sync_folder,
    state::App,
};

/// A request that was replaced by a newer one ends when nothing has come for this long …
const QUIET: Pause = Pause::from_millis(100);
/// … and at the latest after this long.
const DRAIN: Pause = Pause::from_secs(2);

/// What an upload has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Bytes may come.
    Open,
    /// The file is stored.
    Done,
    /// The bytes did not have the hash, or the upload was ended.
    Dropped,
}

/// An upload.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Id, the last part of its address.
    pub id: Uuid,
    /// Whose.
    pub account: Uuid,
    /// The hash that the whole must have.
    pub sha256: String,
    /// Bytes of the whole.
    pub length: u64,
    /// When it is dropped.
    pub expires_at: DateTime<Utc>,
    state: State,
}

/// What is to be uploaded.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Wanted {
    /// The hash that the whole must have.
    pub sha256: String,
    /// Bytes of the whole.
    pub length: u64,
    /// For people; the portal does not use it.
    pub file_name: Option<String>,
}

/// Makes an upload.
///
/// # Errors
/// 400 for what is no hash, 413 above a limit, 429 with too many unfinished ones.
pub fn create(tx: &Transaction<'_>, app: &App, account: Uuid, wanted: &Wanted) -> ApiResult<Uuid> {
    let limits = &app.config.limits;
    if !super::is_sha256(&wanted.sha256) {
        return Err(ApiError::bad_request(
            "Upload-Metadata needs sha256 with 64 lower-case hex digits",
        ));
    }
    if wanted.length > limits.upload {
        return Err(too_large("application/octet-stream", limits.upload));
    }
    let now = app.now();
    let (open, waiting): (u32, i64) = tx.query_row(
        "SELECT count(*), coalesce(sum(length), 0) FROM uploads WHERE account = ?1 AND state = 'open' AND expires_at > ?2",
        (account.to_string(), ms(now)),
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    if open >= limits.open_uploads {
        return Err(ApiError::too_many_requests(60));
    }
    let stored: i64 = tx.query_row(
        "SELECT coalesce(sum(size), 0) FROM blobs WHERE account = ?1",
        [account.to_string()],
        |row| row.get(0),
    )?;
    let held = u64::try_from(stored.saturating_add(waiting)).unwrap_or(0);
    if held.saturating_add(wanted.length) > limits.account {
        return Err(too_large(
            "application/octet-stream",
            limits.account.saturating_sub(held),
        ));
    }
    let id = app.random.uuid();
    let expires = now + Duration::seconds(app.config.lifetimes.upload);
    tx.execute(
        "INSERT INTO uploads (id, account, sha256, length, file_name, state, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, 'open', ?6, ?7)",
        (
            id.to_string(),
            account.to_string(),
            &wanted.sha256,
            i64::try_from(wanted.length).unwrap_or(i64::MAX),
            &wanted.file_name,
            ms(now),
            ms(expires),
        ),
    )?;
    Ok(id)
}

/// An account's upload.
///
/// # Errors
/// 404 for one that is not this account's, 410 for one that was dropped or has expired.
pub async fn find(app: &App, account: Uuid, id: Uuid) -> ApiResult<Upload> {
    let upload = app.db.read(move |db| read(db, account, id)).await?;
    if upload.state == State::Dropped || (upload.state == State::Open && upload.expires_at <= app.now()) {
        return Err(ApiError::gone(
            "Lần tải lên này không còn hiệu lực. Hãy tải tệp lên lại từ đầu.",
            "This upload is no longer valid. Upload the file again from the start.",
        ));
    }
    Ok(upload)
}

fn read(db: &Connection, account: Uuid, id: Uuid) -> ApiResult<Upload> {
    db.query_row(
        "SELECT sha256, length, state, expires_at FROM uploads WHERE id = ?1 AND account = ?2",
        (id.to_string(), account.to_string()),
        |row| {
            let state: String = row.get("state")?;
            Ok(Upload {
                id,
                account,
                sha256: row.get("sha256")?,
                length: row.get::<_, i64>("length")?.unsigned_abs(),
                expires_at: convert::at(row, "expires_at")?,
                state: match state.as_str() {
                    "open" => State::Open,
                    "done" => State::Done,
                    _ => State::Dropped,
                },
            })
        },
    )
    .optional()?
    .ok_or_else(ApiError::not_found)
}

/// The offset of an upload: the length of its file on disk, so that it is true after any crash.
/// An upload that is whole but was not finished (a crash between) is finished now.
///
/// # Errors
/// 422 `hash_mismatch` when the whole is not what was announced.
pub async fn offset(app: &App, upload: &Upload, _holding: &Holding) -> ApiResult<u64> {
    if upload.state == State::Done {
        return Ok(upload.length);
    }
    let offset = length_on_disk(app, upload).await?;
    if offset == upload.length {
        finish(app, upload).await?;
    }
    Ok(offset)
}

async fn length_on_disk(app: &App, upload: &Upload) -> ApiResult<u64> {
    match fs::metadata(files::upload_path(app, upload.id)).await {
        Ok(file) => Ok(file.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // Renamed to its place, but the crash came before its row: whole, as far as it matters.
            let stored = fs::metadata(files::blob_path(app, upload.account, &upload.sha256)).await;
            Ok(if stored.is_ok_and(|file| file.len() == upload.length) {
                upload.length
            } else {
                0
            })
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes bytes from `offset` on, as many as come, and answers with the new offset. When the last
/// byte is there, the file is checked and stored.
///
/// # Errors
/// 409 for a wrong offset, 413 for more than was announced, 422 `hash_mismatch`, 503 when the disk
/// is full. Whatever came is kept, except with 422.
pub async fn append<S, E>(
    app: &App,
    upload: &Upload,
    holding: &Holding,
    offset: u64,
    mut bytes: S,
) -> ApiResult<u64>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    let mut at = self::offset(app, upload, holding).await?;
    if at != offset {
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            ProblemCode::WrongState,
            "Vị trí tải lên không khớp với số byte Cổng đã nhận. Hãy hỏi lại vị trí rồi gửi tiếp.",
            "The offset is not the number of bytes that the portal holds. Ask for the offset, then go on.",
        )
        .retry_in(0));
    }
    if upload.state == State::Done || at == upload.length {
        return Ok(at);
    }
    let path = files::upload_path(app, upload.id);
    let mut file = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .await?;
    file.set_max_buf_size(256 * 1024);
    let idle = Pause::from_secs(app.config.limits.upload_idle_seconds);
    let mut refused = None;
    let mut leave_by = None;
    loop {
        let next = match leave_by {
            None => tokio::select! {
                biased;
                () = holding.replaced.cancelled() => {
                    leave_by = Some(tokio::time::Instant::now() + DRAIN);
                    continue;
                }
                next = tokio::time::timeout(idle, bytes.next()) => next.unwrap_or(None),
            },
            // A newer request waits, mostly because the connection was cut: what had arrived by then
            // may still lie in the socket, and is taken before the place is given up.
            Some(last) if tokio::time::Instant::now() < last => {
                tokio::time::timeout(QUIET, bytes.next()).await.unwrap_or(None)
            }
            Some(_) => None,
        };
        // A cut is no error: what came is kept, and the client asks for the offset.
        let Some(Ok(chunk)) = next else { break };
        if chunk.len() as u64 > upload.length - at {
            refused = Some(too_large("application/octet-stream", upload.length));
            break;
        }
        if let Err(error) = file.write_all(&chunk).await {
            refused = Some(error.into());
            break;
        }
        at += chunk.len() as u64;
    }
    // The disk may fail only now, since writes are behind; the length on disk is the truth.
    if let Err(error) = file.flush().await.and(file.sync_data().await) {
        refused = Some(error.into());
    }
    drop(file);
    let at = length_on_disk(app, upload).await?;
    if let Some(error) = refused {
        return Err(error);
    }
    if at == upload.length {
        finish(app, upload).await?;
    } else {
        put_off(app, upload.id).await?;
    }
    Ok(at)
}

/// The lifetime of an upload counts from its last byte.
async fn put_off(app: &App, id: Uuid) -> ApiResult<()> {
    let expires = app.now() + Duration::seconds(app.config.lifetimes.upload);
    app.db
        .write(move |tx| {
            tx.execute(
                "UPDATE uploads SET expires_at = ?1 WHERE id = ?2 AND state = 'open'",
                (ms(expires), id.to_string()),
            )?;
            Ok(())
        })
        .await
}

/// Checks the whole and makes it a stored file of the account. May be repeated after a crash at any
/// point: rename first, row second.
async fn finish(app: &App, upload: &Upload) -> ApiResult<()> {
    let (state, whole) = (app.clone(), upload.clone());
    let seen = app.work.run(move || store(&state, &whole)).await??;
    let (state, whole) = (app.clone(), upload.clone());
    let now = app.now();
    app.db
        .write(move |tx| {
            let new_state = if seen.is_some() { "done" } else { "mismatch" };
            tx.execute(
                "UPDATE uploads SET state = ?1, expires_at = ?2 WHERE id = ?3",
                (
                    new_state,
                    ms(now + Duration::seconds(state.config.lifetimes.upload)),
                    whole.id.to_string(),
                ),
            )?;
            if seen.is_some() {
                tx.execute(
                    "INSERT INTO blobs (account, sha256, size, created_at) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (account, sha256) DO NOTHING",
                    (
                        whole.account.to_string(),
                        &whole.sha256,
                        i64::try_from(whole.length).unwrap_or(i64::MAX),
                        ms(now),
                    ),
                )?;
            }
            Ok(seen.is_some())
        })
        .await?
        .then_some(())
        .ok_or_else(|| {
            ApiError::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                ProblemCode::HashMismatch,
                "Nội dung tệp Cổng nhận được không khớp với mã kiểm tra. Tệp đã bị bỏ; hãy tải lên lại.",
                "The bytes that arrived do not have the announced hash. They were dropped; upload the file again.",
            )
            .retry_in(0)
        })
}

/// Blocks. `None`: the bytes were not those announced, and are gone.
fn store(app: &App, upload: &Upload) -> ApiResult<Option<Seen>> {
    let target = files::blob_path(app, upload.account, &upload.sha256);
    let source = files::upload_path(app, upload.id);
    let arrived = if upload.length == 0 && !source.exists() {
        std::fs::File::create(&source)?;
        true
    } else {
        source.exists()
    };
    let place = if arrived { &source } else { &target };
    let seen = files::look_at(place)?;
    if seen.sha256 != upload.sha256 || seen.size != upload.length {
        std::fs::remove_file(place)?;
        return Ok(None);
    }
    let folder = app.folders.blobs.join(upload.account.to_string());
    if arrived {
        if !folder.is_dir() {
            std::fs::create_dir_all(&folder)?;
            sync_folder(&app.folders.blobs)?;
        }
        std::fs::File::open(&source)?.sync_all()?;
        std::fs::rename(&source, &target)?;
    }
    sync_folder(&folder)?;
    Ok(Some(seen))
}

/// Ends an upload and drops what came. A file that was stored already stays.
///
/// # Errors
/// Those of database and disk.
pub async fn terminate(app: &App, upload: &Upload, _holding: &Holding) -> ApiResult<()> {
    let id = upload.id;
    app.db
        .write(move |tx| {
            tx.execute(
                "UPDATE uploads SET state = 'ended' WHERE id = ?1",
                [id.to_string()],
            )?;
            Ok(())
        })
        .await?;
    match fs::remove_file(files::upload_path(app, id)).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
