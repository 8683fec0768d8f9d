//! Backups, restoring, moving to another computer.

use std::{
    fs,
    path::{Path, PathBuf},
};

use chrono::TimeDelta;
use motcua_store::{
    MemoryVault, SlotKind, Store, StoreError, StoreMode, StoredSession, Unlock, VaultError, Whose,
    backup::{self, BackupKind, Keep, Made, Stop, Way},
};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{
    damage::on_small_disk,
    support::{Bench, as_child, at, bench, contents, files_under, new_draft, paper, put, set, text},
};

fn back_up(bench: &Bench, folder: &Path, kind: BackupKind, second: i64) -> Made {
    bench
        .store
        .back_up(folder, kind, Keep::default(), at(second), &Stop::default())
        .unwrap()
}

/// A draft with an answer and a file.
fn work(store: &Store, name: &str, bytes: &[u8], second: i64) -> Uuid {
    let dossier = new_draft(store, None, second);
    let blob = put(store, bytes);
    store
        .write(|tx| {
            tx.set_answers(dossier, &[set("applicant.full_name", name)], at(second))?;
            tx.add_paper(dossier, &paper(Uuid::new_v4(), "TP01", &blob), at(second))
        })
        .unwrap();
    dossier
}

fn name_of(store: &Store, dossier: Uuid) -> Option<motcua_domain::content::FieldValue> {
    store
        .read(|tx| match tx.dossier(dossier, Whose::Everyone)? {
            Some(_) => Ok(tx.answers(dossier)?.get("applicant.full_name").cloned()),
            None => Ok(None),
        })
        .unwrap()
}

fn sign_in(store: &Store) {
    let account = Uuid::from_u128(7);
    store
        .write(|tx| {
            tx.put_account(&motcua_store::AccountRecord {
                id: account,
                details: serde_json::json!({}),
                version: 1,
            })?;
            tx.set_current_account(Some(account))?;
            tx.put_session(
                account,
                &StoredSession {
                    access_token: "access".into(),
                    access_expires_at: at(900),
                    refresh_token: "refresh".into(),
                    refresh_expires_at: at(9_000),
                },
            )
        })
        .unwrap();
}

#[test]
fn a_backup_brings_everything_back_and_sets_the_present_store_aside() {
    let bench = bench();
    let folder = TempDir::new().unwrap();
    sign_in(&bench.store);
    let kept = work(&bench.store, "Nguyễn Văn Cũ", b"giay to cu", 1);
    let device = bench.store.identity().unwrap().device_id;
    let first = back_up(&bench, folder.path(), BackupKind::Manual, 2);
    assert_eq!(
        (first.added, first.backup.files, first.backup.dossiers),
        (1, 1, 1)
    );

    bench
        .store
        .write(|tx| tx.set_answers(kept, &[set("applicant.full_name", "Đã đổi")], at(3)))
        .unwrap();
    let later = work(&bench.store, "Trần Thị Mới", b"giay to moi", 4);
    let second = back_up(&bench, folder.path(), BackupKind::Manual, 5);
    assert_eq!(
        (second.added, second.backup.files),
        (1, 2),
        "the first file is not copied again"
    );
    let listed = backup::list(folder.path()).unwrap();
    assert_eq!(
        listed.iter().map(|backup| &backup.id).collect::<Vec<_>>(),
        [&second.backup.id, &first.backup.id]
    );

    let brought = bench
        .store
        .stage(Way::Backup(&first.backup.path), at(6), &Stop::default())
        .unwrap();
    assert_eq!((brought.files, brought.missing, brought.dossiers), (1, 0, 1));
    assert_eq!(
        name_of(&bench.store, later),
        Some(text("Trần Thị Mới")),
        "nothing changed yet"
    );
    let bench = bench.reopen();
    assert_eq!(name_of(&bench.store, kept), Some(text("Nguyễn Văn Cũ")));
    assert_eq!(name_of(&bench.store, later), None);
    let papers = bench.store.read(|tx| tx.papers(kept)).unwrap();
    bench.store.blobs().verify(&papers[0].sha256).unwrap();
    // An old refresh token used again would end every session at the portal.
    assert!(
        bench
            .store
            .read(|tx| tx.session(Uuid::from_u128(7)))
            .unwrap()
            .is_none()
    );
    assert!(bench.store.read(|tx| tx.current_account()).unwrap().is_some());
    assert_eq!(
        bench.store.identity().unwrap().device_id,
        device,
        "the same computer"
    );
    bench.store.verify(&Stop::default()).unwrap();

    // What was there before is whole, in its own folder.
    drop(bench.store);
    let aside = Store::open(&brought.aside, Unlock::Keyring(&bench.vault), at(7)).unwrap();
    assert_eq!(name_of(&aside, later), Some(text("Trần Thị Mới")));
    let papers = aside.read(|tx| tx.papers(later)).unwrap();
    aside.blobs().verify(&papers[0].sha256).unwrap();
}

#[test]
fn automatic_backups_rotate_and_their_files_go_with_them() {
    let bench = bench();
    let folder = TempDir::new().unwrap();
    let manual = back_up(&bench, folder.path(), BackupKind::Manual, 0);
    let day = 86_400;
    let passing = work(&bench.store, "Chỉ ở hai ngày đầu", b"roi se bi xoa", 1);
    for number in 1..=45 {
        if number == 3 {
            bench.store.write(|tx| tx.delete_dossier(passing, at(2))).unwrap();
            bench.store.write(|tx| tx.purge_deleted(at(3 * day))).unwrap();
            assert_eq!(bench.store.sweep_blobs().unwrap(), 1);
        }
        back_up(&bench, folder.path(), BackupKind::Automatic, number * day);
    }
    let left = backup::list(folder.path()).unwrap();
    let automatic: Vec<i64> = left
        .iter()
        .filter(|backup| backup.kind == BackupKind::Automatic)
        .map(|backup| 45 - (backup.made_at - at(0)).num_days())
        .collect();
    assert_eq!(&automatic[..7], [0, 1, 2, 3, 4, 5, 6]);
    assert!((9..=10).contains(&automatic.len()), "{automatic:?}");
    assert!(left.iter().any(|backup| backup.id == manual.backup.id));
    let files = manual.backup.path.ancestors().nth(2).unwrap().join("files");
    assert_eq!(
        files_under(&files),
        Vec::<PathBuf>::new(),
        "no backup needs that file any more"
    );
}

#[test]
fn a_package_moves_the_store_with_the_recovery_code_alone() {
    let bench = bench();
    sign_in(&bench.store);
    let dossier = work(&bench.store, "Lê Văn Chuyển", &b"mot tep lon ".repeat(20_000), 1);
    let code = bench.store.recovery_code().unwrap().unwrap();
    let old_device = bench.store.identity().unwrap().device_id;
    let package = bench.dir.path().join("chuyển máy.motcua");
    let made = bench.store.export(&package, at(2), &Stop::default()).unwrap();
    assert_eq!((made.files, made.missing, made.dossiers), (1, 0, 1));
    let bytes = fs::read(&package).unwrap();
    for plain in [
        "Lê Văn Chuyển".as_bytes(),
        b"mot tep lon",
        b"refresh",
        b"SQLite format 3",
    ] {
        assert!(!bytes.windows(plain.len()).any(|window| window == plain));
    }

    // Another computer, where somebody already began to work.
    let new = crate::support::bench();
    let begun = work(&new.store, "Đã soạn trên máy mới", b"o may moi", 1);
    let dir = new.path();
    drop(new.store);
    let before = contents(&dir);
    let bring = |from: &Path, code: &str| {
        Store::stage_in(
            &dir,
            StoreMode::Real,
            Way::Package(from),
            Unlock::RecoveryCode(code),
            at(3),
            &Stop::default(),
        )
    };
    let wrong = crate::support::bench().store.recovery_code().unwrap().unwrap();
    assert!(matches!(bring(&package, &wrong), Err(StoreError::WrongKey)));
    assert!(matches!(
        bring(&package, "quá ngắn"),
        Err(StoreError::MistypedCode)
    ));
    let broken = |change: &dyn Fn(&mut Vec<u8>)| {
        let path = bench.dir.path().join("hỏng.motcua");
        let mut bytes = bytes.clone();
        change(&mut bytes);
        fs::write(&path, bytes).unwrap();
        path
    };
    for cut in [5, 40, 3_000, bytes.len() / 2, bytes.len() - 1] {
        let path = broken(&|bytes| bytes.truncate(cut));
        assert!(
            matches!(bring(&path, &code), Err(StoreError::BadBackup(_))),
            "cut at {cut}"
        );
    }
    let path = broken(&|bytes| bytes[40_000] ^= 1);
    assert!(
        matches!(bring(&path, &code), Err(StoreError::BadBackup(_))),
        "database"
    );
    let training = Store::stage_in(
        &dir,
        StoreMode::Training,
        Way::Package(&package),
        Unlock::RecoveryCode(&code),
        at(3),
        &Stop::default(),
    );
    assert!(
        matches!(training, Err(StoreError::OtherStore)),
        "real work never becomes training"
    );
    assert_eq!(contents(&dir), before, "nothing was touched");

    let brought = bring(&package, &code).unwrap();
    assert_eq!((brought.files, brought.missing), (1, 0));
    let store = Store::open(&dir, Unlock::RecoveryCode(&code), at(4)).unwrap();
    assert_eq!(name_of(&store, dossier), Some(text("Lê Văn Chuyển")));
    let papers = store.read(|tx| tx.papers(dossier)).unwrap();
    store.blobs().verify(&papers[0].sha256).unwrap();
    assert_ne!(
        store.identity().unwrap().device_id,
        old_device,
        "a device of its own"
    );
    assert!(store.read(|tx| tx.session(Uuid::from_u128(7))).unwrap().is_none());
    assert_eq!(
        store.slots(),
        [SlotKind::Recovery],
        "the old computer's keyring is no slot here"
    );
    store.add_keyring(&new.vault, at(5)).unwrap();
    drop(store);
    drop(Store::open(&dir, Unlock::Keyring(&new.vault), at(6)).unwrap());
    let aside = Store::open(&brought.aside, Unlock::Keyring(&new.vault), at(7)).unwrap();
    assert_eq!(name_of(&aside, begun), Some(text("Đã soạn trên máy mới")));
}

#[test]
fn a_damaged_file_in_a_package_costs_that_file_alone() {
    let bench = bench();
    let dossier = work(&bench.store, "Một", &[1; 5_000], 1);
    let other = work(&bench.store, "Hai", &[2; 5_000], 2);
    let code = bench.store.recovery_code().unwrap().unwrap();
    let package = bench.dir.path().join("a.motcua");
    bench.store.export(&package, at(2), &Stop::default()).unwrap();
    let mut bytes = fs::read(&package).unwrap();
    let last_file = bytes.len() - 40 - 100;
    bytes[last_file] ^= 1;
    fs::write(&package, bytes).unwrap();
    let dir = bench.dir.path().join("new");
    let brought = Store::stage_in(
        &dir,
        StoreMode::Real,
        Way::Package(&package),
        Unlock::RecoveryCode(&code),
        at(3),
        &Stop::default(),
    )
    .unwrap();
    assert_eq!((brought.files, brought.missing), (1, 1));
    let store = Store::open(&dir, Unlock::RecoveryCode(&code), at(4)).unwrap();
    let whole = [dossier, other]
        .iter()
        .filter(|id| {
            let papers = store.read(|tx| tx.papers(**id)).unwrap();
            assert_eq!(papers[0].file_name, "đề án.pdf");
            store.blobs().verify(&papers[0].sha256).is_ok()
        })
        .count();
    assert_eq!(whole, 1);
}

#[test]
fn a_restore_that_is_cut_off_anywhere_is_ended_at_the_next_start() {
    // Renames in the order of the swap; each prefix of them is a place where the power can fail.
    let swap = [
        ("motcua.db-wal", "aside/motcua.db-wal"),
        ("keys.json", "aside/keys.json"),
        ("restoring/keys.json", "keys.json"),
        ("blobs", "aside/blobs"),
        ("restoring/blobs", "blobs"),
        ("motcua.db", "aside/motcua.db"),
        ("restoring/motcua.db", "motcua.db"),
    ];
    for cut in 0..=swap.len() {
        let bench = bench();
        let folder = TempDir::new().unwrap();
        let old = work(&bench.store, "Cũ", b"cu", 1);
        let made = back_up(&bench, folder.path(), BackupKind::Manual, 2);
        let new = work(&bench.store, "Mới", b"moi", 3);
        let brought = bench
            .store
            .stage(Way::Backup(&made.backup.path), at(4), &Stop::default())
            .unwrap();
        let dir = bench.path();
        drop(bench.store);
        fs::create_dir_all(&brought.aside).unwrap();
        for (from, to) in &swap[..cut] {
            let to = match to.strip_prefix("aside/") {
                Some(name) => brought.aside.join(name),
                None => dir.join(to),
            };
            if dir.join(from).exists() {
                fs::rename(dir.join(from), to).unwrap();
            }
        }
        assert!(
            Store::exists(&dir),
            "cut after {cut}: never taken for an empty folder"
        );
        let store = Store::open(&dir, Unlock::Keyring(&bench.vault), at(5)).unwrap();
        assert_eq!(name_of(&store, old), Some(text("Cũ")), "cut after {cut}");
        assert_eq!(name_of(&store, new), None, "cut after {cut}");
        drop(store);
        let aside = Store::open(&brought.aside, Unlock::Keyring(&bench.vault), at(6)).unwrap();
        assert_eq!(name_of(&aside, new), Some(text("Mới")), "cut after {cut}");
        let papers = aside.read(|tx| tx.papers(new)).unwrap();
        aside.blobs().verify(&papers[0].sha256).unwrap();
    }
}

#[test]
fn what_was_altered_in_a_backup_is_noticed_and_nothing_is_touched() {
    let bench = bench();
    let folder = TempDir::new().unwrap();
    work(&bench.store, "Cũ", b"cu", 1);
    let made = back_up(&bench, folder.path(), BackupKind::Manual, 2);
    let database = made.backup.path.join("motcua.db");
    let manifest = made.backup.path.join("manifest.json");
    let stage = || {
        bench
            .store
            .stage(Way::Backup(&made.backup.path), at(3), &Stop::default())
    };
    let (whole, said) = (
        fs::read(&database).unwrap(),
        fs::read_to_string(&manifest).unwrap(),
    );
    let mut altered = whole.clone();
    let last = altered.len() - 1;
    altered[last] ^= 1;
    fs::write(&database, &altered).unwrap();
    assert!(matches!(stage(), Err(StoreError::BadBackup(_))));
    fs::write(&database, &whole).unwrap();
    fs::write(
        &manifest,
        said.replace("\\\"dossiers\\\":1", "\\\"dossiers\\\":2"),
    )
    .unwrap();
    assert!(
        matches!(stage(), Err(StoreError::BadBackup(_))),
        "its counts are vouched for too"
    );
    fs::write(&manifest, &said).unwrap();
    let other = crate::support::bench();
    let foreign = other
        .store
        .stage(Way::Backup(&made.backup.path), at(3), &Stop::default());
    assert!(matches!(foreign, Err(StoreError::OtherStore)));
    stage().unwrap();
}

#[test]
fn a_damaged_or_lost_file_comes_back_from_a_backup_and_never_spoils_it() {
    let bench = bench();
    let folder = TempDir::new().unwrap();
    let dossier = work(&bench.store, "Một", &[7; 200_000], 1);
    back_up(&bench, folder.path(), BackupKind::Manual, 2);
    let sha256 = bench.store.read(|tx| tx.papers(dossier)).unwrap()[0]
        .sha256
        .clone();
    let file = files_under(&bench.path().join("blobs")).remove(0);
    let whole = fs::read(&file).unwrap();

    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let stop = Stop::default();
    assert_eq!(bench.store.check_files(None, &stop).unwrap().damaged, 1);
    let again = back_up(&bench, folder.path(), BackupKind::Manual, 3);
    assert_eq!(
        (again.backup.files, again.backup.missing),
        (1, 0),
        "the whole copy stays"
    );
    let checked = bench.store.check_files(Some(folder.path()), &stop).unwrap();
    assert_eq!((checked.files, checked.mended, checked.damaged), (1, 1, 0));
    bench.store.blobs().verify(&sha256).unwrap();

    let mut spoilt = whole.clone();
    spoilt[100_000] ^= 1;
    fs::write(&file, &spoilt).unwrap();
    assert!(bench.store.blobs().verify(&sha256).is_err());
    assert!(bench.store.mend_blob(&sha256, folder.path(), &stop).unwrap());
    bench.store.blobs().verify(&sha256).unwrap();

    let elsewhere = TempDir::new().unwrap();
    fs::write(&file, &spoilt).unwrap();
    let without = back_up(&bench, elsewhere.path(), BackupKind::Manual, 4);
    assert_eq!(
        (without.backup.files, without.backup.missing),
        (0, 1),
        "a damaged file is never copied"
    );
}

#[test]
fn lost_slots_come_back_from_a_backup() {
    let bench = bench();
    let folder = TempDir::new().unwrap();
    let dossier = work(&bench.store, "Một", b"x", 1);
    let code = bench.store.recovery_code().unwrap().unwrap();
    back_up(&bench, folder.path(), BackupKind::Automatic, 2);
    let dir = bench.path();
    drop(bench.store);
    fs::write(dir.join("keys.json"), b"{ half a fi").unwrap();
    let by_keyring = Unlock::Keyring(&bench.vault);
    assert!(matches!(
        Store::open(&dir, by_keyring, at(3)).map(|_| ()),
        Err(StoreError::KeysMissing)
    ));
    let empty = TempDir::new().unwrap();
    assert!(matches!(
        Store::mend_keys(&dir, empty.path(), by_keyring),
        Err(StoreError::KeysMissing)
    ));
    bench.vault.fail_with(Some(VaultError::Locked));
    assert!(matches!(
        Store::mend_keys(&dir, folder.path(), by_keyring),
        Err(StoreError::Vault(VaultError::Locked))
    ));
    let mended = Store::mend_keys(&dir, folder.path(), Unlock::RecoveryCode(&code)).unwrap();
    assert_eq!(mended.backup, at(2));
    bench.vault.fail_with(None);
    let store = Store::open(&dir, by_keyring, at(4)).unwrap();
    assert_eq!(name_of(&store, dossier), Some(text("Một")));
}

#[test]
fn a_stopped_backup_leaves_nothing_half_made() {
    let bench = bench();
    let folder = TempDir::new().unwrap();
    work(&bench.store, "Một", b"x", 1);
    let stop = Stop::default();
    stop.stop();
    let stopped = bench.store.back_up(
        folder.path(),
        BackupKind::Automatic,
        Keep::default(),
        at(2),
        &stop,
    );
    assert!(matches!(stopped, Err(StoreError::Stopped)));
    assert!(matches!(bench.store.verify(&stop), Err(StoreError::Stopped)));
    assert!(backup::list(folder.path()).unwrap().is_empty());
    let made = back_up(&bench, folder.path(), BackupKind::Automatic, 3);
    assert_eq!(made.backup.made_at - at(0), TimeDelta::seconds(3));
}

#[test]
fn a_full_disk_stops_a_backup_before_it_is_full() {
    if let Some(dir) = as_child() {
        let vault = MemoryVault::default();
        let store = Store::create(&dir.join("store"), StoreMode::Real, &vault, None, at(0)).unwrap();
        let dossier = new_draft(&store, None, 0);
        put(&store, &vec![3; 2_500_000]);
        let blob = put(&store, &vec![4; 2_000_000]);
        store
            .write(|tx| tx.add_paper(dossier, &paper(Uuid::new_v4(), "TP01", &blob), at(1)))
            .unwrap();
        let full = store.back_up(
            &dir.join("backups"),
            BackupKind::Manual,
            Keep::default(),
            at(2),
            &Stop::default(),
        );
        assert!(matches!(full, Err(StoreError::DiskFull)), "{full:?}");
        // Also an automatic one, long before: it leaves room for the work.
        let full = store.back_up(
            &dir.join("auto"),
            BackupKind::Automatic,
            Keep::default(),
            at(2),
            &Stop::default(),
        );
        assert!(matches!(full, Err(StoreError::DiskFull)), "{full:?}");
        assert!(backup::list(&dir.join("backups")).unwrap().is_empty());
        let full = store.export(&dir.join("a.motcua"), at(2), &Stop::default());
        assert!(matches!(full, Err(StoreError::DiskFull)), "{full:?}");
        assert!(!dir.join("a.motcua").exists());
        // Work goes on.
        store
            .write(|tx| tx.set_answers(dossier, &[set("form.note", "vẫn lưu được")], at(3)))
            .unwrap();
        return;
    }
    let dir = TempDir::new().unwrap();
    match on_small_disk(
        "backup::a_full_disk_stops_a_backup_before_it_is_full",
        dir.path(),
        6_000,
    ) {
        Some(passed) => assert!(passed, "see the output above"),
        None => eprintln!("skipped: no mount namespace on this system"),
    }
}
