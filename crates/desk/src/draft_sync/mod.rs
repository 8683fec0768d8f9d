//! One draft on several computers of one account: what this desk pushes to the portal, what it does
//! with what comes back, and what a person has to decide.
//!
//! A draft is compared with the last content that both sides knew (`DraftSync::base`). What only one
//! side changed is taken; a field that both changed is *disputed*: this desk's value stays where it is
//! and is not pushed until a person has chosen, the portal's is in `base` and is shown beside it.

pub(crate) mod draft;
pub(crate) mod fetch;
pub(crate) mod left_behind;
pub(crate) mod meet;
pub(crate) mod person;
pub(crate) mod port;

use std::sync::Arc;

use motcua_store::{ReadTx, StoreError};

use crate::{
    error::DeskError,
    portal_link::Link,
    shared::room::{Room, wrong_state},
    views::event::DeskEvent,
};

/// Setting: whether drafts are kept the same on the person's other computers. On unless said otherwise.
const ON: &str = "drafts.sync";

/// Whether drafts go to the portal and come from it. A training portal lives on one computer, with its
/// only desk: there is nobody to share with.
pub(crate) fn is_on(tx: &ReadTx<'_>, training: bool) -> Result<bool, StoreError> {
    Ok(!training && tx.setting::<bool>(ON)?.unwrap_or(true))
}

/// Whether the person wants it.
pub(crate) async fn wanted(room: &Arc<Room>) -> Result<bool, DeskError> {
    room.read(|tx| Ok(tx.setting::<bool>(ON)?.unwrap_or(true))).await
}

/// Switches it on or off. What is at the portal already stays there.
pub(crate) async fn set_wanted(room: &Arc<Room>, on: bool) -> Result<(), DeskError> {
    room.write(move |tx| {
        let before = tx.setting::<bool>(ON)?.unwrap_or(true);
        tx.set_setting(ON, &on)?;
        if on
            && !before
            && let Some(account) = tx.current_account()?
        {
            // what other computers did meanwhile was passed over
            tx.set_change_cursor(account.id, None)?;
        }
        Ok(())
    })
    .await?;
    if let Some(link) = room.link() {
        link.follow.poke();
        link.drafts.poke();
    }
    room.emit(DeskEvent::Status);
    Ok(())
}

/// Takes what is new at the portal, then pushes everything that changed here.
pub(crate) async fn now(room: &Arc<Room>) -> Result<(), DeskError> {
    let link = ready(room).await?;
    if !link.follow.pull().await {
        return Err(DeskError::offline(room.lang()));
    }
    push(room).await
}

/// Pushes everything that changed here.
pub(crate) async fn push(room: &Arc<Room>) -> Result<(), DeskError> {
    if ready(room).await?.drafts.push_all().await {
        return Ok(());
    }
    Err(wrong_state(
        room.lang(),
        "Hộp gửi đang bận hoặc mạng vừa ngắt nên hồ sơ chưa nộp chưa đồng bộ xong; chương trình tự làm tiếp.",
        "The outbox is busy or the link has just gone, so drafts are not all the same yet; it goes on by itself.",
    ))
}

async fn ready(room: &Arc<Room>) -> Result<Arc<Link>, DeskError> {
    room.need_account().await?;
    let link = room.need_link().await?;
    let training = room.is_training();
    if !room.read(move |tx| Ok(is_on(tx, training)?)).await? {
        return Err(wrong_state(
            room.lang(),
            "Đồng bộ hồ sơ chưa nộp đang tắt. Hãy bật trong Cài đặt.",
            "Keeping drafts the same on other computers is off. Switch it on in the settings.",
        ));
    }
    Ok(link)
}
