//! Printed papers: plain data in, a PDF out.
//!
//! Everything a paper says comes in as data and is handed to typst as JSON, never as markup, so that no
//! name or note can change a form. Fonts are bundled (Liberation Serif, metric-compatible with the Times
//! New Roman that NĐ 30/2020/NĐ-CP asks for), so that a paper looks the same on every machine. The same
//! data gives the same bytes.
//!
//! Forms: Phụ lục I of TT 03/2025/TT-VPCP on A5 (TT 01/2018/TT-VPCP); a QR code at the top left with dossier
//! code, procedure code, identity number and name of the paper (TT 01/2023/TT-VPCP).

mod blank;
mod engine;
mod forms;
mod qr;
mod sheet;
mod words;

pub use blank::{BlankField, BlankFormData, BlankKind, BlankSection, blank_form};
pub use engine::PrintError;
pub use forms::{
    AckData, AckPaper, Article, ProofData, ProofPaper, ReceiptData, ReceiptLine, ResultData, acknowledgement,
    licence, proof_of_submission, receipt,
};
pub use sheet::{SheetData, SheetFact, SheetFee, SheetPaper, procedure_sheet};
pub use words::{amount, amount_in_words};
