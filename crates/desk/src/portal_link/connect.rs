//! Binding a store to its portal, and starting what talks to it.

use std::sync::Arc;

use motcua_portal_api::profile::PortalProfile;
use motcua_store::PortalBinding;
use motcua_sync::{
    client::{ClientConfig, NoTokens, PortalClient},
    drafts::DraftHandle,
    driver::{Parts, SyncHandle},
    engine::Tuning,
    follow::FollowHandle,
};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{Link, documents, events, ports::Ports};
use crate::{
    error::{DeskError, ErrorCode},
    error_convert, network,
    outbox::PAUSED,
    sending,
    shared::room::Room,
    views::event::DeskEvent,
};

/// Asks whoever is at `address` who it is, without choosing it.
pub(crate) async fn ask_profile(
    room: &Arc<Room>,
    address: &str,
    device: Uuid,
) -> Result<PortalProfile, DeskError> {
    let shared = &room.shared;
    let network = network::way(room).await?;
    let config = ClientConfig {
        address: address.trim().to_owned(),
        portal_id: None,
        device_id: device,
        language: shared.lang(),
    };
    let words = |error| error_convert::client(shared.lang(), shared.id(), &error);
    let client = PortalClient::by_way_of(&network, config, Arc::new(NoTokens)).map_err(words)?;
    client.profile().await.map_err(words)
}

/// Binds the room's store to the portal at `address` and starts to talk to it.
pub(crate) async fn bind(room: &Arc<Room>, address: &str) -> Result<(), DeskError> {
    let lang = room.lang();
    let device = room.shared.id();
    let profile = ask_profile(room, address, device).await?;
    if profile.training != room.is_training() {
        return Err(if profile.training {
            DeskError::say(
                ErrorCode::Refused,
                lang,
                "Đây là cổng tập huấn: hồ sơ nộp vào đó không có giá trị pháp lý nên không kết nối với kho dữ liệu thật. Nếu muốn tập huấn, hãy chọn Tập huấn.",
                "This is a training portal: what is submitted there has no legal effect, so the real store does not connect to it. To train, choose Training.",
            )
        } else {
            DeskError::say(
                ErrorCode::Refused,
                lang,
                "Kho tập huấn không bao giờ gửi tới cổng thật. Hãy rời Tập huấn trước khi kết nối cổng.",
                "The training store never sends to a real portal. Leave Training before you connect one.",
            )
        });
    }
    let address = address.trim().to_owned();
    let binding = PortalBinding {
        portal_id: profile.portal_id,
        address,
    };
    let here = Arc::clone(room);
    let kept = binding.clone();
    room.blocking(move || {
        here.store
            .bind_portal(&kept)
            .map_err(|error| here.store_error(&error))
    })
    .await?;
    documents::keep_profile(room, profile).await?;
    start(room, binding).await
}

/// Starts to talk to the portal the store is bound to. Nothing here waits for the network.
pub(crate) async fn start(room: &Arc<Room>, binding: PortalBinding) -> Result<(), DeskError> {
    let shelf = room.shared.shelf().await?;
    let here = Arc::clone(room);
    let device_id = room
        .blocking(move || here.store.identity().map_err(|error| here.store_error(&error)))
        .await?
        .device_id;
    let (paused, rules) = room
        .read(|tx| {
            let paused = tx.setting::<bool>(PAUSED)?.unwrap_or(false);
            Ok((paused, sending::rules(tx.setting(sending::RULES)?)))
        })
        .await?;
    let config = ClientConfig {
        address: binding.address.clone(),
        portal_id: Some(binding.portal_id),
        device_id,
        language: room.lang(),
    };
    let ports = Arc::new(Ports {
        room: Arc::clone(room),
        shelf,
    });
    let network = network::way(room).await?;
    let client = PortalClient::by_way_of(&network, config, ports.clone())
        .map_err(|error| error_convert::client(room.lang(), room.shared.id(), &error))?;
    let (told, news) = mpsc::unbounded_channel();
    let sync = SyncHandle::start(Parts {
        client: client.clone(),
        jobs: ports.clone(),
        blobs: ports.clone(),
        listener: Arc::new(move |event| {
            let _ = told.send(event);
        }),
        clock: ports.clone(),
        entropy: ports.clone(),
        tuning: Tuning::default(),
        paused,
        rules,
    });
    let follow = FollowHandle::start(&sync, ports.clone());
    let drafts = DraftHandle::start(&sync, ports.clone(), ports);
    let link = Arc::new(Link::new(
        binding.address,
        client,
        sync,
        follow,
        drafts,
        room.is_training(),
        room.shared.now(),
    ));
    if let Some(before) = room.set_link(Some(Arc::clone(&link))) {
        before.sync.stop().await;
    }
    // the events' task ends with the driver, which is the only one to hold `told`
    tokio::spawn(events::run(Arc::downgrade(room), Arc::downgrade(&link), news));
    announce_session(room, &link).await?;
    link.sync.check_link();
    room.emit(DeskEvent::Status);
    crate::payments::attempts::resume(room).await;
    Ok(())
}

/// Talks to the portal over the way that is set now. What was under way is ended first: there is never a second
/// sender beside it.
pub(crate) async fn again(room: &Arc<Room>) -> Result<(), DeskError> {
    if room.is_training() {
        return Ok(()); // its portal is on this computer
    }
    let Some(link) = room.set_link(None) else {
        return Ok(());
    };
    link.sync.stop().await;
    let here = Arc::clone(room);
    let binding = room
        .blocking(move || here.store.identity().map_err(|error| here.store_error(&error)))
        .await?
        .portal;
    match binding {
        Some(binding) => start(room, binding).await,
        None => Ok(()),
    }
}

/// Tells the outbox whether somebody is signed in.
pub(crate) async fn announce_session(room: &Arc<Room>, link: &Link) -> Result<(), DeskError> {
    let account = room
        .read(|tx| {
            let Some(record) = tx.current_account()? else {
                return Ok(None);
            };
            if tx.session(record.id)?.is_none() {
                return Ok(None);
            }
            Ok(Some(crate::shared::room::account(record)?))
        })
        .await?;
    link.sync.session(account.as_ref());
    Ok(())
}
