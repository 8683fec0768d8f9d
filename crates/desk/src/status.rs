//! What the frame of the window always shows. It never waits: a store that is not open yet is
//! said to be opening.

use std::sync::Arc;

use crate::{
    backup::notice,
    error::DeskError,
    house::{House, RoomState},
    outbox,
    shared::{opening, room::Room},
    training::Progress,
    views::start::{Connection, DeskStatus, LinkState, OutboxSummary, StoreState},
};

/// The frame's state as of now.
pub(crate) async fn status(house: &Arc<House>) -> Result<DeskStatus, DeskError> {
    let shared = &house.shared;
    let mut status = DeskStatus {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        mode: shared.config.mode(),
        store: StoreState::Opening,
        portal: None,
        portal_address: None,
        account: None,
        session_valid: false,
        connection: Connection {
            state: LinkState::NoPortal,
            since: shared.now(),
            last_contact: None,
            next_try: None,
        },
        outbox: OutboxSummary::default(),
        training: None,
        settings: shared.config.settings(),
        last_place: shared.config.last_place(),
        recovery_code_unseen: false,
        store_notice: None,
    };
    match house.state() {
        RoomState::Opening => {}
        RoomState::Locked(slots) => {
            status.store = StoreState::Locked {
                slots: opening::slots(&slots),
            }
        }
        RoomState::Failed(error) => {
            status.store = StoreState::Failed {
                message: error.message,
            }
        }
        RoomState::Open(room) => {
            fill(&room, &mut status).await?;
            if room.is_training() && room.link().is_none() {
                status.connection.state = match &*house.training().borrow() {
                    Progress::Failed(_) => LinkState::Offline,
                    Progress::Starting | Progress::Ready => LinkState::Checking,
                };
            }
        }
    }
    Ok(status)
}

async fn fill(room: &Arc<Room>, status: &mut DeskStatus) -> Result<(), DeskError> {
    let here = Arc::clone(room);
    let (slots, unseen, binding) = room
        .blocking(move || {
            let read = || {
                Ok((
                    here.store.slots(),
                    here.store.recovery_code()?.is_some(),
                    here.store.identity()?.portal,
                ))
            };
            read().map_err(|error| here.store_error(&error))
        })
        .await?;
    let lang = room.lang();
    let (account, session_valid, resting, notice) = room
        .read(move |tx| {
            let account = tx
                .current_account()?
                .map(crate::shared::room::account)
                .transpose()?;
            let id = account.as_ref().map(|account| account.id);
            let session = match id {
                Some(id) => tx.session(id)?.is_some(),
                None => false,
            };
            Ok((
                account,
                session,
                outbox::resting_summary(tx, id)?,
                notice::words(tx, lang)?,
            ))
        })
        .await?;
    status.store = StoreState::Open {
        slots: opening::slots(&slots),
    };
    status.recovery_code_unseen = unseen;
    status.store_notice = notice;
    status.portal = room.profile();
    status.portal_address = binding.map(|binding| binding.address);
    status.training = room.training();
    status.session_valid = session_valid;
    status.outbox = resting;
    if let Some(link) = room.link() {
        status.portal_address = Some(link.address.clone());
        status.connection = link.connection();
        if let Some(state) = link.outbox() {
            status.outbox = outbox::summary(&state, account.as_ref().map(|account| account.id));
        }
    }
    status.account = account;
    Ok(())
}
