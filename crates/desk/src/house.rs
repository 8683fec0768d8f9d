//! The desk's inside: which store is open, switching between them, closing.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use motcua_store::{SlotKind, Store, StoreError, StoreMode, Unlock};
use tokio::{sync::watch, task::AbortHandle};

use crate::{
    backup::{self, restoring},
    deps::{Deps, StoreKey, Unattended},
    error::{DeskError, ErrorCode},
    error_convert,
    portal_link::{connect, documents},
    settings,
    shared::{
        Shared,
        opening::{self, Opened, store_dir, store_mode},
        room::Room,
    },
    training,
    views::{
        backup::Restored,
        event::DeskEvent,
        start::{KeySlot, Mode},
    },
};

/// How long deleted drafts stay in the bin.
const BIN_DAYS: i64 = 30;
/// How long a store that another handle is just giving up is waited for.
const BUSY_TRIES: u32 = 20;
const BUSY_PAUSE: Duration = Duration::from_millis(100);

/// Where opening the store is.
#[derive(Clone)]
pub(crate) enum RoomState {
    Opening,
    Open(Arc<Room>),
    Locked(Vec<SlotKind>),
    Failed(DeskError),
}

/// Everything behind a [`crate::Desk`].
pub(crate) struct House {
    pub shared: Arc<Shared>,
    room: watch::Sender<RoomState>,
    training: watch::Sender<training::Progress>,
    switching: tokio::sync::Mutex<()>,
    tasks: Mutex<Vec<AbortHandle>>,
    unattended: Option<Unattended>,
}

impl House {
    /// Returns at once; the catalogue and the store are opened in the background.
    pub fn open(home: PathBuf, deps: Deps, unattended: Option<Unattended>) -> Arc<Self> {
        let language = unattended.as_ref().and_then(|how| how.language);
        let house = Arc::new(Self {
            shared: Arc::new(Shared::new(home, deps, language)),
            room: watch::channel(RoomState::Opening).0,
            training: watch::channel(training::Progress::Starting).0,
            switching: tokio::sync::Mutex::new(()),
            tasks: Mutex::default(),
            unattended,
        });
        let home = house.shared.home.clone();
        // What a crash kept the last close from wiping. Beside a window that is open, its copies are its own.
        if house.unattended.is_none() {
            tokio::task::spawn_blocking(move || backup::private::wipe(&home));
        }
        let opening = Arc::clone(&house);
        tokio::spawn(async move {
            let _switching = opening.switching.lock().await;
            // whoever chose a store meanwhile was quicker
            if matches!(opening.state(), RoomState::Opening) {
                opening.open_store(None).await;
            }
        });
        house
    }

    /// Reads the catalogue and builds the search over it, before somebody asks for them.
    pub async fn warm(&self) {
        if let Ok(shelf) = self.shared.shelf().await {
            self.shared.emit(DeskEvent::Catalogue);
            tokio::task::spawn_blocking(move || shelf.warm()).await.ok();
        }
    }

    pub fn state(&self) -> RoomState {
        self.room.borrow().clone()
    }

    /// The room if it is open right now.
    pub fn room_now(&self) -> Option<Arc<Room>> {
        match &*self.room.borrow() {
            RoomState::Open(room) => Some(Arc::clone(room)),
            _ => None,
        }
    }

    /// The room, waited for while it is being opened (for the disk and the keyring, never for the
    /// network).
    pub async fn room(&self) -> Result<Arc<Room>, DeskError> {
        let mut watched = self.room.subscribe();
        let state = watched
            .wait_for(|state| !matches!(state, RoomState::Opening))
            .await
            .map(|state| state.clone());
        match state {
            Ok(RoomState::Open(room)) => Ok(room),
            Ok(RoomState::Locked(_)) => Err(DeskError::say(
                ErrorCode::Locked,
                self.shared.lang(),
                "Kho dữ liệu đang khóa. Hãy nhập mật khẩu kho hoặc mã khôi phục để mở.",
                "The store is locked. Enter the passphrase or the recovery code to open it.",
            )),
            Ok(RoomState::Failed(error)) => Err(error),
            Ok(RoomState::Opening) | Err(_) => Err(self.shared.internal(&"the store was closed")),
        }
    }

    /// How far the training portal is.
    pub fn training(&self) -> watch::Receiver<training::Progress> {
        self.training.subscribe()
    }

    fn set(&self, state: RoomState) {
        self.room.send_replace(state);
        self.shared.emit(DeskEvent::Status);
    }

    fn mode(&self) -> StoreMode {
        store_mode(self.shared.config.mode())
    }

    /// Opens the store of the present mode, by the keyring or with what a person typed. Only a
    /// wrong secret is an error; everything else becomes the state.
    async fn open_store(self: &Arc<Self>, typed: Option<(KeySlot, String)>) {
        let _ = self.try_open(typed).await;
    }

    async fn try_open(self: &Arc<Self>, typed: Option<(KeySlot, String)>) -> Result<(), DeskError> {
        let mode = self.mode();
        let dir = store_dir(&self.shared.home, mode);
        if let Some(Unattended {
            key: Some(StoreKey::Passphrase(new)),
            ..
        }) = &self.unattended
            && !Store::exists(&dir)
            && let Err(error) = settings::check_passphrase(new, self.shared.lang())
        {
            self.set(RoomState::Failed(error));
            return Ok(());
        }
        let mut tries = 0;
        let opened = loop {
            let (shared, dir, typed) = (Arc::clone(&self.shared), dir.clone(), typed.clone());
            let unattended = self.unattended.clone();
            let opened = tokio::task::spawn_blocking(move || {
                let vault = &*shared.deps.vault;
                let now = shared.now();
                match typed {
                    None => Ok(match unattended {
                        Some(how) => opening::open_unattended(&dir, mode, how.key.as_ref(), vault, now),
                        None => opening::open(&dir, mode, vault, now),
                    }),
                    Some((KeySlot::Passphrase, secret)) => {
                        opening::unlock(&dir, Unlock::Passphrase(&secret), vault, now)
                    }
                    Some((KeySlot::Recovery, secret)) => {
                        opening::unlock(&dir, Unlock::RecoveryCode(&secret), vault, now)
                    }
                    Some((KeySlot::Keyring, _)) => Ok(opening::open(&dir, mode, vault, now)),
                }
            })
            .await
            .map_err(|error| self.shared.internal(&error))?;
            match opened {
                // our own handle of a moment ago may still be closing
                Ok(Opened::Failed(StoreError::Busy)) if tries < BUSY_TRIES => {
                    tries += 1;
                    tokio::time::sleep(BUSY_PAUSE).await;
                }
                other => break other,
            }
        };
        let words = |error: &StoreError| error_convert::store(self.shared.lang(), self.shared.id(), error);
        let store = match opened.map_err(|error| words(&error))? {
            Opened::Open(store) => store,
            Opened::Locked(slots) => {
                self.set(RoomState::Locked(slots));
                return Ok(());
            }
            Opened::SetAside(path) => {
                self.set(RoomState::Failed(set_aside(&self.shared, &path)));
                return Ok(());
            }
            Opened::Failed(error) => {
                self.set(RoomState::Failed(words(&error)));
                return Ok(());
            }
        };
        match self.furnish(store, mode).await {
            Ok(room) => {
                match &self.unattended {
                    // a window shows what there is at once
                    None => {
                        self.set(RoomState::Open(Arc::clone(&room)));
                        self.keep_task(tokio::spawn(backup::upkeep::run(Arc::downgrade(&room))));
                        self.connect(room).await;
                    }
                    // a command asks once, and then the link has to be there
                    Some(how) => {
                        if how.connect {
                            self.connect(Arc::clone(&room)).await;
                        }
                        self.set(RoomState::Open(room));
                    }
                }
            }
            Err(error) => self.set(RoomState::Failed(error)),
        }
        Ok(())
    }

    fn keep_task(&self, task: tokio::task::JoinHandle<()>) {
        self.tasks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(task.abort_handle());
    }

    /// Makes the room: what the store has of the portal's documents goes on the shelf.
    async fn furnish(&self, store: Store, mode: StoreMode) -> Result<Arc<Room>, DeskError> {
        let shelf = self.shared.shelf().await?;
        let shared = Arc::clone(&self.shared);
        let training = self.training();
        tokio::task::spawn_blocking(move || {
            let room = Room::new(Arc::clone(&shared), store, mode, training);
            match room.store.read(|tx| documents::load(tx, &shelf)) {
                Ok(Some(profile)) => room.set_profile(profile),
                Ok(None) => {}
                Err(error) => return Err(room.store_error(&error)),
            }
            let before = shared.now() - chrono::Duration::days(BIN_DAYS);
            if let Err(error) = room.store.write(|tx| tx.purge_deleted(before)) {
                log::warn!("the bin could not be emptied: {error}");
            }
            Ok(Arc::new(room))
        })
        .await
        .unwrap_or_else(|error| Err(self.shared.internal(&error)))
    }

    /// Starts to talk to the portal, if there is one. Does not wait for it.
    async fn connect(&self, room: Arc<Room>) {
        if room.is_training() {
            self.training.send_replace(training::Progress::Starting);
            let task = tokio::spawn(training::supervise(room, self.training.clone()));
            self.tasks
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(task.abort_handle());
            return;
        }
        let here = Arc::clone(&room);
        let identity = room
            .blocking(move || here.store.identity().map_err(|error| here.store_error(&error)))
            .await;
        let started = match identity {
            Ok(identity) => match identity.portal {
                Some(binding) => connect::start(&room, binding).await,
                None => Ok(()),
            },
            Err(error) => Err(error),
        };
        if let Err(error) = started {
            log::error!("the outbox could not be started: {:?}", error.code);
        }
    }

    /// Opens a locked store with what a person typed.
    pub async fn unlock(self: &Arc<Self>, slot: KeySlot, secret: String) -> Result<(), DeskError> {
        let _switching = self.switching.lock().await;
        if !matches!(self.state(), RoomState::Locked(_)) {
            return Ok(()); // open already
        }
        self.try_open(Some((slot, secret))).await
    }

    /// Leaves the present store and opens that of `mode`.
    pub async fn switch(self: &Arc<Self>, mode: Mode) -> Result<(), DeskError> {
        let _switching = self.switching.lock().await;
        let before = self.shared.config.mode();
        let shared = Arc::clone(&self.shared);
        tokio::task::spawn_blocking(move || shared.config.set_mode(mode))
            .await
            .map_err(|error| self.shared.internal(&error))?
            .map_err(|error| {
                error_convert::store(self.shared.lang(), self.shared.id(), &StoreError::from(error))
            })?;
        if store_mode(before) == store_mode(mode) && matches!(self.state(), RoomState::Open(_)) {
            self.shared.emit(DeskEvent::Status);
            return Ok(());
        }
        self.leave().await;
        self.open_store(None).await;
        self.shared.emit(DeskEvent::Outbox);
        self.shared.emit(DeskEvent::Transactions);
        self.shared.emit(DeskEvent::Catalogue);
        Ok(())
    }

    /// Ends everything that works on the open store.
    async fn leave(&self) {
        for task in self
            .tasks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .drain(..)
        {
            task.abort();
        }
        if let RoomState::Open(room) = self.room.send_replace(RoomState::Opening) {
            room.upkeep.stop.stop();
            if let Some(link) = room.set_link(None) {
                link.sync.stop().await;
            }
        }
    }

    /// Puts a backup or a package in the place of the store in use. Whatever comes of it, a store is
    /// opened again afterwards.
    pub async fn restore(
        self: &Arc<Self>,
        from: restoring::From,
        typed: Option<restoring::Typed>,
    ) -> Result<Restored, DeskError> {
        let _switching = self.switching.lock().await;
        let (shared, mode) = (Arc::clone(&self.shared), self.mode());
        let room = self.room_now();
        let before = room.as_ref().map(|room| room.store.released());
        self.leave().await;
        let staging = {
            let (from, shared) = (from.clone(), Arc::clone(&shared));
            tokio::task::spawn_blocking(move || {
                let path = restoring::find(&shared, &from)?;
                let same = match &room {
                    Some(room) => restoring::stage_same(room, &from, &path)?,
                    None => None,
                };
                Ok::<_, DeskError>((path, same))
            })
        };
        let staged = staging.await.unwrap_or_else(|error| Err(shared.internal(&error)));
        if let Some(before) = before {
            released(&before).await;
        }
        let (brought, typed) = match staged {
            Ok((_, Some(brought))) => (Ok(brought), None),
            Ok((path, None)) => match typed {
                None => (Err(restoring::needs_secret(&shared)), None),
                Some(typed) => (
                    self.stage_typed(mode, from, path, typed.clone()).await,
                    Some(typed),
                ),
            },
            Err(error) => (Err(error), None),
        };
        let typed = typed.filter(|_| brought.is_ok());
        let opened = self.try_open(typed).await;
        for event in [DeskEvent::Outbox, DeskEvent::Transactions, DeskEvent::Catalogue] {
            self.shared.emit(event);
        }
        let brought = brought?;
        opened?;
        if self.shared.config.mode() == Mode::Unset {
            // the first choice was made: the work that came along goes on
            let config = Arc::clone(&self.shared);
            let kept = tokio::task::spawn_blocking(move || config.config.set_mode(Mode::Real)).await;
            if let Ok(Err(error)) = kept {
                log::warn!("the choice of the real store could not be kept: {error}");
            }
        }
        let restored = restoring::restored(self.room_now().as_ref(), &brought);
        self.shared.emit(DeskEvent::Status);
        Ok(restored)
    }

    async fn stage_typed(
        &self,
        mode: StoreMode,
        from: restoring::From,
        path: PathBuf,
        typed: restoring::Typed,
    ) -> Result<motcua_store::backup::Brought, DeskError> {
        let shared = Arc::clone(&self.shared);
        let dir = store_dir(&shared.home, mode);
        let staged = tokio::task::spawn_blocking(move || {
            restoring::stage_typed(&shared, &dir, mode, &from, &path, &typed)
        });
        staged
            .await
            .map_err(|error| self.shared.internal(&error))?
            .map_err(|error| error_convert::store(self.shared.lang(), self.shared.id(), &error))
    }

    /// Ends everything and waits until the store is let go.
    pub async fn close(&self) {
        let _switching = self.switching.lock().await;
        let store = self.room_now().map(|room| room.store.released());
        self.leave().await;
        let closed = DeskError::say(
            ErrorCode::Internal,
            self.shared.lang(),
            "Chương trình đang đóng.",
            "The program is closing.",
        );
        self.room.send_replace(RoomState::Failed(closed));
        if self.unattended.is_none() {
            let home = self.shared.home.clone();
            let _ = tokio::task::spawn_blocking(move || backup::private::wipe(&home)).await;
        }
        let Some(store) = store else { return };
        if !released(&store).await {
            log::warn!("the store is still in use while the program closes");
        }
    }
}

/// Waits until nobody uses a store any more and it is closed, for a while.
async fn released(store: &motcua_store::Released) -> bool {
    for _ in 0..500 {
        if store.is_done() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    false
}

impl Drop for House {
    fn drop(&mut self) {
        for task in self
            .tasks
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
            .drain(..)
        {
            task.abort();
        }
        // without its link the outbox's task loses its last handle and ends
        if let RoomState::Open(room) = &*self.room.borrow() {
            room.upkeep.stop.stop();
            room.set_link(None);
        }
    }
}

fn set_aside(shared: &Shared, path: &std::path::Path) -> DeskError {
    use motcua_domain::language::Language;
    let path = path.display();
    DeskError {
        message: match shared.lang() {
            Language::Vi => format!(
                "Kho dữ liệu bị hỏng nên đã được cất nguyên vẹn vào {path}; không có gì bị xóa. Hãy liên hệ người hỗ trợ để khôi phục. Khởi động lại chương trình sẽ bắt đầu với kho trống."
            ),
            Language::En => format!(
                "The store is damaged and was set aside, whole, in {path}; nothing was deleted. Ask for support to recover it. Restarting the program begins with an empty store."
            ),
        },
        ..DeskError::say(ErrorCode::StoreDamaged, shared.lang(), "", "")
    }
}
