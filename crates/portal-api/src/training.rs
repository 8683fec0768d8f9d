//! Extras of a training portal. Not part of what a real portal serves.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// `GET /training/letters`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LetterPage {
    /// Newest first, at most 200.
    pub letters: Vec<Letter>,
}

/// A letter that training's own mail server took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Letter {
    /// Id.
    pub id: String,
    /// When it was taken.
    pub at: DateTime<Utc>,
    /// To whom.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Plain text, links as written.
    pub body: String,
}
