//! Frozen revisions: what was queued, whatever happens to the draft later.

use chrono::{DateTime, Utc};
use motcua_domain::content::DossierContent;
use rusqlite::{OptionalExtension, Row, params};
use uuid::Uuid;

use crate::{
    ReadTx, Result, StoreError, WriteTx,
    sql::{Id, Json, Name, Sha, Stamp},
};

/// What a revision is frozen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevisionKind {
    /// A first submission.
    Submission,
    /// An answer to a request for supplements.
    Supplement,
}

/// Content as it was when it was queued. Its files are kept as long as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct FrozenRevision {
    /// Never used again.
    pub id: i64,
    /// Dossier.
    pub dossier: Uuid,
    /// What for.
    pub kind: RevisionKind,
    /// Content.
    pub content: DossierContent,
    /// When.
    pub frozen_at: DateTime<Utc>,
}

const SELECT: &str = "SELECT revision.id, dossier.id, kind, content, frozen_at FROM revision
    JOIN dossier ON dossier.number = revision.dossier";

fn revision(row: &Row<'_>) -> rusqlite::Result<FrozenRevision> {
    Ok(FrozenRevision {
        id: row.get(0)?,
        dossier: row.get::<_, Id>(1)?.0,
        kind: row.get::<_, Name<_>>(2)?.0,
        content: row.get::<_, Json<_>>(3)?.0,
        frozen_at: row.get::<_, Stamp>(4)?.0,
    })
}

impl ReadTx<'_> {
    /// A revision.
    pub fn revision(&self, id: i64) -> Result<Option<FrozenRevision>> {
        let sql = format!("{SELECT} WHERE revision.id = ?1");
        Ok(self
            .conn
            .prepare_cached(&sql)?
            .query_row([id], revision)
            .optional()?)
    }

    /// The last revision of a dossier.
    pub fn latest_revision(&self, dossier: Uuid) -> Result<Option<FrozenRevision>> {
        let number = self.number(dossier)?;
        let sql = format!("{SELECT} WHERE revision.dossier = ?1 ORDER BY revision.id DESC LIMIT 1");
        Ok(self
            .conn
            .prepare_cached(&sql)?
            .query_row([number], revision)
            .optional()?)
    }
}

impl WriteTx<'_> {
    /// Freezes answers and papers as they are in this transaction.
    pub fn freeze(&self, dossier: Uuid, kind: RevisionKind, now: DateTime<Utc>) -> Result<FrozenRevision> {
        let number = self.number(dossier)?;
        let content = self.content(dossier)?;
        self.conn
            .prepare_cached(
                "INSERT INTO revision (dossier, kind, content, frozen_at) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![number, Name(kind), Json(&content), Stamp(now)])?;
        let id = self.conn.last_insert_rowid();
        let mut keep = self.conn.prepare_cached(
            "INSERT INTO revision_blob (revision, sha256) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        )?;
        for paper in &content.papers {
            keep.execute(params![id, Sha::parse(&paper.sha256)?])?;
        }
        Ok(FrozenRevision {
            id,
            dossier,
            kind,
            content,
            frozen_at: now,
        })
    }

    /// Drops a revision that never left ("back to draft").
    ///
    /// # Errors
    /// [`StoreError::Conflict`] while an operation of the outbox needs it.
    pub fn drop_revision(&self, id: i64) -> Result<()> {
        let needed: bool = self
            .conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM outbox_operation WHERE revision = ?1)")?
            .query_row([id], |row| row.get(0))?;
        if needed {
            return Err(StoreError::Conflict("the outbox needs this revision"));
        }
        self.conn.execute("DELETE FROM revision WHERE id = ?1", [id])?;
        Ok(())
    }
}
