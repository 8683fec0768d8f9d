//! Letters: the outbox that sends them, and training's own small mail server that takes them.
