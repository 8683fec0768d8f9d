//! Dossiers, from draft to result.

pub mod batch;
pub mod check;
pub mod codes;
pub mod feed;
pub mod lookup;
pub mod papers;
pub mod progress;
pub mod register;
pub mod submit;
pub mod view;
pub mod withdraw;

use chrono::{DateTime, NaiveDate, Utc};
use motcua_domain::{content::DossierContent, money::MoneyState, status::BusinessStatus};
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use crate::{
    db::convert,
    error::{ApiError, ApiResult},
};

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

impl DossierRow {
    /// Reads a row of `SELECT * FROM dossiers`.
    ///
    /// # Errors
    /// When a column does not hold what it should.
    pub fn read(row: &Row<'_>) -> Result<Self, rusqlite::Error> {
        Ok(Self {
            uid: convert::uuid(row, "uid")?,
            account: convert::uuid(row, "account")?,
            procedure: row.get("procedure")?,
            procedure_name: row.get("procedure_name")?,
            agency: row.get("agency")?,
            agency_name: row.get("agency_name")?,
            edition: row.get("edition")?,
            catalogue_version: row.get("catalogue_version")?,
            content: convert::json(row, "content")?,
            applicant_name: row.get("applicant_name")?,
            version: row.get("version")?,
            status: convert::name_opt(row, "status")?,
            money: convert::name(row, "money")?,
            code: row.get("code")?,
            lookup_key: row.get("lookup_key")?,
            submitted_at: convert::at_opt(row, "submitted_at")?,
            received_at: convert::at_opt(row, "received_at")?,
            due_on: convert::day_opt(row, "due_on")?,
            ended_at: convert::at_opt(row, "ended_at")?,
            created_at: convert::at(row, "created_at")?,
            deleted_at: convert::at_opt(row, "deleted_at")?,
        })
    }
}

/// Any dossier with this uid, deleted ones too.
fn any(db: &Connection, uid: Uuid) -> ApiResult<Option<DossierRow>> {
    Ok(db
        .prepare_cached("SELECT * FROM dossiers WHERE uid = ?1")?
        .query_row([uid.to_string()], DossierRow::read)
        .optional()?)
}

/// An account's dossier; `None` for a stranger's or a deleted one.
///
/// # Errors
/// When the database cannot be read.
pub fn find(db: &Connection, account: Uuid, uid: Uuid) -> ApiResult<Option<DossierRow>> {
    Ok(any(db, uid)?.filter(|row| row.account == account && row.deleted_at.is_none()))
}

/// An account's dossier; 404 for a stranger's or a deleted one.
///
/// # Errors
/// 404.
pub fn own(db: &Connection, account: Uuid, uid: Uuid) -> ApiResult<DossierRow> {
    find(db, account, uid)?.ok_or_else(ApiError::not_found)
}
