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
    /// Only what is for these people.
    #[serde(default)]
    pub audience: Option<AudienceChoice>,
    /// Only with, or without, a fee.
    #[serde(default)]
    pub fee: Option<FeeChoice>,
    /// Only of this list of the desk's own.
    #[serde(default)]
    pub list: Option<ListChoice>,
    /// Rows wanted, at most 200.
    pub limit: u32,
    /// Rows to pass over.
    pub offset: u32,
}

/// Whom a procedure must be for; what is for both passes the first two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum AudienceChoice {
    /// Công dân, hộ gia đình.
    Citizens,
    /// Tổ chức, doanh nghiệp.
    Organisations,
    /// Chưa rõ.
    Unknown,
}

/// Whether a procedure must cost something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum FeeChoice {
    /// Có phí, lệ phí.
    With,
    /// Không thu phí.
    Without,
    /// Chưa rõ.
    Unknown,
}

/// A list that the desk keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ListChoice {
    /// Yêu thích.
    Favourites,
    /// Gần đây.
    Recent,
    /// Thường gặp: used here, or much at the portal.
    Common,
}

/// A choice of the search that can be given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum NarrowKind {
    /// Đơn vị.
    Agency,
    /// Lĩnh vực.
    Sector,
    /// Mức độ.
    Level,
    /// Đối tượng.
    Audience,
    /// Phí, lệ phí.
    Fee,
    /// Danh sách.
    List,
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
    /// See `agencies`; ids are those of [`AudienceChoice`]. What is for both counts in both.
    pub audiences: Vec<FacetCount>,
    /// See `agencies`; ids are those of [`FeeChoice`].
    pub fees: Vec<FacetCount>,
    /// See `agencies`; ids are those of [`ListChoice`].
    pub lists: Vec<FacetCount>,
    /// When nothing was found: which choice to loosen, in words.
    pub loosen: Option<String>,
    /// The same as choices to give up together; none when it is the text.
    pub loosen_choices: Vec<NarrowKind>,
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
    /// Whether it is marked as a favourite here.
    pub favourite: bool,
    /// Found under an old name or code, or gone from this edition: what it was or became, in words.
    pub past: Option<String>,
    /// The edition that still has it, when this one does not.
    pub gone_to: Option<String>,
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
    /// Whether it is marked as a favourite here.
    pub favourite: bool,
    /// What it was before: old codes, names, agencies, in words, oldest first.
    pub former: Vec<String>,
    /// What became of it since: another code, or its end, in words.
    pub became: Option<Became>,
}

/// What became of a procedure after the edition shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Became {
    /// In words.
    pub words: String,
    /// The procedure of today to look at.
    pub code: Option<String>,
    /// Its edition.
    pub edition: Option<String>,
}

/// What a procedure asks for and costs in one case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct CaseView {
    /// What decides it; `None`: everything is the same in every case, or cannot be asked for here.
    pub ask: Option<CaseQuestion>,
    /// Name of the case, once it is decided.
    pub case: Option<String>,
    /// Every paper of the procedure, in its order.
    pub papers: Vec<CasePaper>,
    /// Fees that are owed or may be; those of other tiers are left out once the case is decided.
    pub fees: Vec<CaseFee>,
    /// Whether it still depends on the answer which of the fees are owed.
    pub fees_open: bool,
}

/// The answer that decides a procedure's case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct CaseQuestion {
    /// Path of the answer, e.g. `form.flow_m3_per_day`.
    pub field: String,
    /// What the form calls it.
    pub label: String,
    /// Its unit.
    pub unit: Option<String>,
}

/// A paper in the case at hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct CasePaper {
    /// Code of the component.
    pub code: String,
    /// Whether it must be there.
    pub need: CaseNeed,
}

/// Whether a paper must be there in the case at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum CaseNeed {
    /// Must be there.
    Required,
    /// May be there.
    Optional,
    /// Not asked for in this case.
    NotNeeded,
    /// Depends on what is not entered yet.
    Undecided,
}

/// A fee in the case at hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct CaseFee {
    /// [`motcua_domain::catalogue::Fee::id`].
    pub id: String,
    /// Whether it is owed; `false`: depends on what is not entered yet.
    pub applies: bool,
}

/// What a catalogue file brought.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
pub struct BroughtCatalogue {
    /// Editions taken, each with its version, e.g. `2022 (2)`.
    pub editions: Vec<String>,
    /// Editions in the file that are not newer than what is here.
    pub known: Vec<String>,
    /// Whether the places were.
    pub places: bool,
    /// Whether the holidays were.
    pub holidays: bool,
}

/// A province or commune to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Place {
    /// GSO code.
    pub code: String,
    /// Full name, e.g. `Xã Đăk Hà`; for communes before July 2025 with its district.
    pub name: String,
}
