//! What is on its way.

use motcua_desk::{Desk, prelude::*};
use tauri::State;
use uuid::Uuid;

use super::Answer;

/// Hộp gửi.
#[tauri::command]
#[specta::specta]
pub async fn outbox(desk: State<'_, Desk>) -> Answer<OutboxView> {
    desk.outbox().await
}

/// Pauses or goes on.
#[tauri::command]
#[specta::specta]
pub async fn outbox_pause(desk: State<'_, Desk>, paused: bool) -> Answer<()> {
    desk.outbox_pause(paused).await
}

/// Sets when and how fast to send.
#[tauri::command]
#[specta::specta]
pub async fn set_outbox_rules(desk: State<'_, Desk>, rules: OutboxRules) -> Answer<()> {
    desk.set_outbox_rules(rules).await
}

/// Tries at once.
#[tauri::command]
#[specta::specta]
pub async fn outbox_send_now(desk: State<'_, Desk>) -> Answer<()> {
    desk.outbox_send_now().await
}

/// Tries a held dossier again.
#[tauri::command]
#[specta::specta]
pub async fn outbox_retry(desk: State<'_, Desk>, id: Uuid) -> Answer<()> {
    desk.outbox_retry(id).await
}
