//! What became of a dossier.

use motcua_desk::{Desk, prelude::*};
use tauri::{AppHandle, State};
use uuid::Uuid;

use super::Answer;
use crate::dialogs;

/// The timeline of one's own dossier.
#[tauri::command]
#[specta::specta]
pub async fn timeline(desk: State<'_, Desk>, id: Uuid) -> Answer<Timeline> {
    desk.timeline(id).await
}

/// Asks the portal, then the timeline.
#[tauri::command]
#[specta::specta]
pub async fn refresh_dossier(desk: State<'_, Desk>, id: Uuid) -> Answer<Timeline> {
    desk.refresh_dossier(id).await
}

/// Tra cứu by code and look-up key.
#[tauri::command]
#[specta::specta]
pub async fn lookup(desk: State<'_, Desk>, code: String, key: String) -> Answer<Timeline> {
    desk.lookup(code, key).await
}

/// Saves the proof of submission as PDF; the file name, or none when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn save_proof(app: AppHandle, desk: State<'_, Desk>, id: Uuid) -> Answer<Option<String>> {
    dialogs::save(&app, &desk, desk.proof_pdf(id).await?).await
}

/// Downloads and saves a file of the result.
#[tauri::command]
#[specta::specta]
pub async fn save_result(
    app: AppHandle,
    desk: State<'_, Desk>,
    id: Uuid,
    result: Uuid,
) -> Answer<Option<String>> {
    dialogs::save(&app, &desk, desk.result_bytes(id, result).await?).await
}
