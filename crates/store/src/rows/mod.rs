//! The rows of the database, by subject.
pub mod accounts;
pub mod answers;
pub mod documents;
pub mod dossiers;
pub mod drafts;
pub mod lists;
pub mod money;
pub mod outbox;
pub mod overview;
pub mod papers;
#[cfg(test)]
mod plans;
pub mod portal;
pub mod revisions;
pub mod settings;
