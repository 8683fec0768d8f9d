//! What an identity card's QR code gives a dossier.

use serde::{Deserialize, Serialize};

use super::dossier::FieldChange;

/// Whose details the card gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum CardHolder {
    /// Người nộp.
    Applicant,
    /// Chủ hồ sơ.
    Owner,
}

/// What a scanner typed, as it reached the window.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ScannedText {
    /// What stood in the field in the end: what an input method made of the keys.
    pub shown: String,
    /// The keys themselves, where the window could see them all.
    pub keys: Option<String>,
}

impl std::fmt::Debug for ScannedText {
    /// Somebody's details: their length at most.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScannedText")
            .field("shown", &self.shown.len())
            .finish_non_exhaustive()
    }
}

/// What the card gives; nothing of it is kept until the window sets it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct CardRead {
    /// Answers to set, those that the card makes void among them.
    pub changes: Vec<FieldChange>,
    /// Letters may be damaged on the way: name and residence are to be compared with the card.
    pub compare: bool,
    /// Province and commune could not be told from the card.
    pub place_left: bool,
}
