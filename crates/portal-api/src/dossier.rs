//! Dossiers at the portal, from draft to result.

use chrono::{DateTime, NaiveDate, Utc};
use motcua_domain::{content::DossierContent, money::MoneyState, status::BusinessStatus};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::money::Obligation;

/// `POST /v1/dossiers`, and `PUT` for an unsubmitted one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RegisterDossier {
    /// Made by the desk with the draft; unique at the portal for ever.
    pub uid: Uuid,
    /// Procedure, e.g. `1.004232`.
    pub procedure: String,
    /// Edition and version of the catalogue it was made under.
    pub edition: String,
    /// See `edition`.
    pub catalogue_version: u32,
    /// Answers and papers so far.
    pub content: DossierContent,
}

/// A dossier as its owner sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Dossier {
    /// The short of it.
    pub summary: DossierSummary,
    /// Answers and papers.
    pub content: DossierContent,
    /// Requests for supplements, oldest first.
    pub supplements: Vec<Supplement>,
    /// What happened, oldest first.
    pub events: Vec<DossierEvent>,
    /// Fees.
    pub obligations: Vec<Obligation>,
    /// Files handed out as the result.
    pub results: Vec<ResultFile>,
    /// Manifest of the last submission, if any.
    pub submission: Option<Submission>,
}

/// The short of a dossier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DossierSummary {
    /// The desk's id.
    pub uid: Uuid,
    /// The portal's code (mã hồ sơ), opaque text; `None` until submitted.
    pub code: Option<String>,
    /// Procedure.
    pub procedure: String,
    /// Its title.
    pub procedure_name: String,
    /// Edition.
    pub edition: String,
    /// Version of the edition that it was made under; 0 where it is not said.
    #[serde(default)]
    pub catalogue_version: u32,
    /// Counts up with every change; also the `ETag`.
    pub version: u32,
    /// Business status; `None` until submitted.
    pub status: Option<BusinessStatus>,
    /// Money.
    pub money: MoneyState,
    /// The portal's own time of receipt (NĐ 45/2020: the portal's log time counts).
    pub submitted_at: Option<DateTime<Utc>>,
    /// Accepted by the officer.
    pub received_at: Option<DateTime<Utc>>,
    /// Due (ngày hẹn trả), a working day in Asia/Ho_Chi_Minh.
    pub due_on: Option<NaiveDate>,
    /// Applicant's name, masked for a stranger's look-up.
    pub applicant_name: String,
}

/// A page of summaries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DossierPage {
    /// The page.
    pub dossiers: Vec<DossierSummary>,
    /// Where the next begins; `None` at the end.
    pub next_cursor: Option<String>,
}

/// `POST …/submission`. The content is frozen; every paper must be at the portal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Submit {
    /// Frozen content: answers, and the manifest of papers with their hashes.
    pub content: DossierContent,
}

/// What the portal holds after a submission; the desk compares before it says "đã nộp".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Submission {
    /// The desk's id.
    pub uid: Uuid,
    /// Mã hồ sơ.
    pub code: String,
    /// Printed on the acknowledgement; with the code it opens the look-up.
    pub lookup_key: String,
    /// The portal's time of receipt.
    pub submitted_at: DateTime<Utc>,
    /// SHA-256 (hex) of the canonical JSON of the stored answers (RFC 8785).
    pub answers_sha256: String,
    /// Recomputed from the stored bytes.
    pub manifest: Vec<ManifestEntry>,
    /// Fees that follow from it.
    pub obligations: Vec<Obligation>,
}

/// One stored paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ManifestEntry {
    /// [`Paper::id`].
    pub paper: Uuid,
    /// Component.
    pub component: String,
    /// Bytes stored.
    pub size: u64,
    /// SHA-256 of the bytes stored, recomputed for this answer.
    pub sha256: String,
}

/// A request for supplements (yêu cầu bổ sung).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Supplement {
    /// Id.
    pub id: Uuid,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// Until when, if set.
    pub until: Option<NaiveDate>,
    /// Who asks.
    pub officer: String,
    /// What is to be corrected; complete in one go.
    pub items: Vec<SupplementItem>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
}

/// One thing to correct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct SupplementItem {
    /// Id.
    pub id: Uuid,
    /// Component it is about; `None`: the form.
    pub component: Option<String>,
    /// What and why.
    pub reason: String,
}

/// `POST …/supplements/{id}/answer`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AnswerSupplement {
    /// Id made by the desk; unique for ever.
    pub answer_uid: Uuid,
    /// The whole content after the correction.
    pub content: DossierContent,
    /// A word to the officer.
    pub note: String,
}

/// `POST …/withdrawal`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Withdraw {
    /// Why.
    pub reason: String,
}

/// Something that happened (fields of the national `CapNhatTienDoHoSoMC`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DossierEvent {
    /// Counts up within the dossier.
    pub number: u32,
    /// When.
    pub at: DateTime<Utc>,
    /// Status after it.
    pub status: BusinessStatus,
    /// Who did it.
    pub actor: String,
    /// Unit of the actor.
    pub unit: String,
    /// What was done, in Vietnamese.
    pub text: String,
}

/// A file of the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ResultFile {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub file_name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256.
    pub sha256: String,
}

/// `POST /v1/lookup`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Lookup {
    /// Mã hồ sơ.
    pub code: String,
    /// The key of the acknowledgement.
    pub key: String,
}

/// Answer of a look-up by a stranger: progress, nothing personal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LookupAnswer {
    /// Summary with the name masked.
    pub summary: DossierSummary,
    /// What happened.
    pub events: Vec<DossierEvent>,
}
