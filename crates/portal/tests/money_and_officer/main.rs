//! Paying and handling over real HTTP: the portal and the bank simulator listen on ports of their
//! own, the clock is moved by hand, and what was done is compared with the ledger.

#![allow(clippy::unwrap_used)] // helpers of tests fail by panicking

mod automatic;
mod ledger;
mod notices;
mod officer;
mod paying;
mod signing;
mod transfers;
mod world;
