//! Copies of what the portal last said, for showing offline, and files of results.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::{ReadTx, Result, StoredBlob, WriteTx};

/// A thing as the portal last described it.
#[derive(Debug, Clone, PartialEq)]
pub struct PortalCopy {
    /// Whose.
    pub account: Uuid,
    /// `dossier`, `obligations`, …
    pub kind: String,
    /// Id of the thing; for things an account has one of, the account's.
    pub id: Uuid,
    /// The portal's version of it.
    pub version: u32,
    /// The portal's JSON.
    pub body: Value,
    /// When it was fetched.
    pub fetched_at: DateTime<Utc>,
}

/// A file of a result that is on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultRecord {
    /// Id at the portal.
    pub id: Uuid,
    /// Dossier.
    pub dossier: Uuid,
    /// Name.
    pub file_name: String,
    /// Bytes.
    pub size: u64,
    /// Lower-case hex SHA-256 of the bytes here.
    pub sha256: String,
}

impl ReadTx<'_> {
    /// A copy.
    pub fn portal_copy(&self, account: Uuid, kind: &str, id: Uuid) -> Result<Option<PortalCopy>> {
        todo!("{account}{kind}{id}")
    }
    /// Downloaded results of a dossier.
    pub fn results(&self, dossier: Uuid) -> Result<Vec<ResultRecord>> {
        todo!("{dossier}")
    }
}
impl WriteTx<'_> {
    /// Keeps a copy, in place of the one before.
    pub fn put_portal_copy(&self, copy: &PortalCopy) -> Result<()> {
        todo!("{copy:?}")
    }
    /// Forgets a copy (a tombstone came).
    pub fn remove_portal_copy(&self, account: Uuid, kind: &str, id: Uuid) -> Result<()> {
        todo!("{account}{kind}{id}")
    }
    /// Keeps a downloaded result.
    pub fn put_result(
        &self,
        dossier: Uuid,
        id: Uuid,
        file_name: &str,
        blob: &StoredBlob,
        now: DateTime<Utc>,
    ) -> Result<ResultRecord> {
        todo!("{dossier}{id}{file_name}{blob:?}{now}")
    }
}
