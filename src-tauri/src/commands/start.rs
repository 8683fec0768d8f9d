//! How the desk stands: its store, its portal, its settings, training.

use motcua_desk::{Desk, prelude::*};
use tauri::{AppHandle, State, WebviewWindow};

use super::Answer;
use crate::dialogs;

/// What the frame of the window always shows.
#[tauri::command]
#[specta::specta]
pub async fn status(desk: State<'_, Desk>) -> Answer<DeskStatus> {
    desk.status().await
}

/// Opens the training store; the shell starts the training portal.
#[tauri::command]
#[specta::specta]
pub async fn choose_training(desk: State<'_, Desk>) -> Answer<DeskStatus> {
    desk.choose_training().await
}

/// Back to the real store.
#[tauri::command]
#[specta::specta]
pub async fn leave_training(desk: State<'_, Desk>) -> Answer<DeskStatus> {
    desk.leave_training().await
}

/// Asks a portal who it is, without choosing it.
#[tauri::command]
#[specta::specta]
pub async fn test_portal(desk: State<'_, Desk>, address: String) -> Answer<PortalProfile> {
    desk.test_portal(address).await
}

/// Binds the real store to a portal.
#[tauri::command]
#[specta::specta]
pub async fn connect_portal(desk: State<'_, Desk>, address: String) -> Answer<DeskStatus> {
    desk.connect_portal(address).await
}

/// Tries the link now.
#[tauri::command]
#[specta::specta]
pub async fn check_connection(desk: State<'_, Desk>) -> Answer<DeskStatus> {
    desk.check_connection().await
}

/// Keeps the settings.
#[tauri::command]
#[specta::specta]
pub async fn save_settings(desk: State<'_, Desk>, settings: Settings) -> Answer<DeskStatus> {
    desk.save_settings(settings).await
}

/// Keeps where the user is, for the next start.
#[tauri::command]
#[specta::specta]
pub async fn remember_place(desk: State<'_, Desk>, place: String) -> Answer<()> {
    desk.remember_place(place).await
}

/// Opens a locked store.
#[tauri::command]
#[specta::specta]
pub async fn unlock(desk: State<'_, Desk>, slot: KeySlot, secret: String) -> Answer<DeskStatus> {
    desk.unlock(slot, secret).await
}

/// The recovery code, as groups to write down.
#[tauri::command]
#[specta::specta]
pub async fn recovery_code(desk: State<'_, Desk>) -> Answer<String> {
    desk.recovery_code().await
}

/// The user says it is written down.
#[tauri::command]
#[specta::specta]
pub async fn recovery_code_noted(desk: State<'_, Desk>) -> Answer<DeskStatus> {
    desk.recovery_code_noted().await
}

/// Sets or removes the passphrase slot.
#[tauri::command]
#[specta::specta]
pub async fn set_passphrase(desk: State<'_, Desk>, passphrase: Option<String>) -> Answer<DeskStatus> {
    desk.set_passphrase(passphrase).await
}

/// Training's mailbox, newest first.
#[tauri::command]
#[specta::specta]
pub async fn mailbox(desk: State<'_, Desk>) -> Answer<Vec<Letter>> {
    desk.mailbox().await
}

/// What support needs to know, without anything about anybody.
#[tauri::command]
#[specta::specta]
pub async fn diagnostics(desk: State<'_, Desk>) -> Answer<String> {
    Ok(String::from_utf8_lossy(&desk.diagnostics().await?.bytes).into_owned())
}

/// Saves [`diagnostics`]; the file name, or none when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn save_diagnostics(app: AppHandle, desk: State<'_, Desk>) -> Answer<Option<String>> {
    dialogs::save(&app, &desk, desk.diagnostics().await?).await
}

/// Training: opens the officer's page in the system browser.
#[tauri::command]
#[specta::specta]
pub async fn open_officer(app: AppHandle, desk: State<'_, Desk>) -> Answer<()> {
    dialogs::browse(&app, &desk, desk.officer_url().await?).await
}

/// Training: opens a link of a letter in the system browser.
#[tauri::command]
#[specta::specta]
pub async fn open_letter_link(
    app: AppHandle,
    desk: State<'_, Desk>,
    letter: String,
    index: u32,
) -> Answer<()> {
    dialogs::browse(&app, &desk, desk.letter_link(letter, index).await?).await
}

/// The page has put everything on the disk; the window closes.
#[tauri::command]
#[specta::specta]
pub async fn leave(window: WebviewWindow) -> Answer<()> {
    let _ = window.destroy();
    Ok(())
}
