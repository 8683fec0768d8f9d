//! The QR code that TT 01/2023/TT-VPCP asks for at the top left of every paper of the one-stop system.

use qrcode::{EcLevel, QrCode, render::svg::Color};

use crate::PrintError;

/// Dossier code, procedure code, identity number and name of the paper, joined by `|`.
pub(crate) fn svg(code: &str, procedure: &str, id_number: &str, paper: &str) -> Result<String, PrintError> {
    // The separator must stay one.
    let text = [code, procedure, id_number, paper]
        .map(|part| part.replace('|', " "))
        .join("|");
    let qr = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).map_err(|_| PrintError::Qr)?;
    Ok(qr
        .render()
        .quiet_zone(false)
        .dark_color(Color("#000"))
        .light_color(Color("#fff"))
        .build())
}
