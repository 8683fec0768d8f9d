//! Whoever pays, at the desk and on the bank's page; and the bank, telling the portal of it.

use motcua_domain::money::MoneyState;
use motcua_portal_api::money::{AttemptState, Obligation};
use uuid::Uuid;

use super::{
    Happens, Money, Wish,
    bank::{Decision, Manners},
};
use crate::simulation::{
    portal::{Accident, Stop},
    world::{CALM, What, World},
};

/// Ways to pay that the portal offers.
const METHODS: [&str; 2] = ["vnpay:NCB", "vnpay:BIDV"];
/// The bank keeps a notice to itself for at most so long (ms).
const SILENCE: u64 = 10 * 60_000;
/// After so many tries somebody goes to the counter and pays there.
const PATIENCE: u32 = 12;

impl Money {
    /// The way that the payer of a dossier has chosen.
    pub fn method(&self, dossier: Uuid) -> &'static str {
        self.wishes.get(&dossier).map_or(METHODS[0], |wish| wish.method)
    }
}

impl World {
    /// A submission was confirmed, and owes a fee.
    pub fn fee_comes_up(&mut self, dossier: Uuid) {
        if !self.money.payers {
            return;
        }
        self.money.rests = false;
        if self.rng.chance(200) {
            return;
        }
        for _ in 0..self.rng.range(1, 4) {
            let delay = self.rng.range(10, 20_000);
            self.after(delay, What::Money(Happens::Pay(dossier)));
        }
    }

    pub fn wish_to_pay(&mut self, dossier: Uuid) {
        let other = self.rng.chance(150);
        let wish = self.money.wishes.entry(dossier).or_insert(Wish {
            method: METHODS[0],
            tries: 0,
            dropped: false,
        });
        wish.tries += 1;
        if other {
            wish.method = METHODS[usize::from(wish.method == METHODS[0])];
        }
        self.pay(dossier);
    }

    /// The payer is shown an obligation. A page that was not seen before is opened.
    pub fn payer_sees(&mut self, owed: &Obligation) {
        for attempt in &owed.attempts {
            let known = self.money.pages.contains(&attempt.reference);
            let Some(page) = &attempt.pay_url else { continue };
            if attempt.state != AttemptState::Pending || known {
                continue;
            }
            let opened = self.money.branch.bank().open(page);
            if opened.as_ref() != Some(&attempt.reference) {
                self.complaints
                    .push(format!("LOST: the bank does not take the page {page}"));
                continue;
            }
            self.money.pages.insert(attempt.reference.clone());
            self.decide_on(owed.dossier, &attempt.reference);
        }
    }

    /// What the payer will do on a page, and others with what they saw of it.
    fn decide_on(&mut self, dossier: Uuid, reference: &str) {
        let press = |decision| What::Money(Happens::Press(reference.to_owned(), decision));
        let delay = self.rng.range(500, 20_000);
        if self.time >= CALM {
            return self.after(delay, press(Decision::Paid));
        }
        match self.rng.range(0, 20) {
            0..12 => self.after(delay, press(Decision::Paid)),
            12..14 => self.after(delay, press(Decision::Refused)),
            14..16 => self.after(delay, press(Decision::Cancelled)),
            _ => {}
        }
        if self.rng.chance(300) {
            // the page was left open, and its button is pressed whatever the desk says by then
            let later = delay + self.rng.range(1_000, 120_000);
            self.after(later, press(Decision::Paid));
        }
        if self.rng.chance(300) {
            let delay = self.rng.range(500, 30_000);
            self.after(delay, What::Money(Happens::GiveUp(dossier)));
        }
        let bank = self.money.branch.bank();
        let wrong = [bank.forged_notice(reference), bank.mistaken_notice(reference)];
        drop(bank);
        for query in wrong.into_iter().flatten() {
            if self.rng.chance(150) {
                let delay = self.rng.range(10, 40_000);
                self.tell_portal(delay, query, false);
            }
        }
    }

    fn tell_portal(&mut self, delay: u64, query: String, genuine: bool) {
        self.after(delay, What::Money(Happens::Notice { query, genuine }));
    }

    /// The bank tells the portal what was decided: late, twice, in another order.
    pub fn post_notices(&mut self) {
        let references = self.money.branch.bank().take_decided();
        for reference in references {
            let calm = self.time >= CALM;
            let bank = self.money.branch.bank();
            let decision = bank.payments.get(&reference).and_then(|payment| payment.decision);
            let genuine = decision.and_then(|decision| bank.notice(&reference, decision));
            let earlier = bank.notice(&reference, Decision::Refused);
            drop(bank);
            let (Some(decision), Some(genuine)) = (decision, genuine) else {
                continue;
            };
            if calm {
                self.tell_portal(100, genuine, true);
                continue;
            }
            if self.rng.chance(100) {
                let delay = self.rng.range(CALM, SILENCE);
                self.tell_portal(delay, genuine, true);
                continue;
            }
            // the first card was refused, the second was not
            if let Some(earlier) = earlier.filter(|_| decision == Decision::Paid)
                && self.rng.chance(120)
            {
                let delay = self.rng.range(10, 20_000);
                self.tell_portal(delay, earlier, true);
            }
            for _ in 0..self.rng.range(1, 3) {
                let longest = if self.rng.chance(400) { 60_000 } else { 500 };
                let delay = self.rng.range(10, longest);
                self.tell_portal(delay, genuine.clone(), true);
            }
        }
    }

    /// A notice travels to the portal, and its answer back. The bank tells a genuine one until it
    /// is answered.
    pub fn notice(&mut self, query: String, genuine: bool) {
        let faults = self.faults();
        let code = if self.rng.chance(faults.lost) {
            None
        } else {
            let mut accident = Accident {
                fate: self.fate(),
                ..Accident::none()
            };
            accident.full = self.rng.chance(faults.portal_full);
            if self.rng.chance(faults.portal_fails) {
                let step = self.rng.range(0, 4) as u32;
                accident.stop = Some(if self.rng.chance(500) {
                    Stop::Dies(step)
                } else {
                    Stop::HangsUp(step)
                });
            }
            let before = (!genuine).then(|| self.portal.fees());
            let code = self.portal.notice(&query, accident);
            if before.is_some_and(|before| before != self.portal.fees()) {
                self.complaints.push(format!(
                    "GHOST: a notice that is not the bank's changed something: {query}"
                ));
            }
            code
        };
        self.say(|| format!("bank tells {query} and hears {code:?}"));
        self.heard_of(code.as_deref().unwrap_or("-"));
        match code.as_deref() {
            Some("00" | "02") if !genuine => self.complaints.push(format!(
                "GHOST: a notice that is not the bank's was taken: {query}"
            )),
            Some("01" | "04" | "97") if genuine => self.complaints.push(format!(
                "LOST: the portal does not take the bank's notice {query}: {code:?}"
            )),
            Some("00" | "02") => {}
            _ if genuine => {
                let delay = self.rng.range(2_000, 20_000);
                self.tell_portal(delay, query, genuine);
            }
            _ => {}
        }
    }

    pub fn chase(&mut self) {
        if self.money.pages.is_empty() && self.money.intents.is_empty() {
            return;
        }
        let faults = self.faults();
        let mut accident = Accident::none();
        if self.rng.chance(faults.portal_fails) {
            accident.stop = Some(Stop::Dies(self.rng.range(0, 8) as u32));
        }
        self.portal.chase(accident);
    }

    pub fn reconcile(&mut self) {
        for reference in self.portal.reconcile() {
            self.say(|| format!("officer: {reference} goes back"));
            self.money.branch.bank().refund(&reference);
        }
    }

    /// After the faults: the portal and its officer look after everything, whoever wants to pay
    /// does, and the user looks at the list.
    pub fn round(&mut self, number: u64) {
        let pause = (30_000 * (number + 1)).min(300_000);
        self.after(pause, What::Money(Happens::Round(number + 1)));
        self.money.branch.bank().manners = Manners::default();
        self.money.rests = self.money_rests();
        if self.money.rests {
            return;
        }
        self.chase();
        self.reconcile();
        let dossiers: Vec<Uuid> = self.money.wishes.keys().copied().collect();
        for dossier in dossiers {
            self.insist(dossier, number);
        }
        self.refresh();
    }

    /// What the payer of a dossier does about a fee that is not paid yet.
    fn insist(&mut self, dossier: Uuid, number: u64) {
        let leaves = number == 0 && self.rng.chance(80);
        let Some(wish) = self.money.wishes.get_mut(&dossier) else {
            return;
        };
        wish.dropped |= leaves || wish.tries > PATIENCE;
        let dropped = wish.dropped;
        let Some(owed) = self.money.obligation_of(dossier) else {
            return self.wish_to_pay(dossier);
        };
        match owed.state {
            MoneyState::Due | MoneyState::Failed if !dropped => self.wish_to_pay(dossier),
            // a page that was left is given up by and by, or its time runs out
            MoneyState::Pending if dropped && number > 3 => self.give_up(dossier),
            MoneyState::Pending if !dropped => {
                let open = owed
                    .attempts
                    .iter()
                    .filter(|one| one.state == AttemptState::Pending);
                let open: Vec<String> = open.map(|one| one.reference.clone()).collect();
                for reference in open {
                    self.money.branch.bank().press(&reference, Decision::Paid);
                }
            }
            _ => {}
        }
    }
}
