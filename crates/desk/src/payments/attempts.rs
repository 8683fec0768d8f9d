//! Tries at a bank. The uid of an attempt is on disk before the portal hears of it, so that an
//! answer that was lost is looked up and never tried twice (I2).

use std::{sync::Arc, time::Duration};

use motcua_portal_api::money::{Attempt, AttemptState, StartAttempt};
use motcua_store::PaymentIntent;
use motcua_sync::paying::{self, Open};
use uuid::Uuid;

use super::{copies, usecases};
use crate::{
    error::{DeskError, ErrorCode},
    portal_link::Link,
    shared::{
        room::{Room, wrong_state},
        words::Thing,
    },
    views::{event::DeskEvent, money::Transaction},
};

/// How often a pending attempt is asked about: quickly while somebody waits in front of the screen.
const QUICK: Duration = Duration::from_secs(1);
/// See [`QUICK`]; after so many quick questions.
const SLOW: Duration = Duration::from_secs(5);
const QUICK_TIMES: u32 = 180;
/// Longest name of a payer, in characters.
const LONGEST_NAME: usize = 200;

/// Starts an attempt, or goes on with the one under way.
pub(crate) async fn start(
    room: &Arc<Room>,
    id: Uuid,
    method: String,
    payer_name: Option<String>,
) -> Result<Transaction, DeskError> {
    let lang = room.lang();
    let (account, _) = usecases::obligation(room, id).await?;
    let link = room.need_link().await?;
    let payer_name = payer_name
        .map(|name| {
            motcua_domain::fold::nfc(&name)
                .chars()
                .take(LONGEST_NAME)
                .collect::<String>()
        })
        .filter(|name| !name.is_empty());
    let open = room.read(move |tx| Ok(tx.open_payment(id)?)).await?;
    let intent = match open {
        Some(before) => {
            let at_portal = link.ask(room, link.client.attempt(before.uid)).await?;
            let same_wish = before.method == method && before.payer_name == payer_name;
            match paying::open(at_portal.as_ref(), same_wish) {
                Open::GoOn => {
                    learn(room, &link, account, id).await?;
                    watch(room, account, before.uid, id);
                    return usecases::transaction(room, id).await;
                }
                Open::SendAgain => Some(before),
                Open::Ended(outcome) => {
                    let uid = before.uid;
                    room.write(move |tx| Ok(tx.settle_payment(uid, outcome)?)).await?;
                    None
                }
            }
        }
        None => None,
    };
    let intent = match intent {
        Some(intent) => intent,
        None => {
            let intent = PaymentIntent {
                uid: room.shared.id(),
                account,
                obligation: id,
                method,
                payer_name,
                created_at: room.shared.now(),
                outcome: None,
            };
            let kept = intent.clone();
            room.write(move |tx| Ok(tx.put_payment_intent(&kept)?)).await?;
            intent
        }
    };
    let uid = intent.uid;
    let body = StartAttempt {
        uid,
        method: intent.method,
        payer_name: intent.payer_name,
    };
    if let Err(error) = link.client.start_attempt(uid, id, &body).await {
        if paying::refused(&error) {
            room.write(move |tx| Ok(tx.settle_payment(uid, paying::REFUSED)?))
                .await?;
        }
        let mut said = link.error(room, &error);
        if said.code == ErrorCode::Offline {
            said.message = crate::shared::words::pick(
                lang,
                "Chưa kết nối được cổng nên chưa mở được thanh toán. Hãy thử lại: chương trình sẽ hỏi lại đúng lần thanh toán này, không tạo lần thứ hai.",
                "The portal cannot be reached, so the payment was not opened. Try again: the same attempt is asked for, never a second one.",
            )
            .to_owned();
        }
        return Err(said);
    }
    learn(room, &link, account, id).await?;
    watch(room, account, uid, id);
    usecases::transaction(room, id).await
}

/// Gives an attempt up.
pub(crate) async fn cancel(room: &Arc<Room>, uid: Uuid) -> Result<Transaction, DeskError> {
    let lang = room.lang();
    let account = room.need_account().await?.id;
    let obligation = of_attempt(room, account, uid).await?;
    let link = room.need_link().await?;
    let key = room.shared.id();
    link.ask(room, link.client.cancel_attempt(key, uid)).await?;
    learn(room, &link, account, obligation).await?;
    if let Some(attempt) = link.ask(room, link.client.attempt(uid)).await? {
        if attempt.state == AttemptState::Pending {
            return Err(wrong_state(
                lang,
                "Ngân hàng đang xử lý lần thanh toán này nên chưa hủy được. Hãy đợi kết quả.",
                "The bank is processing this attempt, so it cannot be given up. Wait for the outcome.",
            ));
        }
        settle(room, &attempt).await?;
    }
    room.emit(DeskEvent::Transactions);
    usecases::transaction(room, obligation).await
}

async fn of_attempt(room: &Arc<Room>, account: Uuid, uid: Uuid) -> Result<Uuid, DeskError> {
    let lang = room.lang();
    let found = room
        .read(move |tx| {
            Ok(copies::read(tx, account)?
                .0
                .into_iter()
                .find(|obligation| obligation.attempts.iter().any(|attempt| attempt.uid == uid)))
        })
        .await?;
    found
        .map(|obligation| obligation.id)
        .ok_or_else(|| DeskError::not_found(lang, Thing::Obligation))
}

/// The page of the bank for an attempt: only what the portal handed out, and only a web address.
pub(crate) async fn pay_url(room: &Arc<Room>, uid: Uuid) -> Result<String, DeskError> {
    let lang = room.lang();
    let account = room.need_account().await?.id;
    let url = room
        .read(move |tx| {
            Ok(copies::read(tx, account)?
                .0
                .into_iter()
                .flat_map(|obligation| obligation.attempts)
                .find(|attempt| attempt.uid == uid && attempt.state == AttemptState::Pending)
                .and_then(|attempt| attempt.pay_url))
        })
        .await?;
    url.filter(|url| crate::portal_link::may_open(url, room.is_training())).ok_or_else(|| {
        wrong_state(
            lang,
            "Lần thanh toán này không còn trang ngân hàng để mở (đã xong, đã hủy hoặc hết hạn). Hãy bắt đầu thanh toán lại nếu còn nợ phí.",
            "This attempt has no bank page to open any more (done, cancelled or expired). Start again if the fee is still due.",
        )
    })
}

/// Fetches the obligations anew and tells the window.
async fn learn(room: &Arc<Room>, link: &Arc<Link>, account: Uuid, obligation: Uuid) -> Result<(), DeskError> {
    usecases::fetch(room, link, account).await?;
    let dossier = room
        .read(move |tx| {
            Ok(copies::read(tx, account)?
                .0
                .into_iter()
                .find(|o| o.id == obligation)
                .map(|o| o.dossier))
        })
        .await?;
    room.emit(DeskEvent::Transactions);
    if let Some(id) = dossier {
        room.emit(DeskEvent::Dossier { id });
    }
    Ok(())
}

async fn settle(room: &Arc<Room>, attempt: &Attempt) -> Result<(), DeskError> {
    let Some(outcome) = paying::outcome(attempt.state) else {
        return Ok(());
    };
    let uid = attempt.uid;
    room.write(move |tx| Ok(tx.settle_payment(uid, outcome)?)).await
}

/// Asks about a pending attempt until its outcome is known. One watcher per attempt.
pub(crate) fn watch(room: &Arc<Room>, account: Uuid, uid: Uuid, obligation: Uuid) {
    let Some(link) = room.link() else { return };
    if !link.begin_watch(uid) {
        return;
    }
    let room = Arc::downgrade(room);
    tokio::spawn(async move {
        let mut asked = 0;
        loop {
            tokio::time::sleep(if asked < QUICK_TIMES { QUICK } else { SLOW }).await;
            asked += 1;
            // the desk was closed, or talks to the portal over a new link that watches by itself
            let Some(room) = room.upgrade() else { break };
            if !room.link().is_some_and(|current| Arc::ptr_eq(&current, &link)) {
                break;
            }
            match link.client.attempt(uid).await {
                Ok(Some(attempt)) if attempt.state == AttemptState::Pending => {}
                Ok(Some(attempt)) => {
                    let done = settle(&room, &attempt).await.is_ok()
                        && learn(&room, &link, account, obligation).await.is_ok();
                    if done {
                        link.hurry();
                        break;
                    }
                }
                Ok(None) => break,
                Err(error) => {
                    let _ = link.error(&room, &error);
                }
            }
        }
        link.end_watch(uid);
    });
}

/// Goes on watching what was pending when the program last ended.
pub(crate) async fn resume(room: &Arc<Room>) {
    let Ok(Some(account)) = room.account().await else {
        return;
    };
    let id = account.id;
    if let Ok(open) = room.read(move |tx| Ok(tx.open_payments(id)?)).await {
        for intent in open {
            watch(room, id, intent.uid, intent.obligation);
        }
    }
}
