//! In preparation.
use std::{sync::Arc, time::Duration};
use tokio::sync::{Notify, watch};
use super::ChangeSink;
use crate::driver::SyncHandle;

pub(super) async fn run(_sync: SyncHandle, _sink: Arc<dyn ChangeSink>, _interval: watch::Receiver<Duration>, _poke: Arc<Notify>) {}
