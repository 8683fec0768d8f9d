//! VietQR: the EMVCo text of a transfer within NAPAS (merchant-presented mode).
//!
//! Every element is a two-digit id, a two-digit length and the value; the last one is a
//! CRC-16/CCITT-FALSE over everything before it, its own id and length included.

use crate::{fold, money::Vnd};

/// A transfer to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VietQr<'a> {
    /// NAPAS bank number (BIN), 6 digits.
    pub bank_bin: &'a str,
    /// Account number, up to 19 letters and digits.
    pub account: &'a str,
    /// Amount; `None`: the payer types it in.
    pub amount: Option<Vnd>,
    /// Purpose, at most 25 characters once folded by [`purpose_text`]; may be empty.
    pub purpose: &'a str,
}

/// Why a payload cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VietQrError {
    /// The bank number has not six digits.
    #[error("the bank's BIN must have six digits; correct the receiving account")]
    Bin,
    /// The account number is empty, too long, or has other characters than letters and digits.
    #[error("the account number must have 1 to 19 letters or digits; correct the receiving account")]
    Account,
    /// The amount is not positive or has more than 13 digits.
    #[error("the amount must be positive and have at most 13 digits; check the fee")]
    Amount,
    /// The purpose is longer than 25 characters.
    #[error("the purpose must have at most 25 characters; use a shorter reference")]
    Purpose,
}

/// Longest purpose in characters.
pub const PURPOSE_MAX: usize = 25;

impl VietQr<'_> {
    /// The text to put into the QR code. Its initiation method is `12` (one use) with an amount and
    /// `11` (static) without, as the specification says.
    pub fn payload(&self) -> Result<String, VietQrError> {
        let initiation = if self.amount.is_some() { "12" } else { "11" };
        if self.bank_bin.len() != 6 || !self.bank_bin.bytes().all(|b| b.is_ascii_digit()) {
            return Err(VietQrError::Bin);
        }
        if !(1..=19).contains(&self.account.len()) || !self.account.bytes().all(|b| b.is_ascii_alphanumeric())
        {
            return Err(VietQrError::Account);
        }
        let purpose = purpose_text(self.purpose);
        if purpose.len() > PURPOSE_MAX {
            return Err(VietQrError::Purpose);
        }
        let beneficiary = element("00", self.bank_bin) + &element("01", self.account);
        let merchant =
            element("00", "A000000727") + &element("01", &beneficiary) + &element("02", "QRIBFTTA");
        let mut payload = element("00", "01")
            + &element("01", initiation)
            + &element("38", &merchant)
            + &element("53", "704");
        if let Some(Vnd(amount)) = self.amount {
            if !(1..10_000_000_000_000).contains(&amount) {
                return Err(VietQrError::Amount);
            }
            payload += &element("54", &amount.to_string());
        }
        payload += &element("58", "VN");
        if !purpose.is_empty() {
            payload += &element("62", &element("08", &purpose));
        }
        payload += "6304";
        let crc = crc16(payload.as_bytes());
        Ok(format!("{payload}{crc:04X}"))
    }
}

/// Text as banks take it: ASCII without diacritics, letters, digits, blanks and `-._/`. Case is kept.
pub fn purpose_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in fold::strip_marks(text).chars() {
        let c = if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '/') {
            c
        } else {
            ' '
        };
        if c != ' ' || !(out.is_empty() || out.ends_with(' ')) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn element(id: &str, value: &str) -> String {
    format!("{id}{:02}{value}", value.len())
}

/// CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, nothing reflected.
pub fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF, |crc, &byte| {
        (0..8).fold(crc ^ (u16::from(byte) << 8), |crc, _| {
            if crc & 0x8000 == 0 {
                crc << 1
            } else {
                (crc << 1) ^ 0x1021
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EXAMPLE: VietQr<'_> = VietQr {
        bank_bin: "970415",
        account: "113366668888",
        amount: Some(Vnd(79_000)),
        purpose: "Ung Ho Quy Vac Xin",
    };

    #[test]
    fn the_check_value_of_the_crc() {
        assert_eq!(crc16(b"123456789"), 0x29B1);
    }

    #[test]
    fn the_published_vector() {
        assert_eq!(
            EXAMPLE.payload().unwrap(),
            "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA53037045405790005802VN62220818Ung Ho Quy Vac Xin63043ACF"
        );
        let without_amount = VietQr {
            amount: None,
            ..EXAMPLE
        }
        .payload()
        .unwrap();
        assert!(
            without_amount.starts_with("000201010211"),
            "static without an amount"
        );
    }

    #[test]
    fn vietnamese_is_folded_and_limits_hold() {
        let qr = VietQr {
            purpose: "Phí hồ sơ: Đề án <1>",
            ..EXAMPLE
        };
        assert!(qr.payload().unwrap().contains("0817Phi ho so De an 1"));
        assert_eq!(purpose_text("Phí hồ sơ: Đề án <1>"), "Phi ho so De an 1");
        assert_eq!(
            VietQr {
                purpose: &"a".repeat(26),
                ..EXAMPLE
            }
            .payload(),
            Err(VietQrError::Purpose)
        );
        assert_eq!(
            VietQr {
                bank_bin: "97041",
                ..EXAMPLE
            }
            .payload(),
            Err(VietQrError::Bin)
        );
        assert_eq!(
            VietQr {
                account: "12 3",
                ..EXAMPLE
            }
            .payload(),
            Err(VietQrError::Account)
        );
        assert_eq!(
            VietQr {
                amount: Some(Vnd(0)),
                ..EXAMPLE
            }
            .payload(),
            Err(VietQrError::Amount)
        );
    }

    proptest! {
        #[test]
        fn every_payload_reads_back(account in "[0-9]{1,19}", amount in 1i64..10_000_000_000, purpose in "[a-zA-Z0-9]{0,25}") {
            let payload = VietQr { bank_bin: "970436", account: &account, amount: Some(Vnd(amount)), purpose: &purpose }.payload().unwrap();
            let (body, crc) = payload.split_at(payload.len() - 4);
            prop_assert_eq!(format!("{:04X}", crc16(body.as_bytes())), crc);
            // walk the elements
            let mut rest = payload.as_str();
            let mut seen = Vec::new();
            while !rest.is_empty() {
                let length: usize = rest[2..4].parse().unwrap();
                seen.push((rest[..2].to_owned(), rest[4..4 + length].to_owned()));
                rest = &rest[4 + length..];
            }
            let value = |id: &str| seen.iter().find(|(i, _)| i == id).map(|(_, v)| v.clone());
            prop_assert_eq!(value("54"), Some(amount.to_string()));
            prop_assert!(value("38").unwrap().contains(&account));
        }
    }
}
