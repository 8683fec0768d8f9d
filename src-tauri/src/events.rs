//! What the shell tells the window without being asked.

use motcua_desk::views::event::DeskEvent;
use serde::{Deserialize, Serialize};

/// A change at the desk.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, tauri_specta::Event)]
pub struct DeskEvents(pub DeskEvent);

/// Files dragged over or dropped on the window; the shell keeps the paths.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, tauri_specta::Event)]
pub struct FilesDropped {
    /// Over the window, dropped, or gone again.
    pub phase: DropPhase,
    /// Logical pixels from the left of the page.
    #[specta(type = u32)]
    pub x: f64,
    /// Logical pixels from the top of the page.
    #[specta(type = u32)]
    pub y: f64,
    /// How many files.
    pub count: u32,
}

/// Phase of a drag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum DropPhase {
    /// Over the window.
    Over,
    /// Dropped.
    Dropped,
    /// Left the window.
    Left,
}

/// The user closes the window: what is not on the disk yet goes there now, then the page answers with `leave`.
#[derive(Debug, Clone, Serialize, Deserialize, specta::Type, tauri_specta::Event)]
pub struct Closing;
