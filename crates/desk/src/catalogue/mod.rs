//! The catalogue: search, the procedure's page, places.

mod blank;
pub(crate) mod carry;
pub(crate) mod habits;
pub(crate) mod intake;
pub(crate) mod printing;
pub(crate) mod search;
mod sheet;
pub(crate) mod shelf;
pub(crate) mod this_case;
pub(crate) mod usecases;
