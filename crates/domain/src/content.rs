//! What the user fills in: named answers and papers. The content of a draft and of a
//! submitted dossier have the same shape, so that one check serves both sides.
//!
//! # Field paths
//! - `applicant.*` and `owner.*`: `kind` (`citizen` | `business` | `organisation`),
//!   `full_name`, `organisation_name`, `id_kind` (`cccd` | `cmnd` | `passport` | `tax_code` | `agency_code`),
//!   `id_number`, `id_issued_on` (ISO date), `id_issued_by`, `birth_date` (ISO date), `gender` (`male` | `female`),
//!   `phone`, `email`, `address.province`, `address.commune` (codes of the dossier's edition), `address.street`
//! - `owner.same_as_applicant`: flag, absent means true
//! - `form.*`: the properties of the procedure's electronic form
//! - `collection.wanted`, `delivery.wanted`: flags; `collection.*` and `delivery.*`:
//!   `name`, `phone`, `address.province`, `address.commune`, `address.street`

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
#[serde(untagged)]
pub enum FieldValue {
    /// A tick.
    Flag(bool),
    /// A number, in the unit the form's layout names.
    Number(#[specta(type = u32)] f64),
    /// Text in NFC, or an ISO date, or a code.
    Text(String),
}

/// All answers by dotted path. Ordered, so that serialised content is deterministic.
pub type Answers = BTreeMap<String, FieldValue>;

/// A file the user attached for a component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct Paper {
    /// Made once on the desk; stays the same when the file is replaced or moved.
    pub id: Uuid,
    /// The component it is for, e.g. `1.004232-TP02`.
    pub component: String,
    /// The name the user's file had, for people only.
    pub file_name: String,
    /// Size in bytes.
    #[specta(type = u32)]
    pub size: u64,
    /// Lower-case hex SHA-256 of the bytes.
    pub sha256: String,
    /// Media type as found in the bytes, e.g. `application/pdf`.
    pub media_type: String,
    /// Place among the papers of its component, from 0.
    pub position: u32,
}

/// Everything a dossier holds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DossierContent {
    /// The answers by path.
    pub answers: Answers,
    /// The papers, ordered by component and position.
    pub papers: Vec<Paper>,
}
