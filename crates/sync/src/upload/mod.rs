//! The tus 1.0 client (core, creation, termination): create, HEAD, one open-ended streaming PATCH.
//!
//! The file is read in small pieces as the network takes them and is never whole in memory. The
//! portal keeps every byte that reached it, and its offset decides where the next PATCH begins;
//! so nothing is gained by splitting a file into many requests, and a cut loses only what was on
//! the wire.

mod body;
mod tus;

pub use body::PIECE;
pub use tus::{UploadError, UploadSpec};
