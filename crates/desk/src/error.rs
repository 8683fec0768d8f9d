//! What the desk says when something cannot be done.

use motcua_domain::problem::FieldProblem;
use serde::{Deserialize, Serialize};

/// An error as the user meets it. `message` is already in the desk's language and says what to do;
/// programs match on `code` and never on text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type, thiserror::Error)]
#[error("{message}")]
pub struct DeskError {
    /// Stable code.
    pub code: ErrorCode,
    /// For the user.
    pub message: String,
    /// Every wrong field at once.
    pub fields: Vec<FieldProblem>,
    /// Found again in the log of desk or portal; no personal data.
    pub trace: Option<String>,
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// One or more fields are wrong; see `fields`.
    InvalidFields,
    /// There is no such draft, dossier, file, …
    NotFound,
    /// The portal cannot be reached now. Offline is normal: only actions that need the portal at once say this.
    Offline,
    /// No portal has been chosen yet.
    NoPortal,
    /// Signing in is needed to send.
    SignInNeeded,
    /// Wrong name or password.
    WrongCredentials,
    /// The e-mail address has not been confirmed yet.
    NotConfirmed,
    /// The portal refused; `message` has its words.
    Refused,
    /// The dossier is not in a state for this.
    WrongState,
    /// The file cannot be taken; `message` says why and what to do.
    BadFile,
    /// The disk is full.
    DiskFull,
    /// The store is locked: no key slot opens.
    Locked,
    /// Wrong passphrase or recovery code.
    WrongKey,
    /// The store is open in another program.
    StoreBusy,
    /// The store was made by a newer program.
    StoreNewer,
    /// The store is damaged; `message` says where it was set aside.
    StoreDamaged,
    /// Anything else.
    Internal,
}
