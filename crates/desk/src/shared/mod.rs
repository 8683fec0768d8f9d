//! What every use case stands on: the open store, configuration, events, words.

pub(crate) mod config;
pub(crate) mod opening;
pub(crate) mod room;
pub(crate) mod words;

use std::{path::PathBuf, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use motcua_domain::{calendar::local_day, language::Language};
use tokio::sync::{OnceCell, broadcast};
use uuid::Uuid;

use crate::{catalogue::shelf::Shelf, deps::Deps, error::DeskError, views::event::DeskEvent};

/// How many events a slow listener may lag behind before it is told to look at everything again.
const EVENTS_KEPT: usize = 1024;

/// What lives as long as the desk, whichever store is open.
pub(crate) struct Shared {
    /// Folder of everything.
    pub home: PathBuf,
    /// What was given from outside.
    pub deps: Deps,
    /// Mode, settings, last place.
    pub config: config::Config,
    events: broadcast::Sender<DeskEvent>,
    shelf: OnceCell<Arc<Shelf>>,
}

impl Shared {
    pub fn new(home: PathBuf, deps: Deps, language: Option<Language>) -> Self {
        Self {
            config: config::Config::load(&home).speaking(language),
            home,
            deps,
            events: broadcast::channel(EVENTS_KEPT).0,
            shelf: OnceCell::new(),
        }
    }

    /// Tells the window. Nobody listening is fine.
    pub fn emit(&self, event: DeskEvent) {
        let _ = self.events.send(event);
    }

    pub fn subscribe(&self) -> broadcast::Receiver<DeskEvent> {
        self.events.subscribe()
    }

    /// The catalogue; read in the background soon after the start, so that this rarely waits, and never for
    /// the store or the network.
    pub async fn shelf(&self) -> Result<Arc<Shelf>, DeskError> {
        self.shelf
            .get_or_try_init(|| async { tokio::task::spawn_blocking(|| Arc::new(Shelf::bundled())).await })
            .await
            .cloned()
            .map_err(|error| self.internal(&error))
    }

    pub fn lang(&self) -> Language {
        self.config.language()
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.deps.clock.now()
    }

    /// Today in Việt Nam.
    pub fn today(&self) -> NaiveDate {
        local_day(self.now())
    }

    /// A new id, unique for ever.
    pub fn id(&self) -> Uuid {
        self.deps.random.id()
    }

    pub fn internal(&self, detail: &dyn std::fmt::Display) -> DeskError {
        DeskError::internal(self.lang(), self.id(), detail)
    }
}
