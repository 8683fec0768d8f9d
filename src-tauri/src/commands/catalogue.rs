//! Finding a procedure, what it asks for, on the screen and on paper; the catalogue itself.

use motcua_desk::{Desk, prelude::*};
use tauri::{AppHandle, State};

use super::Answer;
use crate::dialogs;

/// Searches the catalogue.
#[tauri::command]
#[specta::specta]
pub async fn search(desk: State<'_, Desk>, query: SearchQuery) -> Answer<SearchPage> {
    desk.search(query).await
}

/// Thủ tục thường gặp.
#[tauri::command]
#[specta::specta]
pub async fn common_procedures(desk: State<'_, Desk>) -> Answer<Vec<SearchRow>> {
    desk.common_procedures().await
}

/// What a procedure asks for and costs in the case at hand.
#[tauri::command]
#[specta::specta]
pub async fn procedure_case(
    desk: State<'_, Desk>,
    code: String,
    edition: Option<String>,
    value: Option<f64>,
) -> Answer<CaseView> {
    desk.procedure_case(code, edition, value).await
}

/// Marks a procedure as a favourite of this desk, or lets it go.
#[tauri::command]
#[specta::specta]
pub async fn set_favourite(desk: State<'_, Desk>, code: String, on: bool) -> Answer<()> {
    desk.set_favourite(code, on).await
}

/// Notes that a procedure was looked at.
#[tauri::command]
#[specta::specta]
pub async fn note_procedure_seen(desk: State<'_, Desk>, code: String) -> Answer<()> {
    desk.note_procedure_seen(code).await
}

/// One procedure.
#[tauri::command]
#[specta::specta]
pub async fn procedure(
    desk: State<'_, Desk>,
    code: String,
    edition: Option<String>,
) -> Answer<ProcedureView> {
    desk.procedure(code, edition).await
}

/// Provinces of an edition.
#[tauri::command]
#[specta::specta]
pub async fn provinces(desk: State<'_, Desk>, places_edition: String) -> Answer<Vec<Place>> {
    desk.provinces(places_edition).await
}

/// Communes of a province; with an empty province those of the whole edition, with district and province.
#[tauri::command]
#[specta::specta]
pub async fn communes(desk: State<'_, Desk>, places_edition: String, province: String) -> Answer<Vec<Place>> {
    desk.communes(places_edition, province).await
}

/// Saves a procedure as one A5 sheet, for the case that `value` decides; none when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn save_procedure_sheet(
    app: AppHandle,
    desk: State<'_, Desk>,
    code: String,
    edition: Option<String>,
    value: Option<f64>,
) -> Answer<Option<String>> {
    dialogs::save(&app, &desk, desk.procedure_sheet(code, edition, value).await?).await
}

/// Saves the blank electronic form of a procedure; none when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn save_blank_form(
    app: AppHandle,
    desk: State<'_, Desk>,
    code: String,
    edition: Option<String>,
) -> Answer<Option<String>> {
    dialogs::save(&app, &desk, desk.blank_form(code, edition).await?).await
}

/// Fetches what the portal has published since; whether anything was new.
#[tauri::command]
#[specta::specta]
pub async fn update_catalogue(desk: State<'_, Desk>) -> Answer<bool> {
    desk.update_catalogue().await
}

/// Saves the catalogue as one file, for machines without a network; none when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn save_catalogue(app: AppHandle, desk: State<'_, Desk>) -> Answer<Option<String>> {
    dialogs::save(&app, &desk, desk.catalogue_file().await?).await
}

/// Takes what is newer in a catalogue file that the person chooses; none when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn bring_catalogue(app: AppHandle, desk: State<'_, Desk>) -> Answer<Option<BroughtCatalogue>> {
    match dialogs::choose_catalogue(&app, &desk).await {
        Some(path) => desk.import_catalogue_file(path).await.map(Some),
        None => Ok(None),
    }
}
