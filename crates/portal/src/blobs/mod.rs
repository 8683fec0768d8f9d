//! File bytes: resumable uploads, and the files they become.
//!
//! A file belongs to the account that sent it: `blobs/<account>/<sha256>` with a row of that
//! account. Nobody learns from the portal whether a stranger has the same file, and nobody can use
//! it. A row is written only after its file is on disk, renamed and fsynced.

pub mod files;
pub mod locks;
pub mod sweep;
pub mod uploads;

pub use locks::UploadLocks;

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use crate::{
    error::{ApiError, ApiResult},
    state::App,
};

/// Most hashes in one question.
pub const MAX_ASKED: usize = 1000;

/// Whether a text is a SHA-256 as the contract writes it: 64 lower-case hex digits.
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// The size of an account's stored file, or `None` when the account has to send it.
///
/// # Errors
/// Those of the database.
pub fn stored_size(db: &Connection, app: &App, account: Uuid, sha256: &str) -> ApiResult<Option<u64>> {
    let size: Option<i64> = db
        .prepare_cached("SELECT size FROM blobs WHERE account = ?1 AND sha256 = ?2")?
        .query_row((account.to_string(), sha256), |row| row.get(0))
        .optional()?;
    let Some(size) = size.and_then(|s| u64::try_from(s).ok()) else {
        return Ok(None);
    };
    // A row whose file was lost (a damaged disk, a partial restore) is answered as missing, so that
    // the desk sends the file again.
    let on_disk = std::fs::metadata(files::blob_path(app, account, sha256))
        .map(|m| m.len())
        .ok();
    Ok((on_disk == Some(size)).then_some(size))
}

/// Which of the hashes this account still has to send, in the order asked.
///
/// # Errors
/// 400 for too many, or for what is no hash.
pub async fn missing(app: &App, account: Uuid, asked: Vec<String>) -> ApiResult<Vec<String>> {
    if asked.len() > MAX_ASKED {
        return Err(ApiError::bad_request(format!(
            "at most {MAX_ASKED} hashes in one question"
        )));
    }
    if !asked.iter().all(|hash| is_sha256(hash)) {
        return Err(ApiError::bad_request("sha256 must be 64 lower-case hex digits"));
    }
    let state = app.clone();
    app.db
        .read(move |db| {
            let mut missing = Vec::new();
            for hash in asked {
                if stored_size(db, &state, account, &hash)?.is_none() {
                    missing.push(hash);
                }
            }
            Ok(missing)
        })
        .await
}
