//! The use cases of Một Cửa as one typed interface: the window, the command line, the tests and
//! the benchmarks all go through [`Desk`] and through nothing else.
//!
//! # Shape
//! - [`Desk`] is a thin front. Behind it a *house* opens one store at a time (the real one or
//!   training's) as a *room*; the room has a *link* to the one portal its store belongs to.
//! - Preparing needs only the room; searching needs only the catalogue in memory; sending goes
//!   through the outbox of `motcua-sync`, whose jobs are rows written in the transaction that
//!   freezes a dossier.
//! - What depends on the moment, on chance, on the keyring or on child processes comes in through
//!   [`deps::Deps`].

pub mod deps;
pub mod error;
pub mod views;

mod backup;
mod catalogue;
mod desk;
mod draft_sync;
mod drafts;
mod error_convert;
mod files;
mod follow;
mod house;
mod network;
mod outbox;
mod payments;
mod portal_link;
mod proofs;
mod sending;
mod session;
mod settings;
mod shared;
mod status;
mod training;

pub use catalogue::printing::Printing;
pub use desk::Desk;
pub use files::SavedFile;

/// The keyring and its stand-ins, for whoever opens a desk.
pub mod keys {
    pub use motcua_store::keys::{KeyVault, MemoryVault, SystemVault, VaultError};
}

/// Everything that crosses to the window, for the shell's commands.
pub mod prelude {
    pub use motcua_domain::problem::FieldProblem;
    pub use motcua_portal_api::{
        account::{AccountDetails, AccountKind, Registered, Registration},
        profile::PortalProfile,
    };

    pub use crate::views::{
        account::*, backup::*, card::*, catalogue::*, dossier::*, elsewhere::*, event::*, follow::*,
        money::*, network::*, outbox::*, overview::*, start::*,
    };
}
