//! Written at the end.
