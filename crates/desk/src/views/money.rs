//! Danh sách giao dịch.

use chrono::{DateTime, Utc};
use motcua_domain::money::{MoneyState, Vnd};
use motcua_portal_api::{
    money::{AttemptState, Beneficiary, FeeLine, Receipt},
    profile::PaymentMethod,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The list of transactions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Transactions {
    /// Newest first.
    pub rows: Vec<Transaction>,
    /// As of when the portal said so.
    pub as_of: Option<DateTime<Utc>>,
    /// Ways to pay.
    pub methods: Vec<PaymentMethod>,
}

/// One obligation as the payer sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Transaction {
    /// Obligation.
    pub id: Uuid,
    /// Dossier.
    pub dossier: Uuid,
    /// Mã hồ sơ.
    pub dossier_code: String,
    /// Title.
    pub procedure_name: String,
    /// Lines.
    pub lines: Vec<FeeLine>,
    /// Sum.
    pub total: Vnd,
    /// "mức minh họa".
    pub illustrative: bool,
    /// Receiving account.
    pub beneficiary: Beneficiary,
    /// State.
    pub state: MoneyState,
    /// The attempt under way or the last one.
    pub attempt: Option<AttemptView>,
    /// Receipt.
    pub receipt: Option<Receipt>,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct AttemptView {
    /// Uid.
    pub uid: Uuid,
    /// Reference at the bank.
    pub reference: String,
    /// Method's name.
    pub method: String,
    /// State.
    pub state: AttemptState,
    /// Page of the bank, opened in the system browser.
    pub pay_url: Option<String>,
    /// The VietQR as SVG.
    pub qr_svg: Option<String>,
    /// When it lapses.
    pub expires_at: DateTime<Utc>,
    /// The bank's words.
    pub message: Option<String>,
}
