//! Following a dossier, and looking one up.

use chrono::{DateTime, NaiveDate, Utc};
use motcua_domain::status::BusinessStatus;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The timeline of a dossier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Timeline {
    /// Mã hồ sơ.
    pub code: String,
    /// Title.
    pub procedure_name: String,
    /// Applicant (masked when looked up by key).
    pub applicant_name: String,
    /// Status now.
    pub status: BusinessStatus,
    /// Portal's time of receipt.
    pub submitted_at: DateTime<Utc>,
    /// Due date.
    pub due_on: Option<NaiveDate>,
    /// Working days left (negative: late); `None` without a due date or while the clock stands still.
    pub working_days_left: Option<i32>,
    /// What happened, oldest first.
    pub events: Vec<TimelineEvent>,
    /// Files of the result.
    pub results: Vec<ResultView>,
    /// As of when the portal said so.
    pub as_of: DateTime<Utc>,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct TimelineEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// Status after it.
    pub status: BusinessStatus,
    /// Who.
    pub actor: String,
    /// Unit.
    pub unit: String,
    /// What.
    pub text: String,
}

/// A file of the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ResultView {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub file_name: String,
    /// Bytes.
    #[specta(type = u32)]
    pub size: u64,
    /// Whether it is on this machine.
    pub downloaded: bool,
}
