//! What a search answers.

use motcua_domain::language::Language;

use crate::{
    query::{AudienceChoice, FeeChoice, ListChoice, Query},
    why::Why,
};

/// The answer to a query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// Best first, from `offset`, at most `limit`.
    pub hits: Vec<Hit>,
    /// How many there are in all.
    pub total: usize,
    /// Counts beside each choice.
    pub facets: Facets,
    /// When nothing was found: what to loosen. `None` when something was found, or nothing would help.
    pub loosen: Option<Loosen>,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Position of the procedure in the catalogue given to the builder.
    pub procedure_index: usize,
    /// Higher is better; comparable within one answer only.
    pub score: f32,
    /// Why the row is here, the strongest reason first.
    pub why: Vec<Why>,
    /// Matches in the title as (start, length) in UTF-16 units, in order, not overlapping.
    pub highlights: Vec<(u32, u32)>,
}

/// Counts beside each choice, given the text and the *other* choices; choices with no row are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    /// By agency id, each with those below it.
    pub agencies: Vec<FacetCount>,
    /// By sector id.
    pub sectors: Vec<FacetCount>,
    /// By level: `4`, `3`, …; `0` is not known.
    pub levels: Vec<FacetCount>,
    /// By whom they are for; what is for both counts twice.
    pub audiences: Vec<(AudienceChoice, usize)>,
    /// By whether they cost something.
    pub fees: Vec<(FeeChoice, usize)>,
    /// By the desk's own lists.
    pub lists: Vec<(ListChoice, usize)>,
}

/// One choice with its count, in the catalogue's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// Id of the agency or sector, or the level as a digit.
    pub id: String,
    /// How many rows choosing it leaves.
    pub count: usize,
}

/// What to loosen when nothing was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loosen {
    /// Which choices, all of them together; none: it is the text that no procedure has.
    pub choices: Vec<LoosenChoice>,
    /// How many rows there would be.
    pub would_find: usize,
}

/// A choice that can be loosened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoosenChoice {
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

impl LoosenChoice {
    /// All of them, in the order of the page.
    pub const EVERY: [Self; 6] = [
        Self::Agency,
        Self::Sector,
        Self::Level,
        Self::Audience,
        Self::Fee,
        Self::List,
    ];

    /// Whether a query makes this choice.
    pub fn is_set(self, query: &Query) -> bool {
        match self {
            Self::Agency => query.agency.is_some(),
            Self::Sector => query.sector.is_some(),
            Self::Level => query.level.is_some(),
            Self::Audience => query.audience.is_some(),
            Self::Fee => query.fee.is_some(),
            Self::List => query.list.is_some(),
        }
    }

    /// What the page calls it.
    pub fn name(self, language: Language) -> &'static str {
        match (language, self) {
            (Language::Vi, Self::Agency) => "Đơn vị",
            (Language::Vi, Self::Sector) => "Lĩnh vực",
            (Language::Vi, Self::Level) => "Mức độ",
            (Language::Vi, Self::Audience) => "Đối tượng",
            (Language::Vi, Self::Fee) => "Phí, lệ phí",
            (Language::Vi, Self::List) => "Danh sách",
            (Language::En, Self::Agency) => "agency",
            (Language::En, Self::Sector) => "field",
            (Language::En, Self::Level) => "level",
            (Language::En, Self::Audience) => "applicants",
            (Language::En, Self::Fee) => "fee",
            (Language::En, Self::List) => "list",
        }
    }
}

impl Loosen {
    /// In words, for the empty list.
    pub fn words(&self, language: Language) -> String {
        let n = self.would_find;
        let names: Vec<&str> = self.choices.iter().map(|choice| choice.name(language)).collect();
        match (language, names.split_last()) {
            (Language::Vi, None) => {
                "Không thủ tục nào có những từ này. Hãy thử ít từ hơn, hoặc chọn theo Lĩnh vực.".to_owned()
            }
            (Language::En, None) => {
                "No procedure has these words. Try fewer words, or choose a field.".to_owned()
            }
            (Language::Vi, Some((one, []))) => format!("Bỏ chọn {one} để thấy {n} thủ tục."),
            (Language::En, Some((one, []))) => format!("Clear the {one} to see {}.", procedures(n)),
            (Language::Vi, Some((last, rest))) => {
                format!("Bỏ chọn {} và {last} để thấy {n} thủ tục.", rest.join(", "))
            }
            (Language::En, Some((last, rest))) => {
                format!("Clear {} and {last} to see {}.", rest.join(", "), procedures(n))
            }
        }
    }
}

fn procedures(n: usize) -> String {
    if n == 1 {
        "1 procedure".to_owned()
    } else {
        format!("{n} procedures")
    }
}
