//! Nothing lost, nothing sent twice: what the program exists for, put to the proof under faults
//! that replay from a seed.
//!
//! - [`simulation`]: the outbox's engine against a model of the portal, and against the reference
//!   portal's own handlers, in simulated time.

pub mod simulation;
