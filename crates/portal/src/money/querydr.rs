//! `querydr` of VNPAY 2.1.0: the portal asks what became of a payment.
//!
//! Fields and the order of the hashed values are background knowledge, not checked against the
//! gateway's document (`docs/portal-contract/money.md` says so); both sides here follow them.

use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha512;

/// The question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueryRequest {
    /// Unique per day.
    #[serde(rename = "vnp_RequestId")]
    pub vnp_request_id: String,
    /// `2.1.0`.
    #[serde(rename = "vnp_Version")]
    pub vnp_version: String,
    /// `querydr`.
    #[serde(rename = "vnp_Command")]
    pub vnp_command: String,
    /// Terminal.
    #[serde(rename = "vnp_TmnCode")]
    pub vnp_tmn_code: String,
    /// Reference of the payment.
    #[serde(rename = "vnp_TxnRef")]
    pub vnp_txn_ref: String,
    /// Why it is asked.
    #[serde(rename = "vnp_OrderInfo")]
    pub vnp_order_info: String,
    /// `vnp_CreateDate` of the payment.
    #[serde(rename = "vnp_TransactionDate")]
    pub vnp_transaction_date: String,
    /// When this question was made.
    #[serde(rename = "vnp_CreateDate")]
    pub vnp_create_date: String,
    /// Address of the server that asks.
    #[serde(rename = "vnp_IpAddr")]
    pub vnp_ip_addr: String,
    /// Signature.
    #[serde(rename = "vnp_SecureHash")]
    pub vnp_secure_hash: String,
}

impl QueryRequest {
    fn hash_data(&self) -> String {
        [
            &self.vnp_request_id,
            &self.vnp_version,
            &self.vnp_command,
            &self.vnp_tmn_code,
            &self.vnp_txn_ref,
            &self.vnp_transaction_date,
            &self.vnp_create_date,
            &self.vnp_ip_addr,
            &self.vnp_order_info,
        ]
        .map(String::as_str)
        .join("|")
    }

    /// Signs it.
    pub fn sign(&mut self, secret: &str) {
        self.vnp_secure_hash = sign(&self.hash_data(), secret);
    }

    /// Whether its signature is right; constant time.
    pub fn verify(&self, secret: &str) -> bool {
        verify(&self.hash_data(), secret, &self.vnp_secure_hash)
    }
}

/// The answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueryAnswer {
    /// Unique.
    #[serde(rename = "vnp_ResponseId")]
    pub vnp_response_id: String,
    /// `querydr`.
    #[serde(rename = "vnp_Command")]
    pub vnp_command: String,
    /// Whether the question was understood: 00; 91 no such payment; 97 wrong signature.
    #[serde(rename = "vnp_ResponseCode")]
    pub vnp_response_code: String,
    /// In words.
    #[serde(rename = "vnp_Message")]
    pub vnp_message: String,
    /// Terminal.
    #[serde(rename = "vnp_TmnCode")]
    pub vnp_tmn_code: String,
    /// Reference of the payment.
    #[serde(rename = "vnp_TxnRef")]
    pub vnp_txn_ref: String,
    /// Đồng times a hundred.
    #[serde(rename = "vnp_Amount")]
    pub vnp_amount: String,
    /// What it was for.
    #[serde(rename = "vnp_OrderInfo")]
    pub vnp_order_info: String,
    /// Bank or wallet.
    #[serde(rename = "vnp_BankCode")]
    pub vnp_bank_code: String,
    /// When it was decided.
    #[serde(rename = "vnp_PayDate")]
    pub vnp_pay_date: String,
    /// The gateway's number.
    #[serde(rename = "vnp_TransactionNo")]
    pub vnp_transaction_no: String,
    /// 01: a payment.
    #[serde(rename = "vnp_TransactionType")]
    pub vnp_transaction_type: String,
    /// 00 paid, 01 not finished, 02 failed.
    #[serde(rename = "vnp_TransactionStatus")]
    pub vnp_transaction_status: String,
    /// Not used here.
    #[serde(rename = "vnp_PromotionCode")]
    pub vnp_promotion_code: String,
    /// Not used here.
    #[serde(rename = "vnp_PromotionAmount")]
    pub vnp_promotion_amount: String,
    /// Signature.
    #[serde(rename = "vnp_SecureHash")]
    pub vnp_secure_hash: String,
}

impl QueryAnswer {
    fn hash_data(&self) -> String {
        [
            &self.vnp_response_id,
            &self.vnp_command,
            &self.vnp_response_code,
            &self.vnp_message,
            &self.vnp_tmn_code,
            &self.vnp_txn_ref,
            &self.vnp_amount,
            &self.vnp_bank_code,
            &self.vnp_pay_date,
            &self.vnp_transaction_no,
            &self.vnp_transaction_type,
            &self.vnp_transaction_status,
            &self.vnp_order_info,
            &self.vnp_promotion_code,
            &self.vnp_promotion_amount,
        ]
        .map(String::as_str)
        .join("|")
    }

    /// Signs it.
    pub fn sign(&mut self, secret: &str) {
        self.vnp_secure_hash = sign(&self.hash_data(), secret);
    }

    /// Whether its signature is right; constant time.
    pub fn verify(&self, secret: &str) -> bool {
        verify(&self.hash_data(), secret, &self.vnp_secure_hash)
    }
}

fn mac(data: &str, secret: &str) -> Hmac<Sha512> {
    let mut mac =
        <Hmac<Sha512> as Mac>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(data.as_bytes());
    mac
}

fn sign(data: &str, secret: &str) -> String {
    hex::encode(mac(data, secret).finalize().into_bytes())
}

fn verify(data: &str, secret: &str, signature: &str) -> bool {
    hex::decode(signature).is_ok_and(|signature| mac(data, secret).verify_slice(&signature).is_ok())
}
