//! Damaged, full and read-only disks.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use motcua_store::{MemoryVault, Store, StoreError, StoreMode, Unlock, Whose};

use crate::support::{as_child, at, bench, new_draft, paper, put, set, text};

#[test]
fn a_damaged_page_is_noticed_and_set_aside_whole() {
    let bench = bench();
    let dossier = new_draft(&bench.store, None, 1);
    let blob = put(&bench.store, b"kept with the damaged database");
    bench
        .store
        .write(|tx| tx.add_paper(dossier, &paper(uuid::Uuid::new_v4(), "TP01", &blob), at(1)))
        .unwrap();
    let path = bench.path();
    drop(blob);
    drop(bench.store);
    let file = path.join("motcua.db");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, &bytes).unwrap();

    let open = || Store::open(&path, Unlock::Keyring(&bench.vault), at(2));
    assert!(matches!(open().map(|_| ()), Err(StoreError::Damaged { .. })));
    let aside = Store::set_aside(&path, at(3)).unwrap();
    assert_eq!(fs::read(aside.join("motcua.db")).unwrap(), bytes);
    assert!(aside.join("keys.json").exists());
    assert_eq!(crate::support::files_under(&aside.join("blobs")).len(), 1);

    // Work goes on in an empty store under the same keys; the old code is replaced by one to be shown.
    let store = open().unwrap();
    assert!(
        store
            .read(|tx| tx.dossier(dossier, Whose::Everyone))
            .unwrap()
            .is_none()
    );
    assert!(store.recovery_code().unwrap().is_some());
    new_draft(&store, None, 4);
    drop(store);
    // What was set aside, mended, opens with the keys that went with it.
    bytes[middle] ^= 1;
    fs::write(aside.join("motcua.db"), &bytes).unwrap();
    let mended = Store::open(&aside, Unlock::Keyring(&bench.vault), at(5)).unwrap();
    let papers = mended.read(|tx| tx.papers(dossier)).unwrap();
    mended.blobs().verify(&papers[0].sha256).unwrap();
}

#[test]
fn an_emptied_database_is_damage_and_not_a_new_store() {
    let bench = bench();
    let path = bench.path();
    drop(bench.store);
    fs::write(path.join("motcua.db"), b"").unwrap();
    assert!(matches!(
        Store::open(&path, Unlock::Keyring(&bench.vault), at(1)).map(|_| ()),
        Err(StoreError::Damaged { .. })
    ));
    assert_eq!(
        fs::metadata(path.join("motcua.db")).unwrap().len(),
        0,
        "left as it was found"
    );
}

/// Runs this test again in a mount namespace of its own with a small disk at the folder it is given.
/// `None` where the system does not let us make one.
pub fn on_small_disk(test: &str, dir: &Path, kilobytes: u32) -> Option<bool> {
    let script = format!(
        "mount -t tmpfs -o size={kilobytes}k small '{}' || exit 77; exec \"$0\" {test} --exact --nocapture",
        dir.display()
    );
    let exit = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", &script])
        .arg(std::env::current_exe().unwrap())
        .env("MOTCUA_CHILD", dir)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .ok()?;
    match exit.code() {
        Some(77 | 1) if !can_unshare() => None,
        Some(77) => None,
        code => Some(code == Some(0)),
    }
}

fn can_unshare() -> bool {
    Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "true"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|exit| exit.success())
}

#[test]
fn a_full_disk_says_so_and_loses_nothing() {
    if let Some(dir) = as_child() {
        return fill_the_disk(&dir);
    }
    let dir = tempfile::TempDir::new().unwrap();
    match on_small_disk("damage::a_full_disk_says_so_and_loses_nothing", dir.path(), 6_000) {
        Some(passed) => assert!(passed, "see the output above"),
        None => eprintln!("skipped: no mount namespace on this system"),
    }
}

fn fill_the_disk(dir: &Path) {
    let vault = MemoryVault::default();
    let path = dir.join("store");
    let store = Store::create(&path, StoreMode::Real, &vault, None, at(0)).unwrap();
    let dossier = new_draft(&store, None, 0);
    let filler = dir.join("filler");
    fs::write(&filler, vec![0; 2_000_000]).unwrap();

    let mut saved = 0;
    let full = (1..100_000)
        .find_map(|number| {
            let change = set("form.note", &format!("{number} {}", "x".repeat(8_000)));
            let other = set(&format!("form.f{number}"), &"y".repeat(8_000));
            let done = store.write(|tx| tx.set_answers(dossier, &[change, other], at(number)));
            if done.is_ok() {
                saved = number;
            }
            done.err()
        })
        .unwrap();
    assert!(matches!(full, StoreError::DiskFull), "{full}");
    let attached = store
        .blobs()
        .put(&mut vec![1; 3_000_000].as_slice(), u64::MAX, &mut |_| {});
    assert!(matches!(attached, Err(StoreError::DiskFull)), "{attached:?}");

    // All that was saved is there, now and after a restart on the disk that is still full.
    let whole = |store: &Store| {
        let answers = store.read(|tx| tx.answers(dossier)).unwrap();
        assert_eq!(answers.len() as i64, saved + 1);
        assert_eq!(
            answers["form.note"],
            text(&format!("{saved} {}", "x".repeat(8_000)))
        );
    };
    whole(&store);
    drop(store);
    let store = Store::open(&path, Unlock::Keyring(&vault), at(0)).unwrap();
    whole(&store);
    // Room again: work goes on.
    fs::remove_file(&filler).unwrap();
    store
        .write(|tx| tx.set_answers(dossier, &[set("form.last", "xong")], at(1)))
        .unwrap();
    put(&store, &vec![1; 500_000]);
}

#[test]
fn a_read_only_disk_says_so() {
    if let Some(dir) = as_child() {
        let vault = MemoryVault::default();
        let path = dir.join("store");
        drop(Store::create(&path, StoreMode::Real, &vault, None, at(0)).unwrap());
        let remounted = Command::new("mount")
            .args(["-o", "remount,ro"])
            .arg(&dir)
            .status()
            .unwrap();
        assert!(remounted.success());
        let opened = Store::open(&path, Unlock::Keyring(&vault), at(1)).map(|_| ());
        assert!(matches!(opened, Err(StoreError::ReadOnly)), "{opened:?}");
        let created = Store::create(&dir.join("other"), StoreMode::Real, &vault, None, at(1)).map(|_| ());
        assert!(matches!(created, Err(StoreError::ReadOnly)), "{created:?}");
        return;
    }
    let dir = tempfile::TempDir::new().unwrap();
    match on_small_disk("damage::a_read_only_disk_says_so", dir.path(), 6_000) {
        Some(passed) => assert!(passed, "see the output above"),
        None => eprintln!("skipped: no mount namespace on this system"),
    }
}
