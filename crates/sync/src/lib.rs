//! The outbox and the change feed: everything between the desk and a portal.
//!
//! # Shape
//! - [`engine`]: the outbox as a state machine without I/O, clock or randomness. It is told what
//!   happened and says what to do next, so that the same code runs in the simulation
//!   (`tests/chaos`) and for real.
//! - [`client`]: one typed method per endpoint of the portal contract; errors tell "never left"
//!   from "nobody knows".
//! - [`upload`]: the tus 1.0 client, streaming from any [`ports::BlobSource`].
//! - [`driver`]: does what the engine asks for, with tokio, and feeds the outcome back.
//! - [`follow`]: pulls the portal's change feed.
//! - [`paying`]: what becomes of an attempt to pay whose outcome is not known.
//! - [`ports`]: what the desk provides: a store for jobs, files, the session, time.
//!
//! # How the desk uses it
//! 1. In the transaction that freezes a dossier, write the row of a new [`engine::JobState`].
//! 2. After the commit, [`driver::SyncHandle::enqueue`] it. (A crash in between loses nothing: at
//!    the next start the driver loads it through [`ports::JobStore::load`].)
//! 3. Every later state comes back through [`ports::JobStore::write`], to be committed together
//!    with what follows from it: `Confirmed` makes the dossier submitted, `Recalled` makes it a
//!    draft again, `Held` says why.

pub mod client;
pub mod drafts;
pub mod driver;
pub mod engine;
pub mod follow;
mod pace;
pub mod paying;
pub mod ports;
pub mod upload;
