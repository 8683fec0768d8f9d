//! An open store with what belongs to it: its portal, its account, how often procedures were used.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use motcua_domain::{language::Language, paper::PaperLimits};
use motcua_portal_api::{account::Account, profile::PortalProfile};
use motcua_store::{AccountRecord, DossierRecord, ReadTx, Store, StoreError, StoreMode, Whose, WriteTx};
use tokio::sync::watch;
use uuid::Uuid;

use super::{Shared, words::Thing};
use crate::{
    backup::upkeep::Upkeep,
    catalogue::habits::Habits,
    drafts::check::fallback_limits,
    error::{DeskError, ErrorCode},
    error_convert,
    portal_link::Link,
    training::Progress,
    views::{event::DeskEvent, start::TrainingInfo},
};

/// How long the training portal may take to start.
const LONGEST_START: Duration = Duration::from_secs(30);

/// What ends a transaction without a change: a sentence for the user, or the store's own error.
pub(crate) enum Stop {
    /// The use case says no.
    Desk(Box<DeskError>),
    /// The store does.
    Store(StoreError),
}

impl From<DeskError> for Stop {
    fn from(error: DeskError) -> Self {
        Self::Desk(Box::new(error))
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// The open store.
pub(crate) struct Room {
    pub shared: Arc<Shared>,
    pub store: Store,
    pub mode: StoreMode,
    link: RwLock<Option<Arc<Link>>>,
    profile: RwLock<Option<PortalProfile>>,
    training: RwLock<Option<TrainingInfo>>,
    training_portal: watch::Receiver<Progress>,
    /// What was used, marked and looked at here.
    pub habits: Habits,
    pub upkeep: Upkeep,
}

impl Room {
    pub fn new(
        shared: Arc<Shared>,
        store: Store,
        mode: StoreMode,
        training_portal: watch::Receiver<Progress>,
    ) -> Self {
        let habits = Habits::load(&store);
        Self {
            shared,
            store,
            mode,
            link: RwLock::default(),
            profile: RwLock::default(),
            training: RwLock::default(),
            training_portal,
            habits,
            upkeep: Upkeep::default(),
        }
    }

    /// Reads one snapshot, away from the caller's thread.
    pub async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        query: impl FnOnce(&ReadTx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, DeskError> {
        let room = Arc::clone(self);
        self.blocking(move || {
            let mut stopped = None;
            let done = room.store.read(|tx| keep_stop(query(tx), &mut stopped));
            room.outcome(done, stopped)
        })
        .await
    }

    /// Makes one durable change, away from the caller's thread. `Ok` means it is on the disk.
    pub async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        change: impl FnOnce(&WriteTx<'_>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, DeskError> {
        let room = Arc::clone(self);
        self.blocking(move || room.write_now(change)).await
    }

    /// [`Self::write`] for a caller that is on a blocking thread already.
    pub fn write_now<T>(&self, change: impl FnOnce(&WriteTx<'_>) -> Result<T, Stop>) -> Result<T, DeskError> {
        let mut stopped = None;
        let done = self.store.write(|tx| keep_stop(change(tx), &mut stopped));
        self.outcome(done, stopped)
    }

    fn outcome<T>(
        &self,
        done: Result<T, StoreError>,
        stopped: Option<Box<DeskError>>,
    ) -> Result<T, DeskError> {
        match (done, stopped) {
            (_, Some(error)) => Err(*error),
            (Ok(value), None) => Ok(value),
            (Err(error), None) => Err(self.store_error(&error)),
        }
    }

    /// Runs something that blocks on a thread for that.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, DeskError> {
        tokio::task::spawn_blocking(work)
            .await
            .unwrap_or_else(|error| Err(self.shared.internal(&error)))
    }

    pub fn store_error(&self, error: &StoreError) -> DeskError {
        error_convert::store(self.shared.lang(), self.shared.id(), error)
    }

    pub fn lang(&self) -> Language {
        self.shared.lang()
    }

    pub fn emit(&self, event: DeskEvent) {
        self.shared.emit(event);
    }

    pub fn is_training(&self) -> bool {
        self.mode == StoreMode::Training
    }

    /// The link to the portal the store belongs to, once its address is known.
    pub fn link(&self) -> Option<Arc<Link>> {
        self.link.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The link, for what needs the portal at once. In training it is waited for while the
    /// portal is being started.
    pub async fn need_link(&self) -> Result<Arc<Link>, DeskError> {
        if let Some(link) = self.link() {
            return Ok(link);
        }
        if self.is_training() {
            let mut progress = self.training_portal.clone();
            let settled =
                tokio::time::timeout(LONGEST_START, progress.wait_for(|p| *p != Progress::Starting)).await;
            if let Ok(Ok(progress)) = settled
                && let Progress::Failed(error) = &*progress
            {
                return Err(error.clone());
            }
            return self.link().ok_or_else(|| DeskError::offline(self.lang()));
        }
        Err(DeskError::no_portal(self.lang()))
    }

    pub fn set_link(&self, link: Option<Arc<Link>>) -> Option<Arc<Link>> {
        std::mem::replace(
            &mut *self.link.write().unwrap_or_else(PoisonError::into_inner),
            link,
        )
    }

    /// The portal's profile as last seen.
    pub fn profile(&self) -> Option<PortalProfile> {
        self.profile
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub fn set_profile(&self, profile: PortalProfile) {
        *self.profile.write().unwrap_or_else(PoisonError::into_inner) = Some(profile);
    }

    /// What may be attached where a component says nothing.
    pub fn limits(&self) -> PaperLimits {
        self.profile()
            .map_or_else(fallback_limits, |profile| profile.default_limits)
    }

    pub fn set_training(&self, info: TrainingInfo) {
        *self.training.write().unwrap_or_else(PoisonError::into_inner) = Some(info);
    }

    /// Training: where officer and bank are.
    pub fn training(&self) -> Option<TrainingInfo> {
        self.training
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The account signed in, read from the disk.
    pub async fn account(self: &Arc<Self>) -> Result<Option<Account>, DeskError> {
        self.read(|tx| Ok(tx.current_account()?.map(account).transpose()?))
            .await
    }

    /// The account signed in, or the request to sign in.
    pub async fn need_account(self: &Arc<Self>) -> Result<Account, DeskError> {
        self.account()
            .await?
            .ok_or_else(|| DeskError::sign_in_needed(self.lang()))
    }
}

fn keep_stop<T>(result: Result<T, Stop>, stopped: &mut Option<Box<DeskError>>) -> Result<T, StoreError> {
    result.map_err(|stop| match stop {
        Stop::Store(error) => error,
        Stop::Desk(error) => {
            *stopped = Some(error);
            StoreError::Conflict("stopped by the use case") // rolls back; the caller sees `stopped`
        }
    })
}

/// An account as the window knows it.
pub(crate) fn account(record: AccountRecord) -> Result<Account, StoreError> {
    Ok(Account {
        id: record.id,
        details: serde_json::from_value(record.details)?,
        version: record.version,
    })
}

/// Whose rows the person at the desk may see.
pub(crate) fn whose(tx: &ReadTx<'_>) -> Result<Whose, StoreError> {
    Ok(Whose::Account(tx.current_account()?.map(|account| account.id)))
}

/// A dossier that is not in the bin and that this person may see.
pub(crate) fn own_dossier(tx: &ReadTx<'_>, id: Uuid, lang: Language) -> Result<DossierRecord, Stop> {
    match tx.dossier(id, whose(tx)?)? {
        Some(record) if record.deleted_at.is_none() => Ok(record),
        _ => Err(DeskError::not_found(lang, Thing::Dossier).into()),
    }
}

/// A use case that does not fit the present state.
pub(crate) fn wrong_state(lang: Language, vi: &str, en: &str) -> DeskError {
    DeskError::say(ErrorCode::WrongState, lang, vi, en)
}
