//! A desk made of memory: store, files, session and ears.

use std::{
    collections::BTreeMap,
    io::Cursor,
    sync::{Arc, Mutex},
};

use futures_util::future::BoxFuture;
use motcua_portal_api::account::Session;
use motcua_sync::{
    driver::SyncEvent,
    engine::{JobState, UploadState},
    follow::{ChangeSink, Changes},
    ports::{BlobBytes, BlobSource, FileTrouble, JobStore, Loaded, StoreFailure, Tokens, Write},
};
use uuid::Uuid;

#[derive(Default)]
pub struct Memory {
    pub jobs: Mutex<BTreeMap<Uuid, JobState>>,
    pub uploads: Mutex<BTreeMap<(Uuid, String), UploadState>>,
    pub files: Mutex<BTreeMap<String, Vec<u8>>>,
    pub session: Mutex<Option<Session>>,
    pub heard: Mutex<Vec<SyncEvent>>,
    pub changes: Mutex<Vec<Changes>>,
    /// Counts processes.
    pub life: Mutex<u32>,
    /// Writes fail while true.
    pub disk_full: std::sync::atomic::AtomicBool,
}

impl Memory {
    pub fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }
    pub fn job(&self, id: Uuid) -> JobState {
        self.jobs.lock().unwrap()[&id].clone()
    }
    pub fn put(&self, job: &JobState) {
        self.jobs.lock().unwrap().insert(job.id, job.clone());
    }
    pub fn heard(&self, what: impl Fn(&SyncEvent) -> bool) -> usize {
        self.heard
            .lock()
            .unwrap()
            .iter()
            .filter(|event| what(event))
            .count()
    }
}

/// The store as one process has it open: after its death nothing it wrote late counts.
pub struct Disk {
    pub memory: Arc<Memory>,
    pub life: u32,
}

impl JobStore for Disk {
    fn load(&self) -> BoxFuture<'_, Result<Loaded, StoreFailure>> {
        // as from disk: through JSON
        let jobs = self
            .memory
            .jobs
            .lock()
            .unwrap()
            .values()
            .map(|job| JobState::from_json(&job.to_json()).unwrap())
            .collect();
        let uploads = self.memory.uploads.lock().unwrap().values().cloned().collect();
        Box::pin(async move { Ok(Loaded { jobs, uploads }) })
    }
    fn write(&self, write: Write) -> BoxFuture<'_, Result<(), StoreFailure>> {
        Box::pin(async move {
            let memory = &self.memory;
            let alive = memory.life.lock().unwrap();
            if *alive != self.life || memory.disk_full.load(std::sync::atomic::Ordering::Relaxed) {
                return Err(StoreFailure {
                    message: "no space left".into(),
                });
            }
            for job in write.jobs {
                memory.put(&job);
            }
            let mut uploads = memory.uploads.lock().unwrap();
            for upload in write.uploads {
                uploads.insert((upload.account, upload.sha256.clone()), upload);
            }
            for key in write.ended_uploads {
                uploads.remove(&key);
            }
            Ok(())
        })
    }
}

impl BlobSource for Memory {
    fn open<'a>(&'a self, sha256: &'a str, offset: u64) -> BoxFuture<'a, Result<BlobBytes, FileTrouble>> {
        Box::pin(async move {
            let bytes = self
                .files
                .lock()
                .unwrap()
                .get(sha256)
                .cloned()
                .ok_or(FileTrouble::Missing)?;
            let mut cursor = Cursor::new(bytes);
            cursor.set_position(offset);
            Ok(Box::pin(cursor) as BlobBytes)
        })
    }
}

impl Tokens for Memory {
    fn load(&self) -> BoxFuture<'_, Option<Session>> {
        let session = self.session.lock().unwrap().clone();
        Box::pin(async move { session })
    }
    fn save(&self, session: Session) -> BoxFuture<'_, Result<(), StoreFailure>> {
        *self.session.lock().unwrap() = Some(session);
        Box::pin(async { Ok(()) })
    }
    fn clear(&self) -> BoxFuture<'_, ()> {
        *self.session.lock().unwrap() = None;
        Box::pin(async {})
    }
}

impl ChangeSink for Memory {
    fn cursor(&self, account: Uuid) -> BoxFuture<'_, Result<Option<String>, StoreFailure>> {
        let changes = self.changes.lock().unwrap();
        let cursor = changes
            .iter()
            .rev()
            .find(|page| page.account == account)
            .map(|page| page.cursor.clone());
        Box::pin(async move { Ok(cursor) })
    }
    fn apply(&self, changes: Changes) -> BoxFuture<'_, Result<(), StoreFailure>> {
        self.changes.lock().unwrap().push(changes);
        Box::pin(async { Ok(()) })
    }
}
