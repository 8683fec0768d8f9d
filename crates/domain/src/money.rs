//! Money in whole Vietnamese đồng.

use serde::{Deserialize, Serialize};

/// An amount in whole đồng (VND has no subunit). Never negative in a fee.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    specta::Type,
    utoipa::ToSchema,
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

/// Formats an amount as Vietnamese people write it: `1.500.000 ₫` (with a no-break space).
impl std::fmt::Display for Vnd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push('.');
            }
            grouped.push(digit);
        }
        write!(f, "{}{grouped}\u{a0}₫", if self.0 < 0 { "-" } else { "" })
    }
}

impl std::iter::Sum for Vnd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self(amounts.map(|a| a.0).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::Vnd;

    #[test]
    fn amounts_are_grouped_by_dots() {
        for (amount, want) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1.000"),
            (1_500_000, "1.500.000"),
            (-45_000, "-45.000"),
        ] {
            assert_eq!(Vnd(amount).to_string(), format!("{want}\u{a0}₫"));
        }
    }
}
