//! The till of the portal in memory: one attempt at a time, and one receipt for what was paid.

use chrono::{DateTime, TimeDelta, Utc};
use motcua_domain::{
    money::{MoneyState, Vnd},
    payment::vnpay::{self, PayRequest},
};
use motcua_portal_api::{
    money::{Attempt, AttemptState, Beneficiary, Obligation, Receipt as WireReceipt, StartAttempt},
    problem::{Problem, ProblemCode},
};
use motcua_sync::client::{ClientError, Reached};
use uuid::Uuid;

use super::{Habits, Model};
use crate::simulation::{
    money::{
        bank::{Branch, Decision, Known, Terminal},
        till::{Ask, Fee, Receipt, Reconciled, Till, Told, Try},
    },
    portal::{Accident, Fate, Stop, problem},
};

/// What each dossier owes.
const TOTAL: Vnd = Vnd(300_000);
/// How long an attempt may take.
const LASTS: TimeDelta = TimeDelta::minutes(15);
/// From this age on the bank is asked.
const DOUBT: TimeDelta = TimeDelta::seconds(30);
/// How long after its end an attempt stays unknown when the bank does not answer.
const GRACE: TimeDelta = TimeDelta::hours(1);

/// The terminal that the bank knows the model by.
pub fn terminal() -> Terminal {
    Terminal {
        code: "MODEL001".into(),
        secret: "the key of the model's terminal".into(),
    }
}

struct Owed {
    id: Uuid,
    dossier: Uuid,
    code: String,
    created_at: DateTime<Utc>,
    closed: bool,
    tries: Vec<Held>,
    receipts: Vec<Receipt>,
}

struct Held {
    wire: Attempt,
    asked_at: DateTime<Utc>,
    reconciled: Option<Reconciled>,
}

/// Everything that is owed or paid.
pub struct Fees {
    habits: Habits,
    branch: Branch,
    list: Vec<Owed>,
    counter: u64,
}

impl Owed {
    fn fee(&self) -> Fee {
        let mut fee = Fee {
            id: self.id,
            dossier: self.dossier,
            total: TOTAL,
            state: MoneyState::Due,
            tries: self
                .tries
                .iter()
                .map(|held| Try {
                    uid: held.wire.uid,
                    reference: held.wire.reference.clone(),
                    state: held.wire.state,
                    reconciled: held.reconciled,
                })
                .collect(),
            receipts: self.receipts.clone(),
        };
        fee.state = if !fee.receipts.is_empty() {
            MoneyState::Paid
        } else if fee.blocked() {
            MoneyState::Pending
        } else if self.closed {
            MoneyState::None
        } else if fee.tries.is_empty() {
            MoneyState::Due
        } else {
            MoneyState::Failed
        };
        fee
    }

    fn wire(&self) -> Obligation {
        Obligation {
            id: self.id,
            dossier: self.dossier,
            dossier_code: self.code.clone(),
            procedure_name: String::new(),
            lines: Vec::new(),
            total: TOTAL,
            illustrative: true,
            beneficiary: Beneficiary {
                name: String::new(),
                account: String::new(),
                bank: String::new(),
                bank_bin: String::new(),
            },
            state: self.fee().state,
            attempts: self.tries.iter().map(|held| held.wire.clone()).collect(),
            receipt: self.receipts.first().map(|receipt| WireReceipt {
                id: receipt.attempt,
                number: "1".into(),
                issued_at: self.created_at,
                amount: receipt.amount,
                payer_name: String::new(),
            }),
            created_at: self.created_at,
        }
    }

    fn settle(&mut self, at: usize, decision: Option<Decision>, twice: bool) {
        let receipted = !self.receipts.is_empty();
        let attempt = &mut self.tries[at].wire;
        let money = decision == Some(Decision::Paid);
        attempt.state = match attempt.state {
            AttemptState::Pending if money && receipted && !twice => AttemptState::Late,
            AttemptState::Pending => match decision {
                Some(Decision::Paid) => AttemptState::Paid,
                Some(Decision::Cancelled) => AttemptState::Cancelled,
                Some(Decision::Refused | Decision::TimedOut) => AttemptState::Failed,
                None => AttemptState::Expired,
            },
            AttemptState::Paid if money && twice => AttemptState::Paid,
            AttemptState::Failed | AttemptState::Cancelled | AttemptState::Expired if money => {
                AttemptState::Late
            }
            AttemptState::Paid | AttemptState::Late => return,
            ended => ended,
        };
        if attempt.state == AttemptState::Paid {
            let (attempt, amount) = (attempt.uid, attempt.amount);
            self.receipts.push(Receipt { attempt, amount });
        }
    }
}

impl Fees {
    pub fn new(habits: Habits, branch: Branch) -> Self {
        Self {
            habits,
            branch,
            list: Vec::new(),
            counter: 0,
        }
    }

    /// A dossier was submitted.
    pub fn owe(&mut self, dossier: Uuid, code: &str, now: DateTime<Utc>) {
        if self.list.iter().any(|owed| owed.dossier == dossier) {
            return;
        }
        self.list.push(Owed {
            id: Uuid::from_u64_pair(dossier.as_u64_pair().0, 1),
            dossier,
            code: code.to_owned(),
            created_at: now,
            closed: false,
            tries: Vec::new(),
            receipts: Vec::new(),
        });
    }

    /// A dossier was withdrawn.
    pub fn close(&mut self, dossier: Uuid) {
        for owed in self.list.iter_mut().filter(|owed| owed.dossier == dossier) {
            owed.closed = true;
        }
    }

    pub fn state(&self, dossier: Uuid) -> MoneyState {
        let owed = self.list.iter().find(|owed| owed.dossier == dossier);
        owed.map_or(MoneyState::None, |owed| owed.fee().state)
    }

    fn find(&self, wanted: impl Fn(&Attempt) -> bool) -> Option<(usize, usize)> {
        self.list.iter().enumerate().find_map(|(fee, owed)| {
            let at = owed.tries.iter().position(|held| wanted(&held.wire))?;
            Some((fee, at))
        })
    }

    fn start(
        &mut self,
        obligation: Uuid,
        body: &StartAttempt,
        now: DateTime<Utc>,
    ) -> Result<Attempt, Box<Problem>> {
        if let Some((fee, at)) = self.find(|attempt| attempt.uid == body.uid) {
            return Ok(self.list[fee].tries[at].wire.clone());
        }
        let Some(fee) = self.list.iter().position(|owed| owed.id == obligation) else {
            return Err(problem(404, ProblemCode::NotFound));
        };
        for at in 0..self.list[fee].tries.len() {
            self.end_lapsed(fee, at, now);
        }
        let owed = &mut self.list[fee];
        let open = matches!(owed.fee().state, MoneyState::Due | MoneyState::Failed);
        if !open && !self.habits.blocks_nothing {
            return Err(problem(409, ProblemCode::PaymentBlocked));
        }
        self.counter += 1;
        let reference = format!("MC220415{:010}", self.counter);
        let terminal = terminal();
        let request = PayRequest {
            terminal: &terminal.code,
            amount: TOTAL,
            bank: body.method.strip_prefix("vnpay:"),
            created_at: now,
            expires_at: now + LASTS,
            ip: "127.0.0.1",
            info: "Nộp phí",
            return_url: "sim:/return",
            reference: &reference,
        };
        let wire = Attempt {
            uid: body.uid,
            method: body.method.clone(),
            amount: TOTAL,
            state: AttemptState::Pending,
            pay_url: Some(vnpay::signed_url("sim:/pay", &request.params(), &terminal.secret)),
            qr_payload: None,
            created_at: now,
            expires_at: now + LASTS,
            message: None,
            reference,
        };
        owed.tries.push(Held {
            wire: wire.clone(),
            asked_at: now,
            reconciled: None,
        });
        Ok(wire)
    }

    /// Asks the bank about an attempt and keeps what it says.
    fn clear_doubt(&mut self, fee: usize, at: usize, now: DateTime<Utc>) -> Known {
        let held = &mut self.list[fee].tries[at];
        held.asked_at = now;
        let known = self.branch.bank().asked(&held.wire.reference);
        if let Known::Decided(decision) = known {
            // a question does not tell who gave up
            let decision = if decision == Decision::Paid {
                decision
            } else {
                Decision::Refused
            };
            let twice = self.habits.settles_twice;
            self.list[fee].settle(at, Some(decision), twice);
        }
        known
    }

    fn end_lapsed(&mut self, fee: usize, at: usize, now: DateTime<Utc>) {
        let attempt = &self.list[fee].tries[at].wire;
        let expires = attempt.expires_at;
        if attempt.state != AttemptState::Pending || now < expires {
            return;
        }
        match self.clear_doubt(fee, at, now) {
            Known::Decided(_) => {}
            Known::Nothing if now < expires + GRACE => {}
            Known::Open | Known::Nothing => self.list[fee].settle(at, None, false),
        }
    }

    fn look_after(&mut self, fee: usize, at: usize, now: DateTime<Utc>) {
        let held = &self.list[fee].tries[at];
        if held.wire.state != AttemptState::Pending {
            return;
        }
        // a clock that was put back must not make it wait
        let doubtful = now >= held.asked_at + DOUBT || now < held.asked_at;
        if now >= held.wire.expires_at {
            self.end_lapsed(fee, at, now);
        } else if doubtful {
            self.clear_doubt(fee, at, now);
        }
    }

    fn serve(&mut self, ask: &Ask, now: DateTime<Utc>) -> Result<Told, Box<Problem>> {
        match ask {
            Ask::List => Ok(Told::List(self.list.iter().map(Owed::wire).collect())),
            Ask::Start { obligation, body } => {
                let attempt = self.start(*obligation, body, now)?;
                Ok(Told::Attempt(Some(Box::new(attempt))))
            }
            Ask::Look { uid } => {
                let found = self.find(|attempt| attempt.uid == *uid);
                Ok(Told::Attempt(found.map(|(fee, at)| {
                    self.look_after(fee, at, now);
                    Box::new(self.list[fee].tries[at].wire.clone())
                })))
            }
            Ask::GiveUp { uid, .. } => {
                let Some((fee, at)) = self.find(|attempt| attempt.uid == *uid) else {
                    return Err(problem(404, ProblemCode::NotFound));
                };
                if self.list[fee].tries[at].wire.state == AttemptState::Pending {
                    if self.clear_doubt(fee, at, now) == Known::Nothing {
                        return Err(problem(503, ProblemCode::Unavailable));
                    }
                    self.list[fee].settle(at, Some(Decision::Cancelled), false);
                }
                Ok(Told::Done)
            }
        }
    }

    fn notice(&mut self, query: &str) -> &'static str {
        let params = vnpay::parse_query(query);
        let get = |name: &str| params.get(name).map(String::as_str).unwrap_or_default();
        if !self.habits.believes_anybody && !vnpay::verify(&params, &terminal().secret) {
            return "97";
        }
        let Some((fee, at)) = self.find(|attempt| attempt.reference == get("vnp_TxnRef")) else {
            return "01";
        };
        if vnpay::parse_amount(get("vnp_Amount")) != Some(TOTAL) {
            return "04";
        }
        let decision = match get("vnp_ResponseCode") {
            "00" => Decision::Paid,
            "24" => Decision::Cancelled,
            _ => Decision::Refused,
        };
        let before = self.list[fee].tries[at].wire.state;
        let twice = self.habits.settles_twice;
        self.list[fee].settle(at, Some(decision), twice);
        if self.list[fee].tries[at].wire.state == before {
            "02"
        } else {
            "00"
        }
    }
}

/// Whether the work that was stopped somewhere was done.
fn was_done(accident: Accident) -> bool {
    match accident.stop {
        Some(Stop::Dies(step) | Stop::HangsUp(step)) => step % 2 == 1,
        Some(Stop::DiesReading(_)) => false,
        None => accident.cut.is_none(),
    }
}

impl Till for Model {
    fn serve_money(&mut self, ask: &Ask, accident: Accident) -> Result<Told, ClientError> {
        let refused = |problem| ClientError::Problem {
            problem,
            retry_after: None,
        };
        if !self.session {
            return Err(ClientError::SignInNeeded);
        }
        if accident.full {
            return Err(refused(problem(503, ProblemCode::Unavailable)));
        }
        let unheard = accident.stop.is_some() || accident.cut.is_some() || accident.fate != Fate::Arrives;
        let now = self.now;
        let told = was_done(accident).then(|| self.fees.serve(ask, now));
        match told {
            Some(told) if !unheard => told.map_err(refused),
            _ => Err(ClientError::Unreachable {
                reached: Reached::Unknown,
                detail: "the simulated link".into(),
            }),
        }
    }

    fn notice(&mut self, query: &str, accident: Accident) -> Option<String> {
        if accident.full {
            return Some("99".into());
        }
        let said = was_done(accident).then(|| self.fees.notice(query))?;
        (accident.stop.is_none() && accident.fate == Fate::Arrives).then(|| said.to_owned())
    }

    fn chase(&mut self, accident: Accident) {
        if accident.full || !was_done(accident) {
            return;
        }
        let now = self.now;
        let fees = &mut self.fees;
        for fee in 0..fees.list.len() {
            for at in 0..fees.list[fee].tries.len() {
                fees.look_after(fee, at, now);
            }
        }
    }

    fn reconcile(&mut self) -> Vec<String> {
        let mut back = Vec::new();
        for owed in &mut self.fees.list {
            for held in &mut owed.tries {
                if held.wire.state != AttemptState::Late || held.reconciled.is_some() {
                    continue;
                }
                if owed.receipts.is_empty() {
                    held.reconciled = Some(Reconciled::Accepted);
                    owed.receipts.push(Receipt {
                        attempt: held.wire.uid,
                        amount: held.wire.amount,
                    });
                } else {
                    held.reconciled = Some(Reconciled::Refunded);
                    back.push(held.wire.reference.clone());
                }
            }
        }
        back
    }

    fn fees(&mut self) -> Vec<Fee> {
        self.fees.list.iter().map(Owed::fee).collect()
    }
}
