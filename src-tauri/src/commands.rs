//! What the window may ask of the desk: a line or two each, all of it in `motcua-desk`.
#![allow(missing_docs, reason = "the macro's own items have none")]

pub mod backup;
pub mod card;
pub mod elsewhere;
pub mod network;

use motcua_desk::{Desk, error::DeskError, prelude::*};
use tauri::{AppHandle, State, WebviewWindow};
use uuid::Uuid;

use crate::{dialogs, drops::Drops};

type Answer<T> = Result<T, DeskError>;

// start

/// What the frame of the window always shows.
#[tauri::command]
#[specta::specta]
pub async fn status(desk: State<'_, Desk>) -> Answer<DeskStatus> {
    desk.status().await
}

/// Opens the training store; the shell starts the training portal.
#[tauri::command]
#[specta::specta]
pub async fn choose_training(desk: State<'_, Desk>) -> Answer<DeskStatus> {
    desk.choose_training().await
}

/// Back to the real store.
#[tauri::command]
#[specta::specta]
pub async fn leave_training(desk: State<'_, Desk>) -> Answer<DeskStatus> {
    desk.leave_training().await
}

/// Asks a portal who it is, without choosing it.
#[tauri::command]
#[specta::specta]
pub async fn test_portal(desk: State<'_, Desk>, address: String) -> Answer<PortalProfile> {
    desk.test_portal(address).await
}

/// Binds the real store to a portal.
#[tauri::command]
#[specta::specta]
pub async fn connect_portal(desk: State<'_, Desk>, address: String) -> Answer<DeskStatus> {
    desk.connect_portal(address).await
}

/// Tries the link now.
#[tauri::command]
#[specta::specta]
pub async fn check_connection(desk: State<'_, Desk>) -> Answer<DeskStatus> {
    desk.check_connection().await
}

/// Keeps the settings.
#[tauri::command]
#[specta::specta]
pub async fn save_settings(desk: State<'_, Desk>, settings: Settings) -> Answer<DeskStatus> {
    desk.save_settings(settings).await
}

/// Keeps where the user is, for the next start.
#[tauri::command]
#[specta::specta]
pub async fn remember_place(desk: State<'_, Desk>, place: String) -> Answer<()> {
    desk.remember_place(place).await
}

/// Opens a locked store.
#[tauri::command]
#[specta::specta]
pub async fn unlock(desk: State<'_, Desk>, slot: KeySlot, secret: String) -> Answer<DeskStatus> {
    desk.unlock(slot, secret).await
}

/// The recovery code, as groups to write down.
#[tauri::command]
#[specta::specta]
pub async fn recovery_code(desk: State<'_, Desk>) -> Answer<String> {
    desk.recovery_code().await
}

/// The user says it is written down.
#[tauri::command]
#[specta::specta]
pub async fn recovery_code_noted(desk: State<'_, Desk>) -> Answer<DeskStatus> {
    desk.recovery_code_noted().await
}

/// Sets or removes the passphrase slot.
#[tauri::command]
#[specta::specta]
pub async fn set_passphrase(desk: State<'_, Desk>, passphrase: Option<String>) -> Answer<DeskStatus> {
    desk.set_passphrase(passphrase).await
}

/// Training's mailbox, newest first.
#[tauri::command]
#[specta::specta]
pub async fn mailbox(desk: State<'_, Desk>) -> Answer<Vec<Letter>> {
    desk.mailbox().await
}

// account

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

// catalogue

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

// dossiers

/// A new draft, filled from the account.
#[tauri::command]
#[specta::specta]
pub async fn create_dossier(
    desk: State<'_, Desk>,
    procedure: String,
    edition: Option<String>,
) -> Answer<Uuid> {
    desk.create_dossier(procedure, edition).await
}

/// A new draft from an old dossier, with its answers and without its papers.
#[tauri::command]
#[specta::specta]
pub async fn copy_dossier(desk: State<'_, Desk>, id: Uuid) -> Answer<Uuid> {
    desk.copy_dossier(id).await
}

/// Moves a draft to the newest version of its catalogue, with everything typed and attached.
#[tauri::command]
#[specta::specta]
pub async fn move_dossier(desk: State<'_, Desk>, id: Uuid) -> Answer<DossierView> {
    desk.move_dossier(id).await
}

/// One dossier.
#[tauri::command]
#[specta::specta]
pub async fn dossier(desk: State<'_, Desk>, id: Uuid) -> Answer<DossierView> {
    desk.dossier(id).await
}

/// A page of a list.
#[tauri::command]
#[specta::specta]
pub async fn dossiers(
    desk: State<'_, Desk>,
    filter: DossierFilter,
    narrow: DossierNarrow,
    text: String,
    cursor: Option<String>,
) -> Answer<DossierList> {
    desk.dossiers_where(filter, narrow, text, cursor).await
}

/// Saves what a list shows as a table; the file name, or none when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn save_dossiers(
    app: AppHandle,
    desk: State<'_, Desk>,
    filter: DossierFilter,
    narrow: DossierNarrow,
    text: String,
    only: Vec<Uuid>,
) -> Answer<Option<String>> {
    dialogs::save(&app, &desk, desk.dossiers_csv(filter, narrow, text, only).await?).await
}

/// What stands open at the portal, the earliest due day first.
#[tauri::command]
#[specta::specta]
pub async fn open_dossiers(desk: State<'_, Desk>) -> Answer<Vec<OpenDossier>> {
    desk.open_dossiers().await
}

/// The month that is on, by agency.
#[tauri::command]
#[specta::specta]
pub async fn month(desk: State<'_, Desk>) -> Answer<MonthView> {
    desk.month().await
}

/// What support needs to know, without anything about anybody.
#[tauri::command]
#[specta::specta]
pub async fn diagnostics(desk: State<'_, Desk>) -> Answer<String> {
    Ok(String::from_utf8_lossy(&desk.diagnostics().await?.bytes).into_owned())
}

/// Saves [`diagnostics`]; the file name, or none when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn save_diagnostics(app: AppHandle, desk: State<'_, Desk>) -> Answer<Option<String>> {
    dialogs::save(&app, &desk, desk.diagnostics().await?).await
}

/// Commits answers to the disk.
#[tauri::command]
#[specta::specta]
pub async fn set_answers(desk: State<'_, Desk>, id: Uuid, changes: Vec<FieldChange>) -> Answer<Saved> {
    desk.set_answers(id, changes).await
}

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

/// Deletes a draft; `restore_dossier` brings it back.
#[tauri::command]
#[specta::specta]
pub async fn delete_dossier(desk: State<'_, Desk>, id: Uuid) -> Answer<()> {
    desk.delete_dossier(id).await
}

/// Brings a deleted draft back.
#[tauri::command]
#[specta::specta]
pub async fn restore_dossier(desk: State<'_, Desk>, id: Uuid) -> Answer<()> {
    desk.restore_dossier(id).await
}

/// Checks everything, freezes and queues; all problems at once in the error.
#[tauri::command]
#[specta::specta]
pub async fn submit(desk: State<'_, Desk>, id: Uuid) -> Answer<()> {
    desk.submit(id).await
}

/// Back to draft, while the submission has not left.
#[tauri::command]
#[specta::specta]
pub async fn recall(desk: State<'_, Desk>, id: Uuid) -> Answer<()> {
    desk.recall(id).await
}

/// Asks the portal to withdraw (queued when offline).
#[tauri::command]
#[specta::specta]
pub async fn withdraw(desk: State<'_, Desk>, id: Uuid, reason: String) -> Answer<()> {
    desk.withdraw(id, reason).await
}

/// Queues the answer to the open request.
#[tauri::command]
#[specta::specta]
pub async fn answer_supplement(desk: State<'_, Desk>, id: Uuid, note: String) -> Answer<()> {
    desk.answer_supplement(id, note).await
}

// outbox

/// Hộp gửi.
#[tauri::command]
#[specta::specta]
pub async fn outbox(desk: State<'_, Desk>) -> Answer<OutboxView> {
    desk.outbox().await
}

/// Pauses or goes on.
#[tauri::command]
#[specta::specta]
pub async fn outbox_pause(desk: State<'_, Desk>, paused: bool) -> Answer<()> {
    desk.outbox_pause(paused).await
}

/// Sets when and how fast to send.
#[tauri::command]
#[specta::specta]
pub async fn set_outbox_rules(desk: State<'_, Desk>, rules: OutboxRules) -> Answer<()> {
    desk.set_outbox_rules(rules).await
}

/// Tries at once.
#[tauri::command]
#[specta::specta]
pub async fn outbox_send_now(desk: State<'_, Desk>) -> Answer<()> {
    desk.outbox_send_now().await
}

/// Tries a held dossier again.
#[tauri::command]
#[specta::specta]
pub async fn outbox_retry(desk: State<'_, Desk>, id: Uuid) -> Answer<()> {
    desk.outbox_retry(id).await
}

// money

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

// follow

/// The timeline of one's own dossier.
#[tauri::command]
#[specta::specta]
pub async fn timeline(desk: State<'_, Desk>, id: Uuid) -> Answer<Timeline> {
    desk.timeline(id).await
}

/// Asks the portal, then the timeline.
#[tauri::command]
#[specta::specta]
pub async fn refresh_dossier(desk: State<'_, Desk>, id: Uuid) -> Answer<Timeline> {
    desk.refresh_dossier(id).await
}

/// Tra cứu by code and look-up key.
#[tauri::command]
#[specta::specta]
pub async fn lookup(desk: State<'_, Desk>, code: String, key: String) -> Answer<Timeline> {
    desk.lookup(code, key).await
}

// with the shell's own dialogs and browser

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

/// Opens the bank's page in the system browser.
#[tauri::command]
#[specta::specta]
pub async fn open_payment(app: AppHandle, desk: State<'_, Desk>, attempt: Uuid) -> Answer<()> {
    dialogs::browse(&app, &desk, desk.payment_url(attempt).await?).await
}

/// Training: opens the officer's page in the system browser.
#[tauri::command]
#[specta::specta]
pub async fn open_officer(app: AppHandle, desk: State<'_, Desk>) -> Answer<()> {
    dialogs::browse(&app, &desk, desk.officer_url().await?).await
}

/// Training: opens a link of a letter in the system browser.
#[tauri::command]
#[specta::specta]
pub async fn open_letter_link(
    app: AppHandle,
    desk: State<'_, Desk>,
    letter: String,
    index: u32,
) -> Answer<()> {
    dialogs::browse(&app, &desk, desk.letter_link(letter, index).await?).await
}

/// Saves the proof of submission as PDF; the file name, or none when cancelled.
#[tauri::command]
#[specta::specta]
pub async fn save_proof(app: AppHandle, desk: State<'_, Desk>, id: Uuid) -> Answer<Option<String>> {
    dialogs::save(&app, &desk, desk.proof_pdf(id).await?).await
}

/// Saves the receipt as PDF.
#[tauri::command]
#[specta::specta]
pub async fn save_receipt(app: AppHandle, desk: State<'_, Desk>, obligation: Uuid) -> Answer<Option<String>> {
    dialogs::save(&app, &desk, desk.receipt_pdf(obligation).await?).await
}

/// Downloads and saves a file of the result.
#[tauri::command]
#[specta::specta]
pub async fn save_result(
    app: AppHandle,
    desk: State<'_, Desk>,
    id: Uuid,
    result: Uuid,
) -> Answer<Option<String>> {
    dialogs::save(&app, &desk, desk.result_bytes(id, result).await?).await
}

/// The page has put everything on the disk; the window closes.
#[tauri::command]
#[specta::specta]
pub async fn leave(window: WebviewWindow) -> Answer<()> {
    let _ = window.destroy();
    Ok(())
}
