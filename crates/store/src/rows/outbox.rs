//! The outbox on disk. The state machine is the sync crate's; here its jobs are rows whose inner
//! state is JSON, with the columns that lists need beside it.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::{ReadTx, Result, WriteTx};

/// A job of the outbox.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Made by the caller.
    pub id: Uuid,
    /// Dossier it is about. At most one open operation of a kind per dossier.
    pub dossier: Uuid,
    /// Whose session it needs.
    pub account: Option<Uuid>,
    /// `submission`, `supplement`, `withdrawal`, …
    pub kind: String,
    /// Where it stands, for lists: the engine's name of its state.
    pub stage: String,
    /// Why it is held, if it is.
    pub held_reason: Option<String>,
    /// The revision it sends.
    pub revision: Option<i64>,
    /// Order of sending; smaller first.
    pub position: i64,
    /// The engine's own state, keys included.
    pub state: Value,
    /// When it was queued.
    pub queued_at: DateTime<Utc>,
}

/// An upload under way, so that it goes on after a restart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadRecord {
    /// Whose.
    pub account: Uuid,
    /// Lower-case hex SHA-256.
    pub sha256: String,
    /// Its address at the portal, stored before the first byte.
    pub url: String,
    /// Bytes in all.
    pub size: u64,
    /// Bytes the portal is known to have.
    pub offset: u64,
    /// When the portal forgets it.
    pub expires_at: Option<DateTime<Utc>>,
}

impl ReadTx<'_> {
    /// All operations in sending order, of all accounts.
    pub fn operations(&self) -> Result<Vec<Operation>> {
        todo!()
    }
    /// Open operations of a dossier.
    pub fn operations_of(&self, dossier: Uuid) -> Result<Vec<Operation>> {
        todo!("{dossier}")
    }
    /// One operation.
    pub fn operation(&self, id: Uuid) -> Result<Option<Operation>> {
        todo!("{id}")
    }
    /// The upload of a file under an account.
    pub fn upload(&self, account: Uuid, sha256: &str) -> Result<Option<UploadRecord>> {
        todo!("{account}{sha256}")
    }
    /// All uploads under way.
    pub fn uploads(&self) -> Result<Vec<UploadRecord>> {
        todo!()
    }
    /// The place after the last.
    pub fn next_position(&self) -> Result<i64> {
        todo!()
    }
}
impl WriteTx<'_> {
    /// Keeps an operation, new or changed.
    pub fn put_operation(&self, operation: &Operation) -> Result<()> {
        todo!("{operation:?}")
    }
    /// Removes an operation whose answer is committed in the same transaction, or that was recalled.
    pub fn remove_operation(&self, id: Uuid) -> Result<()> {
        todo!("{id}")
    }
    /// Keeps an upload, new or changed.
    pub fn put_upload(&self, upload: &UploadRecord) -> Result<()> {
        todo!("{upload:?}")
    }
    /// Forgets an upload.
    pub fn remove_upload(&self, account: Uuid, sha256: &str) -> Result<()> {
        todo!("{account}{sha256}")
    }
}
