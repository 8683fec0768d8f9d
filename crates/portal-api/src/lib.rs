//! The portal contract, version 1: every request, answer and problem that crosses the wire.
//!
//! Plain data only. The reference portal serves it, the desk's `sync` room speaks it, and the
//! OpenAPI document (`docs/portal-contract/openapi.json`) is generated from it; a third party
//! can write another portal from that document alone. The prose of the contract, with its
//! headers and status codes, is in `docs/portal-contract/README.md`.

pub mod account;
pub mod batch;
pub mod blob;
pub mod catalogue;
pub mod change;
pub mod dossier;
pub mod headers;
pub mod money;
pub mod paths;
pub mod problem;
pub mod profile;
pub mod training;
