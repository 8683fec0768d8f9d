//! Finds procedures in the catalogue: in memory, offline, however they are typed.
//!
//! No I/O and no clock: an [`Index`] is built from a catalogue and the shorthand of offices, and
//! answers every [`Query`], whatever text it holds, with a [`Found`].
//!
//! ```text
//! typed text ─ text ──► words ─ reading ──► readings of each word ─ matching ──► documents ─ ranking ──► rows
//!              fold, cut         Telex, VNI, shorthand,      whole, beginning,        phrases, coverage,
//!              into words        glued, codes                slip, initials           usage, why, highlights
//! ```

mod codes;
mod decode;
mod dictionary;
mod documents;
mod edit;
mod explain;
pub mod found;
pub mod index;
pub mod lineage;
mod matching;
mod narrowing;
mod phrases;
pub mod query;
mod ranking;
mod reading;
mod row;
mod sayings;
mod segment;
pub mod shorthand;
mod stretches;
mod syllable;
mod text;
pub mod why;

pub use found::{FacetCount, Facets, Found, Hit, Loosen, LoosenChoice};
pub use index::{Alias, Index};
pub use lineage::{Former, Gone, Lineage};
pub use query::{AudienceChoice, FeeChoice, Habits, ListChoice, NoHabits, Query};
pub use shorthand::{Shorthand, ShorthandError};
pub use why::Why;
