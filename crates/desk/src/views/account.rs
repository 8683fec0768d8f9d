//! Drafts without an owner.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A draft made before anybody signed in, waiting to be told whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct UnclaimedDraft {
    /// Dossier.
    pub id: Uuid,
    /// Title of its procedure.
    pub procedure_name: String,
    /// Applicant's name, if typed.
    pub applicant_name: Option<String>,
}
