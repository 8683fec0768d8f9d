//! The store, through its public door.

mod blobs;
mod crash;
mod damage;
mod drafts;
mod fixture;
mod keys;
mod lists;
mod outbox;
mod plaintext;
mod speed;
mod support;
