//! The desk itself.
use motcua_domain::problem::FieldProblem;
use motcua_portal_api::{account::{AccountDetails, Registered, Registration}, profile::PortalProfile};
use uuid::Uuid;

use crate::{error::DeskError, views::{account::UnclaimedDraft, catalogue::{Place, ProcedureView, SearchPage, SearchQuery, SearchRow}, dossier::{Attached, DossierFilter, DossierList, DossierView, FieldChange, Saved}, follow::Timeline, money::{Transaction, Transactions}, outbox::OutboxView, start::{DeskStatus, KeySlot, Letter, Settings}}};

/// The desk.
#[derive(Clone)]
pub struct Desk;

impl Desk {
    /// What the frame of the window always shows.
    pub async fn status(&self) -> Result<DeskStatus, DeskError> { todo!() }
    /// Opens the training store; the shell starts the training portal.
    pub async fn choose_training(&self) -> Result<DeskStatus, DeskError> { todo!() }
    /// Back to the real store.
    pub async fn leave_training(&self) -> Result<DeskStatus, DeskError> { todo!() }
    /// Asks a portal who it is, without choosing it.
    pub async fn test_portal(&self, address: String) -> Result<PortalProfile, DeskError> { todo!() }
    /// Binds the real store to a portal.
    pub async fn connect_portal(&self, address: String) -> Result<DeskStatus, DeskError> { todo!() }
    /// Tries the link now.
    pub async fn check_connection(&self) -> Result<DeskStatus, DeskError> { todo!() }
    /// Keeps the settings.
    pub async fn save_settings(&self, settings: Settings) -> Result<DeskStatus, DeskError> { todo!() }
    /// Keeps where the user is, for the next start.
    pub async fn remember_place(&self, place: String) -> Result<(), DeskError> { todo!() }
    /// Opens a locked store.
    pub async fn unlock(&self, slot: KeySlot, secret: String) -> Result<DeskStatus, DeskError> { todo!() }
    /// The recovery code, as groups to write down.
    pub async fn recovery_code(&self) -> Result<String, DeskError> { todo!() }
    /// The user says it is written down.
    pub async fn recovery_code_noted(&self) -> Result<DeskStatus, DeskError> { todo!() }
    /// Sets or removes the passphrase slot.
    pub async fn set_passphrase(&self, passphrase: Option<String>) -> Result<DeskStatus, DeskError> { todo!() }
    /// Training's mailbox, newest first.
    pub async fn mailbox(&self) -> Result<Vec<Letter>, DeskError> { todo!() }
    /// All problems of a registration, without sending it.
    pub async fn check_registration(&self, registration: Registration) -> Result<Vec<FieldProblem>, DeskError> { todo!() }
    /// Registers an account.
    pub async fn register(&self, registration: Registration) -> Result<Registered, DeskError> { todo!() }
    /// Confirms the e-mail address by the token of the letter.
    pub async fn confirm_account(&self, token: String) -> Result<(), DeskError> { todo!() }
    /// Asks for the letter again.
    pub async fn resend_confirmation(&self, email: String) -> Result<(), DeskError> { todo!() }
    /// Asks for a letter to set a new password.
    pub async fn forgot_password(&self, email: String) -> Result<(), DeskError> { todo!() }
    /// Sets a new password.
    pub async fn reset_password(&self, token: String, password: String) -> Result<(), DeskError> { todo!() }
    /// Signs in.
    pub async fn sign_in(&self, name: String, password: String) -> Result<DeskStatus, DeskError> { todo!() }
    /// Signs out; drafts stay.
    pub async fn sign_out(&self, everywhere: bool) -> Result<DeskStatus, DeskError> { todo!() }
    /// Changes the account's details at the portal.
    pub async fn save_account(&self, details: AccountDetails) -> Result<DeskStatus, DeskError> { todo!() }
    /// Drafts made before signing in.
    pub async fn unclaimed_drafts(&self) -> Result<Vec<UnclaimedDraft>, DeskError> { todo!() }
    /// Gives drafts to the account signed in.
    pub async fn claim_drafts(&self, ids: Vec<Uuid>) -> Result<(), DeskError> { todo!() }
    /// Searches the catalogue.
    pub async fn search(&self, query: SearchQuery) -> Result<SearchPage, DeskError> { todo!() }
    /// Thủ tục thường gặp.
    pub async fn common_procedures(&self) -> Result<Vec<SearchRow>, DeskError> { todo!() }
    /// One procedure.
    pub async fn procedure(&self, code: String, edition: Option<String>) -> Result<ProcedureView, DeskError> { todo!() }
    /// Provinces of an edition.
    pub async fn provinces(&self, places_edition: String) -> Result<Vec<Place>, DeskError> { todo!() }
    /// Communes of a province.
    pub async fn communes(&self, places_edition: String, province: String) -> Result<Vec<Place>, DeskError> { todo!() }
    /// A new draft, filled from the account.
    pub async fn create_dossier(&self, procedure: String, edition: Option<String>) -> Result<Uuid, DeskError> { todo!() }
    /// A new draft from an old dossier, with its answers and without its papers.
    pub async fn copy_dossier(&self, id: Uuid) -> Result<Uuid, DeskError> { todo!() }
    /// One dossier.
    pub async fn dossier(&self, id: Uuid) -> Result<DossierView, DeskError> { todo!() }
    /// A page of a list.
    pub async fn dossiers(&self, filter: DossierFilter, text: String, cursor: Option<String>) -> Result<DossierList, DeskError> { todo!() }
    /// Commits answers to the disk.
    pub async fn set_answers(&self, id: Uuid, changes: Vec<FieldChange>) -> Result<Saved, DeskError> { todo!() }
    /// Takes a paper away; `restore_paper` brings it back.
    pub async fn remove_paper(&self, id: Uuid, paper: Uuid) -> Result<(), DeskError> { todo!() }
    /// Brings a removed paper back.
    pub async fn restore_paper(&self, id: Uuid, paper: Uuid) -> Result<(), DeskError> { todo!() }
    /// Reorders within the component.
    pub async fn move_paper(&self, id: Uuid, paper: Uuid, position: u32) -> Result<(), DeskError> { todo!() }
    /// Deletes a draft; `restore_dossier` brings it back.
    pub async fn delete_dossier(&self, id: Uuid) -> Result<(), DeskError> { todo!() }
    /// Brings a deleted draft back.
    pub async fn restore_dossier(&self, id: Uuid) -> Result<(), DeskError> { todo!() }
    /// Checks everything, freezes and queues; all problems at once in the error.
    pub async fn submit(&self, id: Uuid) -> Result<(), DeskError> { todo!() }
    /// Back to draft, while the submission has not left.
    pub async fn recall(&self, id: Uuid) -> Result<(), DeskError> { todo!() }
    /// Asks the portal to withdraw (queued when offline).
    pub async fn withdraw(&self, id: Uuid, reason: String) -> Result<(), DeskError> { todo!() }
    /// Queues the answer to the open request.
    pub async fn answer_supplement(&self, id: Uuid, note: String) -> Result<(), DeskError> { todo!() }
    /// Hộp gửi.
    pub async fn outbox(&self) -> Result<OutboxView, DeskError> { todo!() }
    /// Pauses or goes on.
    pub async fn outbox_pause(&self, paused: bool) -> Result<(), DeskError> { todo!() }
    /// Tries at once.
    pub async fn outbox_send_now(&self) -> Result<(), DeskError> { todo!() }
    /// Tries a held dossier again.
    pub async fn outbox_retry(&self, id: Uuid) -> Result<(), DeskError> { todo!() }
    /// Danh sách giao dịch; `refresh` asks the portal first.
    pub async fn transactions(&self, refresh: bool) -> Result<Transactions, DeskError> { todo!() }
    /// Starts an attempt (needs the portal).
    pub async fn start_payment(&self, obligation: Uuid, method: String, payer_name: Option<String>) -> Result<Transaction, DeskError> { todo!() }
    /// Gives an attempt up.
    pub async fn cancel_payment(&self, attempt: Uuid) -> Result<Transaction, DeskError> { todo!() }
    /// The timeline of one's own dossier.
    pub async fn timeline(&self, id: Uuid) -> Result<Timeline, DeskError> { todo!() }
    /// Asks the portal, then the timeline.
    pub async fn refresh_dossier(&self, id: Uuid) -> Result<Timeline, DeskError> { todo!() }
    /// Tra cứu by code and look-up key.
    pub async fn lookup(&self, code: String, key: String) -> Result<Timeline, DeskError> { todo!() }
    /// Attaches one file: copies, hashes, fsyncs, then says so.
    pub async fn attach(&self, id: Uuid, component: String, path: std::path::PathBuf) -> Result<Attached, DeskError> { todo!() }
}
