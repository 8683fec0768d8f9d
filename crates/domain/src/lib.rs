//! The pure rules and types of Một Cửa: procedures, dossiers, people, fees,
//! deadlines and the Vietnamese words for what is wrong with an answer.
//!
//! No I/O, no clock, no async, no randomness: whatever depends on the moment is
//! given the moment. See `docs/architecture.md` for where each module sits.

pub mod catalogue;
pub mod content;
pub mod language;
pub mod money;
pub mod paper;
pub mod problem;
pub mod status;
