//! What the simulation asks of a portal about fees: the model and the real handlers answer it.

use motcua_domain::money::{MoneyState, Vnd};
use motcua_portal_api::money::{Attempt, AttemptState, Obligation, StartAttempt};
use motcua_sync::client::ClientError;
use uuid::Uuid;

use crate::simulation::portal::Accident;

/// A request of the desk about fees.
#[derive(Debug, Clone)]
pub enum Ask {
    /// Everything that is owed or paid.
    List,
    /// Starts an attempt; its uid is its key.
    Start { obligation: Uuid, body: StartAttempt },
    /// What became of an attempt.
    Look { uid: Uuid },
    /// Gives an attempt up.
    GiveUp { key: Uuid, uid: Uuid },
}

/// What the desk hears.
#[derive(Debug)]
pub enum Told {
    List(Vec<Obligation>),
    Attempt(Option<Box<Attempt>>),
    Done,
}

/// A fee in the portal's books.
#[derive(Debug, Clone, PartialEq)]
pub struct Fee {
    pub id: Uuid,
    pub dossier: Uuid,
    pub total: Vnd,
    pub state: MoneyState,
    /// Oldest first.
    pub tries: Vec<Try>,
    pub receipts: Vec<Receipt>,
}

/// An attempt in the portal's books.
#[derive(Debug, Clone, PartialEq)]
pub struct Try {
    pub uid: Uuid,
    pub reference: String,
    pub state: AttemptState,
    /// Late money: what the officer did with it.
    pub reconciled: Option<Reconciled>,
}

/// What an officer did with money that came late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reconciled {
    /// It pays the fee.
    Accepted,
    /// It goes back.
    Refunded,
}

/// A receipt in the portal's books.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    pub attempt: Uuid,
    pub amount: Vnd,
}

impl Fee {
    /// Why no other attempt may be started, if so.
    pub fn blocked(&self) -> bool {
        let alive = |one: &Try| match one.state {
            AttemptState::Pending | AttemptState::Paid => true,
            AttemptState::Late => one.reconciled.is_none(),
            AttemptState::Failed | AttemptState::Cancelled | AttemptState::Expired => false,
        };
        !self.receipts.is_empty() || self.tries.iter().any(alive)
    }

    /// Whether nothing is on its way any more.
    pub fn rests(&self) -> bool {
        self.tries.iter().all(|one| match one.state {
            AttemptState::Pending => false,
            AttemptState::Late => one.reconciled.is_some(),
            _ => true,
        })
    }
}

/// A portal's till.
pub trait Till {
    /// Serves a request about fees; what the desk hears of it.
    fn serve_money(&mut self, ask: &Ask, accident: Accident) -> Result<Told, ClientError>;
    /// A notice of the bank arrives; the code that the bank hears.
    fn notice(&mut self, query: &str, accident: Accident) -> Option<String>;
    /// The portal looks after attempts without an outcome, as it does all the time.
    fn chase(&mut self, accident: Accident);
    /// An officer deals with what came late: it pays what is owed, or goes back. References of what
    /// goes back.
    fn reconcile(&mut self) -> Vec<String>;
    /// Everything that is owed or paid.
    fn fees(&mut self) -> Vec<Fee>;
}
