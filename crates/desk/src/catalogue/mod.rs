//! The catalogue: search, the procedure's page, places.

pub(crate) mod search;
pub(crate) mod shelf;
pub(crate) mod usecases;
