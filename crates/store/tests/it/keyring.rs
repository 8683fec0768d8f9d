//! The real keyring of the system. Needs one: run under `dbus-run-session` with an unlocked
//! gnome-keyring, or on a desktop.

use motcua_store::{KeyVault, SlotKind, Store, StoreError, StoreMode, SystemVault, Unlock, VaultError};
use tempfile::TempDir;

use crate::support::at;

#[test]
#[ignore = "needs an unlocked keyring"]
fn the_system_keyring_keeps_the_key() {
    let vault = SystemVault::new("vn.motcua.desk.test");
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("store");
    let store = Store::create(&path, StoreMode::Training, &vault, None, at(0)).unwrap();
    assert_eq!(store.slots(), [SlotKind::Keyring, SlotKind::Recovery]);
    let code = store.recovery_code().unwrap().unwrap();
    drop(store);
    let store = Store::open(&path, Unlock::Keyring(&vault), at(1)).unwrap();
    store.remove_keyring(&vault).unwrap();
    drop(store);
    assert!(matches!(
        Store::open(&path, Unlock::Keyring(&vault), at(2)).map(|_| ()),
        Err(StoreError::NoSuchSlot)
    ));
    let store = Store::open(&path, Unlock::RecoveryCode(&code), at(2)).unwrap();
    store.add_keyring(&vault, at(3)).unwrap();
    let entry = format!("store {}", store.identity().unwrap().id);
    assert!(vault.get(&entry).unwrap().is_some());
    vault.delete(&entry).unwrap();
    vault.delete(&entry).unwrap();
    assert_eq!(vault.get(&entry).unwrap(), None);
    drop(store);
    assert!(matches!(
        Store::open(&path, Unlock::Keyring(&vault), at(4)).map(|_| ()),
        Err(StoreError::Vault(VaultError::NoEntry))
    ));
}
