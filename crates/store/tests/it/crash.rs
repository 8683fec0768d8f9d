//! A real process, killed with SIGKILL while it saves and attaches (I1).

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

use motcua_domain::content::FieldValue;
use motcua_store::{KeyVault, Store, StoreMode, Unlock, VaultError};
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::{as_child, at, child, files_under, new_draft, paper, put, set, text};

/// A keyring that outlives a process: a file outside the store.
struct FileVault(PathBuf);

impl KeyVault for FileVault {
    fn name(&self) -> &str {
        "file"
    }
    fn get(&self, _: &str) -> Result<Option<Vec<u8>>, VaultError> {
        Ok(fs::read(&self.0).ok())
    }
    fn set(&self, _: &str, secret: &[u8]) -> Result<(), VaultError> {
        fs::write(&self.0, secret).map_err(|error| VaultError::Unavailable(error.to_string()))
    }
    fn delete(&self, _: &str) -> Result<(), VaultError> {
        Ok(())
    }
}

const ROUNDS: u32 = 12;

fn open(dir: &Path) -> Store {
    Store::open(
        &dir.join("store"),
        Unlock::Keyring(&FileVault(dir.join("key"))),
        at(0),
    )
    .unwrap()
}

/// Saves and attaches for ever, and tells of each only after it was said to be on the disk.
fn work(dir: &Path) {
    let store = open(dir);
    let dossier: Uuid = fs::read_to_string(dir.join("dossier")).unwrap().parse().unwrap();
    let mut number = match store.read(|tx| tx.answers(dossier)).unwrap().get("form.number") {
        Some(FieldValue::Number(number)) => *number as u64,
        _ => 0,
    };
    loop {
        number += 1;
        let value = Some(FieldValue::Number(number as f64));
        store
            .write(|tx| {
                let change = motcua_store::AnswerChange {
                    path: "form.number".into(),
                    value,
                };
                tx.set_answers(
                    dossier,
                    &[
                        change,
                        set("applicant.full_name", &format!("Nguyễn Văn {number}")),
                    ],
                    at(1),
                )
            })
            .unwrap();
        println!("saved {number}");
        if number.is_multiple_of(3) {
            let bytes = number.to_le_bytes().repeat(30_000);
            let id = Uuid::from_u128(u128::from(number));
            let blob = put(&store, &bytes);
            store
                .write(|tx| tx.add_paper(dossier, &paper(id, "TP01", &blob), at(2)))
                .unwrap();
            println!("attached {id}");
        }
    }
}

#[test]
fn what_was_said_to_be_saved_survives_a_kill() {
    if let Some(dir) = as_child() {
        return work(&dir);
    }
    let dir = TempDir::new().unwrap();
    let vault = FileVault(dir.path().join("key"));
    let store = Store::create(&dir.path().join("store"), StoreMode::Real, &vault, None, at(0)).unwrap();
    let dossier = new_draft(&store, None, 0);
    fs::write(dir.path().join("dossier"), dossier.to_string()).unwrap();
    drop(store);

    let mut attached: Vec<Uuid> = Vec::new();
    for round in 0..ROUNDS {
        let mut child = child("crash::what_was_said_to_be_saved_survives_a_kill", dir.path());
        let mut saved = 0_u64;
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // Another number of steps each round, and then in the middle of whatever comes next.
        let steps = 3 + (round * 7) % 23;
        let mut told = |line: &str| {
            if let Some(number) = line.strip_prefix("saved ") {
                saved = number.parse().unwrap();
                true
            } else if let Some(id) = line.strip_prefix("attached ") {
                attached.push(id.parse().unwrap());
                true
            } else {
                false
            }
        };
        let mut seen = 0;
        while seen < steps {
            seen += u32::from(told(&lines.next().expect("the child ended by itself").unwrap()));
        }
        child.kill().unwrap();
        lines.map_while(Result::ok).for_each(|line| {
            told(&line);
        });
        child.wait().unwrap();

        let store = open(dir.path());
        store.verify(&motcua_store::backup::Stop::default()).unwrap();
        let content = store.read(|tx| tx.content(dossier)).unwrap();
        let FieldValue::Number(number) = content.answers["form.number"] else {
            panic!("a number was saved")
        };
        assert!(
            number as u64 >= saved,
            "round {round}: {saved} was saved, {number} is there"
        );
        // Both answers of a transaction, or neither.
        assert_eq!(
            content.answers["applicant.full_name"],
            text(&format!("Nguyễn Văn {number}"))
        );
        for id in &attached {
            assert!(
                content.papers.iter().any(|paper| paper.id == *id),
                "round {round}: {id} was attached"
            );
        }
        for paper in &content.papers {
            store.blobs().verify(&paper.sha256).unwrap();
        }
        // What was half-written is cleared away, and nothing else.
        store.sweep_blobs().unwrap();
        assert_eq!(
            files_under(&dir.path().join("store/blobs")).len(),
            content.papers.len()
        );
    }
}
