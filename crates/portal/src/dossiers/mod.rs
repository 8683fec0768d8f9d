//! Dossiers, from draft to result.

use chrono::{DateTime, NaiveDate, Utc};
use motcua_domain::{content::DossierContent, money::MoneyState, status::BusinessStatus};
use uuid::Uuid;

pub mod progress;

/// A dossier's row.
#[derive(Debug, Clone)]
pub struct DossierRow {
    /// The desk's id.
    pub uid: Uuid,
    /// Whose.
    pub account: Uuid,
    /// Procedure.
    pub procedure: String,
    /// Its title.
    pub procedure_name: String,
    /// Slug of the agency that handles it.
    pub agency: String,
    /// Its name.
    pub agency_name: String,
    /// Edition of the catalogue.
    pub edition: String,
    /// Version of that edition.
    pub catalogue_version: u32,
    /// Answers and papers.
    pub content: DossierContent,
    /// For lists.
    pub applicant_name: String,
    /// Counts up with every change.
    pub version: u32,
    /// `None` until submitted.
    pub status: Option<BusinessStatus>,
    /// Money.
    pub money: MoneyState,
    /// Mã hồ sơ.
    pub code: Option<String>,
    /// Opens the look-up, with the code.
    pub lookup_key: Option<String>,
    /// When it was submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When an officer accepted it.
    pub received_at: Option<DateTime<Utc>>,
    /// Ngày hẹn trả.
    pub due_on: Option<NaiveDate>,
    /// When it reached a status that ends the handling (3, 7, 8, 9).
    pub ended_at: Option<DateTime<Utc>>,
    /// When it was first registered.
    pub created_at: DateTime<Utc>,
    /// Removed by its owner before submission.
    pub deleted_at: Option<DateTime<Utc>>,
}
