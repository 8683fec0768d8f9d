//! Lists of dossiers: pages read from an index, counts kept beside.

use chrono::{DateTime, NaiveDate, Utc};
use motcua_domain::{
    money::MoneyState,
    status::{BusinessStatus, SyncState},
};
use uuid::Uuid;

use crate::{ReadTx, Result, Whose};

/// Which dossiers a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListFilter {
    /// Not yet received by the portal.
    Unsent,
    /// Received by the portal.
    Sent,
    /// The portal asks for a supplement.
    Supplement,
    /// All.
    All,
}

/// Where a page begins; opaque text for the caller's caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListCursor(pub String);

/// A page, newest change first (with a search text: newest made first).
#[derive(Debug, Clone, PartialEq)]
pub struct ListPage {
    /// Rows.
    pub rows: Vec<ListRow>,
    /// Where the next begins.
    pub next: Option<ListCursor>,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct ListRow {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub account: Option<Uuid>,
    /// Mã hồ sơ.
    pub code: Option<String>,
    /// Procedure code.
    pub procedure: String,
    /// Title.
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
}

/// Counts per filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DossierCounts {
    /// Chưa nộp.
    pub unsent: u32,
    /// Đã nộp.
    pub sent: u32,
    /// Yêu cầu bổ sung.
    pub supplement: u32,
}

impl ReadTx<'_> {
    /// A page of at most `limit` rows. `text` searches person, phone, numbers, code and title, with or
    /// without marks, by the beginnings of words; empty finds all.
    pub fn list_dossiers(
        &self,
        whose: Whose,
        filter: ListFilter,
        text: &str,
        cursor: Option<&ListCursor>,
        limit: u32,
    ) -> Result<ListPage> {
        todo!("{whose:?}{filter:?}{text}{cursor:?}{limit}")
    }
    /// Counts, in constant time.
    pub fn count_dossiers(&self, whose: Whose) -> Result<DossierCounts> {
        todo!("{whose:?}")
    }
}
