//! Forms of the bank's pages, read with limits.

use serde::Deserialize;

/// `POST /paymentv2/decide`.
#[derive(Debug, Deserialize)]
pub struct DecideForm {
    /// `vnp_TxnRef`.
    pub txn_ref: String,
    /// Ticket of the page.
    pub ticket: String,
    /// `pay`, `insufficient` or `cancel`.
    pub action: String,
    /// What to do wrong.
    #[serde(flatten)]
    pub trouble: TroubleForm,
}

/// The part of both forms that asks for trouble; may also stand in the query of the POST.
#[derive(Debug, Default, Deserialize)]
pub struct TroubleForm {
    /// [`super::Scenario::id`].
    #[serde(default)]
    pub scenario: Option<String>,
    /// Seconds of a delay.
    #[serde(default)]
    pub seconds: Option<String>,
}

impl TroubleForm {
    /// What was asked for; the query of the POST goes before the form.
    pub fn choose(query: &Self, form: &Self) -> (super::Scenario, i64) {
        let id = query
            .scenario
            .as_deref()
            .or(form.scenario.as_deref())
            .unwrap_or("normal");
        let seconds = query
            .seconds
            .as_deref()
            .or(form.seconds.as_deref())
            .unwrap_or("10");
        (
            super::Scenario::from_id(id),
            seconds.trim().parse::<i64>().unwrap_or(10).clamp(0, 86_400),
        )
    }
}

/// `POST /transfer`.
#[derive(Debug, Default, Deserialize)]
pub struct TransferForm {
    /// A VietQR payload; when given, the rest is read from it.
    #[serde(default)]
    pub payload: String,
    /// Account to send to.
    #[serde(default)]
    pub account: String,
    /// Đồng, as people type it.
    #[serde(default)]
    pub amount: String,
    /// Content of the transfer.
    #[serde(default)]
    pub content: String,
    /// What to do wrong.
    #[serde(flatten)]
    pub trouble: TroubleForm,
}
