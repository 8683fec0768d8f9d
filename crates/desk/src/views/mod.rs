//! What the window sees: plain data for one screen each, in the desk's language.

pub mod account;
pub mod backup;
pub mod card;
pub mod catalogue;
pub mod dossier;
pub mod elsewhere;
pub mod event;
pub mod follow;
pub mod money;
pub mod network;
pub mod outbox;
pub mod overview;
pub mod start;
