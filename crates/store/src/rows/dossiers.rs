//! Dossiers and their answers.

use chrono::{DateTime, NaiveDate, Utc};
use motcua_domain::{
    content::{Answers, DossierContent, FieldValue},
    money::MoneyState,
    status::{BusinessStatus, SyncState},
};
use serde_json::Value;
use uuid::Uuid;

use crate::{ReadTx, Result, Whose, WriteTx};

/// A draft to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDossier {
    /// Made by the caller; unique for ever.
    pub id: Uuid,
    /// Whose; `None` before anybody signed in.
    pub account: Option<Uuid>,
    /// Procedure code.
    pub procedure: String,
    /// Its title, for lists and search.
    pub procedure_name: String,
    /// Edition of the catalogue.
    pub edition: String,
    /// Version of that edition.
    pub catalogue_version: u32,
    /// First answers.
    pub answers: Answers,
}

/// One answer set or cleared.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerChange {
    /// Dotted path.
    pub path: String,
    /// `None` clears.
    pub value: Option<FieldValue>,
}

/// A dossier without its content.
#[derive(Debug, Clone, PartialEq)]
pub struct DossierRecord {
    /// Id, the same at the portal.
    pub id: Uuid,
    /// Whose.
    pub account: Option<Uuid>,
    /// Procedure code.
    pub procedure: String,
    /// Title.
    pub procedure_name: String,
    /// Edition of the catalogue.
    pub edition: String,
    /// Version of that edition.
    pub catalogue_version: u32,
    /// State on this desk.
    pub sync: SyncState,
    /// Why it is held.
    pub held_reason: Option<String>,
    /// The portal's business status.
    pub status: Option<BusinessStatus>,
    /// Mã hồ sơ.
    pub code: Option<String>,
    /// Look-up key.
    pub lookup_key: Option<String>,
    /// Money.
    pub money: MoneyState,
    /// Due date.
    pub due_on: Option<NaiveDate>,
    /// The portal's time of receipt.
    pub submitted_at: Option<DateTime<Utc>>,
    /// The portal's version (`ETag`) last seen.
    pub portal_version: Option<u32>,
    /// Proof of submission, as the caller gave it.
    pub proof: Option<Value>,
    /// From the answers.
    pub applicant_name: String,
    /// When the last change reached the disk.
    pub changed_at: DateTime<Utc>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was deleted, if it was.
    pub deleted_at: Option<DateTime<Utc>>,
}

/// What the portal said when it took a submission.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirmation {
    /// Mã hồ sơ.
    pub code: String,
    /// Look-up key.
    pub lookup_key: String,
    /// The portal's time.
    pub submitted_at: DateTime<Utc>,
    /// Status after it.
    pub status: BusinessStatus,
    /// Money after it.
    pub money: MoneyState,
    /// Proof, in the caller's shape.
    pub proof: Value,
}

/// The portal's side of a dossier, as of now.
#[derive(Debug, Clone, PartialEq)]
pub struct PortalState {
    /// The portal's version.
    pub version: u32,
    /// Business status.
    pub status: Option<BusinessStatus>,
    /// Mã hồ sơ.
    pub code: Option<String>,
    /// Money.
    pub money: MoneyState,
    /// Due date.
    pub due_on: Option<NaiveDate>,
    /// The portal's time of receipt.
    pub submitted_at: Option<DateTime<Utc>>,
}

/// A draft made before anybody signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnclaimedRecord {
    /// Id.
    pub id: Uuid,
    /// Procedure code.
    pub procedure: String,
    /// Title.
    pub procedure_name: String,
    /// Empty when not typed yet.
    pub applicant_name: String,
}

impl ReadTx<'_> {
    /// A dossier, deleted or not, if `whose` may see it.
    pub fn dossier(&self, id: Uuid, whose: Whose) -> Result<Option<DossierRecord>> {
        todo!("{id}{whose:?}")
    }
    /// All answers.
    pub fn answers(&self, dossier: Uuid) -> Result<Answers> {
        todo!("{dossier}")
    }
    /// Answers and papers.
    pub fn content(&self, dossier: Uuid) -> Result<DossierContent> {
        todo!("{dossier}")
    }
    /// Drafts made before anybody signed in, newest change first.
    pub fn unclaimed(&self, limit: u32) -> Result<Vec<UnclaimedRecord>> {
        todo!("{limit}")
    }
}
impl WriteTx<'_> {
    /// Makes a draft.
    pub fn create_dossier(&self, new: &NewDossier, now: DateTime<Utc>) -> Result<()> {
        todo!("{new:?}{now}")
    }
    /// Sets and clears answers.
    pub fn set_answers(&self, dossier: Uuid, changes: &[AnswerChange], now: DateTime<Utc>) -> Result<()> {
        todo!("{dossier}{}{now}", changes.len())
    }
    /// Gives unclaimed drafts to an account; others are left alone. Returns how many.
    pub fn claim(&self, dossiers: &[Uuid], account: Uuid, now: DateTime<Utc>) -> Result<u32> {
        todo!("{dossiers:?}{account}{now}")
    }
    /// Moves a dossier to the bin.
    pub fn delete_dossier(&self, dossier: Uuid, now: DateTime<Utc>) -> Result<()> {
        todo!("{dossier}{now}")
    }
    /// Takes it out of the bin.
    pub fn restore_dossier(&self, dossier: Uuid, now: DateTime<Utc>) -> Result<()> {
        todo!("{dossier}{now}")
    }
    /// Empties the bin of what was deleted before `before`; returns how many.
    pub fn purge_deleted(&self, before: DateTime<Utc>) -> Result<u32> {
        todo!("{before}")
    }
    /// State on this desk.
    pub fn set_sync(
        &self,
        dossier: Uuid,
        sync: SyncState,
        held_reason: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        todo!("{dossier}{sync:?}{held_reason:?}{now}")
    }
    /// The portal took it, and its manifest agrees: `confirmed`.
    pub fn confirm(&self, dossier: Uuid, confirmation: &Confirmation, now: DateTime<Utc>) -> Result<()> {
        todo!("{dossier}{confirmation:?}{now}")
    }
    /// What the portal says of it now. Returns whether anything changed.
    pub fn set_portal_state(&self, dossier: Uuid, state: &PortalState, now: DateTime<Utc>) -> Result<bool> {
        todo!("{dossier}{state:?}{now}")
    }
}
