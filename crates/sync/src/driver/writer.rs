//! Writes to the store, one at a time and in order.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::event::{SyncEvent, SyncListener};
use crate::{
    engine::Event,
    ports::{JobStore, Write},
};

/// Commits what comes until the driver ends.
pub(super) async fn run(
    jobs: Arc<dyn JobStore>,
    listener: Arc<dyn SyncListener>,
    mut writes: mpsc::UnboundedReceiver<Write>,
    events: mpsc::UnboundedSender<Event>,
) {
    while let Some(write) = writes.recv().await {
        let number = write.number;
        let event = match jobs.write(write).await {
            Ok(()) => Event::Persisted(number),
            Err(error) => {
                log::error!("the outbox could not be saved: {error}");
                listener.notify(SyncEvent::StoreTrouble {
                    message: error.message,
                });
                Event::PersistFailed(number)
            }
        };
        let _ = events.send(event);
    }
}
