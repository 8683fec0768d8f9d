//! What a portal says of itself before anybody signs in.

use motcua_domain::paper::PaperLimits;
use serde::{Deserialize, Serialize};

/// `GET /.well-known/motcua-portal`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct PortalProfile {
    /// Contract version, `1`.
    pub contract: u32,
    /// Stable id of this portal, kept by the desk so that a store never sends elsewhere.
    pub portal_id: uuid::Uuid,
    /// Name for people, e.g. `Cổng dịch vụ công tỉnh Kon Tum (tập huấn)`.
    pub name: String,
    /// Whether this is a training portal, whose dossiers have no legal effect.
    pub training: bool,
    /// The default edition of the catalogue.
    pub default_edition: String,
    /// What is taken where a component says nothing.
    pub default_limits: PaperLimits,
    /// Telephone numbers to call for help.
    pub hotlines: Vec<Hotline>,
    /// Common questions.
    pub questions: Vec<Question>,
    /// Ways to pay that this portal offers.
    pub payment_methods: Vec<PaymentMethod>,
    /// The portal's clock when it answered; the desk shows a warning when its own is far off.
    pub now: chrono::DateTime<chrono::Utc>,
}

/// A hotline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct Hotline {
    /// As people dial it, e.g. `0260.3797799`.
    pub number: String,
    /// Whose it is.
    pub owner: String,
    /// What for and when.
    pub hours: String,
}

/// A common question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct Question {
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
}

/// A way to pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct PaymentMethod {
    /// Id for [`crate::money::StartAttempt`], e.g. `vnpay:NCB`, `vnpay:VNPAYEWALLET`, `vietqr`.
    pub id: String,
    /// `bank`, `wallet` or `qr`.
    pub kind: PaymentKind,
    /// Name for people.
    pub name: String,
}

/// Kinds of ways to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaymentKind {
    /// Through the bank's page.
    Bank,
    /// Through an e-wallet's page.
    Wallet,
    /// With a VietQR scanned by a phone.
    Qr,
}
