//! The catalogue: search, the procedure's page, places.

pub(crate) mod carry;
pub(crate) mod habits;
pub(crate) mod search;
pub(crate) mod shelf;
pub(crate) mod this_case;
pub(crate) mod usecases;
