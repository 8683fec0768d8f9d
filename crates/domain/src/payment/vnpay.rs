//! VNPAY 2.1.0.
use std::collections::BTreeMap;
/// Parameters by name, sorted.
pub type Params = BTreeMap<String, String>;
/// The canonical string: sorted, URL-encoded `key=value` joined by `&`, without the hash and empty values.
pub fn canonical_string(_params: &Params) -> String {
    todo!()
}
/// HMAC-SHA512 of the canonical string, lower-case hex.
pub fn sign(_params: &Params, _secret: &str) -> String {
    todo!()
}
/// Whether `vnp_SecureHash` in `params` is right; constant time.
pub fn verify(_params: &Params, _secret: &str) -> bool {
    todo!()
}
/// `base?canonical&vnp_SecureHash=…`.
pub fn signed_url(_base: &str, _params: &Params, _secret: &str) -> String {
    todo!()
}
/// Reads a query string (percent and plus decoding).
pub fn parse_query(_query: &str) -> Params {
    todo!()
}
/// Text for `vnp_OrderInfo`: no diacritics, no special characters, at most 255.
pub fn order_info(_text: &str) -> String {
    todo!()
}
