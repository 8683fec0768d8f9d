//! Delivers notices, with the repeats of a gateway: an answer 00 or 02 ends it, anything else and
//! silence are tried again up to the configured number of times.

use std::{sync::Arc, time::Duration};

use serde::Deserialize;

use super::{
    Bank,
    store::{BankStore, Notice},
};
use crate::money::wire::SIGNATURE_HEADER;

/// How long the courier sleeps at most; due times follow the injected clock, which may be moved.
const NAP: Duration = Duration::from_millis(100);

#[derive(Deserialize)]
struct Reply {
    #[serde(rename = "RspCode")]
    code: String,
}

/// Runs for as long as the bank does.
pub async fn run(bank: Arc<Bank>) {
    loop {
        let due = match bank.store.due(bank.clock.now()) {
            Ok(due) => due,
            Err(error) => {
                log::error!("bank: notices cannot be read: {error}");
                Vec::new()
            }
        };
        for notice in &due {
            if let Err(error) = deliver(&bank, notice).await {
                log::error!("bank: notice {} cannot be recorded: {error}", notice.id);
            }
        }
        if due.is_empty() {
            // Woken early when something is queued; a lost wake costs one nap.
            let _ = tokio::time::timeout(NAP, bank.wake.notified()).await;
        }
    }
}

async fn deliver(bank: &Bank, notice: &Notice) -> Result<(), super::BankError> {
    let request = if notice.body.is_empty() {
        bank.http.get(&notice.target)
    } else {
        bank.http
            .post(&notice.target)
            .header("content-type", "application/json")
            .header(SIGNATURE_HEADER, &notice.signature)
            .body(notice.body.clone())
    };
    let answer = match request.send().await {
        Ok(response) => match response.bytes().await {
            Ok(bytes) => serde_json::from_slice::<Reply>(&bytes)
                .map(|reply| reply.code)
                .unwrap_or_default(),
            Err(_) => String::new(),
        },
        Err(_) => String::new(),
    };
    let settled = matches!(answer.as_str(), "00" | "02");
    let again = (!settled && notice.repeats && notice.tries + 1 < bank.setup.max_tries)
        .then(|| BankStore::again_at(bank.clock.now(), bank.setup.retry_seconds));
    bank.store.tried(notice.id, &answer, again)
}
