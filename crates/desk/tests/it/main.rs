//! The desk through its door: without a portal, and against the real one.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say so")]

mod backup;
mod catalogue;
mod catalogue_newer;
mod catalogue_sync;
mod common;
mod draft_sent;
mod draft_sync;
mod drafts;
mod network;
mod often_used;
mod portal;
mod printed;
mod sending;
mod two_desks;
mod whole_way;
