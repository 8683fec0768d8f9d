//! In preparation.

/// The outbox.
pub struct Outbox;
