//! Papers of a dossier. Files are chosen in the system's dialog or dropped; the page never passes a path.

use motcua_desk::{Desk, prelude::*};
use tauri::{AppHandle, State};
use uuid::Uuid;

use super::Answer;
use crate::{dialogs, drops::Drops};

/// Takes a paper away; `restore_paper` brings it back.
#[tauri::command]
#[specta::specta]
pub async fn remove_paper(desk: State<'_, Desk>, id: Uuid, paper: Uuid) -> Answer<()> {
    desk.remove_paper(id, paper).await
}

/// Brings a removed paper back.
#[tauri::command]
#[specta::specta]
pub async fn restore_paper(desk: State<'_, Desk>, id: Uuid, paper: Uuid) -> Answer<()> {
    desk.restore_paper(id, paper).await
}

/// Reorders within the component.
#[tauri::command]
#[specta::specta]
pub async fn move_paper(desk: State<'_, Desk>, id: Uuid, paper: Uuid, position: u32) -> Answer<()> {
    desk.move_paper(id, paper, position).await
}

/// Native dialog, then attaches; empty when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn choose_files(
    app: AppHandle,
    desk: State<'_, Desk>,
    id: Uuid,
    component: String,
) -> Answer<Vec<Attached>> {
    let paths = dialogs::choose_files(&app, &desk, id, &component).await?;
    dialogs::attach_all(&desk, id, &component, paths).await
}

/// Attaches what was dropped last; the shell keeps the paths, the page never sees them.
#[tauri::command]
#[specta::specta]
pub async fn attach_dropped(
    desk: State<'_, Desk>,
    drops: State<'_, Drops>,
    id: Uuid,
    component: String,
) -> Answer<Vec<Attached>> {
    dialogs::attach_all(&desk, id, &component, drops.take()).await
}

/// Native dialog, then replaces.
#[tauri::command]
#[specta::specta]
pub async fn replace_paper(
    app: AppHandle,
    desk: State<'_, Desk>,
    id: Uuid,
    paper: Uuid,
) -> Answer<Option<Attached>> {
    let Some(path) = dialogs::choose_file(&app, &desk, id, paper).await? else {
        return Ok(None);
    };
    desk.replace_paper(id, paper, path).await.map(Some)
}
