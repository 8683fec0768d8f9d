//! The bank of a run: its page, its own book of what it took, its signed notices and its answers
//! to questions (VNPAY 2.1.0).

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use motcua_domain::{
    money::Vnd,
    payment::vnpay::{self, Params},
};
use motcua_portal::money::{
    line::BankLine,
    querydr::{QueryAnswer, QueryRequest},
};

use crate::rng::Rng;

/// What became of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The money was taken.
    Paid,
    /// Not enough money in the account.
    Refused,
    /// The payer gave up.
    Cancelled,
    /// The payer came too late.
    TimedOut,
}

impl Decision {
    fn response_code(self) -> &'static str {
        match self {
            Self::Paid => "00",
            Self::Refused => "51",
            Self::Cancelled => "24",
            Self::TimedOut => "11",
        }
    }

    fn status(self) -> &'static str {
        if self == Self::Paid { "00" } else { "02" }
    }
}

/// What the bank says when it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It has ended so.
    Decided(Decision),
    /// Nobody has paid so far.
    Open,
    /// No answer that could be believed.
    Nothing,
}

/// A payment in the bank's book.
#[derive(Debug, Clone)]
pub struct Payment {
    /// How much.
    pub amount: Vnd,
    /// What became of it.
    pub decision: Option<Decision>,
    /// The money was paid back.
    pub refunded: bool,
    number: usize,
    created: String,
    expires: String,
}

/// How badly it behaves, per mille.
#[derive(Debug, Clone, Copy, Default)]
pub struct Manners {
    /// A question is not answered.
    pub silent: u64,
    /// Somebody else answers, who does not have the key.
    pub forged: u64,
    /// The payer pays right after the bank has said that nobody has.
    pub meanwhile: u64,
}

/// The key of the portal's terminal, and its code.
#[derive(Debug, Clone)]
pub struct Terminal {
    pub code: String,
    pub secret: String,
}

/// The bank.
pub struct Bank {
    terminal: Terminal,
    now: DateTime<Utc>,
    pub manners: Manners,
    /// The book, by reference.
    pub payments: BTreeMap<String, Payment>,
    /// Decided, and nobody was told yet.
    decided: Vec<String>,
    rng: Rng,
}

impl Bank {
    pub fn new(terminal: Terminal, seed: u64) -> Self {
        Self {
            terminal,
            now: DateTime::default(),
            manners: Manners::default(),
            payments: BTreeMap::new(),
            decided: Vec::new(),
            rng: Rng::new(seed ^ 0x0ba4),
        }
    }

    pub fn set_time(&mut self, now: DateTime<Utc>) {
        self.now = now;
    }

    /// The payer opens a page; the reference that it is for, if the address is signed.
    pub fn open(&mut self, url: &str) -> Option<String> {
        let (_, query) = url.split_once('?')?;
        let params = vnpay::parse_query(query);
        let get = |name: &str| params.get(name).cloned().unwrap_or_default();
        if !vnpay::verify(&params, &self.terminal.secret) || get("vnp_TmnCode") != self.terminal.code {
            return None;
        }
        let number = self.payments.len() + 1;
        let payment = Payment {
            amount: vnpay::parse_amount(&get("vnp_Amount"))?,
            decision: None,
            refunded: false,
            number,
            created: get("vnp_CreateDate"),
            expires: get("vnp_ExpireDate"),
        };
        let reference = get("vnp_TxnRef");
        self.payments.entry(reference.clone()).or_insert(payment);
        Some(reference)
    }

    /// The payer presses a button. What was decided first stands.
    pub fn press(&mut self, reference: &str, asked: Decision) {
        let now = vnpay::time_text(self.now);
        let Some(payment) = self.payments.get_mut(reference) else {
            return;
        };
        if payment.decision.is_none() {
            let too_late = now > payment.expires && asked == Decision::Paid;
            payment.decision = Some(if too_late { Decision::TimedOut } else { asked });
            self.decided.push(reference.to_owned());
        }
    }

    /// What was decided since this was last asked.
    pub fn take_decided(&mut self) -> Vec<String> {
        std::mem::take(&mut self.decided)
    }

    /// The money goes back to whoever paid.
    pub fn refund(&mut self, reference: &str) {
        if let Some(payment) = self.payments.get_mut(reference) {
            payment.refunded = true;
        }
    }

    /// The signed notice of a decision.
    pub fn notice(&self, reference: &str, decision: Decision) -> Option<String> {
        let params = self.params(reference, decision)?;
        Some(vnpay::signed_query(&params, &self.terminal.secret))
    }

    /// A notice that somebody without the key makes up.
    pub fn forged_notice(&self, reference: &str) -> Option<String> {
        let params = self.params(reference, Decision::Paid)?;
        Some(vnpay::signed_query(&params, "not the key of this terminal"))
    }

    /// A notice with another amount than was asked for.
    pub fn mistaken_notice(&self, reference: &str) -> Option<String> {
        let mut params = self.params(reference, Decision::Paid)?;
        params.insert("vnp_Amount".to_owned(), "100".to_owned());
        Some(vnpay::signed_query(&params, &self.terminal.secret))
    }

    fn params(&self, reference: &str, decision: Decision) -> Option<Params> {
        let payment = self.payments.get(reference)?;
        let pairs = [
            ("vnp_TmnCode", self.terminal.code.clone()),
            ("vnp_Amount", vnpay::amount_text(payment.amount)),
            ("vnp_BankCode", "NCB".to_owned()),
            ("vnp_OrderInfo", "Nop phi".to_owned()),
            ("vnp_ResponseCode", decision.response_code().to_owned()),
            ("vnp_TransactionNo", payment.number.to_string()),
            ("vnp_TransactionStatus", decision.status().to_owned()),
            ("vnp_TxnRef", reference.to_owned()),
        ];
        let pairs = pairs.into_iter().map(|(name, value)| (name.to_owned(), value));
        Some(pairs.collect())
    }

    /// What the bank says of a payment.
    pub fn asked(&mut self, reference: &str) -> Known {
        if self.rng.chance(self.manners.silent) {
            return Known::Nothing;
        }
        match self.payments.get(reference).and_then(|payment| payment.decision) {
            Some(decision) => Known::Decided(decision),
            None => {
                if self.rng.chance(self.manners.meanwhile) {
                    self.press(reference, Decision::Paid);
                }
                Known::Open
            }
        }
    }

    /// Its answer as it travels.
    fn answer(&mut self, question: &QueryRequest) -> Option<QueryAnswer> {
        let reference = &question.vnp_txn_ref;
        let known = self.asked(reference);
        let mut answer = QueryAnswer {
            vnp_command: "querydr".to_owned(),
            vnp_tmn_code: self.terminal.code.clone(),
            vnp_txn_ref: reference.clone(),
            ..QueryAnswer::default()
        };
        let payment = self
            .payments
            .get(reference)
            .filter(|payment| payment.created == question.vnp_transaction_date);
        let (code, status) = match (known, payment) {
            (Known::Nothing, _) => return None,
            _ if !question.verify(&self.terminal.secret) => ("97", ""),
            (_, None) => ("91", ""),
            (Known::Open, _) => ("00", "01"),
            (Known::Decided(decision), _) => ("00", decision.status()),
        };
        answer.vnp_response_code = code.to_owned();
        answer.vnp_transaction_status = status.to_owned();
        if let Some(payment) = payment {
            answer.vnp_amount = vnpay::amount_text(payment.amount);
            answer.vnp_transaction_no = payment.number.to_string();
        }
        if self.rng.chance(self.manners.forged) {
            answer.vnp_transaction_status = "00".to_owned();
            answer.sign("not the key of this terminal");
        } else {
            answer.sign(&self.terminal.secret);
        }
        Some(answer)
    }
}

/// The bank as everybody reaches it.
#[derive(Clone)]
pub struct Branch(Arc<Mutex<Bank>>);

impl Branch {
    pub fn new(bank: Bank) -> Self {
        Self(Arc::new(Mutex::new(bank)))
    }

    pub fn bank(&self) -> MutexGuard<'_, Bank> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl BankLine for Branch {
    fn ask<'a>(&'a self, _url: &'a str, question: Vec<u8>) -> BoxFuture<'a, Option<Bytes>> {
        let answer = serde_json::from_slice(&question)
            .ok()
            .and_then(|question| self.bank().answer(&question))
            .and_then(|answer| serde_json::to_vec(&answer).ok());
        Box::pin(async move { answer.map(Bytes::from) })
    }
}
