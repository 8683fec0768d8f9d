//! The electronic form of a procedure on paper, to be filled by hand and typed in later.

use serde::Serialize;

use crate::engine::{PrintError, Template, compile_to_fit};

/// Sizes of letters in points, tried in order, with the pages that may be filled.
const SIZES: [(f64, usize); 5] = [(11.5, 1), (10.75, 1), (10.0, 1), (11.5, 2), (11.0, usize::MAX)];

/// An electronic form to be filled by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BlankFormData {
    /// Title of the form.
    pub title: String,
    /// Code of the procedure.
    pub code: String,
    /// Title of the procedure.
    pub procedure_name: String,
    /// `Kính gửi`.
    pub addressee_label: String,
    /// Whom it goes to; empty: left out.
    pub addressee: String,
    /// What is asked.
    pub sections: Vec<BlankSection>,
    /// Said under it.
    pub note: String,
    /// Above the signature.
    pub signer: String,
    /// Under it.
    pub signer_note: String,
    /// Marks it as training.
    pub training: bool,
}

/// A titled group of fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BlankSection {
    /// Title.
    pub title: String,
    /// Fields in order.
    pub fields: Vec<BlankField>,
}

/// One thing to fill in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BlankField {
    /// What is asked.
    pub label: String,
    /// How it is filled in.
    pub kind: BlankKind,
    /// Unit; empty: none.
    pub unit: String,
    /// What there is to choose from.
    pub options: Vec<String>,
    /// Must be filled in.
    pub required: bool,
    /// When it is asked at all; empty: always.
    pub only: String,
    /// Half a line is enough; two that follow each other share one.
    pub short: bool,
}

/// How a field is filled in by hand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BlankKind {
    /// One line.
    #[default]
    Line,
    /// Several lines.
    Area,
    /// A date.
    Date,
    /// One of the options.
    Choice,
    /// A tick.
    Tick,
}

/// An electronic form to be filled by hand, on A4, in one page where it can be.
///
/// # Errors
/// See [`PrintError`].
pub fn blank_form(data: &BlankFormData) -> Result<Vec<u8>, PrintError> {
    #[derive(Serialize)]
    struct Sized<'a> {
        #[serde(flatten)]
        data: &'a BlankFormData,
        size: f64,
    }
    compile_to_fit(Template::Blank, &SIZES, |size| Sized { data, size })
}
