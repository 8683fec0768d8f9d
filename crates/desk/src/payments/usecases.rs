//! Listing obligations, and the papers that prove payment.

use std::sync::Arc;

use motcua_domain::language::Language;
use motcua_portal_api::{money::Obligation, profile::PaymentMethod};
use uuid::Uuid;

use super::{copies, view};
use crate::{
    error::{DeskError, ErrorCode},
    files::SavedFile,
    portal_link::Link,
    shared::{room::Room, words::Thing},
    views::money::{Transaction, Transactions},
};

/// Danh sách giao dịch; `refresh` asks the portal first.
pub(crate) async fn transactions(room: &Arc<Room>, refresh: bool) -> Result<Transactions, DeskError> {
    let Some(account) = room.account().await? else {
        return Ok(Transactions {
            rows: Vec::new(),
            as_of: None,
            methods: methods(room),
        });
    };
    if refresh {
        let link = room.need_link().await?;
        fetch(room, &link, account.id).await?;
    }
    let methods = methods(room);
    room.read(move |tx| {
        let (list, as_of) = copies::read(tx, account.id)?;
        let rows = list
            .into_iter()
            .map(|obligation| view::transaction(obligation, &methods))
            .collect();
        Ok(Transactions { rows, as_of, methods })
    })
    .await
}

/// Ways to pay that the portal offers.
pub(crate) fn methods(room: &Room) -> Vec<PaymentMethod> {
    room.profile()
        .map(|profile| profile.payment_methods)
        .unwrap_or_default()
}

/// Fetches the whole list from the portal and keeps it.
pub(crate) async fn fetch(room: &Arc<Room>, link: &Arc<Link>, account: Uuid) -> Result<(), DeskError> {
    let list = link.ask(room, link.client.obligations()).await?;
    let now = room.shared.now();
    room.write(move |tx| copies::replace(tx, account, list, now))
        .await
}

/// One obligation of the account signed in, as last known.
pub(crate) async fn obligation(room: &Arc<Room>, id: Uuid) -> Result<(Uuid, Obligation), DeskError> {
    let lang = room.lang();
    let account = room.need_account().await?.id;
    let found = room
        .read(move |tx| {
            Ok(copies::read(tx, account)?
                .0
                .into_iter()
                .find(|obligation| obligation.id == id))
        })
        .await?;
    found
        .map(|obligation| (account, obligation))
        .ok_or_else(|| DeskError::not_found(lang, Thing::Obligation))
}

/// The row of one obligation.
pub(crate) async fn transaction(room: &Arc<Room>, id: Uuid) -> Result<Transaction, DeskError> {
    let (_, obligation) = obligation(room, id).await?;
    Ok(view::transaction(obligation, &methods(room)))
}

/// The receipt as the portal prints it.
pub(crate) async fn receipt(room: &Arc<Room>, id: Uuid) -> Result<SavedFile, DeskError> {
    let lang = room.lang();
    let (_, obligation) = obligation(room, id).await?;
    let receipt = obligation.receipt.ok_or_else(|| {
        DeskError::say(
            ErrorCode::WrongState,
            lang,
            "Chưa có biên lai: cổng chưa xác nhận đã nhận tiền. Hãy đợi ngân hàng báo về rồi làm mới danh sách.",
            "There is no receipt yet: the portal has not confirmed the payment. Wait for the bank's notice and refresh the list.",
        )
    })?;
    let link = room.need_link().await?;
    let bytes = link.ask(room, link.client.receipt(receipt.id)).await?.to_vec();
    let prefix = match lang {
        Language::Vi => "Bien-lai",
        Language::En => "Receipt",
    };
    Ok(SavedFile {
        file_name: format!(
            "{prefix}-{}.pdf",
            crate::shared::words::file_part(&receipt.number)
        ),
        media_type: "application/pdf".to_owned(),
        bytes,
    })
}
