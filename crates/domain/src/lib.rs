//! The pure rules and types of Một Cửa: procedures, dossiers, people, fees,
//! deadlines and the Vietnamese words for what is wrong with an answer.
//!
//! No I/O, no clock, no async, no randomness: whatever depends on the moment is
//! given the moment. See `docs/architecture.md` for where each module sits.

pub mod answers;
pub mod calendar;
pub mod canonical_json;
pub mod catalogue;
pub mod catalogue_delta;
pub mod catalogue_words;
pub mod check;
pub mod codes;
pub mod collation;
pub mod content;
pub mod fold;
pub mod identity;
pub mod language;
pub mod merge;
pub mod money;
pub mod paper;
pub mod payment;
pub mod places;
pub mod problem;
pub mod rule;
pub mod status;
