//! Events of the desk for the window, and for the desktop's notifications.

use motcua_desk::{Desk, views::event::DeskEvent};
use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt;
use tauri_specta::Event;
use tokio::sync::broadcast::error::RecvError;

use crate::events::DeskEvents;

/// Passes on what the desk says, as long as it says anything.
pub fn forward(app: &AppHandle, desk: &Desk) {
    let mut events = desk.subscribe();
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            match events.recv().await {
                Ok(event) => tell(&app, event),
                // the page is told to look at everything again
                Err(RecvError::Lagged(_)) => {
                    for event in [
                        DeskEvent::Status,
                        DeskEvent::Outbox,
                        DeskEvent::Transactions,
                        DeskEvent::Catalogue,
                    ] {
                        tell(&app, event);
                    }
                }
                Err(RecvError::Closed) => return,
            }
        }
    });
}

fn tell(app: &AppHandle, event: DeskEvent) {
    if let DeskEvent::Notice { title, body, .. } = &event
        && let Err(error) = app.notification().builder().title(title).body(body).show()
    {
        log::info!("no desktop notification: {error}");
    }
    if let Err(error) = DeskEvents(event).emit(app) {
        log::warn!("the page could not be told: {error}");
    }
}
