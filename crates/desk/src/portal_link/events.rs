//! What the outbox tells, passed on to the window.

use std::{
    sync::Weak,
    time::{Duration, Instant},
};

use motcua_sync::{
    driver::SyncEvent,
    engine::{Intent, Outcome, RecallDecision},
};
use tokio::sync::mpsc;

use super::{Link, documents};
use crate::{follow::notices, shared::room::Room, views::event::DeskEvent};

/// Progress is told to the window at most so often.
const THROTTLE: Duration = Duration::from_millis(200);

/// Runs until the outbox ends.
pub(crate) async fn run(room: Weak<Room>, link: Weak<Link>, mut news: mpsc::UnboundedReceiver<SyncEvent>) {
    let mut last_progress: Option<Instant> = None;
    let mut documents_fetched = false;
    while let Some(event) = news.recv().await {
        let (Some(room), Some(link)) = (room.upgrade(), link.upgrade()) else {
            return;
        };
        let lang = room.lang();
        match event {
            SyncEvent::Job { job } => {
                let before = link.dossier_of(job);
                link.look().await;
                room.emit(DeskEvent::Outbox);
                room.emit(DeskEvent::Status);
                if let Some(id) = before.or_else(|| link.dossier_of(job)) {
                    room.emit(DeskEvent::Dossier { id });
                }
                for dossier in link.newly_stuck() {
                    room.emit(notices::stuck(dossier, lang));
                }
            }
            SyncEvent::Progress { rate, .. } => {
                link.set_rate(rate);
                if last_progress.is_none_or(|last| last.elapsed() >= THROTTLE) {
                    last_progress = Some(Instant::now());
                    link.look().await;
                    room.emit(DeskEvent::Outbox);
                }
            }
            SyncEvent::Confirmed {
                job,
                dossier,
                outcome,
            } => {
                let supplement = link.outbox().iter().flat_map(|outbox| &outbox.jobs).any(|view| {
                    view.state.id == job && matches!(view.state.intent, Intent::Supplement { .. })
                });
                link.look().await;
                room.emit(DeskEvent::Outbox);
                room.emit(DeskEvent::Dossier { id: dossier });
                room.emit(DeskEvent::Transactions);
                if let Outcome::Submitted { submission } = &*outcome {
                    room.emit(if supplement {
                        notices::supplemented(dossier, &submission.code, lang)
                    } else {
                        notices::submitted(dossier, &submission.code, submission.submitted_at, lang)
                    });
                }
                link.hurry();
            }
            SyncEvent::Held { dossier, .. } => {
                link.look().await;
                room.emit(DeskEvent::Outbox);
                room.emit(DeskEvent::Dossier { id: dossier });
                room.emit(notices::held(dossier, lang));
            }
            SyncEvent::Recall {
                dossier, decision, ..
            } => {
                log::info!("recall: {decision:?}");
                link.look().await;
                room.emit(DeskEvent::Outbox);
                room.emit(DeskEvent::Dossier { id: dossier });
                if decision == RecallDecision::TooLate {
                    link.follow.poke();
                }
            }
            SyncEvent::Link(state) => {
                link.heard(state, room.shared.now());
                room.emit(DeskEvent::Status);
            }
            SyncEvent::LinkTrouble { trouble, detail } => {
                log::warn!("the portal cannot be talked to: {trouble:?} ({detail})");
                link.set_trouble(Some(trouble));
                room.emit(DeskEvent::Status);
                room.emit(DeskEvent::Outbox);
            }
            SyncEvent::Profile { profile, at } => {
                link.set_trouble(None);
                let apart = (profile.now - at).num_minutes().abs();
                if apart > 10 {
                    log::warn!("this computer's clock is {apart} minutes away from the portal's");
                }
                if let Err(error) = documents::keep_profile(&room, *profile).await {
                    log::warn!("the portal's profile could not be kept: {:?}", error.code);
                }
                if !documents_fetched {
                    documents_fetched = true;
                    tokio::spawn(documents::refresh(room, link));
                }
            }
            SyncEvent::NeedSignIn { .. } => room.emit(DeskEvent::Status),
            SyncEvent::StoreTrouble { message } | SyncEvent::LoadFailed { message } => {
                log::error!("the outbox cannot use the store: {message}");
                room.emit(DeskEvent::Outbox);
                room.emit(DeskEvent::Status);
            }
        }
    }
}
