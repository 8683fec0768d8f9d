//! Fees of a run: the desk's errands at the portal, the payer at the bank, the bank's notices, and
//! what must be true of them at the end.

mod audit;
pub mod bank;
mod desk;
mod payer;
pub mod till;

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{Hash as _, Hasher as _},
};

use motcua_portal_api::money::Obligation;
use motcua_sync::client::ClientError;
use uuid::Uuid;

use self::{
    bank::{Branch, Decision, Manners},
    desk::Errand,
    till::{Ask, Told},
};
use super::{
    faults::Faults,
    world::{CALM, What, World},
};

/// Something that happens about money.
pub enum Happens {
    /// A request of the desk arrives. `wanted`: somebody still waits for its answer.
    Arrive {
        life: u32,
        errand: u64,
        ask: Ask,
        wanted: bool,
    },
    /// The desk hears an answer, or that there is none.
    Answer {
        life: u32,
        errand: u64,
        outcome: Box<Result<Told, ClientError>>,
    },
    /// The desk looks after an attempt that is under way.
    Poll { life: u32, uid: Uuid },
    /// The user wants to pay the fee of a dossier.
    Pay(Uuid),
    /// The user gives up the attempt at the fee of a dossier.
    GiveUp(Uuid),
    /// The payer presses a button on the bank's page.
    Press(String, Decision),
    /// The bank, or somebody in its name, tells the portal of a payment.
    Notice { query: String, genuine: bool },
    /// The portal looks after attempts without an outcome.
    Chase,
    /// An officer deals with late money.
    Officer,
    /// After the faults: everybody tries again.
    Round(u64),
}

/// An attempt that the desk keeps as open.
#[derive(Debug, Clone, Copy)]
struct Intent {
    uid: Uuid,
    method: &'static str,
}

/// That somebody wants to pay the fee of a dossier.
struct Wish {
    method: &'static str,
    tries: u32,
    /// Not any more.
    dropped: bool,
}

/// What a run knows of money.
pub struct Money {
    pub branch: Branch,
    /// Whether anybody pays; the others leave their fees for another day.
    payers: bool,
    /// The desk's disk: open attempts by obligation,
    intents: BTreeMap<Uuid, Intent>,
    /// and the list as the portal last told it.
    view: Vec<Obligation>,
    /// The desk's memory.
    errands: BTreeMap<u64, Errand>,
    watched: BTreeSet<Uuid>,
    next: u64,
    /// By dossier.
    wishes: BTreeMap<Uuid, Wish>,
    /// References of pages that the payer has seen.
    pages: BTreeSet<String>,
    /// Nothing was on its way when this was last looked at.
    pub rests: bool,
}

impl Money {
    pub fn new(branch: Branch, worst: &Faults, payers: bool) -> Self {
        branch.bank().manners = Manners {
            silent: worst.lost,
            forged: worst.corrupted * 2,
            meanwhile: 60,
        };
        Self {
            branch,
            payers,
            intents: BTreeMap::new(),
            view: Vec::new(),
            errands: BTreeMap::new(),
            watched: BTreeSet::new(),
            next: 0,
            wishes: BTreeMap::new(),
            pages: BTreeSet::new(),
            rests: true,
        }
    }
}

impl World {
    /// The portal and its officer look after fees by themselves.
    pub fn plan_money(&mut self) {
        if !self.money.payers {
            return;
        }
        self.after(CALM + 5, What::Money(Happens::Round(0)));
        let mut at = self.rng.range(10_000, 40_000);
        while at < CALM {
            self.after(at, What::Money(Happens::Chase));
            at += self.rng.range(20_000, 60_000);
        }
        for _ in 0..2 {
            let at = self.rng.range(0, CALM);
            self.after(at, What::Money(Happens::Officer));
        }
    }

    pub fn money_happens(&mut self, happens: Happens) {
        (self.time, std::mem::discriminant(&happens)).hash(&mut self.heard);
        if !matches!(happens, Happens::Round(_) | Happens::Poll { .. } | Happens::Chase) {
            self.money.rests = false;
        }
        let (portal_time, true_time) = (self.portal_time(), self.true_time());
        self.portal.set_time(portal_time);
        self.money.branch.bank().set_time(true_time);
        match happens {
            Happens::Arrive {
                life,
                errand,
                ask,
                wanted,
            } => self.ask_arrives(life, errand, &ask, wanted),
            Happens::Answer {
                life,
                errand,
                outcome,
            } => {
                if life == self.life {
                    self.hear(errand, *outcome);
                }
            }
            Happens::Poll { life, uid } => {
                if life == self.life {
                    self.poll(uid);
                }
            }
            Happens::Pay(dossier) => self.wish_to_pay(dossier),
            Happens::GiveUp(dossier) => self.give_up(dossier),
            Happens::Press(reference, decision) => {
                self.say(|| format!("payer: {decision:?} on the page of {reference}"));
                self.money.branch.bank().press(&reference, decision);
            }
            Happens::Notice { query, genuine } => self.notice(query, genuine),
            Happens::Chase => self.chase(),
            Happens::Officer => self.reconcile(),
            Happens::Round(number) => self.round(number),
        }
        self.post_notices();
    }

    /// Everything in order, for the digest of a run.
    fn heard_of(&mut self, what: &str) {
        self.heard.write(what.as_bytes());
    }
}
