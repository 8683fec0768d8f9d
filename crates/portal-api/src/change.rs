//! What changed since.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::dossier::Dossier;

/// `GET /v1/changes?cursor=&limit=`. Without a cursor: everything of the account, from the start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ChangePage {
    /// Oldest first, at most one per thing.
    pub changes: Vec<Change>,
    /// For the next request; opaque.
    pub next_cursor: String,
    /// Whether more is waiting.
    pub more: bool,
}

/// A thing that changed; the desk fetches it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Change {
    /// What kind.
    pub kind: ChangeKind,
    /// Which.
    pub id: Uuid,
    /// Its version now.
    pub version: u32,
    /// A tombstone: it is gone.
    pub deleted: bool,
}

/// Kinds of things in the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// A dossier, with its events, supplements, results and obligations.
    Dossier,
    /// The account's own details.
    Account,
}

/// Dossiers asked for in one [`ChangedQuery`] at most.
pub const CHANGED_LIMIT: usize = 100;

/// `POST /v1/changes/dossiers`: dossiers that the feed named, many in one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ChangedQuery {
    /// At most 100.
    #[schema(max_items = 100)]
    pub uids: Vec<Uuid>,
}

/// What the portal has of them. An answer of about a megabyte is full: what is in neither list is asked for again.
/// At least one uid is always answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ChangedAnswer {
    /// In the order asked.
    pub dossiers: Vec<Dossier>,
    /// Not there any more, or not this account's.
    pub gone: Vec<Uuid>,
}
