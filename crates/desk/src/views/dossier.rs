//! A dossier being prepared or followed, and lists of them.

use chrono::{DateTime, NaiveDate, Utc};
use motcua_domain::{
    catalogue::{Condition, FormField},
    content::{Answers, FieldValue, Paper},
    money::{MoneyState, Vnd},
    paper::PaperLimits,
    problem::FieldProblem,
    status::{BusinessStatus, SyncState},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::elsewhere::ElsewhereView;

/// Everything the task list and its parts show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct DossierView {
    /// Id, the same at the portal.
    pub id: Uuid,
    /// Procedure code.
    pub procedure: String,
    /// Code as shown.
    pub display_code: String,
    /// Title.
    pub procedure_name: String,
    /// Agency's name.
    pub agency_name: String,
    /// Edition of catalogue and places.
    pub edition: String,
    /// Edition of the places its addresses use.
    pub places_edition: String,
    /// State on this desk.
    pub sync: SyncState,
    /// Why it is held, in words.
    pub held_reason: Option<String>,
    /// Portal's business status.
    pub status: Option<BusinessStatus>,
    /// Mã hồ sơ.
    pub code: Option<String>,
    /// Money.
    pub money: MoneyState,
    /// Whether answers and papers may be changed now.
    pub editable: bool,
    /// All answers.
    pub answers: Answers,
    /// Fields of the electronic form, compiled from schema and layout.
    pub form: Vec<FormSectionView>,
    /// The case the answers lead to, if any.
    pub case_name: Option<String>,
    /// Components with their papers.
    pub components: Vec<ComponentView>,
    /// Fees that follow from the answers.
    pub fees: FeeEstimate,
    /// State of the five parts.
    pub parts: Vec<PartView>,
    /// When the last change reached the disk.
    pub saved_at: DateTime<Utc>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// The portal's time of receipt; until then it is "chưa nộp".
    pub submitted_at: Option<DateTime<Utc>>,
    /// Due date.
    pub due_on: Option<NaiveDate>,
    /// Proof of submission, once confirmed.
    pub proof: Option<Proof>,
    /// The open request for supplements.
    pub supplement: Option<SupplementView>,
    /// What other computers of the same account did to it, if there is something to know or to decide.
    pub elsewhere: Option<ElsewhereView>,
    /// A newer version of its catalogue in which its procedure is different; until the user moves it there,
    /// the draft keeps its own.
    pub newer: Option<NewerCatalogue>,
}

/// What a newer version of the catalogue changes for a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct NewerCatalogue {
    /// The edition.
    pub edition: String,
    /// The draft's version of it.
    pub from: u32,
    /// The newest version.
    pub to: u32,
    /// The procedure is not in it any more, or cannot be submitted under it: the draft cannot move.
    pub gone: bool,
    /// What is different.
    pub changes: Vec<CatalogueChange>,
}

/// One thing that is different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct CatalogueChange {
    /// What it is about.
    pub about: ChangeAbout,
    /// Which component, fee, field or case; `None`: the procedure as a whole.
    pub name: Option<String>,
    /// As it was, in words; `None`: it is new.
    pub old: Option<String>,
    /// As it is now, in words; `None`: it is gone.
    pub new: Option<String>,
}

/// What a change of the catalogue is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ChangeAbout {
    /// Tên thủ tục.
    Name,
    /// Cơ quan thực hiện.
    Agency,
    /// Thời hạn giải quyết.
    Deadline,
    /// Kết quả.
    Result,
    /// Căn cứ pháp lý.
    LegalBasis,
    /// Trường hợp.
    Case,
    /// Thành phần hồ sơ.
    Component,
    /// Phí, lệ phí.
    Fee,
    /// Biểu mẫu điện tử.
    Form,
}

/// A section of the electronic form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct FormSectionView {
    /// Title.
    pub title: String,
    /// Fields.
    pub fields: Vec<FormFieldView>,
}

/// A field with what its schema demands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct FormFieldView {
    /// `form.<property>`.
    pub path: String,
    /// Layout.
    pub field: FormField,
    /// Must be answered (while visible).
    pub required: bool,
    /// Longest text in characters, if limited.
    pub max_length: Option<u32>,
    /// Whether its condition holds now.
    pub visible: bool,
}

/// A component with its papers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ComponentView {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Prescribed form.
    pub form: Option<String>,
    /// What the source adds.
    pub note: Option<String>,
    /// Whether it must be there, given the answers.
    pub need: Need,
    /// The condition behind `need`, with its source.
    pub condition: Option<Condition>,
    /// How many originals and copies the paper file asks for.
    pub originals: Option<u32>,
    /// See `originals`.
    pub copies: Option<u32>,
    /// What may be attached.
    pub limits: PaperLimits,
    /// Attached, in order.
    pub papers: Vec<Paper>,
}

/// Whether a component must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Must be there.
    Required,
    /// May be there.
    Optional,
    /// Not asked for in this case.
    NotNeeded,
    /// Depends on an answer not yet given.
    Undecided,
}

/// Fees as far as they can be told before the portal decides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct FeeEstimate {
    /// Whether fees are known for this procedure at all.
    pub known: bool,
    /// Lines that apply to the answers.
    pub lines: Vec<FeeEstimateLine>,
}

/// One fee line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct FeeEstimateLine {
    /// Name.
    pub name: String,
    /// Amount; `None`: not known.
    pub amount: Option<Vnd>,
    /// "mức minh họa".
    pub illustrative: bool,
}

/// One part of the task list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct PartView {
    /// Which.
    pub part: Part,
    /// State.
    pub state: PartState,
    /// Problems, all at once.
    pub problems: Vec<FieldProblem>,
}

/// The parts of the task list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Người nộp và chủ hồ sơ.
    People,
    /// Biểu mẫu.
    Form,
    /// Thành phần hồ sơ.
    Papers,
    /// Nhận và trả.
    Delivery,
    /// Kiểm tra và nộp.
    Review,
}

/// State of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum PartState {
    /// Nothing was entered.
    NotStarted,
    /// Something is missing or wrong.
    NeedsAttention,
    /// Complete.
    Done,
}

/// A change of one answer; `None` clears it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct FieldChange {
    /// Path.
    pub path: String,
    /// Value.
    pub value: Option<FieldValue>,
}

/// Answer to a change: it is on the disk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Saved {
    /// When it reached the disk.
    pub saved_at: DateTime<Utc>,
}

/// What became of a file the user chose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Attached {
    /// On disk, hashed, fsynced.
    Kept {
        /// The paper.
        paper: Paper,
    },
    /// Not taken.
    Refused {
        /// Name of the file.
        file_name: String,
        /// Why, and what to do.
        message: String,
    },
}

/// Which dossiers a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum DossierFilter {
    /// Hồ sơ chưa nộp (drafts, queued, held).
    Unsent,
    /// Hồ sơ đã nộp.
    Sent,
    /// Yêu cầu bổ sung.
    Supplement,
    /// All.
    All,
}

/// A page of a list, newest change first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct DossierList {
    /// Rows.
    pub rows: Vec<DossierRow>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// Counts per filter: unsent, sent, supplement.
    pub counts: DossierCounts,
}

/// Counts per filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
pub struct DossierCounts {
    /// Chưa nộp.
    pub unsent: u32,
    /// Đã nộp.
    pub sent: u32,
    /// Yêu cầu bổ sung.
    pub supplement: u32,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct DossierRow {
    /// Id.
    pub id: Uuid,
    /// Mã hồ sơ.
    pub code: Option<String>,
    /// Title of the procedure.
    pub procedure_name: String,
    /// Applicant.
    pub applicant_name: String,
    /// Desk's state.
    pub sync: SyncState,
    /// Portal's status.
    pub status: Option<BusinessStatus>,
    /// Money.
    pub money: MoneyState,
    /// Due date.
    pub due_on: Option<NaiveDate>,
    /// Last change.
    pub changed_at: DateTime<Utc>,
    /// Another computer changed it too, and the person has something to decide or to know.
    pub elsewhere: bool,
}

/// Proof of submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Proof {
    /// Mã hồ sơ.
    pub code: String,
    /// Look-up key.
    pub lookup_key: String,
    /// The portal's time.
    pub submitted_at: DateTime<Utc>,
    /// What the portal holds, compared with what was sent.
    pub papers: Vec<ProofPaper>,
}

/// One paper of the proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ProofPaper {
    /// Component's name.
    pub component_name: String,
    /// File name.
    pub file_name: String,
    /// Bytes.
    #[specta(type = u32)]
    pub size: u64,
    /// SHA-256 computed by the portal.
    pub sha256: String,
}

/// The open request for supplements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct SupplementView {
    /// Id.
    pub id: Uuid,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Until.
    pub until: Option<NaiveDate>,
    /// Who.
    pub officer: String,
    /// What.
    pub items: Vec<SupplementItemView>,
}

/// One thing to correct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SupplementItemView {
    /// Component code; `None`: the form.
    pub component: Option<String>,
    /// Its name, or that of the form.
    pub component_name: String,
    /// What and why.
    pub reason: String,
}
