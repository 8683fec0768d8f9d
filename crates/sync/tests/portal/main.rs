//! Client, uploads, driver and change feed against the real portal, over a proxy that cuts,
//! swallows, dies and lies.

#![allow(clippy::unwrap_used)]

mod desk;
mod follow;
mod outbox;
mod proxy;
mod session;
mod upload;
mod world;
