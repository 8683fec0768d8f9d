//! What other computers of the same account did to a draft.

use motcua_domain::merge::DraftValue;
use serde::{Deserialize, Serialize};

/// What there is to see and to decide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ElsewhereView {
    /// Something to know.
    pub news: Option<ElsewhereNews>,
    /// To [`ElsewhereNews::Submitted`]: the code of what was submitted.
    pub code: Option<String>,
    /// Fields that both changed, each to something else.
    pub disputes: Vec<DisputeView>,
    /// Names of files attached there that are still on their way here.
    pub coming: Vec<String>,
}

/// What happened on another computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ElsewhereNews {
    /// It was deleted there while it was changed here.
    Deleted,
    /// It was changed there while it was deleted here, and is therefore back.
    Edited,
    /// Its original was submitted there; this is what had been changed here and was not in it.
    Submitted,
}

/// A field that both changed. `None`: nothing is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct DisputeView {
    /// Path of the answer, or `papers.<id>`.
    pub field: String,
    /// Here.
    pub mine: Option<DraftValue>,
    /// On the other computer.
    pub theirs: Option<DraftValue>,
    /// Before either changed it.
    pub before: Option<DraftValue>,
}

/// Whose value is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// This computer's.
    Mine,
    /// The other's.
    Theirs,
}
