//! What a scanner at the counter reads.

use motcua_desk::{Desk, prelude::*};
use tauri::State;
use uuid::Uuid;

use super::Answer;

/// What the QR code of an identity card gives a draft; nothing is set by it.
#[tauri::command]
#[specta::specta]
pub async fn read_card(
    desk: State<'_, Desk>,
    id: Uuid,
    holder: CardHolder,
    scanned: ScannedText,
) -> Answer<CardRead> {
    desk.read_card(id, holder, scanned).await
}
