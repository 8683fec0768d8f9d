//! The nouns of the command line.

pub mod account;
pub mod backup;
pub mod catalogue;
pub mod catalogue_show;
pub mod draft;
pub mod elsewhere;
pub mod files;
pub mod follow;
pub mod key;
mod newer;
pub mod outbox;
pub mod pay;
pub mod submit;
pub mod sync;
pub mod values;
