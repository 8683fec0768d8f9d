//! The store, through its public door.

#![allow(clippy::unwrap_used)]

mod backup;
mod blobs;
mod crash;
mod damage;
mod drafts;
mod fixture;
mod keyring;
mod keys;
mod lists;
mod outbox;
mod plaintext;
mod salvage;
mod speed;
mod support;
