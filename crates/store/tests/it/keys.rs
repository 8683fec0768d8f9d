//! Slots, locks, and what happens without a key.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    sync::{Arc, Barrier},
    thread,
};

use motcua_store::{MemoryVault, PortalBinding, SlotKind, Store, StoreError, StoreMode, Unlock, VaultError};
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::{as_child, at, bench, child, contents, new_draft};

const PASSPHRASE: &str = "Nước dưới đất 200 m³";

#[test]
fn every_slot_opens_the_same_store() {
    let bench = bench();
    let dossier = new_draft(&bench.store, None, 1);
    bench.store.set_passphrase(Some(PASSPHRASE), at(2)).unwrap();
    let code = bench.store.recovery_code().unwrap().unwrap();
    bench.store.recovery_code_noted().unwrap();
    assert_eq!(bench.store.recovery_code().unwrap(), None);
    assert_eq!(
        bench.store.slots(),
        [SlotKind::Keyring, SlotKind::Recovery, SlotKind::Passphrase]
    );
    let identity = bench.store.identity().unwrap();
    let path = bench.path();
    drop(bench.store);

    let spoken = code.to_lowercase().replace('-', " ");
    let decomposed: String = unicode_nfd(PASSPHRASE);
    for unlock in [
        Unlock::Keyring(&bench.vault),
        Unlock::RecoveryCode(&spoken),
        Unlock::Passphrase(PASSPHRASE),
        Unlock::Passphrase(&decomposed),
    ] {
        let store = Store::open(&path, unlock, at(3)).unwrap();
        assert_eq!(store.identity().unwrap(), identity);
        assert!(
            store
                .read(|tx| tx.dossier(dossier, motcua_store::Whose::Account(None)))
                .unwrap()
                .is_some()
        );
    }
}

/// The passphrase as macOS types it.
fn unicode_nfd(text: &str) -> String {
    text.replace('ư', "u\u{31b}")
        .replace('ớ', "o\u{31b}\u{301}")
        .replace('ấ', "a\u{302}\u{301}")
}

#[test]
fn a_wrong_or_missing_key_says_so_and_touches_nothing() {
    let bench = bench();
    bench.store.set_passphrase(Some(PASSPHRASE), at(1)).unwrap();
    new_draft(&bench.store, None, 1);
    let path = bench.path();
    drop(bench.store);
    let before = contents(&path);
    let open = |unlock| Store::open(&path, unlock, at(2)).map(|_| ()).unwrap_err();
    let empty = MemoryVault::default();

    assert!(matches!(
        open(Unlock::Passphrase("Nước dưới đất")),
        StoreError::WrongKey
    ));
    assert!(matches!(
        open(Unlock::RecoveryCode("AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA")),
        StoreError::MistypedCode
    ));
    assert!(matches!(
        open(Unlock::Keyring(&empty)),
        StoreError::Vault(VaultError::NoEntry)
    ));
    bench.vault.fail_with(Some(VaultError::Locked));
    assert!(matches!(
        open(Unlock::Keyring(&bench.vault)),
        StoreError::Vault(VaultError::Locked)
    ));
    bench.vault.fail_with(None);
    assert_eq!(contents(&path), before);

    // Another store's slots do not open this one, and a store without its slots is not begun anew.
    let other = crate::support::bench();
    let keys = fs::read(path.join("keys.json")).unwrap();
    let other_path = other.path();
    drop(other.store);
    fs::copy(other_path.join("keys.json"), path.join("keys.json")).unwrap();
    assert!(Store::open(&path, Unlock::Keyring(&other.vault), at(2)).is_err());
    // Unreadable slots are no damage of the database, which nobody may set aside for them.
    for unreadable in [&keys[..keys.len() / 2], b"\xff\xfe", b""] {
        fs::write(path.join("keys.json"), unreadable).unwrap();
        assert!(matches!(
            open(Unlock::Keyring(&bench.vault)),
            StoreError::KeysMissing
        ));
    }
    fs::remove_file(path.join("keys.json")).unwrap();
    assert!(matches!(
        open(Unlock::Keyring(&bench.vault)),
        StoreError::KeysMissing
    ));
    assert!(matches!(
        Store::create(&path, StoreMode::Real, &bench.vault, None, at(2)).map(|_| ()),
        Err(StoreError::Exists(_))
    ));
    fs::write(path.join("keys.json"), keys).unwrap();
    Store::open(&path, Unlock::Keyring(&bench.vault), at(2)).unwrap();
}

#[test]
fn without_a_keyring_the_other_slots_are_made() {
    let dir = TempDir::new().unwrap();
    let vault = MemoryVault::default();
    vault.fail_with(Some(VaultError::Unavailable("no session bus".into())));
    let path = dir.path().join("store");
    let store = Store::create(&path, StoreMode::Training, &vault, Some(PASSPHRASE), at(0)).unwrap();
    assert_eq!(store.slots(), [SlotKind::Recovery, SlotKind::Passphrase]);
    assert_eq!(store.identity().unwrap().mode, StoreMode::Training);
    drop(store);
    assert_eq!(
        Store::slots_of(&path).unwrap(),
        [SlotKind::Recovery, SlotKind::Passphrase]
    );
    assert!(matches!(
        Store::open(&path, Unlock::Keyring(&vault), at(1)).map(|_| ()),
        Err(StoreError::NoSuchSlot)
    ));
    let store = Store::open(&path, Unlock::Passphrase(PASSPHRASE), at(1)).unwrap();
    // The keyring came back: from now on nobody has to type.
    vault.fail_with(None);
    store.add_keyring(&vault, at(2)).unwrap();
    drop(store);
    let store = Store::open(&path, Unlock::Keyring(&vault), at(3)).unwrap();
    store.remove_keyring(&vault).unwrap();
    drop(store);
    assert!(Store::open(&path, Unlock::Keyring(&vault), at(4)).is_err());
}

#[test]
fn a_renewed_recovery_code_replaces_the_old_one() {
    let bench = bench();
    let old = bench.store.recovery_code().unwrap().unwrap();
    let new = bench.store.renew_recovery_code(at(1)).unwrap();
    assert_eq!(
        bench.store.recovery_code().unwrap().as_deref(),
        Some(new.as_str())
    );
    bench.store.set_passphrase(Some(PASSPHRASE), at(1)).unwrap();
    bench.store.set_passphrase(None, at(1)).unwrap();
    assert_eq!(bench.store.slots(), [SlotKind::Keyring, SlotKind::Recovery]);
    let path = bench.path();
    drop(bench.store);
    assert!(matches!(
        Store::open(&path, Unlock::RecoveryCode(&old), at(2)).map(|_| ()),
        Err(StoreError::WrongKey)
    ));
    Store::open(&path, Unlock::RecoveryCode(&new), at(2)).unwrap();
}

#[test]
fn a_creation_that_was_cut_off_is_begun_again() {
    let bench = bench();
    let path = bench.path();
    drop(bench.store);
    // Keys written, database not yet.
    fs::remove_file(path.join("motcua.db")).unwrap();
    assert!(Store::exists(&path));
    let store = Store::open(&path, Unlock::Keyring(&bench.vault), at(1)).unwrap();
    assert!(store.recovery_code().unwrap().is_some());
    drop(store);

    // The same where no keyring ever had the key, and nobody ever saw the code.
    let vault = MemoryVault::default();
    vault.fail_with(Some(VaultError::Timeout));
    let path = bench.dir.path().join("second");
    drop(Store::create(&path, StoreMode::Real, &vault, None, at(0)).unwrap());
    fs::remove_file(path.join("motcua.db")).unwrap();
    assert!(!Store::exists(&path));
    Store::create(&path, StoreMode::Real, &vault, None, at(0)).unwrap();
}

#[test]
fn a_store_sends_to_one_portal_only() {
    let bench = bench();
    let first = PortalBinding {
        portal_id: Uuid::new_v4(),
        address: "https://cong.example.vn".into(),
    };
    bench.store.bind_portal(&first).unwrap();
    let moved = PortalBinding {
        address: "https://cong-moi.example.vn".into(),
        ..first.clone()
    };
    bench.store.bind_portal(&moved).unwrap();
    assert_eq!(bench.store.identity().unwrap().portal, Some(moved.clone()));
    let second = PortalBinding {
        portal_id: Uuid::new_v4(),
        ..first
    };
    assert!(matches!(
        bench.store.bind_portal(&second),
        Err(StoreError::WrongPortal)
    ));
    assert_eq!(bench.store.identity().unwrap().portal, Some(moved.clone()));

    let training = Store::create(
        &bench.dir.path().join("training"),
        StoreMode::Training,
        &bench.vault,
        None,
        at(0),
    )
    .unwrap();
    assert!(matches!(
        training.bind_portal(&moved),
        Err(StoreError::WrongPortal)
    ));
    training
        .bind_portal(&PortalBinding {
            portal_id: Uuid::new_v4(),
            address: "http://127.0.0.1:40123".into(),
        })
        .unwrap();
}

#[test]
fn a_second_process_is_told_that_the_store_is_open() {
    if let Some(dir) = as_child() {
        let store = Store::create(&dir, StoreMode::Real, &MemoryVault::default(), None, at(0)).unwrap();
        println!("{}", store.recovery_code().unwrap().unwrap());
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).unwrap();
        return;
    }
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("store");
    let mut child = child("keys::a_second_process_is_told_that_the_store_is_open", &path);
    let code = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .find(|line| line.len() == 39 && line.contains('-'))
        .unwrap();
    let open = || Store::open(&path, Unlock::RecoveryCode(&code), at(1)).map(|_| ());
    assert!(matches!(open(), Err(StoreError::Busy)));
    assert!(matches!(Store::set_aside(&path, at(1)), Err(StoreError::Busy)));
    child.stdin.take().unwrap().write_all(b"\n").unwrap();
    child.wait().unwrap();
    open().unwrap();
}

#[test]
fn a_store_is_released_when_the_last_handle_has_closed_it() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("store");
    let store = Store::create(&path, StoreMode::Real, &MemoryVault::default(), None, at(0)).unwrap();
    let released = store.released();
    let (elsewhere, gate) = (store.clone(), Arc::new(Barrier::new(2)));
    let held = {
        let gate = Arc::clone(&gate);
        thread::spawn(move || {
            gate.wait();
            drop(elsewhere);
        })
    };
    drop(store);
    assert!(!released.is_done(), "another thread has it still");
    gate.wait();
    held.join().unwrap();
    assert!(released.is_done());
}
