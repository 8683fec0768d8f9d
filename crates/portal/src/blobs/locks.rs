//! One request at a time writes to an upload, and the newest goes first: a client that comes back
//! must not wait for the connection that it has already given up.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::sync::OwnedMutexGuard;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// The uploads that requests of this process are busy with.
#[derive(Debug, Clone, Default)]
pub struct UploadLocks(Arc<Mutex<HashMap<Uuid, Arc<Entry>>>>);

#[derive(Debug, Default)]
struct Entry {
    gate: Arc<tokio::sync::Mutex<()>>,
    waiting: AtomicUsize,
    holder: Mutex<CancellationToken>,
}

/// Holds an upload.
#[derive(Debug)]
pub struct Holding {
    locks: UploadLocks,
    id: Uuid,
    entry: Option<Arc<Entry>>,
    gate: Option<OwnedMutexGuard<()>>,
    /// Fires when a newer request wants the upload: stop reading, keep what has come.
    pub replaced: CancellationToken,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|e| e.into_inner())
}

impl UploadLocks {
    /// Takes the upload, asking whoever holds it to let go.
    pub async fn take(&self, id: Uuid) -> Holding {
        let entry = lock(&self.0).entry(id).or_default().clone();
        entry.waiting.fetch_add(1, Ordering::SeqCst);
        lock(&entry.holder).cancel();
        let gate = entry.gate.clone().lock_owned().await;
        let replaced = CancellationToken::new();
        *lock(&entry.holder) = replaced.clone();
        if entry.waiting.fetch_sub(1, Ordering::SeqCst) > 1 {
            // Somebody newer waits already.
            replaced.cancel();
        }
        Holding {
            locks: self.clone(),
            id,
            entry: Some(entry),
            gate: Some(gate),
            replaced,
        }
    }
}

impl Drop for Holding {
    fn drop(&mut self) {
        self.gate.take();
        let mut entries = lock(&self.locks.0);
        self.entry.take();
        if entries
            .get(&self.id)
            .is_some_and(|entry| Arc::strong_count(entry) == 1)
        {
            entries.remove(&self.id);
        }
    }
}
