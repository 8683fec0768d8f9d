//! What a desk does about a fee that is to be paid, without I/O, so that the same decisions are made
//! for real and in the simulation (`tests/chaos`).
//!
//! The uid of an attempt is on the desk's disk before the portal hears of it. While its outcome is
//! not known, "pay" means that very attempt, never another.

use motcua_portal_api::money::{Attempt, AttemptState};

use crate::client::{ClientError, Reached};

/// An attempt that was never at the portal ended so.
pub const NEVER_SENT: &str = "never_sent";
/// An attempt that the portal refused ended so.
pub const REFUSED: &str = "refused";

/// What becomes of the attempt that the desk has kept as open when its user wants to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// It is under way: its page is shown again.
    GoOn,
    /// The portal never heard of it: the very same is sent again.
    SendAgain,
    /// It has ended so; another may be started.
    Ended(&'static str),
}

/// Judges an open attempt by what the portal has of it. `same_wish`: nothing that the user chose
/// has changed since.
pub fn open(at_portal: Option<&Attempt>, same_wish: bool) -> Open {
    match at_portal.map(|attempt| outcome(attempt.state)) {
        Some(None) => Open::GoOn,
        Some(Some(outcome)) => Open::Ended(outcome),
        None if same_wish => Open::SendAgain,
        None => Open::Ended(NEVER_SENT),
    }
}

/// The word that the desk keeps for how an attempt ended; `None` while it has not.
pub fn outcome(state: AttemptState) -> Option<&'static str> {
    match state {
        AttemptState::Pending => None,
        AttemptState::Paid => Some("paid"),
        AttemptState::Failed => Some("failed"),
        AttemptState::Cancelled => Some("cancelled"),
        AttemptState::Expired => Some("expired"),
        AttemptState::Late => Some("late"),
    }
}

/// Whether the portal said no to an attempt for good, so that the next try is another one.
pub fn refused(error: &ClientError) -> bool {
    let for_good =
        |problem: &motcua_portal_api::problem::Problem| !problem.retryable && problem.status != 401;
    error.reached() == Reached::Never && error.problem().is_some_and(for_good)
}
