//! The way to the portal. The certificate file is chosen in the system's dialog; the page never passes a path.

use motcua_desk::{Desk, prelude::*};
use tauri::{AppHandle, State};

use super::Answer;
use crate::dialogs;

/// How the portal is reached.
#[tauri::command]
#[specta::specta]
pub async fn network_settings(desk: State<'_, Desk>) -> Answer<NetworkSettings> {
    desk.network_settings().await
}

/// Sets the proxy.
#[tauri::command]
#[specta::specta]
pub async fn set_proxy(desk: State<'_, Desk>, change: ProxyChange) -> Answer<NetworkSettings> {
    desk.set_proxy(change).await
}

/// Native dialog for a file of certificates of authorities to be trusted beside the system's; none when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn choose_certificate(app: AppHandle, desk: State<'_, Desk>) -> Answer<Option<NetworkSettings>> {
    match dialogs::choose_certificate(&app, &desk).await {
        Some(file) => desk.set_certificate(Some(file)).await.map(Some),
        None => Ok(None),
    }
}

/// Trusts the system's authorities only.
#[tauri::command]
#[specta::specta]
pub async fn forget_certificate(desk: State<'_, Desk>) -> Answer<NetworkSettings> {
    desk.set_certificate(None).await
}
