//! Fees, and paying them.

use motcua_desk::{Desk, prelude::*};
use tauri::{AppHandle, State};
use uuid::Uuid;

use super::Answer;
use crate::dialogs;

/// Danh sách giao dịch; `refresh` asks the portal first.
#[tauri::command]
#[specta::specta]
pub async fn transactions(desk: State<'_, Desk>, refresh: bool) -> Answer<Transactions> {
    desk.transactions(refresh).await
}

/// Starts an attempt (needs the portal).
#[tauri::command]
#[specta::specta]
pub async fn start_payment(
    desk: State<'_, Desk>,
    obligation: Uuid,
    method: String,
    payer_name: Option<String>,
) -> Answer<Transaction> {
    desk.start_payment(obligation, method, payer_name).await
}

/// Gives an attempt up.
#[tauri::command]
#[specta::specta]
pub async fn cancel_payment(desk: State<'_, Desk>, attempt: Uuid) -> Answer<Transaction> {
    desk.cancel_payment(attempt).await
}

/// Opens the bank's page in the system browser.
#[tauri::command]
#[specta::specta]
pub async fn open_payment(app: AppHandle, desk: State<'_, Desk>, attempt: Uuid) -> Answer<()> {
    dialogs::browse(&app, &desk, desk.payment_url(attempt).await?).await
}

/// Saves the receipt as PDF.
#[tauri::command]
#[specta::specta]
pub async fn save_receipt(app: AppHandle, desk: State<'_, Desk>, obligation: Uuid) -> Answer<Option<String>> {
    dialogs::save(&app, &desk, desk.receipt_pdf(obligation).await?).await
}
