//! Codes of procedures and dossiers. A dossier code is opaque text; parsers only help to show it.

use chrono::NaiveDate;

/// Removes white space (line breaks of OCR and of narrow table cells) and gives upper case.
pub fn normalise_code(_text: &str) -> String {
    todo!()
}
/// The national short code of a procedure (`1.004232`) from any of its written forms.
pub fn procedure_short_code(_text: &str) -> Option<String> {
    todo!()
}
/// What can be read from a dossier code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierCode {
    /// Agency, e.g. `000.09.23.H34` or `G09.20`.
    pub agency: String,
    /// Day of receipt.
    pub received_on: NaiveDate,
    /// Number within the day.
    pub sequence: u32,
}
/// Reads a dossier code of one of the known shapes; `None`: some other shape, still a valid code.
pub fn parse_dossier_code(_text: &str) -> Option<DossierCode> {
    todo!()
}
/// The code of the 2018 shape `000.09.23.H34-220401-0007` (TT 01/2018/TT-VPCP Điều 19).
/// A sequence above 9999 gets more digits rather than a repeated code.
pub fn dossier_code(_agency: &str, _received_on: NaiveDate, _sequence: u32) -> String {
    todo!()
}
