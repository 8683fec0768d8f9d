//! The portal through its public doors: real HTTP on loopback, an injected clock, and where it
//! matters the real program killed with SIGKILL.

#![allow(clippy::unwrap_used)]

mod accounts;
mod batches;
mod crash;
mod document;
mod dossiers;
mod feed;
mod idempotency;
mod letters;
mod sessions;
mod throttles;
mod uploads;
mod world;
