//! What the desk tells the window without being asked.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A change; the window asks again for what it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DeskEvent {
    /// [`super::start::DeskStatus`] changed (store, portal, account, connection, settings).
    Status,
    /// A dossier changed.
    Dossier {
        /// Which.
        id: Uuid,
    },
    /// The outbox or its progress changed.
    Outbox,
    /// Obligations changed.
    Transactions,
    /// Training's mailbox changed.
    Mailbox,
    /// The catalogue changed.
    Catalogue,
    /// Something to show as a desktop notification too.
    Notice {
        /// Title.
        title: String,
        /// Text; no personal data beyond the dossier's code.
        body: String,
        /// Dossier to open.
        dossier: Option<Uuid>,
    },
}
