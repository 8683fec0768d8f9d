//! How moments, amounts and signatures travel to a bank and back.

use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use motcua_domain::{fold, money::Vnd};
use serde::{Deserialize, Serialize};
use sha2::Sha512;

/// The header that carries the signature of a transfer notice: HMAC-SHA512 of the body, lower-case hex.
pub const SIGNATURE_HEADER: &str = "x-bank-signature";

/// An amount as people read it, from whole đồng.
pub fn vnd_text(amount: i64) -> String {
    Vnd(amount).to_string()
}

/// A notice that money arrived on the collecting account. This is the portal's own contract with a
/// bank (VietQR says nothing about notices): `POST /payments/transfer-notice`, signed over the bytes
/// of the body with a key of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferNotice {
    /// The bank's number of the transfer, unique for ever; a repeat has the same.
    pub transaction_no: String,
    /// Account that the money arrived on.
    pub account: String,
    /// Whole đồng.
    pub amount: i64,
    /// Content of the transfer; holds the attempt's reference somewhere.
    pub content: String,
    /// When the money arrived.
    pub paid_at: DateTime<Utc>,
}

/// HMAC-SHA512 of a body, lower-case hex.
pub fn sign_body(body: &[u8], key: &str) -> String {
    hex::encode(mac(body, key).finalize().into_bytes())
}

/// Whether `signature` is right; constant time.
pub fn verify_body(body: &[u8], key: &str, signature: &str) -> bool {
    hex::decode(signature.trim()).is_ok_and(|signature| mac(body, key).verify_slice(&signature).is_ok())
}

fn mac(body: &[u8], key: &str) -> Hmac<Sha512> {
    let mut mac =
        <Hmac<Sha512> as Mac>::new_from_slice(key.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(body);
    mac
}

/// Length of an attempt's reference.
pub const REFERENCE_LENGTH: usize = 18;

/// The references that the content of a transfer may name. Banks put words before and after it,
/// change the case and drop punctuation.
pub fn references_in(content: &str) -> Vec<String> {
    let plain: String = fold::fold(content)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_uppercase();
    plain
        .match_indices("MC")
        .filter_map(|(at, _)| plain.get(at..at + REFERENCE_LENGTH))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_found_in_what_banks_make_of_it() {
        let reference = "MC221231ABCDEFGHJK";
        for content in [
            reference,
            "mc221231abcdefghjk",
            "NGUYEN VAN AN chuyen khoan MC221231ABCDEFGHJK",
            "IBFT MC221231 ABCDEFGHJK.CT tu 0123",
            "Thanh toán McMC221231-ABCDEFGHJK",
        ] {
            assert!(
                references_in(content).iter().any(|found| found == reference),
                "{content}"
            );
        }
        assert!(references_in("MC221231ABC").is_empty());
    }

    #[test]
    fn a_body_is_signed_with_its_key_only() {
        let signature = sign_body(b"{}", "one");
        assert!(verify_body(b"{}", "one", &signature));
        assert!(!verify_body(b"{ }", "one", &signature));
        assert!(!verify_body(b"{}", "two", &signature));
        assert!(!verify_body(b"{}", "one", "no hex"));
    }
}
