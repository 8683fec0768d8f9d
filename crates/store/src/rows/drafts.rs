//! Drafts that are worked on from several computers: what this desk and the portal last agreed on.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use motcua_domain::{
    content::{DossierContent, Paper},
    merge::DraftValue,
};
use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    ReadTx, Result, StoreError, StoredBlob, WriteTx,
    sql::{Id, Json, Name, Owner, Sha, Stamp},
};

/// What the person has to be told of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToldOfDraft {
    /// Deleted on another computer while it was changed here.
    DeletedThere,
    /// Deleted here while it was changed on another computer.
    EditedThere,
    /// What was changed here after it was submitted from another computer, as a draft of its own.
    SubmittedThere,
}

/// A paper whose bytes are still at the portal only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Coming {
    /// As the portal has it.
    pub paper: Paper,
    /// What this desk has in its place until then.
    pub before: Option<Paper>,
}

/// What this desk and the portal last agreed on of a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftSync {
    /// Which.
    pub dossier: Uuid,
    /// Whose it is at the portal.
    pub account: Uuid,
    /// The portal's version of `base`; 0: none is known.
    pub version: u32,
    /// Version of the catalogue under which the portal has it.
    pub catalogue_version: u32,
    /// The portal's is deleted.
    pub gone: bool,
    /// The content both sides last knew.
    pub base: DossierContent,
    /// Fields in which this desk holds something else than `base`, for the person to decide; with what
    /// was there before.
    pub disputed: BTreeMap<String, Option<DraftValue>>,
    /// Papers of `base` whose bytes are not here yet.
    pub coming: BTreeMap<Uuid, Coming>,
    /// What the person has to be told.
    pub told: Option<ToldOfDraft>,
    /// The code that belongs to [`ToldOfDraft::SubmittedThere`].
    pub note: Option<String>,
    /// What left and has no answer yet, in the caller's shape.
    pub sending: Option<Value>,
}

impl DraftSync {
    /// Of a draft of which the portal is not known to have anything.
    pub fn unknown(dossier: Uuid, account: Uuid) -> Self {
        Self {
            dossier,
            account,
            version: 0,
            catalogue_version: 0,
            gone: false,
            base: DossierContent::default(),
            disputed: BTreeMap::new(),
            coming: BTreeMap::new(),
            told: None,
            note: None,
            sending: None,
        }
    }
}

/// A draft that changed since it was last compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangedDraft {
    /// Which.
    pub dossier: Uuid,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
}

const COLUMNS: &str = "dossier.id, draft_sync.account, version, gone, base, disputed, coming, told, note, sending, draft_sync.catalogue_version";

fn record(row: &Row<'_>) -> rusqlite::Result<DraftSync> {
    Ok(DraftSync {
        dossier: row.get::<_, Id>(0)?.0,
        account: row.get::<_, Id>(1)?.0,
        version: row.get(2)?,
        gone: row.get(3)?,
        base: row.get::<_, Json<_>>(4)?.0,
        disputed: row.get::<_, Json<_>>(5)?.0,
        coming: row.get::<_, Json<_>>(6)?.0,
        told: row.get::<_, Option<Name<_>>>(7)?.map(|told| told.0),
        note: row.get(8)?,
        sending: row.get::<_, Option<Json<_>>>(9)?.map(|sending| sending.0),
        catalogue_version: row.get(10)?,
    })
}

impl ReadTx<'_> {
    /// What was last agreed on of a draft.
    pub fn draft_sync(&self, dossier: Uuid) -> Result<Option<DraftSync>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM dossier JOIN draft_sync ON draft_sync.dossier = dossier.number WHERE dossier.id = ?1"
        );
        Ok(self
            .conn
            .prepare_cached(&sql)?
            .query_row([Id(dossier)], record)
            .optional()?)
    }

    /// Whether a person has something to decide or to know about a draft.
    pub fn draft_needs_person(&self, dossier: Uuid) -> Result<bool> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT told IS NOT NULL OR disputed <> '{}' FROM dossier
                 JOIN draft_sync ON draft_sync.dossier = dossier.number WHERE dossier.id = ?1",
            )?
            .query_row([Id(dossier)], |row| row.get(0))
            .optional()?
            .unwrap_or(false))
    }

    /// An account's drafts that changed since they were last compared, oldest first.
    pub fn changed_drafts(&self, account: Uuid, limit: u32) -> Result<Vec<ChangedDraft>> {
        let mut query = self.conn.prepare_cached(
            "SELECT dossier.id, changed_at FROM draft_changed INDEXED BY draft_changed_of
             CROSS JOIN dossier ON dossier.number = draft_changed.dossier
             WHERE draft_changed.owner = ?1 ORDER BY draft_changed.dossier LIMIT ?2",
        )?;
        let rows = query.query_map(params![Owner(Some(account)), limit], |row| {
            Ok(ChangedDraft {
                dossier: row.get::<_, Id>(0)?.0,
                changed_at: row.get::<_, Stamp>(1)?.0,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// An account's drafts of which something left and has no answer yet.
    pub fn unanswered_drafts(&self, account: Uuid) -> Result<Vec<DraftSync>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM draft_sync INDEXED BY draft_unanswered
             CROSS JOIN dossier ON dossier.number = draft_sync.dossier
             WHERE draft_sync.account = ?1 AND sending IS NOT NULL"
        );
        let mut query = self.conn.prepare_cached(&sql)?;
        Ok(query
            .query_map([Id(account)], record)?
            .collect::<rusqlite::Result<_>>()?)
    }

    /// An account's drafts that wait for files from the portal.
    pub fn awaiting_drafts(&self, account: Uuid) -> Result<Vec<DraftSync>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM draft_sync INDEXED BY draft_coming
             CROSS JOIN dossier ON dossier.number = draft_sync.dossier
             WHERE draft_sync.account = ?1 AND coming <> '{{}}'"
        );
        let mut query = self.conn.prepare_cached(&sql)?;
        Ok(query
            .query_map([Id(account)], record)?
            .collect::<rusqlite::Result<_>>()?)
    }

    /// Whether a paper of this id belongs to another dossier.
    pub fn paper_is_of_another(&self, paper: Uuid, dossier: Uuid) -> Result<bool> {
        let number = self.number(dossier)?;
        Ok(self
            .conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM paper WHERE id = ?1 AND dossier <> ?2)")?
            .query_row(params![Id(paper), number], |row| row.get(0))?)
    }

    /// Whether a file with this hash is here, with its row.
    pub fn has_blob(&self, sha256: &str) -> Result<bool> {
        Ok(self
            .conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM blob WHERE sha256 = ?1)")?
            .query_row([Sha::parse(sha256)?], |row| row.get(0))?)
    }
}

impl WriteTx<'_> {
    /// Keeps what is agreed on, in place of what was.
    pub fn put_draft_sync(&self, draft: &DraftSync) -> Result<()> {
        let number = self.number(draft.dossier)?;
        self.conn
            .prepare_cached(
                "INSERT INTO draft_sync
                    (dossier, account, version, catalogue_version, gone, base, disputed, coming, told, note, sending)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                 ON CONFLICT (dossier) DO UPDATE SET account = excluded.account, version = excluded.version,
                    catalogue_version = excluded.catalogue_version, gone = excluded.gone, base = excluded.base, disputed = excluded.disputed,
                    coming = excluded.coming, told = excluded.told, note = excluded.note,
                    sending = excluded.sending",
            )?
            .execute(params![
                number,
                Id(draft.account),
                draft.version,
                draft.catalogue_version,
                draft.gone,
                Json(&draft.base),
                Json(&draft.disputed),
                Json(&draft.coming),
                draft.told.map(Name),
                draft.note,
                draft.sending.as_ref().map(Json)
            ])?;
        Ok(())
    }

    /// It has been compared as it is now.
    pub fn draft_compared(&self, dossier: Uuid) -> Result<()> {
        let number = self.number(dossier)?;
        self.conn
            .prepare_cached("DELETE FROM draft_changed WHERE dossier = ?1")?
            .execute([number])?;
        Ok(())
    }

    /// It is to be compared again.
    pub fn draft_to_compare(&self, dossier: Uuid) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO draft_changed (dossier, owner) SELECT number, owner FROM dossier WHERE id = ?1
                 ON CONFLICT (dossier) DO UPDATE SET owner = excluded.owner",
            )?
            .execute([Id(dossier)])?;
        Ok(())
    }

    /// Makes the papers of a dossier exactly these, in these places. What goes can be brought back, as
    /// when it is taken away by hand. `brought` are files that came just now; the bytes of all others
    /// are here already.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another dossier has a paper of such an id; [`StoreError::NotFound`]
    /// when bytes are not here.
    pub fn set_papers(
        &self,
        dossier: Uuid,
        papers: &[Paper],
        brought: &[StoredBlob],
        now: DateTime<Utc>,
    ) -> Result<()> {
        let number = self.number(dossier)?;
        for blob in brought {
            self.name_blob(blob, now)?;
        }
        for gone in self.papers(dossier)? {
            if !papers.iter().any(|paper| paper.id == gone.id) {
                self.conn
                    .prepare_cached("UPDATE paper SET removed_at = ?2 WHERE id = ?1")?
                    .execute(params![Id(gone.id), Stamp(now)])?;
            }
        }
        for paper in papers {
            if !self.has_blob(&paper.sha256)? {
                return Err(StoreError::NotFound("file"));
            }
            let here: Option<i64> = self
                .conn
                .prepare_cached("SELECT dossier FROM paper WHERE id = ?1")?
                .query_row([Id(paper.id)], |row| row.get(0))
                .optional()?;
            if here.is_some_and(|here| here != number) {
                return Err(StoreError::Conflict("another dossier has a paper of this id"));
            }
            self.conn
                .prepare_cached(
                    "INSERT INTO paper (id, dossier, component, file_name, sha256, media_type, position, added_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                     ON CONFLICT (id) DO UPDATE SET component = excluded.component,
                        file_name = excluded.file_name, sha256 = excluded.sha256,
                        media_type = excluded.media_type, position = excluded.position, removed_at = NULL",
                )?
                .execute(params![
                    Id(paper.id),
                    number,
                    paper.component,
                    paper.file_name,
                    Sha::parse(&paper.sha256)?,
                    paper.media_type,
                    paper.position,
                    Stamp(now)
                ])?;
        }
        self.conn
            .prepare_cached("UPDATE dossier SET changed_at = ?2 WHERE number = ?1")?
            .execute(params![number, Stamp(now)])?;
        Ok(())
    }
}
