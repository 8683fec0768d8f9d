//! What the tests share.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use chrono::{DateTime, TimeDelta, Utc};
use motcua_domain::content::{Answers, FieldValue};
use motcua_store::{AnswerChange, MemoryVault, NewDossier, NewPaper, Store, StoreMode, StoredBlob, Unlock};
use tempfile::TempDir;
use uuid::Uuid;

/// A store in a folder of its own, with a keyring that works.
pub struct Bench {
    pub dir: TempDir,
    pub vault: MemoryVault,
    pub store: Store,
}

pub fn bench() -> Bench {
    let dir = TempDir::new().unwrap();
    let vault = MemoryVault::default();
    let store = Store::create(&dir.path().join("store"), StoreMode::Real, &vault, None, at(0)).unwrap();
    Bench { dir, vault, store }
}

impl Bench {
    pub fn path(&self) -> PathBuf {
        self.dir.path().join("store")
    }

    /// Closes and opens again, as a new start of the program does.
    pub fn reopen(self) -> Self {
        let Self { dir, vault, store } = self;
        drop(store);
        let store = Store::open(&dir.path().join("store"), Unlock::Keyring(&vault), at(0)).unwrap();
        Self { dir, vault, store }
    }
}

/// A moment, so many seconds into the tests' day.
pub fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_760_000_000, 0).unwrap() + TimeDelta::seconds(second)
}

pub fn text(value: &str) -> FieldValue {
    FieldValue::Text(value.to_owned())
}

pub fn set(path: &str, value: &str) -> AnswerChange {
    AnswerChange {
        path: path.to_owned(),
        value: Some(text(value)),
    }
}

pub fn draft(id: Uuid, account: Option<Uuid>) -> NewDossier {
    NewDossier {
        id,
        account,
        procedure: "1.004232".into(),
        procedure_name: "Cấp giấy phép thăm dò nước dưới đất".into(),
        edition: "2022".into(),
        catalogue_version: 1,
        answers: Answers::new(),
    }
}

pub fn new_draft(store: &Store, account: Option<Uuid>, second: i64) -> Uuid {
    let id = Uuid::new_v4();
    store
        .write(|tx| tx.create_dossier(&draft(id, account), at(second)))
        .unwrap();
    id
}

pub fn put(store: &Store, bytes: &[u8]) -> StoredBlob {
    store.blobs().put(&mut &*bytes, u64::MAX, &mut |_| {}).unwrap()
}

pub fn paper(id: Uuid, component: &str, blob: &StoredBlob) -> NewPaper {
    NewPaper {
        id,
        component: component.into(),
        file_name: "đề án.pdf".into(),
        media_type: "application/pdf".into(),
        blob: blob.clone(),
    }
}

/// Every file under a folder.
pub fn files_under(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_under(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Names and contents of a folder, for "nothing was touched".
pub fn contents(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    files_under(dir)
        .into_iter()
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect()
}

/// This test program again, as another process that runs one test with `MOTCUA_CHILD` set.
pub fn child(test: &str, dir: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env("MOTCUA_CHILD", dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The folder, when this is such a child.
pub fn as_child() -> Option<PathBuf> {
    std::env::var_os("MOTCUA_CHILD").map(PathBuf::from)
}
