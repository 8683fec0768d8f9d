//! Fees, attempts at a bank, receipts. The portal decides about all of them (I5).

use chrono::{DateTime, Utc};
use motcua_domain::money::{MoneyState, Vnd};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One fee owed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Obligation {
    /// Id.
    pub id: Uuid,
    /// Whose dossier.
    pub dossier: Uuid,
    /// Mã hồ sơ.
    pub dossier_code: String,
    /// Title of the procedure.
    pub procedure_name: String,
    /// What is owed, line by line.
    pub lines: Vec<FeeLine>,
    /// Sum of the lines.
    pub total: Vnd,
    /// Whether an amount is only a reference ("mức minh họa").
    pub illustrative: bool,
    /// Where the money goes.
    pub beneficiary: Beneficiary,
    /// State.
    pub state: MoneyState,
    /// Attempts, oldest first.
    pub attempts: Vec<Attempt>,
    /// The receipt, once paid.
    pub receipt: Option<Receipt>,
    /// When it came up.
    pub created_at: DateTime<Utc>,
}

/// One line of an obligation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct FeeLine {
    /// [`motcua_domain::catalogue::Fee::id`].
    pub fee: String,
    /// What for.
    pub name: String,
    /// How much.
    pub amount: Vnd,
    /// "mức minh họa".
    pub illustrative: bool,
}

/// The receiving account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct Beneficiary {
    /// Name of the account's owner.
    pub name: String,
    /// Account number.
    pub account: String,
    /// Bank's name.
    pub bank: String,
    /// NAPAS bank number (BIN, 6 digits).
    pub bank_bin: String,
}

/// `GET /v1/obligations`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ObligationPage {
    /// Newest first.
    pub obligations: Vec<Obligation>,
}

/// `POST /v1/obligations/{id}/attempts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StartAttempt {
    /// Made by the desk; unique for ever.
    pub uid: Uuid,
    /// [`crate::profile::PaymentMethod::id`].
    pub method: String,
    /// Who pays, when not the applicant.
    pub payer_name: Option<String>,
}

/// One try at a bank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Attempt {
    /// The desk's uid.
    pub uid: Uuid,
    /// Its own reference at the bank (`vnp_TxnRef`, or the QR's purpose).
    pub reference: String,
    /// Way to pay.
    pub method: String,
    /// Amount, the portal's.
    pub amount: Vnd,
    /// State.
    pub state: AttemptState,
    /// The signed address of the bank's page, for `vnpay:*`.
    pub pay_url: Option<String>,
    /// EMVCo payload, for `vietqr`.
    pub qr_payload: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it lapses.
    pub expires_at: DateTime<Utc>,
    /// The bank's own words on the outcome.
    pub message: Option<String>,
}

/// State of an attempt. `Pending` until a signed notice, a query or the expiry says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttemptState {
    /// Unknown so far; blocks a second attempt.
    Pending,
    /// A signed notice said paid.
    Paid,
    /// The bank refused.
    Failed,
    /// The payer gave up.
    Cancelled,
    /// Nobody paid in time.
    Expired,
    /// Paid although expired or although another attempt paid: kept for reconciliation.
    Late,
}

/// Proof of payment (biên lai).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct Receipt {
    /// Id.
    pub id: Uuid,
    /// Number, issued once.
    pub number: String,
    /// When.
    pub issued_at: DateTime<Utc>,
    /// How much.
    pub amount: Vnd,
    /// Who paid.
    pub payer_name: String,
}
