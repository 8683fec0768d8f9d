//! The outbox on disk. The state machine is the sync crate's; here its jobs are rows whose inner
//! state is JSON, with the columns that lists need beside it.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    ReadTx, Result, StoreError, WriteTx,
    sql::{Id, Json, Owner, Sha, Stamp, signed, unsigned},
};

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
    /// Order of sending; smaller first. See [`ReadTx::next_position`].
    pub position: i64,
    /// The engine's own state, idempotency keys included.
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

const OPERATION: &str = "SELECT outbox_operation.id, dossier.id, outbox_operation.owner, kind, stage,
    outbox_operation.held_reason, revision, position, state, queued_at
    FROM outbox_operation JOIN dossier ON dossier.number = outbox_operation.dossier";

/// All operations, in the order of an index.
pub(crate) fn operations_sql() -> String {
    format!("{OPERATION} ORDER BY position, outbox_operation.id")
}

fn operation(row: &Row<'_>) -> rusqlite::Result<Operation> {
    Ok(Operation {
        id: row.get::<_, Id>(0)?.0,
        dossier: row.get::<_, Id>(1)?.0,
        account: row.get::<_, Owner>(2)?.0,
        kind: row.get(3)?,
        stage: row.get(4)?,
        held_reason: row.get(5)?,
        revision: row.get(6)?,
        position: row.get(7)?,
        state: row.get::<_, Json<_>>(8)?.0,
        queued_at: row.get::<_, Stamp>(9)?.0,
    })
}

const UPLOAD: &str = "SELECT owner, sha256, url, size, offset_confirmed, expires_at FROM upload";

fn upload(row: &Row<'_>) -> rusqlite::Result<UploadRecord> {
    Ok(UploadRecord {
        account: row.get::<_, Id>(0)?.0,
        sha256: row.get::<_, Sha>(1)?.hex(),
        url: row.get(2)?,
        size: unsigned(row.get(3)?),
        offset: unsigned(row.get(4)?),
        expires_at: row.get::<_, Option<Stamp>>(5)?.map(|at| at.0),
    })
}

impl ReadTx<'_> {
    /// All operations in sending order, of all accounts.
    pub fn operations(&self) -> Result<Vec<Operation>> {
        let mut query = self.conn.prepare_cached(&operations_sql())?;
        Ok(query.query_map([], operation)?.collect::<rusqlite::Result<_>>()?)
    }

    /// Open operations of a dossier.
    pub fn operations_of(&self, dossier: Uuid) -> Result<Vec<Operation>> {
        let number = self.number(dossier)?;
        let sql = format!("{OPERATION} WHERE outbox_operation.dossier = ?1 ORDER BY position, kind");
        let mut query = self.conn.prepare_cached(&sql)?;
        Ok(query
            .query_map([number], operation)?
            .collect::<rusqlite::Result<_>>()?)
    }

    /// One operation.
    pub fn operation(&self, id: Uuid) -> Result<Option<Operation>> {
        let sql = format!("{OPERATION} WHERE outbox_operation.id = ?1");
        Ok(self
            .conn
            .prepare_cached(&sql)?
            .query_row([Id(id)], operation)
            .optional()?)
    }

    /// The place after the last.
    pub fn next_position(&self) -> Result<i64> {
        Ok(self
            .conn
            .prepare_cached("SELECT coalesce(max(position), 0) + 1 FROM outbox_operation")?
            .query_row([], |row| row.get(0))?)
    }

    /// The upload of a file under an account.
    pub fn upload(&self, account: Uuid, sha256: &str) -> Result<Option<UploadRecord>> {
        let sql = format!("{UPLOAD} WHERE owner = ?1 AND sha256 = ?2");
        Ok(self
            .conn
            .prepare_cached(&sql)?
            .query_row(params![Id(account), Sha::parse(sha256)?], upload)
            .optional()?)
    }

    /// All uploads under way.
    pub fn uploads(&self) -> Result<Vec<UploadRecord>> {
        let sql = format!("{UPLOAD} ORDER BY owner, sha256");
        let mut query = self.conn.prepare_cached(&sql)?;
        Ok(query.query_map([], upload)?.collect::<rusqlite::Result<_>>()?)
    }
}

impl WriteTx<'_> {
    /// Keeps an operation, new or changed.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the dossier has another open one of this kind.
    pub fn put_operation(&self, operation: &Operation) -> Result<()> {
        let number = self.number(operation.dossier)?;
        let other: bool = self
            .conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM outbox_operation WHERE dossier = ?1 AND kind = ?2 AND id <> ?3)",
            )?
            .query_row(params![number, operation.kind, Id(operation.id)], |row| row.get(0))?;
        if other {
            return Err(StoreError::Conflict(
                "the outbox has such work for this dossier already",
            ));
        }
        self.conn
            .prepare_cached(
                "INSERT INTO outbox_operation
                    (id, dossier, owner, kind, stage, held_reason, revision, position, state, queued_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                 ON CONFLICT (id) DO UPDATE SET stage = excluded.stage, held_reason = excluded.held_reason,
                    owner = excluded.owner, revision = excluded.revision, position = excluded.position,
                    state = excluded.state",
            )?
            .execute(params![
                Id(operation.id),
                number,
                Owner(operation.account),
                operation.kind,
                operation.stage,
                operation.held_reason,
                operation.revision,
                operation.position,
                Json(&operation.state),
                Stamp(operation.queued_at)
            ])?;
        Ok(())
    }

    /// Removes an operation whose answer is committed in the same transaction, or that was recalled.
    pub fn remove_operation(&self, id: Uuid) -> Result<()> {
        match self
            .conn
            .execute("DELETE FROM outbox_operation WHERE id = ?1", [Id(id)])?
        {
            0 => Err(StoreError::NotFound("operation")),
            _ => Ok(()),
        }
    }

    /// Keeps an upload, new or changed.
    pub fn put_upload(&self, upload: &UploadRecord) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO upload (owner, sha256, url, size, offset_confirmed, expires_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (owner, sha256) DO UPDATE SET url = excluded.url, size = excluded.size,
                    offset_confirmed = excluded.offset_confirmed, expires_at = excluded.expires_at",
            )?
            .execute(params![
                Id(upload.account),
                Sha::parse(&upload.sha256)?,
                upload.url,
                signed(upload.size)?,
                signed(upload.offset)?,
                upload.expires_at.map(Stamp)
            ])?;
        Ok(())
    }

    /// Forgets an upload; fine when there is none.
    pub fn remove_upload(&self, account: Uuid, sha256: &str) -> Result<()> {
        self.conn.execute(
            "DELETE FROM upload WHERE owner = ?1 AND sha256 = ?2",
            params![Id(account), Sha::parse(sha256)?],
        )?;
        Ok(())
    }
}
