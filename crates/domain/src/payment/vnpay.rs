//! VNPAY 2.1.0: the signed address of the payment page, and the signed notices that come back.
//!
//! The signature is HMAC-SHA512 over the parameters sorted by name, URL-encoded, joined by `&`.
//! Amounts travel times one hundred. A signature is checked over what was signed: every `vnp_`
//! parameter but `vnp_SecureHash` and `vnp_SecureHashType`.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDateTime, Utc};
use hmac::{Hmac, Mac};
use sha2::Sha512;
use subtle::ConstantTimeEq;

use crate::{fold, money::Vnd};

/// Parameters by name, sorted.
pub type Params = BTreeMap<String, String>;

const HASH: &str = "vnp_SecureHash";
const HASH_TYPE: &str = "vnp_SecureHashType";

/// A payment to start.
#[derive(Debug, Clone)]
pub struct PayRequest<'a> {
    /// Terminal (`vnp_TmnCode`), 8 characters.
    pub terminal: &'a str,
    /// Amount in whole đồng.
    pub amount: Vnd,
    /// Bank or wallet (`vnp_BankCode`); `None`: chosen on the payment page.
    pub bank: Option<&'a str>,
    /// When it is made.
    pub created_at: DateTime<Utc>,
    /// When the page stops taking it.
    pub expires_at: DateTime<Utc>,
    /// Address of the payer's machine.
    pub ip: &'a str,
    /// What for; folded by [`order_info`].
    pub info: &'a str,
    /// Where the browser goes afterwards; proves nothing.
    pub return_url: &'a str,
    /// Own reference, unique per day (`vnp_TxnRef`), at most 100 characters.
    pub reference: &'a str,
}

impl PayRequest<'_> {
    /// The parameters of version 2.1.0, unsigned.
    pub fn params(&self) -> Params {
        let mut params = Params::new();
        let mut set = |name: &str, value: &str| params.insert(name.to_owned(), value.to_owned());
        set("vnp_Version", "2.1.0");
        set("vnp_Command", "pay");
        set("vnp_TmnCode", self.terminal);
        set("vnp_Amount", &amount_text(self.amount));
        if let Some(bank) = self.bank {
            set("vnp_BankCode", bank);
        }
        set("vnp_CreateDate", &time_text(self.created_at));
        set("vnp_ExpireDate", &time_text(self.expires_at));
        set("vnp_CurrCode", "VND");
        set("vnp_IpAddr", self.ip);
        set("vnp_Locale", "vn");
        set("vnp_OrderInfo", &order_info(self.info));
        set("vnp_OrderType", "other");
        set("vnp_ReturnUrl", self.return_url);
        set("vnp_TxnRef", self.reference);
        params
    }
}

/// An amount as VNPAY wants it: đồng × 100, no separators.
pub fn amount_text(amount: Vnd) -> String {
    (i128::from(amount.0) * 100).to_string()
}

/// Reads `vnp_Amount`; `None` unless it is a whole number of đồng.
pub fn parse_amount(text: &str) -> Option<Vnd> {
    let hundredths: i64 = text.parse().ok()?;
    (hundredths >= 0 && hundredths % 100 == 0).then_some(Vnd(hundredths / 100))
}

const TIME: &str = "%Y%m%d%H%M%S";

fn hanoi() -> FixedOffset {
    crate::calendar::VIET_NAM
}

/// `yyyyMMddHHmmss` in GMT+7.
pub fn time_text(at: DateTime<Utc>) -> String {
    at.with_timezone(&hanoi()).format(TIME).to_string()
}

/// Reads `yyyyMMddHHmmss` in GMT+7.
pub fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    let local = NaiveDateTime::parse_from_str(text, TIME).ok()?;
    local.and_local_timezone(hanoi()).single().map(|t| t.to_utc())
}

/// The canonical string: sorted, URL-encoded `key=value` joined by `&`, without the hash and without
/// empty values.
pub fn canonical_string(params: &Params) -> String {
    let pairs: Vec<String> = params
        .iter()
        .filter(|(name, value)| {
            name.starts_with("vnp_") && *name != HASH && *name != HASH_TYPE && !value.is_empty()
        })
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    pairs.join("&")
}

/// HMAC-SHA512 of the canonical string, lower-case hex.
pub fn sign(params: &Params, secret: &str) -> String {
    hex::encode(mac(canonical_string(params).as_bytes(), secret))
}

/// Whether `vnp_SecureHash` among the parameters is right. Constant time in the hash.
pub fn verify(params: &Params, secret: &str) -> bool {
    let Some(given) = params.get(HASH).and_then(|hash| hex::decode(hash).ok()) else {
        return false;
    };
    mac(canonical_string(params).as_bytes(), secret)
        .as_slice()
        .ct_eq(&given)
        .into()
}

/// The address of the payment page: `base?…&vnp_SecureHash=…`.
pub fn signed_url(base: &str, params: &Params, secret: &str) -> String {
    format!("{base}?{}", signed_query(params, secret))
}

/// The signed query string, as it stands in an address or a notice.
pub fn signed_query(params: &Params, secret: &str) -> String {
    format!("{}&{HASH}={}", canonical_string(params), sign(params, secret))
}

fn mac(message: &[u8], secret: &str) -> Vec<u8> {
    // HMAC takes keys of any length, so that this cannot fail; an empty tag would match nothing.
    match Hmac::<Sha512>::new_from_slice(secret.as_bytes()) {
        Ok(mut mac) => {
            mac.update(message);
            mac.finalize().into_bytes().to_vec()
        }
        Err(_) => Vec::new(),
    }
}

/// URL encoding as VNPAY's samples use it (PHP `urlencode`): blanks as `+`, `-_.` bare.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(byte as char),
            b' ' => out.push('+'),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// Reads a query string: percent and plus decoding, the first of repeated names wins. Broken escapes
/// stay as they are; broken UTF-8 is replaced, so that its signature fails.
pub fn parse_query(query: &str) -> Params {
    let mut params = Params::new();
    for pair in query.trim_start_matches('?').split('&').filter(|p| !p.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        params.entry(decode(name)).or_insert_with(|| decode(value));
    }
    params
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = bytes.get(at + 1..at + 3).and_then(|h| hex::decode(h).ok());
        match (bytes[at], escaped) {
            (b'%', Some(byte)) => {
                out.extend(byte);
                at += 3;
                continue;
            }
            (b'+', _) => out.push(b' '),
            (other, _) => out.push(other),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Text for `vnp_OrderInfo`: without diacritics and special characters, 1 to 255 characters.
pub fn order_info(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in fold::strip_marks(text).chars() {
        let c = if c.is_ascii_alphanumeric() || matches!(c, '-' | '.') {
            c
        } else {
            ' '
        };
        if c != ' ' || !(out.is_empty() || out.ends_with(' ')) {
            out.push(c);
        }
    }
    out.truncate(255);
    out.truncate(out.trim_end().len());
    if out.is_empty() {
        "Thanh toan".to_owned()
    } else {
        out
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use proptest::prelude::*;

    use super::*;

    fn request() -> Params {
        PayRequest {
            terminal: "DEMOV210",
            amount: Vnd(800_000),
            bank: Some("NCB"),
            created_at: Utc.with_ymd_and_hms(2022, 5, 4, 1, 30, 0).unwrap(),
            expires_at: Utc.with_ymd_and_hms(2022, 5, 4, 1, 45, 0).unwrap(),
            ip: "127.0.0.1",
            info: "Phí hồ sơ 000.09.23.H34-220401-0007: đề án",
            return_url: "http://127.0.0.1:8080/pay/return?x=1",
            reference: "A1B2",
        }
        .params()
    }

    /// RFC 4231, test case 2.
    #[test]
    fn the_hmac_is_sha512() {
        assert_eq!(
            hex::encode(mac(b"what do ya want for nothing?", "Jefe")),
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        );
    }

    #[test]
    fn the_canonical_string() {
        assert_eq!(
            canonical_string(&request()),
            "vnp_Amount=80000000&vnp_BankCode=NCB&vnp_Command=pay&vnp_CreateDate=20220504083000&vnp_CurrCode=VND\
             &vnp_ExpireDate=20220504084500&vnp_IpAddr=127.0.0.1&vnp_Locale=vn\
             &vnp_OrderInfo=Phi+ho+so+000.09.23.H34-220401-0007+de+an&vnp_OrderType=other\
             &vnp_ReturnUrl=http%3A%2F%2F127.0.0.1%3A8080%2Fpay%2Freturn%3Fx%3D1&vnp_TmnCode=DEMOV210\
             &vnp_TxnRef=A1B2&vnp_Version=2.1.0"
        );
    }

    #[test]
    fn a_signature_holds_for_what_was_signed_alone() {
        let url = signed_url("http://127.0.0.1:9/vpcpay.html", &request(), "secret");
        let params = parse_query(url.split_once('?').unwrap().1);
        assert!(verify(&params, "secret"));
        assert!(!verify(&params, "other"));
        for (name, value) in [
            ("vnp_Amount", "100"),
            ("vnp_TxnRef", "B"),
            (HASH, ""),
            (HASH, "zz"),
            ("vnp_Extra", "1"),
        ] {
            let mut forged = params.clone();
            forged.insert(name.into(), value.into());
            assert!(!verify(&forged, "secret"), "{name}={value}");
        }
        let mut upper = params.clone();
        upper.insert(HASH.into(), params[HASH].to_uppercase());
        assert!(verify(&upper, "secret"), "hex in either case");
        let mut typed = params;
        typed.insert(HASH_TYPE.into(), "HMACSHA512".into());
        assert!(
            verify(&typed, "secret"),
            "older notices name the type, which is not signed"
        );
    }

    #[test]
    fn amounts_times_and_words() {
        assert_eq!(parse_amount("80000000"), Some(Vnd(800_000)));
        for text in ["80000001", "-100", "1e3", "", "99999999999999999999"] {
            assert_eq!(parse_amount(text), None, "{text}");
        }
        let at = Utc.with_ymd_and_hms(2022, 5, 4, 17, 0, 1).unwrap();
        assert_eq!(time_text(at), "20220505000001");
        assert_eq!(parse_time("20220505000001"), Some(at));
        assert_eq!(order_info("!!!"), "Thanh toan");
        assert_eq!(order_info(&"đ ".repeat(300)).len(), 255);
    }

    proptest! {
        #[test]
        fn what_is_signed_reads_back(entries in proptest::collection::btree_map("vnp_[A-Za-z]{1,8}", ".{1,20}", 1..8), secret in ".{1,40}") {
            let params: Params = entries.into_iter().filter(|(k, _)| k != HASH && k != HASH_TYPE).collect();
            let back = parse_query(&signed_query(&params, &secret));
            prop_assert!(verify(&back, &secret));
            let unsigned: Params = back.into_iter().filter(|(k, _)| k != HASH).collect();
            prop_assert_eq!(unsigned, params);
        }

        #[test]
        fn no_query_breaks_the_parser(query in any::<String>()) {
            let _ = verify(&parse_query(&query), "secret");
        }
    }
}
