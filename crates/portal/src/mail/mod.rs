//! Letters: the outbox that sends them, and training's own small mail server that takes them.

pub mod letter;
pub mod mailbox;
pub mod outbox;
pub mod sender;
pub mod smtp_server;
