//! Accounts and signing in.

use motcua_desk::{Desk, prelude::*};
use tauri::State;
use uuid::Uuid;

use super::Answer;

/// All problems of a registration, without sending it.
#[tauri::command]
#[specta::specta]
pub async fn check_registration(
    desk: State<'_, Desk>,
    registration: Registration,
) -> Answer<Vec<FieldProblem>> {
    desk.check_registration(registration).await
}

/// Registers an account.
#[tauri::command]
#[specta::specta]
pub async fn register(desk: State<'_, Desk>, registration: Registration) -> Answer<Registered> {
    desk.register(registration).await
}

/// Confirms the e-mail address by the token of the letter.
#[tauri::command]
#[specta::specta]
pub async fn confirm_account(desk: State<'_, Desk>, token: String) -> Answer<()> {
    desk.confirm_account(token).await
}

/// Asks for the letter again.
#[tauri::command]
#[specta::specta]
pub async fn resend_confirmation(desk: State<'_, Desk>, email: String) -> Answer<()> {
    desk.resend_confirmation(email).await
}

/// Asks for a letter to set a new password.
#[tauri::command]
#[specta::specta]
pub async fn forgot_password(desk: State<'_, Desk>, email: String) -> Answer<()> {
    desk.forgot_password(email).await
}

/// Sets a new password.
#[tauri::command]
#[specta::specta]
pub async fn reset_password(desk: State<'_, Desk>, token: String, password: String) -> Answer<()> {
    desk.reset_password(token, password).await
}

/// Signs in.
#[tauri::command]
#[specta::specta]
pub async fn sign_in(desk: State<'_, Desk>, name: String, password: String) -> Answer<DeskStatus> {
    desk.sign_in(name, password).await
}

/// Signs out; drafts stay.
#[tauri::command]
#[specta::specta]
pub async fn sign_out(desk: State<'_, Desk>, everywhere: bool) -> Answer<DeskStatus> {
    desk.sign_out(everywhere).await
}

/// Changes the account's details at the portal.
#[tauri::command]
#[specta::specta]
pub async fn save_account(desk: State<'_, Desk>, details: AccountDetails) -> Answer<DeskStatus> {
    desk.save_account(details).await
}

/// Drafts made before signing in.
#[tauri::command]
#[specta::specta]
pub async fn unclaimed_drafts(desk: State<'_, Desk>) -> Answer<Vec<UnclaimedDraft>> {
    desk.unclaimed_drafts().await
}

/// Gives drafts to the account signed in.
#[tauri::command]
#[specta::specta]
pub async fn claim_drafts(desk: State<'_, Desk>, ids: Vec<Uuid>) -> Answer<()> {
    desk.claim_drafts(ids).await
}
