//! Search and the procedure's page.

use motcua_domain::catalogue::{Agency, Procedure, Sector};
use serde::{Deserialize, Serialize};

/// What is searched for. Everything optional; empty finds all, most used first.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, specta::Type)]
pub struct SearchQuery {
    /// As typed.
    pub text: String,
    /// Only this agency and those below it.
    pub agency: Option<String>,
    /// Only this sector.
    pub sector: Option<String>,
    /// Only this level; 0: level not known.
    pub level: Option<u8>,
    /// Rows wanted, at most 200.
    pub limit: u32,
    /// Rows to pass over.
    pub offset: u32,
}

/// The rows and what narrowing would leave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct SearchPage {
    /// Rows, best first.
    pub rows: Vec<SearchRow>,
    /// How many in all.
    pub total: u32,
    /// Counts beside each choice, given the other choices.
    pub agencies: Vec<FacetCount>,
    /// See `agencies`.
    pub sectors: Vec<FacetCount>,
    /// See `agencies`; ids `3`, `4`, `0` (not known).
    pub levels: Vec<FacetCount>,
    /// When nothing was found: which choice to loosen, in words.
    pub loosen: Option<String>,
    /// Edition searched.
    pub edition: String,
}

/// One choice with its count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct FacetCount {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// The choice above it (agencies stand in a tree); `None` at the top and for sectors and levels.
    pub parent: Option<String>,
    /// How many rows it leaves, those below it included.
    pub count: u32,
}

/// A row of the result table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct SearchRow {
    /// National code.
    pub code: String,
    /// Code as the table shows it (mã chuẩn).
    pub display_code: String,
    /// Title.
    pub name: String,
    /// Matches in the title as (start, length) in UTF-16 units of `name`.
    pub highlights: Vec<(u32, u32)>,
    /// Sector's name.
    pub sector: String,
    /// Agency's name.
    pub agency: String,
    /// Level; `None`: not known.
    pub level: Option<u8>,
    /// Whether it can be submitted (its components are known).
    pub submittable: bool,
    /// Why the row is here, in words.
    pub why: String,
}

/// The procedure's page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ProcedureView {
    /// The procedure as the catalogue has it.
    pub procedure: Procedure,
    /// Its sector.
    pub sector: Sector,
    /// Its agency.
    pub agency: Agency,
    /// Edition.
    pub edition: String,
    /// Code as shown.
    pub display_code: String,
    /// Whether it can be submitted, and if not, why in words.
    pub not_submittable: Option<String>,
    /// Whether reference amounts may be shown ("mức minh họa"; training only).
    pub show_reference_fees: bool,
}

/// A province or commune to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Place {
    /// GSO code.
    pub code: String,
    /// Full name, e.g. `Xã Đăk Hà`; for communes before July 2025 with its district.
    pub name: String,
}
