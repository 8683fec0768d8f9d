//! Frozen revisions: what was queued, whatever happens to the draft later.

use chrono::{DateTime, Utc};
use motcua_domain::content::DossierContent;
use uuid::Uuid;

use crate::{ReadTx, Result, WriteTx};

/// What a revision is frozen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

impl ReadTx<'_> {
    /// A revision.
    pub fn revision(&self, id: i64) -> Result<Option<FrozenRevision>> {
        todo!("{id}")
    }
    /// The last revision of a dossier.
    pub fn latest_revision(&self, dossier: Uuid) -> Result<Option<FrozenRevision>> {
        todo!("{dossier}")
    }
}
impl WriteTx<'_> {
    /// Freezes answers and papers as they are in this transaction.
    pub fn freeze(&self, dossier: Uuid, kind: RevisionKind, now: DateTime<Utc>) -> Result<FrozenRevision> {
        todo!("{dossier}{kind:?}{now}")
    }
    /// Drops a revision that never left ("back to draft").
    pub fn drop_revision(&self, id: i64) -> Result<()> {
        todo!("{id}")
    }
}
