//! A damaged database: what is whole in it is kept, the rest comes from the newest backup, and the
//! damaged one is set aside as it was.

use std::{fs, path::Path};

use motcua_domain::status::SyncState;
use motcua_store::{
    ListFilter, MemoryVault, Operation, RevisionKind, Store, StoreError, StoreMode, Unlock, Whose,
    backup::{BackupKind, Keep, Salvaged, Stop},
};
use serde_json::json;
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::{at, draft, paper, put, set, text};

const PAGE: usize = 4096;
const OLD: u128 = 120;
const ALL: u128 = 160;

struct Scene {
    dir: TempDir,
    vault: MemoryVault,
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn add(store: &Store, numbers: std::ops::RangeInclusive<u128>) {
    let blob = put(store, b"cung mot tep");
    store
        .write(|tx| {
            for number in numbers {
                tx.create_dossier(&draft(id(number), None), at(1))?;
                let answers = [
                    set("applicant.full_name", &format!("Người thứ {number}")),
                    set("form.note", &"ghi chú dài ".repeat(40)),
                ];
                tx.set_answers(id(number), &answers, at(2))?;
                tx.add_paper(id(number), &paper(id(10_000 + number), "TP01", &blob), at(3))?;
                if number.is_multiple_of(10) {
                    let revision = tx.freeze(id(number), RevisionKind::Submission, at(4))?;
                    tx.put_operation(&Operation {
                        id: id(20_000 + number),
                        dossier: id(number),
                        account: None,
                        kind: "submission".into(),
                        stage: "waiting".into(),
                        held_reason: None,
                        revision: Some(revision.id),
                        position: number as i64,
                        state: json!({"key": id(30_000 + number)}),
                        queued_at: at(4),
                    })?;
                    tx.set_sync(id(number), SyncState::Queued, None, at(4))?;
                }
            }
            Ok(())
        })
        .unwrap();
}

/// A store of 160 dossiers; the backup has the first 120 as they were, and one more that was
/// deleted for good since.
fn scene(backed_up: bool) -> Scene {
    let scene = Scene {
        dir: TempDir::new().unwrap(),
        vault: MemoryVault::default(),
    };
    let store = Store::create(&scene.store(), StoreMode::Real, &scene.vault, None, at(0)).unwrap();
    add(&store, 1..=OLD);
    add(&store, 999..=999);
    if backed_up {
        store
            .back_up(
                &scene.backups(),
                BackupKind::Automatic,
                Keep::default(),
                at(9),
                &Stop::default(),
            )
            .unwrap();
    }
    store.write(|tx| tx.delete_dossier(id(999), at(10))).unwrap();
    store.write(|tx| tx.purge_deleted(at(11))).unwrap();
    add(&store, OLD + 1..=ALL);
    store
        .write(|tx| {
            for number in 1..=OLD {
                tx.set_answers(id(number), &[set("form.later", "sửa sau bản sao")], at(12))?;
            }
            Ok(())
        })
        .unwrap();
    drop(store);
    scene
}

impl Scene {
    fn store(&self) -> std::path::PathBuf {
        self.dir.path().join("store")
    }
    fn backups(&self) -> std::path::PathBuf {
        self.dir.path().join("backups")
    }
    fn salvage(&self, backups: Option<&Path>) -> Result<Salvaged, StoreError> {
        Store::salvage(
            &self.store(),
            Unlock::Keyring(&self.vault),
            backups,
            at(20),
            &Stop::default(),
        )
    }
    fn open(&self) -> Result<Store, StoreError> {
        Store::open(&self.store(), Unlock::Keyring(&self.vault), at(21))
    }
}

/// What came back: how many dossiers, and how many with their newest answer.
fn look(store: &Store) -> (usize, usize) {
    store.verify(&Stop::default()).unwrap();
    store
        .read(|tx| {
            let (mut there, mut newest) = (0, 0);
            for number in 1..=ALL {
                let Some(record) = tx.dossier(id(number), Whose::Everyone)? else {
                    continue;
                };
                let answers = tx.answers(id(number))?;
                // Whatever was read is right, and whole as far as the backup goes.
                if let Some(name) = answers.get("applicant.full_name") {
                    assert_eq!(*name, text(&format!("Người thứ {number}")));
                }
                if record.sync == SyncState::Queued {
                    let operation = tx
                        .operations()?
                        .into_iter()
                        .find(|job| job.dossier == id(number))
                        .unwrap();
                    assert_eq!(operation.state, json!({"key": id(30_000 + number)}));
                    assert!(tx.revision(operation.revision.unwrap())?.is_some());
                }
                there += 1;
                newest += usize::from(number > OLD || answers.contains_key("form.later"));
            }
            let counts = tx.count_dossiers(Whose::Everyone)?;
            let back = tx.dossier(id(999), Whose::Everyone)?.is_some();
            assert_eq!(counts.unsent as usize, there + usize::from(back), "counts agree");
            Ok((there, newest))
        })
        .unwrap()
}

#[test]
fn any_damaged_page_costs_little_and_what_the_backup_has_is_there() {
    let scene = scene(true);
    let file = scene.store().join("motcua.db");
    let whole = fs::read(&file).unwrap();
    let pages = whole.len() / PAGE;
    assert!(pages > 40, "{pages}");
    let (mut most_lost, mut worst) = (0, 0);
    for page in (1..pages).step_by(9) {
        let mut bytes = whole.clone();
        bytes[page * PAGE + 1000] ^= 0x40;
        fs::write(&file, &bytes).unwrap();
        match scene.open() {
            Err(StoreError::Damaged { .. }) => {}
            Err(other) => panic!("page {page}: {other}"),
            Ok(_) => continue, // a page that nothing uses
        }
        let salvaged = scene.salvage(Some(&scene.backups())).unwrap();
        assert_eq!(
            fs::read(salvaged.aside.join("motcua.db")).unwrap(),
            bytes,
            "set aside as it was"
        );
        let store = scene.open().unwrap();
        let (there, newest) = look(&store);
        assert!(there >= OLD as usize, "page {page}: the backup's are all there");
        assert!(
            store
                .read(|tx| tx.dossier(id(999), Whose::Everyone))
                .unwrap()
                .is_none()
                || salvaged.from_backup > 0,
            "what was deleted stays deleted where that can be read"
        );
        let papers = store.read(|tx| tx.papers(id(1))).unwrap();
        store.blobs().verify(&papers[0].sha256).unwrap();
        let found = store
            .read(|tx| tx.list_dossiers(Whose::Everyone, ListFilter::All, "nguoi thu 77", None, 10))
            .unwrap();
        assert_eq!(found.rows[0].id, id(77), "and it is found by its words");
        most_lost = most_lost.max(ALL as usize - there);
        worst = worst.max(ALL as usize - newest);
        drop(store);
        for name in ["motcua.db-wal", "motcua.db-shm"] {
            let _ = fs::remove_file(scene.store().join(name));
        }
    }
    println!("one damaged page: at most {most_lost} of {ALL} dossiers lost, {worst} not as new as they were");
    // the dossiers whose rows lie on one page
    assert!(most_lost <= 20 && worst <= 60, "{most_lost} {worst}");
}

#[test]
fn without_a_backup_what_can_be_read_is_kept() {
    let scene = scene(false);
    let file = scene.store().join("motcua.db");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / PAGE / 2;
    bytes[middle * PAGE + 9] ^= 1;
    fs::write(&file, &bytes).unwrap();
    assert!(matches!(
        scene.open().map(|_| ()),
        Err(StoreError::Damaged { .. })
    ));
    let salvaged = scene.salvage(None).unwrap();
    assert_eq!(salvaged.backup, None);
    let (there, _) = look(&scene.open().unwrap());
    assert!(there >= 140, "{there} of {ALL}");
    assert_eq!(there as u64, salvaged.whole + salvaged.partly);
}

#[test]
fn a_database_that_cannot_be_read_at_all_comes_from_the_backup_or_stays() {
    let scene = scene(true);
    let file = scene.store().join("motcua.db");
    let mut bytes = fs::read(&file).unwrap();
    bytes[100] ^= 1;
    fs::write(&file, &bytes).unwrap();
    assert!(matches!(
        scene.open().map(|_| ()),
        Err(StoreError::Damaged { .. })
    ));
    let nothing = scene.salvage(None);
    assert!(matches!(nothing, Err(StoreError::Damaged { .. })), "{nothing:?}");
    assert_eq!(fs::read(&file).unwrap(), bytes, "nothing was changed");
    let salvaged = scene.salvage(Some(&scene.backups())).unwrap();
    assert_eq!((salvaged.backup, salvaged.whole), (Some(at(9)), 0));
    assert_eq!(look(&scene.open().unwrap()).0, OLD as usize);
    assert_eq!(fs::read(salvaged.aside.join("motcua.db")).unwrap(), bytes);
}
