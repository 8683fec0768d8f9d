//! The desk pays: its use cases step by step, every request over the simulated link, what it must
//! not forget on its disk. What becomes of an open attempt is decided by the desk's own code
//! ([`motcua_sync::paying`]).

use motcua_portal_api::{
    money::{Attempt, AttemptState, Obligation, StartAttempt},
    problem::ProblemCode,
};
use motcua_sync::{
    client::{ClientError, Reached},
    paying::{self, Open},
};
use uuid::Uuid;

use super::{
    Happens, Intent, Money,
    till::{Ask, Fee, Told},
};
use crate::simulation::{
    network::{GIVES_UP, Refusal, Way},
    portal::{Accident, problem},
    user::Action,
    world::{CALM, What, World},
};

/// What the desk is about, one request at a time.
#[derive(Debug, Clone, Copy)]
pub struct Errand {
    dossier: Uuid,
    /// The attempt.
    uid: Uuid,
    step: Step,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The list is fetched to see what is owed.
    Fetch,
    /// An open attempt is looked up before anything is sent.
    LookUp,
    Start,
    /// The list is fetched to show the attempt.
    Learn,
    /// A pending attempt is asked about.
    Watch,
    GiveUp,
    LearnAfter,
    LookAfter,
    /// The list is fetched because somebody wants to see it.
    Refresh,
}

fn unknown() -> ClientError {
    ClientError::Unreachable {
        reached: Reached::Unknown,
        detail: "the simulated link".into(),
    }
}

impl World {
    /// The user presses "pay".
    pub fn pay(&mut self, dossier: Uuid) {
        let busy = |errand: &Errand| errand.dossier == dossier && errand.step != Step::Watch;
        if !self.desk_runs() || self.money.errands.values().any(busy) {
            return;
        }
        if self.money.obligation_of(dossier).is_some() {
            self.begin(dossier);
        } else {
            self.go(dossier, Uuid::nil(), Step::Fetch, Ask::List);
        }
    }

    fn begin(&mut self, dossier: Uuid) {
        let Some(obligation) = self.money.obligation_of(dossier).map(|owed| owed.id) else {
            return;
        };
        match self.money.intents.get(&obligation) {
            Some(open) if !self.plant.pays_anew => {
                let uid = open.uid;
                self.go(dossier, uid, Step::LookUp, Ask::Look { uid });
            }
            _ => self.start_another(dossier, obligation),
        }
    }

    /// The uid is on disk before the portal hears of it.
    fn start_another(&mut self, dossier: Uuid, obligation: Uuid) {
        let uid = self.rng.uuid();
        let method = self.money.method(dossier);
        let kept = self.desk_writes(|money| {
            money.intents.insert(obligation, Intent { uid, method });
        });
        if kept {
            self.send_start(dossier, obligation, Intent { uid, method });
        }
    }

    fn send_start(&mut self, dossier: Uuid, obligation: Uuid, Intent { uid, method }: Intent) {
        self.issued.insert(uid);
        let body = StartAttempt {
            uid,
            method: method.to_owned(),
            payer_name: None,
        };
        self.go(dossier, uid, Step::Start, Ask::Start { obligation, body });
    }

    /// The user gives up what is under way.
    pub fn give_up(&mut self, dossier: Uuid) {
        let pending = |attempt: &&Attempt| attempt.state == AttemptState::Pending;
        let shown = self.money.obligation_of(dossier);
        let uid = shown
            .and_then(|owed| owed.attempts.iter().find(pending))
            .map(|attempt| attempt.uid);
        if let Some(uid) = uid.filter(|_| self.desk_runs()) {
            let key = self.rng.uuid();
            self.issued.insert(key);
            self.go(dossier, uid, Step::GiveUp, Ask::GiveUp { key, uid });
        }
    }

    /// The user wants to see what is owed.
    pub fn refresh(&mut self) {
        if self.desk_runs() {
            self.go(Uuid::nil(), Uuid::nil(), Step::Refresh, Ask::List);
        }
    }

    fn go(&mut self, dossier: Uuid, uid: Uuid, step: Step, ask: Ask) {
        self.money.next += 1;
        let errand = self.money.next;
        self.money.errands.insert(errand, Errand { dossier, uid, step });
        self.say(|| format!("desk asks about money: {ask:?}"));
        let life = self.life;
        let answer = |error| {
            What::Money(Happens::Answer {
                life,
                errand,
                outcome: Box::new(Err(error)),
            })
        };
        let arrive = |ask, wanted| {
            What::Money(Happens::Arrive {
                life,
                errand,
                ask,
                wanted,
            })
        };
        match self.way(true) {
            Way::Refused(at) => {
                let error = ClientError::Unreachable {
                    reached: Reached::Never,
                    detail: "the simulated link".into(),
                };
                self.after(at, answer(error));
            }
            Way::Captive(at) => {
                let detail = "the simulated link".into();
                self.after(at, answer(ClientError::Captive { detail }));
            }
            Way::Lost => self.after(GIVES_UP, answer(unknown())),
            Way::Late(at) => {
                self.after(at, arrive(ask, false));
                self.after(GIVES_UP, answer(unknown()));
            }
            Way::Arrives { at, again } => {
                if let Some(again) = again {
                    self.after(again, arrive(ask.clone(), false));
                }
                self.after(at, arrive(ask, true));
            }
        }
    }

    /// A request arrives at the portal.
    pub fn ask_arrives(&mut self, life: u32, errand: u64, ask: &Ask, wanted: bool) {
        let fate = self.fate();
        let outcome = match self.trouble(fate, false) {
            Ok(accident) => self.serve_money(ask, accident),
            Err(Refusal(problem, retry_after)) => Err(ClientError::Problem { problem, retry_after }),
        };
        self.say(|| format!("portal says of money: {outcome:?}"));
        if wanted {
            let delay = self.rng.range(2, 400);
            let outcome = Box::new(outcome);
            self.after(
                delay,
                What::Money(Happens::Answer {
                    life,
                    errand,
                    outcome,
                }),
            );
        }
    }

    fn serve_money(&mut self, ask: &Ask, accident: Accident) -> Result<Told, ClientError> {
        let Ask::Start { obligation, body } = ask else {
            return self.portal.serve_money(ask, accident);
        };
        let find = |fees: Vec<Fee>| fees.into_iter().find(|fee| fee.id == *obligation);
        let before = find(self.portal.fees()).map_or(0, |fee| fee.tries.len());
        let in_flight = self.faults().in_flight;
        if before > 0 && self.rng.chance(in_flight) && self.portal.knows_key(body.uid) {
            let mut problem = problem(409, ProblemCode::InFlight);
            problem.retryable = true;
            let retry_after = Some(1);
            return Err(ClientError::Problem { problem, retry_after });
        }
        let outcome = self.portal.serve_money(ask, accident);
        if let Some(mut after) = find(self.portal.fees())
            && after.tries.len() > before
        {
            after.tries.pop();
            if after.blocked() {
                self.complaints.push(format!(
                    "DOUBLED: another attempt at fee {obligation} was started although money may be on its way"
                ));
            }
        }
        outcome
    }

    /// The desk hears what became of a request.
    pub fn hear(&mut self, id: u64, outcome: Result<Told, ClientError>) {
        let Some(Errand { dossier, uid, step }) = self.money.errands.remove(&id) else {
            return;
        };
        self.heard_of(&format!("{step:?} {}", outcome.is_ok()));
        let told = match outcome {
            Ok(told) => told,
            Err(error) => return self.did_not_work(dossier, uid, step, &error),
        };
        match (step, told) {
            (_, Told::List(list)) => self.list_came(dossier, uid, step, list),
            (Step::LookUp, Told::Attempt(found)) => self.looked_up(dossier, uid, found.as_deref()),
            (Step::Start, _) => self.go(dossier, uid, Step::Learn, Ask::List),
            (Step::Watch, Told::Attempt(Some(attempt))) => match paying::outcome(attempt.state) {
                Some(_) => {
                    self.money.watched.remove(&uid);
                    if self.forget_intent(uid) {
                        self.refresh();
                    }
                }
                None => self.poll_later(uid),
            },
            (Step::Watch, _) => {
                self.money.watched.remove(&uid);
            }
            (Step::GiveUp, _) => self.go(dossier, uid, Step::LearnAfter, Ask::List),
            (Step::LookAfter, Told::Attempt(Some(attempt))) if paying::outcome(attempt.state).is_some() => {
                self.forget_intent(uid);
            }
            _ => {}
        }
    }

    fn list_came(&mut self, dossier: Uuid, uid: Uuid, step: Step, list: Vec<Obligation>) {
        if !self.show(list) {
            return;
        }
        match step {
            Step::Fetch => self.begin(dossier),
            Step::Learn => self.watch(uid),
            Step::LearnAfter => self.go(dossier, uid, Step::LookAfter, Ask::Look { uid }),
            _ => {}
        }
    }

    fn looked_up(&mut self, dossier: Uuid, uid: Uuid, found: Option<&Attempt>) {
        let Some(obligation) = self.money.obligation_of(dossier).map(|owed| owed.id) else {
            return;
        };
        let Some(intent) = self.money.intents.get(&obligation).copied() else {
            return self.start_another(dossier, obligation);
        };
        match paying::open(found, intent.method == self.money.method(dossier)) {
            Open::GoOn => self.go(dossier, uid, Step::Learn, Ask::List),
            Open::SendAgain => self.send_start(dossier, obligation, intent),
            Open::Ended(_) => {
                if self.forget_intent(uid) {
                    self.start_another(dossier, obligation);
                }
            }
        }
    }

    fn did_not_work(&mut self, dossier: Uuid, uid: Uuid, step: Step, error: &ClientError) {
        if matches!(error, ClientError::SignInNeeded) {
            let delay = self.rng.range(100, 30_000);
            self.after(delay, What::User(Action::SignIn));
        }
        match step {
            Step::Watch => return self.poll_later(uid),
            Step::Start if paying::refused(error) => {
                self.forget_intent(uid);
            }
            _ => {}
        }
        // The user sees that it did not work, and tries again.
        let wanted = matches!(step, Step::Fetch | Step::LookUp | Step::Start | Step::Learn);
        if wanted && self.time < CALM && self.rng.chance(700) {
            let delay = self.rng.range(500, 8_000);
            self.after(delay, What::Money(Happens::Pay(dossier)));
        }
    }

    /// Keeps the list that the portal told, and shows it. False: it could not be kept.
    fn show(&mut self, list: Vec<Obligation>) -> bool {
        let kept = self.desk_writes(|money| money.view.clone_from(&list));
        if kept {
            for owed in list {
                self.payer_sees(&owed);
            }
        }
        kept
    }

    fn forget_intent(&mut self, uid: Uuid) -> bool {
        self.desk_writes(|money| money.intents.retain(|_, open| open.uid != uid))
    }

    /// A transaction of the desk's own. False: it did not happen, or nobody lives to know.
    fn desk_writes(&mut self, change: impl FnOnce(&mut Money)) -> bool {
        let faults = self.faults();
        if self.rng.chance(faults.desk_dies) {
            self.crash();
            return false;
        }
        if self.disk_full || self.rng.chance(faults.disk_full) {
            return false;
        }
        change(&mut self.money);
        if self.rng.chance(faults.desk_dies) {
            self.crash();
            return false;
        }
        true
    }

    fn watch(&mut self, uid: Uuid) {
        if self.money.watched.insert(uid) {
            self.poll_later(uid);
        }
    }

    fn poll_later(&mut self, uid: Uuid) {
        let life = self.life;
        let delay = if self.time < CALM {
            self.rng.range(3_000, 60_000)
        } else {
            self.rng.range(30_000, 300_000)
        };
        self.after(delay, What::Money(Happens::Poll { life, uid }));
    }

    pub fn poll(&mut self, uid: Uuid) {
        if self.desk_runs() && self.money.watched.contains(&uid) {
            self.go(Uuid::nil(), uid, Step::Watch, Ask::Look { uid });
        }
    }

    /// The desk starts: it watches what was open when it ended.
    pub fn resume_payments(&mut self) {
        let open: Vec<Uuid> = self.money.intents.values().map(|open| open.uid).collect();
        for uid in open {
            self.watch(uid);
        }
    }

    /// The desk has died: what it did not write down is gone.
    pub fn forget_errands(&mut self) {
        self.money.errands.clear();
        self.money.watched.clear();
    }
}

impl Money {
    /// As the desk last heard of it.
    pub fn obligation_of(&self, dossier: Uuid) -> Option<&Obligation> {
        self.view.iter().find(|owed| owed.dossier == dossier)
    }

    pub fn has_errands(&self) -> bool {
        !self.errands.is_empty()
    }
}
