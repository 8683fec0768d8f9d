//! What the window may ask of the desk: a line or two each, all of it in `motcua-desk`.
#![allow(missing_docs, reason = "the macro's own items have none")]

pub mod account;
pub mod backup;
pub mod card;
pub mod catalogue;
pub mod dossiers;
pub mod elsewhere;
pub mod follow;
pub mod network;
pub mod outbox;
pub mod papers;
pub mod payments;
pub mod start;

use motcua_desk::error::DeskError;

type Answer<T> = Result<T, DeskError>;
