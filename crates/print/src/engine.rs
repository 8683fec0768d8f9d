//! Typst, with the bundled fonts and templates and nothing from outside: no file of the machine, no
//! package, no network.

use std::sync::OnceLock;

use serde::Serialize;
use serde_json::Value;
use typst::foundations::{Dict, IntoValue};
use typst_as_lib::{TypstEngine, TypstTemplateCollection};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

/// Why a paper could not be made; a defect of this crate, or data beyond all measure.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// The QR code cannot hold so much.
    #[error("the QR code cannot hold the codes of this paper")]
    Qr,
    /// The template failed.
    #[error("the form could not be set: {0}")]
    Typesetting(String),
    /// The data cannot be written as JSON.
    #[error("the data of the form is not readable: {0}")]
    Data(#[from] serde_json::Error),
}

/// The forms.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Template {
    Proof,
    Receipt,
    Acknowledgement,
    Licence,
    Sheet,
    Blank,
}

impl Template {
    fn file(self) -> &'static str {
        match self {
            Self::Proof => "proof.typ",
            Self::Receipt => "receipt.typ",
            Self::Acknowledgement => "acknowledgement.typ",
            Self::Licence => "licence.typ",
            Self::Sheet => "sheet.typ",
            Self::Blank => "blank.typ",
        }
    }
}

const FONTS: [&[u8]; 4] = [
    include_bytes!("../fonts/LiberationSerif-Regular.ttf"),
    include_bytes!("../fonts/LiberationSerif-Bold.ttf"),
    include_bytes!("../fonts/LiberationSerif-Italic.ttf"),
    include_bytes!("../fonts/LiberationSerif-BoldItalic.ttf"),
];

const SOURCES: [(&str, &str); 7] = [
    ("common.typ", include_str!("../templates/common.typ")),
    ("proof.typ", include_str!("../templates/proof.typ")),
    ("receipt.typ", include_str!("../templates/receipt.typ")),
    (
        "acknowledgement.typ",
        include_str!("../templates/acknowledgement.typ"),
    ),
    ("licence.typ", include_str!("../templates/licence.typ")),
    ("sheet.typ", include_str!("../templates/sheet.typ")),
    ("blank.typ", include_str!("../templates/blank.typ")),
];

fn engine() -> &'static TypstEngine<TypstTemplateCollection> {
    static ENGINE: OnceLock<TypstEngine<TypstTemplateCollection>> = OnceLock::new();
    ENGINE.get_or_init(|| {
        TypstEngine::builder()
            .fonts(FONTS)
            .with_static_source_file_resolver(SOURCES)
            .build()
    })
}

/// Sets a form. The data goes in as JSON text, the QR code as SVG text; neither is ever read as markup.
pub(crate) fn compile(
    template: Template,
    data: &impl Serialize,
    qr: Option<String>,
) -> Result<Vec<u8>, PrintError> {
    pdf(&set(template, data, qr)?)
}

/// Sets a form in the first of these sizes of letters, in points, in which it takes no more pages than stand beside
/// it, else in the last. A size in which it is far too long is not tried.
pub(crate) fn compile_to_fit<T: Serialize>(
    template: Template,
    sizes: &[(f64, usize)],
    data: impl Fn(f64) -> T,
) -> Result<Vec<u8>, PrintError> {
    let mut tried: Option<(f64, PagedDocument)> = None;
    for (at, &(size, most)) in sizes.iter().enumerate() {
        let far_too_long = tried.as_ref().is_some_and(|(before, document)| {
            // pages that are full for sure, as many as their letters take in the other size
            let full = document.pages().len().saturating_sub(1) as f64;
            full * (size / before).powi(2) >= most as f64
        });
        if far_too_long && at + 1 < sizes.len() {
            continue;
        }
        let document = set(template, &data(size), None)?;
        let fits = document.pages().len() <= most;
        tried = Some((size, document));
        if fits {
            break;
        }
    }
    let (_, document) = tried.ok_or_else(|| PrintError::Typesetting("nothing to set".to_owned()))?;
    pdf(&document)
}

fn set(template: Template, data: &impl Serialize, qr: Option<String>) -> Result<PagedDocument, PrintError> {
    let mut inputs = Dict::new();
    inputs.insert(
        "data".into(),
        printable(serde_json::to_value(data)?).to_string().into_value(),
    );
    inputs.insert("qr".into(), qr.unwrap_or_default().into_value());
    engine()
        .compile_with_input(template.file(), inputs)
        .output
        .map_err(|error| PrintError::Typesetting(error.to_string()))
}

fn pdf(document: &PagedDocument) -> Result<Vec<u8>, PrintError> {
    // Plain PDF 1.7: an archival profile would refuse a whole form for one letter that the font lacks.
    typst_pdf::pdf(document, &PdfOptions::default()).map_err(|errors| {
        let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
        PrintError::Typesetting(messages.join("; "))
    })
}

/// Without what no paper can show: control characters, and marks that turn the direction of text and could
/// make a name read as another.
fn printable(value: Value) -> Value {
    let hidden = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    match value {
        Value::String(text) => text.chars().filter(|c| !hidden(*c)).collect::<String>().into(),
        Value::Array(items) => items.into_iter().map(printable).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, printable(value)))
            .collect(),
        other => other,
    }
}
