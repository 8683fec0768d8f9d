//! The reference portal of Một Cửa: accounts, catalogue, dossiers, money, the officer's desk.
//!
//! A server in its own right, built on the portal contract (`docs/portal-contract/`). It shares
//! nothing with the desk but that contract and the rules of `motcua-domain`; another portal can be
//! written from the contract alone.

pub mod accounts;
pub mod bank;
pub mod blobs;
pub mod catalogue;
pub mod clock;
pub mod config;
pub mod db;
pub mod dossiers;
pub mod error;
pub mod http;
pub mod ledger;
pub mod mail;
pub mod money;
pub mod officer;
pub mod random;
pub mod secrets;
pub mod serve;
pub mod state;
pub mod tidy;
pub mod training;
pub mod work;

pub use config::Config;
pub use state::App;
