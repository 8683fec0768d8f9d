//! Money in whole Vietnamese đồng.

use serde::{Deserialize, Serialize};

/// An amount in whole đồng (VND has no subunit). Never negative in a fee.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, specta::Type, utoipa::ToSchema,
)]
#[serde(transparent)]
pub struct Vnd(#[specta(type = u32)] pub i64);

/// Where the payment of one obligation stands (the money state of `docs/architecture.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MoneyState {
    /// Nothing is owed.
    None,
    /// Owed, no attempt under way.
    Due,
    /// An attempt is at the bank; its outcome is not known yet.
    Pending,
    /// A signed notice of the bank said so.
    Paid,
    /// The last attempt failed, was cancelled or expired; another may be made.
    Failed,
    /// Paid back.
    Refunded,
}
