//! The desk itself: a thin front over the rooms behind it.

use std::{path::PathBuf, sync::Arc};

use motcua_domain::problem::FieldProblem;
use motcua_portal_api::{
    account::{AccountDetails, Registered, Registration},
    profile::PortalProfile,
};
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::{
    catalogue::{carry, habits, usecases as catalogue},
    deps::{Deps, Unattended},
    drafts::{newer, papers, send, usecases as drafts},
    error::{DeskError, ErrorCode},
    files::{self, SavedFile},
    follow::{results, timeline},
    house::House,
    outbox,
    payments::{attempts, usecases as payments},
    portal_link::{connect, documents},
    proofs, sending,
    session::{register, sign_in},
    settings, status, training,
    views::{
        account::UnclaimedDraft,
        catalogue::{BroughtCatalogue, CaseView, Place, ProcedureView, SearchPage, SearchQuery, SearchRow},
        dossier::{Attached, DossierFilter, DossierList, DossierView, FieldChange, Saved},
        event::DeskEvent,
        follow::Timeline,
        money::{Transaction, Transactions},
        outbox::{OutboxRules, OutboxView},
        overview::DossierNarrow,
        start::{DeskStatus, KeySlot, Letter, Mode, Settings},
    },
};

mod backup;
mod card;
mod diagnostics;
mod elsewhere;
mod lists;
mod network;

type Answer<T> = Result<T, DeskError>;

/// The desk. Cheap to clone; the last clone dropped ends everything that works in the background.
///
/// No method waits for the network except those that say "needs the portal". Methods that need the
/// store wait until it is open, or say that it is locked.
#[derive(Clone)]
pub struct Desk {
    house: Arc<House>,
}

impl Desk {
    /// Opens the desk on its folder and returns at once: store and keyring follow in the
    /// background, and [`Desk::status`] tells how far they are. Must be called within a tokio runtime.
    pub fn open(home: PathBuf, deps: Deps) -> Self {
        Self {
            house: House::open(home, deps, None),
        }
    }

    /// [`Desk::open`] for a program without a window: it can be given the store's key, need not talk
    /// to the portal, and never makes a store that nobody could open the next time (without a
    /// keyring and without a passphrase the store stays locked, with no slots, and is not made).
    pub fn open_unattended(home: PathBuf, deps: Deps, how: Unattended) -> Self {
        Self {
            house: House::open(home, deps, Some(how)),
        }
    }

    /// Waits until the store is open, for the disk and the keyring and never for the network.
    ///
    /// # Errors
    /// Why it is not: locked, in use, damaged, …
    pub async fn opened(&self) -> Answer<DeskStatus> {
        self.house.room().await?;
        self.status().await
    }

    /// Reads the catalogue and builds the search over it, so that the first key of a search waits for neither. Whoever
    /// asks sooner has them sooner; a window calls this once its first page stands, with nothing else to do.
    pub async fn warm(&self) {
        self.house.warm().await;
    }

    /// What changes from now on. A listener that lags ([`broadcast::error::RecvError::Lagged`])
    /// should look at everything again.
    pub fn subscribe(&self) -> broadcast::Receiver<DeskEvent> {
        self.house.shared.subscribe()
    }

    /// Ends everything and waits until the store is let go. What was under way goes on at the next start.
    pub async fn close(&self) {
        self.house.close().await;
    }

    // start and settings

    /// What the frame of the window always shows. Never waits.
    pub async fn status(&self) -> Answer<DeskStatus> {
        status::status(&self.house).await
    }
    /// Opens the training store and starts the training portal.
    ///
    /// # Errors
    /// Why the training portal did not start; the store is open all the same and it is tried again.
    pub async fn choose_training(&self) -> Answer<DeskStatus> {
        self.house.switch(Mode::Training).await?;
        let room = self.house.room().await?;
        room.need_link().await?;
        self.status().await
    }
    /// Back to the real store.
    pub async fn leave_training(&self) -> Answer<DeskStatus> {
        self.house.switch(Mode::Real).await?;
        self.status().await
    }
    /// Asks a portal who it is, without choosing it (needs the portal).
    pub async fn test_portal(&self, address: String) -> Answer<PortalProfile> {
        let shared = &self.house.shared;
        connect::ask_profile(&self.house.room().await?, &address, shared.id()).await
    }
    /// Binds the real store to a portal (needs the portal). A store never sends anywhere else afterwards.
    ///
    /// # Errors
    /// [`ErrorCode::Refused`] for a training portal, or for another portal than the store's own.
    pub async fn connect_portal(&self, address: String) -> Answer<DeskStatus> {
        if self.house.shared.config.mode() == Mode::Training {
            return Err(DeskError::say(
                ErrorCode::Refused,
                self.house.shared.lang(),
                "Kho tập huấn không bao giờ gửi tới cổng khác. Hãy rời Tập huấn trước khi kết nối cổng.",
                "The training store never sends elsewhere. Leave Training before you connect a portal.",
            ));
        }
        let room = self.house.room().await?;
        connect::bind(&room, &address).await?;
        self.house.switch(Mode::Real).await?;
        self.status().await
    }
    /// Tries the link now; the outcome comes as [`DeskEvent::Status`].
    pub async fn check_connection(&self) -> Answer<DeskStatus> {
        if let Some(link) = self.house.room().await?.link() {
            link.sync.check_link();
        }
        self.status().await
    }
    /// Keeps the settings.
    pub async fn save_settings(&self, settings: Settings) -> Answer<DeskStatus> {
        settings::save(&self.house.shared, self.house.room_now(), settings).await?;
        self.status().await
    }
    /// Keeps where the user is, for the next start.
    pub async fn remember_place(&self, place: String) -> Answer<()> {
        settings::remember_place(&self.house.shared, place).await
    }
    /// Opens a locked store.
    ///
    /// # Errors
    /// [`ErrorCode::WrongKey`].
    pub async fn unlock(&self, slot: KeySlot, secret: String) -> Answer<DeskStatus> {
        self.house.unlock(slot, secret).await?;
        self.status().await
    }
    /// The recovery code, as groups to write down; only until it is noted.
    pub async fn recovery_code(&self) -> Answer<String> {
        settings::recovery_code(&self.house.room().await?).await
    }
    /// The user says it is written down.
    pub async fn recovery_code_noted(&self) -> Answer<DeskStatus> {
        settings::recovery_code_noted(&self.house.room().await?).await?;
        self.status().await
    }
    /// Sets or removes the passphrase slot.
    pub async fn set_passphrase(&self, passphrase: Option<String>) -> Answer<DeskStatus> {
        settings::set_passphrase(&self.house.room().await?, passphrase).await?;
        self.status().await
    }
    /// Training's mailbox, newest first (needs the portal).
    pub async fn mailbox(&self) -> Answer<Vec<Letter>> {
        training::mailbox(&self.house.room().await?).await
    }
    /// Training: the address of a letter's link, to be opened in the system's browser.
    pub async fn letter_link(&self, letter: String, index: u32) -> Answer<String> {
        training::letter_link(&self.house.room().await?, letter, index).await
    }
    /// Training: the address of the officer's page, to be opened in the system's browser.
    pub async fn officer_url(&self) -> Answer<String> {
        training::officer_url(&*self.house.room().await?)
    }

    // accounts

    /// All problems of a registration, without sending it.
    pub async fn check_registration(&self, registration: Registration) -> Answer<Vec<FieldProblem>> {
        Ok(register::check(&self.house.shared, &registration))
    }
    /// Registers an account (needs the portal).
    pub async fn register(&self, registration: Registration) -> Answer<Registered> {
        register::register(&self.house.room().await?, registration).await
    }
    /// Confirms the e-mail address by the token of the letter, or its whole link (needs the portal).
    pub async fn confirm_account(&self, token: String) -> Answer<()> {
        register::confirm(&self.house.room().await?, token).await
    }
    /// Asks for the letter again (needs the portal).
    pub async fn resend_confirmation(&self, email: String) -> Answer<()> {
        register::resend(&self.house.room().await?, email).await
    }
    /// Asks for a letter to set a new password (needs the portal).
    pub async fn forgot_password(&self, email: String) -> Answer<()> {
        register::forgot(&self.house.room().await?, email).await
    }
    /// Sets a new password (needs the portal).
    pub async fn reset_password(&self, token: String, password: String) -> Answer<()> {
        register::reset(&self.house.room().await?, token, password).await
    }
    /// Signs in (needs the portal).
    pub async fn sign_in(&self, name: String, password: String) -> Answer<DeskStatus> {
        sign_in::sign_in(&self.house.room().await?, name, password).await?;
        self.status().await
    }
    /// Signs out; drafts, outbox and papers stay. `everywhere` needs the portal.
    pub async fn sign_out(&self, everywhere: bool) -> Answer<DeskStatus> {
        sign_in::sign_out(&self.house.room().await?, everywhere).await?;
        self.status().await
    }
    /// Changes the account's details at the portal (needs the portal).
    pub async fn save_account(&self, details: AccountDetails) -> Answer<DeskStatus> {
        sign_in::save_account(&self.house.room().await?, details).await?;
        self.status().await
    }
    /// Drafts made before signing in.
    pub async fn unclaimed_drafts(&self) -> Answer<Vec<UnclaimedDraft>> {
        sign_in::unclaimed(&self.house.room().await?).await
    }
    /// Gives drafts to the account signed in.
    pub async fn claim_drafts(&self, ids: Vec<Uuid>) -> Answer<()> {
        sign_in::claim(&self.house.room().await?, ids).await
    }

    // catalogue: none of this waits for the store

    /// Searches the catalogue.
    pub async fn search(&self, query: SearchQuery) -> Answer<SearchPage> {
        catalogue::search(&self.house.shared, self.house.room_now(), query).await
    }
    /// Thủ tục thường gặp.
    pub async fn common_procedures(&self) -> Answer<Vec<SearchRow>> {
        catalogue::common(&self.house.shared, self.house.room_now()).await
    }
    /// One procedure.
    pub async fn procedure(&self, code: String, edition: Option<String>) -> Answer<ProcedureView> {
        let training = self.house.shared.config.mode() == Mode::Training;
        catalogue::procedure(&self.house.shared, self.house.room_now(), code, edition, training).await
    }
    /// What a procedure asks for and costs when the answer that decides its case is `value`; `None`:
    /// not entered yet. Nothing of it is kept.
    pub async fn procedure_case(
        &self,
        code: String,
        edition: Option<String>,
        value: Option<f64>,
    ) -> Answer<CaseView> {
        catalogue::procedure_case(&self.house.shared, self.house.room_now(), code, edition, value).await
    }
    /// A procedure as PDF on one A5 sheet: what to bring, how long, how much for the case that `value` decides.
    pub async fn procedure_sheet(
        &self,
        code: String,
        edition: Option<String>,
        value: Option<f64>,
    ) -> Answer<SavedFile> {
        let paper = catalogue::Paper::Sheet(value);
        catalogue::printed(&self.house.shared, self.house.room_now(), code, edition, paper).await
    }
    /// The electronic form of a procedure as PDF, blank, to be filled by hand.
    pub async fn blank_form(&self, code: String, edition: Option<String>) -> Answer<SavedFile> {
        let paper = catalogue::Paper::Form;
        catalogue::printed(&self.house.shared, self.house.room_now(), code, edition, paper).await
    }
    /// Marks a procedure as a favourite of this desk, or lets it go.
    pub async fn set_favourite(&self, code: String, on: bool) -> Answer<()> {
        habits::set_favourite(&self.house.room().await?, code, on).await
    }
    /// Notes that a procedure was looked at, for the list of the latest; nothing while the store is
    /// closed.
    pub async fn note_procedure_seen(&self, code: String) -> Answer<()> {
        match self.house.room_now() {
            Some(room) => habits::note_seen(&room, code).await,
            None => Ok(()),
        }
    }
    /// Provinces of an edition.
    pub async fn provinces(&self, places_edition: String) -> Answer<Vec<Place>> {
        catalogue::provinces(&self.house.shared, &places_edition).await
    }
    /// Communes of a province; with an empty province those of the whole edition, with district and province.
    pub async fn communes(&self, places_edition: String, province: String) -> Answer<Vec<Place>> {
        catalogue::communes(&self.house.shared, &places_edition, &province).await
    }

    /// Fetches what the portal has published since (needs the portal); whether anything was new.
    pub async fn update_catalogue(&self) -> Answer<bool> {
        let room = self.house.room().await?;
        let link = room.need_link().await?;
        documents::refresh_all(&room, &link).await
    }

    /// Every edition, the places and the holidays that this desk knows, as one file for machines
    /// without a network.
    pub async fn export_catalogue(&self) -> Answer<Vec<u8>> {
        carry::export(&self.house.shared).await
    }
    /// [`Desk::export_catalogue`] with a name to propose.
    pub async fn catalogue_file(&self) -> Answer<SavedFile> {
        let day = self.house.shared.today().format("%Y-%m-%d");
        Ok(SavedFile {
            file_name: format!("mot-cua-danh-muc-{day}.json"),
            media_type: "application/json".to_owned(),
            bytes: self.export_catalogue().await?,
        })
    }
    /// Takes what is newer in a file made by [`Desk::export_catalogue`], all of it or nothing; drafts
    /// keep the version they were made under.
    ///
    /// # Errors
    /// [`ErrorCode::BadFile`] for another, a damaged, or a newer program's file.
    pub async fn import_catalogue(&self, bytes: Vec<u8>) -> Answer<BroughtCatalogue> {
        carry::import(&self.house.room().await?, &bytes).await
    }
    /// [`Desk::import_catalogue`] of a file; one that is too large is refused before it is read.
    pub async fn import_catalogue_file(&self, path: PathBuf) -> Answer<BroughtCatalogue> {
        carry::import_file(&self.house.room().await?, path).await
    }

    // dossiers

    /// A new draft, filled from the account.
    pub async fn create_dossier(&self, procedure: String, edition: Option<String>) -> Answer<Uuid> {
        drafts::create(&self.house.room().await?, procedure, edition).await
    }
    /// A new draft from an old dossier, with its answers and without its papers.
    pub async fn copy_dossier(&self, id: Uuid) -> Answer<Uuid> {
        drafts::copy(&self.house.room().await?, id).await
    }
    /// Moves a draft to the newest version of its catalogue, with everything typed and attached: what the new
    /// form and components do not have stays in sight until the user clears it.
    pub async fn move_dossier(&self, id: Uuid) -> Answer<DossierView> {
        let room = self.house.room().await?;
        newer::move_to_newer(&room, id).await?;
        drafts::dossier(&room, id).await
    }
    /// One dossier.
    pub async fn dossier(&self, id: Uuid) -> Answer<DossierView> {
        drafts::dossier(&self.house.room().await?, id).await
    }
    /// A page of a list.
    pub async fn dossiers(
        &self,
        filter: DossierFilter,
        text: String,
        cursor: Option<String>,
    ) -> Answer<DossierList> {
        self.dossiers_where(filter, DossierNarrow::default(), text, cursor)
            .await
    }
    /// Commits answers to the disk.
    pub async fn set_answers(&self, id: Uuid, changes: Vec<FieldChange>) -> Answer<Saved> {
        drafts::set_answers(&self.house.room().await?, id, changes).await
    }
    /// Attaches one file: copies, hashes, fsyncs, then says so.
    pub async fn attach(&self, id: Uuid, component: String, path: PathBuf) -> Answer<Attached> {
        papers::attach(&self.house.room().await?, id, component, path).await
    }
    /// Gives a paper other bytes; its id and place stay.
    pub async fn replace_paper(&self, id: Uuid, paper: Uuid, path: PathBuf) -> Answer<Attached> {
        papers::replace(&self.house.room().await?, id, paper, path).await
    }
    /// Takes a paper away; `restore_paper` brings it back.
    pub async fn remove_paper(&self, id: Uuid, paper: Uuid) -> Answer<()> {
        papers::remove(&self.house.room().await?, id, paper).await
    }
    /// Brings a removed paper back.
    pub async fn restore_paper(&self, id: Uuid, paper: Uuid) -> Answer<()> {
        papers::restore(&self.house.room().await?, id, paper).await
    }
    /// Reorders within the component.
    pub async fn move_paper(&self, id: Uuid, paper: Uuid, position: u32) -> Answer<()> {
        papers::reorder(&self.house.room().await?, id, paper, position).await
    }
    /// The bytes of a paper, for the viewer.
    pub async fn paper_bytes(&self, dossier: Uuid, paper: Uuid) -> Answer<SavedFile> {
        files::paper(&self.house.room().await?, dossier, paper).await
    }
    /// Deletes a draft; `restore_dossier` brings it back.
    pub async fn delete_dossier(&self, id: Uuid) -> Answer<()> {
        drafts::delete(&self.house.room().await?, id).await
    }
    /// Brings a deleted draft back.
    pub async fn restore_dossier(&self, id: Uuid) -> Answer<()> {
        drafts::restore(&self.house.room().await?, id).await
    }

    // sending

    /// Checks everything, freezes and queues; all problems at once in the error.
    pub async fn submit(&self, id: Uuid) -> Answer<()> {
        send::submit(&self.house.room().await?, id).await
    }
    /// Back to draft, while the submission has not left.
    pub async fn recall(&self, id: Uuid) -> Answer<()> {
        send::recall(&self.house.room().await?, id).await
    }
    /// Asks the portal to withdraw (queued when offline).
    pub async fn withdraw(&self, id: Uuid, reason: String) -> Answer<()> {
        send::withdraw(&self.house.room().await?, id, reason).await
    }
    /// Queues the answer to the open request.
    pub async fn answer_supplement(&self, id: Uuid, note: String) -> Answer<()> {
        send::answer_supplement(&self.house.room().await?, id, note).await
    }
    /// Hộp gửi.
    pub async fn outbox(&self) -> Answer<OutboxView> {
        outbox::outbox(&self.house.room().await?).await
    }
    /// Pauses or goes on.
    pub async fn outbox_pause(&self, paused: bool) -> Answer<()> {
        outbox::pause(&self.house.room().await?, paused).await
    }
    /// Sets when and how fast to send.
    pub async fn set_outbox_rules(&self, rules: OutboxRules) -> Answer<()> {
        sending::set(&self.house.room().await?, rules).await
    }
    /// Tries at once, whatever the hours.
    pub async fn outbox_send_now(&self) -> Answer<()> {
        outbox::send_now(&self.house.room().await?).await
    }
    /// Asks the portal what has changed and waits until it is kept (needs the portal and an account).
    pub async fn pull_changes(&self) -> Answer<()> {
        outbox::pull_changes(&self.house.room().await?).await
    }
    /// Tries a held dossier again.
    pub async fn outbox_retry(&self, id: Uuid) -> Answer<()> {
        outbox::retry(&self.house.room().await?, id).await
    }
    /// The proof of submission as PDF.
    pub async fn proof_pdf(&self, id: Uuid) -> Answer<SavedFile> {
        proofs::submission(&self.house.room().await?, id).await
    }

    // money

    /// Danh sách giao dịch; `refresh` asks the portal first.
    pub async fn transactions(&self, refresh: bool) -> Answer<Transactions> {
        payments::transactions(&self.house.room().await?, refresh).await
    }
    /// Starts an attempt (needs the portal).
    pub async fn start_payment(
        &self,
        obligation: Uuid,
        method: String,
        payer_name: Option<String>,
    ) -> Answer<Transaction> {
        attempts::start(&self.house.room().await?, obligation, method, payer_name).await
    }
    /// Gives an attempt up (needs the portal).
    pub async fn cancel_payment(&self, attempt: Uuid) -> Answer<Transaction> {
        attempts::cancel(&self.house.room().await?, attempt).await
    }
    /// The bank's page of a pending attempt, to be opened in the system's browser.
    pub async fn payment_url(&self, attempt: Uuid) -> Answer<String> {
        attempts::pay_url(&self.house.room().await?, attempt).await
    }
    /// The receipt of an obligation as PDF (needs the portal).
    pub async fn receipt_pdf(&self, obligation: Uuid) -> Answer<SavedFile> {
        payments::receipt(&self.house.room().await?, obligation).await
    }

    // following

    /// The timeline of one's own dossier.
    pub async fn timeline(&self, id: Uuid) -> Answer<Timeline> {
        timeline::timeline(&self.house.room().await?, id).await
    }
    /// Asks the portal, then the timeline (needs the portal).
    pub async fn refresh_dossier(&self, id: Uuid) -> Answer<Timeline> {
        timeline::refresh(&self.house.room().await?, id).await
    }
    /// Tra cứu by code and look-up key (needs the portal).
    pub async fn lookup(&self, code: String, key: String) -> Answer<Timeline> {
        timeline::lookup(&self.house.room().await?, code, key).await
    }
    /// A file of the result; fetched now if it is not on this machine yet.
    pub async fn result_bytes(&self, dossier: Uuid, result: Uuid) -> Answer<SavedFile> {
        results::file(&self.house.room().await?, dossier, result).await
    }
}
