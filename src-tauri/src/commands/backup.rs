//! Backups, restoring, moving to another computer, the key slots, papers in other programs. Folders and files
//! are chosen in the system's dialogs; the page never passes a path.

use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use motcua_desk::{Desk, prelude::*};
use tauri::{AppHandle, State};
use uuid::Uuid;

use super::Answer;
use crate::dialogs;

/// What the person chose last, until the page says what to do with it.
#[derive(Default)]
pub struct Chosen {
    folder: Mutex<Option<PathBuf>>,
    package: Mutex<Option<PathBuf>>,
}

fn keep(place: &Mutex<Option<PathBuf>>, path: PathBuf) {
    *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(path);
}

fn kept(place: &Mutex<Option<PathBuf>>) -> Option<PathBuf> {
    place.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn secret(slot: Option<KeySlot>, secret: Option<String>) -> Option<(KeySlot, String)> {
    slot.zip(secret)
}

/// The automatic backups and those made beside them; works without an open store.
#[tauri::command]
#[specta::specta]
pub async fn backups(desk: State<'_, Desk>) -> Answer<Backups> {
    desk.backups(None).await
}

/// Makes a backup now, beside the automatic ones.
#[tauri::command]
#[specta::specta]
pub async fn back_up(desk: State<'_, Desk>) -> Answer<BackupRow> {
    desk.back_up(None).await
}

/// Native dialog for a folder, then a backup there; none when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn back_up_elsewhere(app: AppHandle, desk: State<'_, Desk>) -> Answer<Option<BackupRow>> {
    match dialogs::choose_folder(&app, &desk).await {
        Some(folder) => desk.back_up(Some(folder)).await.map(Some),
        None => Ok(None),
    }
}

/// Native dialog for a folder on another disk that automatic backups go to as well; none when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn choose_backup_folder(app: AppHandle, desk: State<'_, Desk>) -> Answer<Option<Backups>> {
    match dialogs::choose_folder(&app, &desk).await {
        Some(folder) => desk.set_backup_folder(Some(folder)).await.map(Some),
        None => Ok(None),
    }
}

/// Automatic backups go to no other disk any more.
#[tauri::command]
#[specta::specta]
pub async fn forget_backup_folder(desk: State<'_, Desk>) -> Answer<Backups> {
    desk.set_backup_folder(None).await
}

/// Native dialog for a folder with backups (a USB stick); none when cancelled. `restore_backup` with `found`
/// restores one of these.
#[tauri::command]
#[specta::specta]
pub async fn find_backups(
    app: AppHandle,
    desk: State<'_, Desk>,
    chosen: State<'_, Chosen>,
) -> Answer<Option<Backups>> {
    let Some(folder) = dialogs::choose_folder(&app, &desk).await else {
        return Ok(None);
    };
    keep(&chosen.folder, folder.clone());
    desk.backups(Some(folder)).await.map(Some)
}

/// Puts a backup in the place of the store in use, which is set aside, whole. `found`: one of the folder
/// that was found last, and not one of the automatic ones. `slot` and `secret` when the error says
/// `locked`: recovery code or passphrase of the store that was backed up.
#[tauri::command]
#[specta::specta]
pub async fn restore_backup(
    desk: State<'_, Desk>,
    chosen: State<'_, Chosen>,
    id: String,
    found: bool,
    slot: Option<KeySlot>,
    secret: Option<String>,
) -> Answer<Restored> {
    let folder = found.then(|| kept(&chosen.folder)).flatten();
    desk.restore_backup(folder, id, self::secret(slot, secret)).await
}

/// Native dialog for a file, then the package for another computer; none when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn export_package(app: AppHandle, desk: State<'_, Desk>) -> Answer<Option<Package>> {
    match dialogs::choose_package_to_write(&app, &desk).await {
        Some(file) => desk.export_package(file).await.map(Some),
        None => Ok(None),
    }
}

/// Native dialog for a package; its name, or none when cancelled. `import_package` takes it.
#[tauri::command]
#[specta::specta]
pub async fn choose_package(
    app: AppHandle,
    desk: State<'_, Desk>,
    chosen: State<'_, Chosen>,
) -> Answer<Option<String>> {
    let Some(file) = dialogs::choose_package_to_read(&app, &desk).await else {
        return Ok(None);
    };
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
    keep(&chosen.package, file);
    Ok(name)
}

/// Puts the package chosen last in the place of the store in use, which is set aside, whole. `slot` and
/// `secret`: recovery code or passphrase of the computer it comes from.
#[tauri::command]
#[specta::specta]
pub async fn import_package(
    desk: State<'_, Desk>,
    chosen: State<'_, Chosen>,
    slot: Option<KeySlot>,
    secret: Option<String>,
) -> Answer<Restored> {
    let file = kept(&chosen.package).unwrap_or_default();
    desk.import_package(file, self::secret(slot, secret)).await
}

/// A new recovery code to write down; the old one stops working.
#[tauri::command]
#[specta::specta]
pub async fn renew_recovery_code(desk: State<'_, Desk>) -> Answer<String> {
    desk.renew_recovery_code().await
}

/// Puts the store's key into the system's keyring, or takes it out.
#[tauri::command]
#[specta::specta]
pub async fn set_keyring(desk: State<'_, Desk>, used: bool) -> Answer<DeskStatus> {
    desk.set_keyring(used).await
}

/// `store_notice` of the status was read.
#[tauri::command]
#[specta::specta]
pub async fn store_notice_seen(desk: State<'_, Desk>) -> Answer<DeskStatus> {
    desk.store_notice_seen().await
}

/// Opens a paper in the system's program for it, as a private copy that is wiped when the desk closes. The page
/// says so before.
#[tauri::command]
#[specta::specta]
pub async fn open_outside(app: AppHandle, desk: State<'_, Desk>, id: Uuid, paper: Uuid) -> Answer<()> {
    let copy = desk.private_copy(id, paper).await?;
    dialogs::open_file(&app, &desk, copy).await
}
