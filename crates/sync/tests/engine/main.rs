//! The outbox's state machine, one rule at a time. The simulation shows that the rules together
//! hold; these show which rule does what.

#![allow(clippy::unwrap_used)]

mod batches;
mod bench;
mod files;
mod lookups;
mod recall;
mod rules;
mod trouble;
