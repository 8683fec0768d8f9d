//! A procedure for the person at the counter: what to bring, how long and how much, on one A5 sheet.

use serde::Serialize;

use crate::engine::{PrintError, Template, compile_to_fit};

/// Sizes of letters in points, tried in order, with the pages that may be filled: one side of the sheet, both, and
/// then whatever it takes in letters that can be read.
const SIZES: [(f64, usize); 9] = [
    (12.0, 1),
    (11.0, 1),
    (10.0, 1),
    (9.0, 1),
    (8.0, 1),
    (9.0, 2),
    (8.0, 2),
    (7.0, 2),
    (9.0, usize::MAX),
];

/// A procedure for the person at the counter. Everything comes in words, in the reader's language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SheetData {
    /// `vi` or `en`.
    pub lang: String,
    /// What the sheet is, above the name.
    pub heading: String,
    /// Code as people know it.
    pub code: String,
    /// Title of the procedure.
    pub name: String,
    /// Case, time, agency, result, where it comes, ….
    pub facts: Vec<SheetFact>,
    /// Title above the papers.
    pub papers_title: String,
    /// Said under it; empty: nothing.
    pub papers_note: String,
    /// What to bring.
    pub papers: Vec<SheetPaper>,
    /// Title above the fees.
    pub fees_title: String,
    /// Each fee with its amount.
    pub fees: Vec<SheetFee>,
    /// Said under them; empty: nothing.
    pub fees_note: String,
    /// Title above the legal basis.
    pub basis_title: String,
    /// The acts.
    pub basis: String,
    /// Which catalogue this was printed from, and when.
    pub source: String,
    /// Marks the sheet as training.
    pub training: bool,
}

/// One thing to know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SheetFact {
    /// What it is.
    pub label: String,
    /// What is said of it.
    pub value: String,
    /// Among the first things that people ask for.
    pub weighty: bool,
}

/// One paper to bring.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SheetPaper {
    /// What it is.
    pub name: String,
    /// Prescribed form and what the source adds.
    pub note: String,
    /// How many.
    pub copies: String,
    /// Whether it must be there.
    pub need: String,
}

/// One fee.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SheetFee {
    /// What it is for.
    pub name: String,
    /// For which case it is, while that is open; empty: said by the name, or decided.
    pub tier: String,
    /// How much.
    pub amount: String,
}

/// A procedure on one A5 sheet: the letters shrink until it is one side, else both; what never fits goes on.
///
/// # Errors
/// See [`PrintError`].
pub fn procedure_sheet(data: &SheetData) -> Result<Vec<u8>, PrintError> {
    #[derive(Serialize)]
    struct Sized<'a> {
        #[serde(flatten)]
        data: &'a SheetData,
        size: f64,
    }
    compile_to_fit(Template::Sheet, &SIZES, |size| Sized { data, size })
}
