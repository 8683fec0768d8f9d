//! Drafts, lists, and handing in.

use motcua_desk::{Desk, prelude::*};
use tauri::{AppHandle, State};
use uuid::Uuid;

use super::Answer;
use crate::dialogs;

/// A new draft, filled from the account.
#[tauri::command]
#[specta::specta]
pub async fn create_dossier(
    desk: State<'_, Desk>,
    procedure: String,
    edition: Option<String>,
) -> Answer<Uuid> {
    desk.create_dossier(procedure, edition).await
}

/// A new draft from an old dossier, with its answers and without its papers.
#[tauri::command]
#[specta::specta]
pub async fn copy_dossier(desk: State<'_, Desk>, id: Uuid) -> Answer<Uuid> {
    desk.copy_dossier(id).await
}

/// Moves a draft to the newest version of its catalogue, with everything typed and attached.
#[tauri::command]
#[specta::specta]
pub async fn move_dossier(desk: State<'_, Desk>, id: Uuid) -> Answer<DossierView> {
    desk.move_dossier(id).await
}

/// One dossier.
#[tauri::command]
#[specta::specta]
pub async fn dossier(desk: State<'_, Desk>, id: Uuid) -> Answer<DossierView> {
    desk.dossier(id).await
}

/// A page of a list.
#[tauri::command]
#[specta::specta]
pub async fn dossiers(
    desk: State<'_, Desk>,
    filter: DossierFilter,
    narrow: DossierNarrow,
    text: String,
    cursor: Option<String>,
) -> Answer<DossierList> {
    desk.dossiers_where(filter, narrow, text, cursor).await
}

/// Saves what a list shows as a table; the file name, or none when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn save_dossiers(
    app: AppHandle,
    desk: State<'_, Desk>,
    filter: DossierFilter,
    narrow: DossierNarrow,
    text: String,
    only: Vec<Uuid>,
) -> Answer<Option<String>> {
    dialogs::save(&app, &desk, desk.dossiers_csv(filter, narrow, text, only).await?).await
}

/// What stands open at the portal, the earliest due day first.
#[tauri::command]
#[specta::specta]
pub async fn open_dossiers(desk: State<'_, Desk>) -> Answer<Vec<OpenDossier>> {
    desk.open_dossiers().await
}

/// The month that is on, by agency.
#[tauri::command]
#[specta::specta]
pub async fn month(desk: State<'_, Desk>) -> Answer<MonthView> {
    desk.month().await
}

/// Commits answers to the disk.
#[tauri::command]
#[specta::specta]
pub async fn set_answers(desk: State<'_, Desk>, id: Uuid, changes: Vec<FieldChange>) -> Answer<Saved> {
    desk.set_answers(id, changes).await
}

/// Deletes a draft; `restore_dossier` brings it back.
#[tauri::command]
#[specta::specta]
pub async fn delete_dossier(desk: State<'_, Desk>, id: Uuid) -> Answer<()> {
    desk.delete_dossier(id).await
}

/// Brings a deleted draft back.
#[tauri::command]
#[specta::specta]
pub async fn restore_dossier(desk: State<'_, Desk>, id: Uuid) -> Answer<()> {
    desk.restore_dossier(id).await
}

/// Checks everything, freezes and queues; all problems at once in the error.
#[tauri::command]
#[specta::specta]
pub async fn submit(desk: State<'_, Desk>, id: Uuid) -> Answer<()> {
    desk.submit(id).await
}

/// Back to draft, while the submission has not left.
#[tauri::command]
#[specta::specta]
pub async fn recall(desk: State<'_, Desk>, id: Uuid) -> Answer<()> {
    desk.recall(id).await
}

/// Asks the portal to withdraw (queued when offline).
#[tauri::command]
#[specta::specta]
pub async fn withdraw(desk: State<'_, Desk>, id: Uuid, reason: String) -> Answer<()> {
    desk.withdraw(id, reason).await
}

/// Queues the answer to the open request.
#[tauri::command]
#[specta::specta]
pub async fn answer_supplement(desk: State<'_, Desk>, id: Uuid, note: String) -> Answer<()> {
    desk.answer_supplement(id, note).await
}
