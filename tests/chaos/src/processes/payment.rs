//! Paying a fee: the desk asks for the bank's page through faults, the payer presses "pay" on every page that was ever
//! shown. Whatever happens, the bank takes the money once and one receipt is written.

use std::{collections::BTreeSet, time::Duration};

use anyhow::{Context as _, Result, bail};
use motcua_portal::ledger::Ledger;
use serde_json::Value;

use super::{
    Shared,
    desk::{Ended, Kill, exit},
    link::Weather,
    run::Counter,
};
use crate::rng::Rng;

/// How the bank tells the portal of a payment; what it calls them.
const SCENARIOS: [&str; 6] = ["normal", "delay", "duplicate", "drop_first", "reorder", "silent"];
/// Times the desk looks until the officer has asked for the fee, and until the payment is through.
const LOOKS: u32 = 60;

impl Counter {
    /// Pays what is owed for a dossier; what was wrong at the end.
    pub(super) async fn pay(&self, shared: &Shared, rng: &mut Rng, id: &str) -> Result<Vec<String>> {
        self.link.clear();
        let method = self.method(shared, id).await?;
        let pay = ["pay", id, "--method", &method];
        let mut payer = Payer::new()?;
        let weather = Weather::draw(rng);
        for _ in 0..rng.range(1, 5) {
            match self.through_faults(shared, rng, &weather, &pay).await? {
                Ended::With(exit::DONE, said) => payer.sees(&said),
                Ended::With(exit::SIGN_IN, _) => {
                    self.link.clear();
                    self.desk.sign_in(&shared.portal).await?;
                }
                // Unheard, or paid already: the next look tells.
                Ended::With(..) | Ended::Killed => {}
            }
            if rng.chance(400) {
                payer.presses(rng).await;
            }
        }
        self.link.clear();
        for _ in 0..LOOKS {
            let list = self.fees(shared).await?;
            let Some(row) = list.as_ref().and_then(|list| fee_of(list, id)) else {
                continue;
            };
            match row["state"].as_str() {
                Some("paid") => return Ok(wrong_at_portal(&shared.portal.ledger().await?, id)),
                Some("pending") => {
                    payer.sees(row);
                    payer.presses(rng).await;
                    let wait = ["pay", id, "--until-settled", "3"];
                    self.desk.run(&wait, Kill::Never, None).await?;
                }
                _ => {
                    if let Ended::With(exit::DONE, said) = self.desk.run(&pay, Kill::Never, None).await? {
                        payer.sees(&said);
                    }
                }
            }
        }
        let ledger = shared.portal.ledger().await?;
        let fee = ledger.obligations.iter().find(|fee| fee.dossier == id);
        bail!(
            "the fee of {id} does not get paid: {fee:?}, {:?}",
            ledger.attempts
        )
    }

    /// A way to pay by a page, once the fee is asked for.
    async fn method(&self, shared: &Shared, id: &str) -> Result<String> {
        for _ in 0..LOOKS {
            if let Some(list) = self.fees(shared).await?
                && fee_of(&list, id).is_some()
            {
                let methods = list["methods"].as_array().into_iter().flatten();
                let mut ids = methods.filter_map(|method| method["id"].as_str());
                let by_page = ids.find(|id| id.starts_with("vnpay"));
                return Ok(by_page.context("a way to pay by a page")?.to_owned());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        bail!("no fee is asked for {id}")
    }

    /// What is owed and how it can be paid, as the desk says; `None`: it has to be asked again.
    async fn fees(&self, shared: &Shared) -> Result<Option<Value>> {
        shared.portal.runs().await;
        match self.desk.run(&["pay"], Kill::Never, None).await? {
            Ended::With(exit::DONE, list) => Ok(Some(list)),
            Ended::With(exit::SIGN_IN, _) => {
                self.desk.sign_in(&shared.portal).await?;
                Ok(None)
            }
            // other desks have the portal killed
            Ended::With(exit::OFFLINE, _) => Ok(None),
            other => bail!("motcua pay: {other:?}"),
        }
    }
}

fn fee_of<'l>(list: &'l Value, dossier: &str) -> Option<&'l Value> {
    list["rows"]
        .as_array()?
        .iter()
        .find(|row| row["dossier"] == dossier)
}

/// Whoever pays, with every page of the bank that was ever shown.
struct Payer {
    browser: reqwest::Client,
    pages: BTreeSet<String>,
}

impl Payer {
    fn new() -> Result<Self> {
        let browser = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(10));
        Ok(Self {
            browser: browser.build()?,
            pages: BTreeSet::new(),
        })
    }

    /// Remembers the page of a transaction.
    fn sees(&mut self, transaction: &Value) {
        let page = transaction["attempt"]["pay_url"].as_str();
        self.pages.extend(page.map(str::to_owned));
    }

    /// Presses "pay" on every page. A bank that is down is tried again at the next time.
    async fn presses(&self, rng: &mut Rng) {
        for page in &self.pages {
            let scenario = SCENARIOS[usize::try_from(rng.range(0, SCENARIOS.len() as u64)).unwrap_or(0)];
            let _down = self.press(page, scenario).await;
        }
    }

    async fn press(&self, page: &str, scenario: &str) -> reqwest::Result<()> {
        let url = reqwest::Url::parse(page).ok();
        let text = self.browser.get(page).send().await?.text().await?;
        let field = |name: &str| {
            let rest = text.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
            rest.split('"').next().map(str::to_owned)
        };
        // A page that has been decided has nothing to press.
        let (Some(url), Some(ticket), Some(reference)) = (url, field("ticket"), field("txn_ref")) else {
            return Ok(());
        };
        let Ok(decide) = url.join("/paymentv2/decide") else {
            return Ok(());
        };
        let form = format!("txn_ref={reference}&ticket={ticket}&action=pay&scenario={scenario}&seconds=1");
        let asked = self
            .browser
            .post(decide)
            .header("content-type", "application/x-www-form-urlencoded");
        asked.body(form).send().await?;
        Ok(())
    }
}

fn wrong_at_portal(ledger: &Ledger, id: &str) -> Vec<String> {
    let fees: Vec<_> = ledger
        .obligations
        .iter()
        .filter(|fee| fee.dossier == id)
        .collect();
    let [fee] = fees[..] else {
        return vec![format!("DOUBLED: {id} owes {} fees", fees.len())];
    };
    let mut complaints = Vec::new();
    let attempts: BTreeSet<&str> = ledger
        .attempts
        .iter()
        .filter(|attempt| attempt.obligation == fee.id)
        .map(|attempt| attempt.uid.as_str())
        .collect();
    let taken: BTreeSet<&str> = ledger
        .bank_notices
        .iter()
        .filter(|notice| {
            notice.paid
                && notice
                    .attempt
                    .as_deref()
                    .is_some_and(|uid| attempts.contains(uid))
        })
        .map(|notice| notice.bank_transaction.as_str())
        .collect();
    if taken.len() > 1 {
        complaints.push(format!(
            "DOUBLED: the bank took the fee of {id} {} times",
            taken.len()
        ));
    }
    let receipts: Vec<_> = ledger
        .receipts
        .iter()
        .filter(|receipt| receipt.obligation == fee.id)
        .collect();
    match receipts[..] {
        [receipt] if receipt.amount == fee.total => {}
        [receipt] => complaints.push(format!(
            "LOST: the receipt for {id} says {}, the fee is {}",
            receipt.amount, fee.total
        )),
        [] => complaints.push(format!("LOST: the fee of {id} has no receipt")),
        _ => complaints.push(format!(
            "DOUBLED: the fee of {id} has {} receipts",
            receipts.len()
        )),
    }
    if taken.is_empty() || fee.state != "paid" {
        complaints.push(format!(
            "LOST: the desk says the fee of {id} is paid, the portal says {}",
            fee.state
        ));
    }
    complaints
}
