//! What a search answers.

use motcua_domain::language::Language;

use crate::why::Why;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loosen {
    /// Which choice.
    pub choice: LoosenChoice,
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
    /// All three: none of them alone would help.
    AllChoices,
    /// The text: no procedure has these words, whatever the choices.
    Text,
}

impl Loosen {
    /// In words, for the empty list.
    pub fn words(&self, language: Language) -> String {
        let n = self.would_find;
        match (language, self.choice) {
            (Language::Vi, LoosenChoice::Agency) => format!("Bỏ chọn Đơn vị để thấy {n} thủ tục."),
            (Language::Vi, LoosenChoice::Sector) => format!("Bỏ chọn Lĩnh vực để thấy {n} thủ tục."),
            (Language::Vi, LoosenChoice::Level) => format!("Bỏ chọn Mức độ để thấy {n} thủ tục."),
            (Language::Vi, LoosenChoice::AllChoices) => {
                format!("Bỏ chọn Đơn vị, Lĩnh vực và Mức độ để thấy {n} thủ tục.")
            }
            (Language::Vi, LoosenChoice::Text) => {
                "Không thủ tục nào có những từ này. Hãy thử ít từ hơn, hoặc chọn theo Lĩnh vực.".to_owned()
            }
            (Language::En, LoosenChoice::Agency) => format!("Clear the agency to see {}.", procedures(n)),
            (Language::En, LoosenChoice::Sector) => format!("Clear the field to see {}.", procedures(n)),
            (Language::En, LoosenChoice::Level) => format!("Clear the level to see {}.", procedures(n)),
            (Language::En, LoosenChoice::AllChoices) => {
                format!("Clear agency, field and level to see {}.", procedures(n))
            }
            (Language::En, LoosenChoice::Text) => {
                "No procedure has these words. Try fewer words, or choose a field.".to_owned()
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
