//! Accounts, their letters and their sessions.

pub mod tokens;
