//! Drafts on several computers.

use motcua_desk::{Desk, prelude::*};
use tauri::State;
use uuid::Uuid;

use super::Answer;

/// Whether drafts are kept the same on the person's other computers.
#[tauri::command]
#[specta::specta]
pub async fn draft_sync(desk: State<'_, Desk>) -> Answer<bool> {
    desk.draft_sync().await
}

/// Switches that on or off.
#[tauri::command]
#[specta::specta]
pub async fn set_draft_sync(desk: State<'_, Desk>, on: bool) -> Answer<()> {
    desk.set_draft_sync(on).await
}

/// Settles fields that two computers changed differently (all of them when none is named).
#[tauri::command]
#[specta::specta]
pub async fn settle_draft(desk: State<'_, Desk>, id: Uuid, fields: Vec<String>, side: Side) -> Answer<()> {
    desk.settle_draft(id, fields, side).await
}

/// Keeps a draft that was deleted on another computer, or says that the news has been read.
#[tauri::command]
#[specta::specta]
pub async fn keep_draft(desk: State<'_, Desk>, id: Uuid) -> Answer<()> {
    desk.keep_draft(id).await
}
