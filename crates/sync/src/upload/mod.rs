//! The tus 1.0 client (core, creation, termination): create, HEAD, one open-ended streaming PATCH.
//! The file is read in small pieces as the network takes them and is never whole in memory.

mod body;
mod tus;
