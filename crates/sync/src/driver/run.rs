//! In preparation.
use tokio::sync::{mpsc, watch};
use super::{Parts, handle::Command};
use crate::engine::Link;

pub(super) async fn run(_parts: Parts, mut inbox: mpsc::UnboundedReceiver<Command>, _link: watch::Sender<Link>) {
    while inbox.recv().await.is_some() {}
}
