//! The one window: how it opens, takes files and closes.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use motcua_desk::Desk;
use tauri::{
    AppHandle, DragDropEvent, Manager, PhysicalPosition, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    WindowEvent, webview::PageLoadEvent,
};
use tauri_plugin_window_state::StateFlags;
use tauri_specta::Event;

use crate::{
    drops::Drops,
    events::{Closing, DropPhase, FilesDropped},
};

/// Its label.
pub const LABEL: &str = "main";
/// The screen to design for.
const SIZE: (f64, f64) = (1366.0, 768.0);
/// The smallest size at which every screen still works.
const SMALLEST: (f64, f64) = (1024.0, 640.0);
/// A page that takes longer than this is shown unfinished: a window late is worse than a window bare.
const LATEST_SHOWN: Duration = Duration::from_millis(700);
/// How long the page may take to put the last words on the disk before the window closes all the same.
const LAST_WORDS: Duration = Duration::from_millis(2500);

/// Whether the page has been asked to put its last words on the disk.
#[derive(Default)]
pub struct Leaving(AtomicBool);

/// What is kept of the window between starts.
pub fn kept_state() -> StateFlags {
    StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED
}

/// Opens it, hidden until its page is there; maximised the first time, later as it was left.
pub fn open(app: &AppHandle) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Một Cửa")
        .inner_size(SIZE.0, SIZE.1)
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        .maximized(true)
        .visible(false)
        // the page is ours alone: it goes nowhere else
        .on_navigation(is_our_page)
        .on_page_load(|window, payload| {
            if payload.event() == PageLoadEvent::Finished {
                let _ = window.show();
            }
        })
        .build()?;
    let late = window.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(LATEST_SHOWN).await;
        let _ = late.show();
        // the first page stands: what it does not need is made ready behind it
        if let Some(desk) = late.try_state::<Desk>() {
            desk.warm().await;
        }
    });
    let here = window.clone();
    window.on_window_event(move |event| match event {
        WindowEvent::DragDrop(event) => drag_drop(&here, event),
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            close(&here);
        }
        _ => {}
    });
    Ok(())
}

/// Brings it to the front.
pub fn show(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// The page puts what is not on the disk yet there and answers with the command `leave`; a page
/// that does not is not waited for long.
fn close(window: &WebviewWindow) {
    if window.state::<Leaving>().0.swap(true, Ordering::SeqCst) {
        return; // asked already
    }
    if let Err(error) = Closing.emit(window) {
        log::warn!("the page could not be told that the window closes: {error}");
    }
    let window = window.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(LAST_WORDS).await;
        let _ = window.destroy();
    });
}

fn is_our_page(url: &tauri::Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    match url.scheme() {
        "tauri" => true,
        "http" | "https" if host == "tauri.localhost" => true,
        // the page of a developer's own server; a program that carries its page has none
        "http" if cfg!(not(feature = "custom-protocol")) => host == "localhost" && url.port() == Some(5173),
        _ => false,
    }
}

/// The shell keeps the paths; the page learns where and how many.
fn drag_drop(window: &WebviewWindow, event: &DragDropEvent) {
    let drops = window.state::<Drops>();
    let (phase, position, count) = match event {
        DragDropEvent::Enter { paths, position } => {
            (DropPhase::Over, Some(position), drops.enter(paths.len()))
        }
        DragDropEvent::Over { position } => (DropPhase::Over, Some(position), drops.over()),
        DragDropEvent::Drop { paths, position } => {
            (DropPhase::Dropped, Some(position), drops.keep(paths.clone()))
        }
        DragDropEvent::Leave => {
            drops.leave();
            (DropPhase::Left, None, 0)
        }
        _ => return,
    };
    let (x, y) = position.map_or((0.0, 0.0), |position| in_page(window, *position));
    let told = FilesDropped {
        phase,
        x,
        y,
        count: u32::try_from(count).unwrap_or(u32::MAX),
    };
    if let Err(error) = told.emit(window) {
        log::warn!("the page could not be told of dragged files: {error}");
    }
}

/// WebKitGTK gives the page's own pixels already; elsewhere they are the screen's.
fn in_page(window: &WebviewWindow, position: PhysicalPosition<f64>) -> (f64, f64) {
    if cfg!(target_os = "linux") {
        return (position.x, position.y);
    }
    let position = position.to_logical::<f64>(window.scale_factor().unwrap_or(1.0));
    (position.x, position.y)
}

#[cfg(test)]
mod tests {
    use super::is_our_page;

    #[test]
    fn the_page_goes_nowhere_else() {
        let ours = |text: &str| is_our_page(&text.parse().unwrap());
        assert!(ours("tauri://localhost/ho-so"));
        assert!(ours("http://tauri.localhost/"));
        for other in [
            "https://example.vn/",
            "http://tauri.localhost.example.vn/",
            "file:///etc/passwd",
            "motcua://localhost/paper/x",
        ] {
            assert!(!ours(other), "{other}");
        }
    }
}
