//! What the first page and the lists need beside the rows: deadlines, the month, narrowing.

use chrono::NaiveDate;
use motcua_domain::{
    money::MoneyState,
    status::{BusinessStatus, SyncState},
};
use serde::{Deserialize, Serialize};

use super::dossier::DossierRow;

/// What a list is narrowed to beside its filter. Empty and `None` narrow nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
pub struct DossierNarrow {
    /// Any of these states on the desk.
    pub sync: Vec<SyncState>,
    /// Any of these statuses of the portal.
    pub status: Vec<BusinessStatus>,
    /// Any of these states of money.
    pub money: Vec<MoneyState>,
    /// Due on this day or later.
    pub due_from: Option<NaiveDate>,
    /// Due on this day or earlier.
    pub due_to: Option<NaiveDate>,
}

/// A dossier at the portal that is not over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct OpenDossier {
    /// The row.
    pub row: DossierRow,
    /// Working days to the due day: 0 on the day itself, negative when late. `None` without a due
    /// day, while the clock stands still, and when the agency is done.
    pub working_days_left: Option<i32>,
}

/// The month that is on, of what the account sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct MonthView {
    /// Its first day.
    pub month: NaiveDate,
    /// All agencies together.
    pub total: MonthCounts,
    /// Agency by agency, the one with most first.
    pub agencies: Vec<MonthAgency>,
}

/// One agency's month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct MonthAgency {
    /// Its name.
    pub name: String,
    /// Its counts.
    pub counts: MonthCounts,
}

/// What became of the dossiers that the portal received in the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
pub struct MonthCounts {
    /// All of them.
    pub received: u32,
    /// Done by the due day.
    pub on_time: u32,
    /// Done after the due day, or not done and past it.
    pub late: u32,
    /// Under way and within the term, or without one yet.
    pub open: u32,
    /// Ended otherwise: not taken, withdrawn, stopped.
    pub ended: u32,
}
