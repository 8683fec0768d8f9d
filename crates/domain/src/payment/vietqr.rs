//! VietQR.
/// A transfer to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VietQr<'a> {
    /// NAPAS BIN, 6 digits.
    pub bank_bin: &'a str,
    /// Account number.
    pub account: &'a str,
    /// Amount.
    pub amount: Option<crate::money::Vnd>,
    /// Purpose, at most 25 characters without diacritics (folded here).
    pub purpose: &'a str,
}
/// Why a payload cannot be made.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("VietQR cannot be made: {0}")]
pub struct VietQrError(pub &'static str);
impl VietQr<'_> {
    /// The EMVCo text to put into the QR code.
    pub fn payload(&self) -> Result<String, VietQrError> {
        todo!()
    }
}
