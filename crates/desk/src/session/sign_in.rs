//! Signing in and out, the account's details, drafts without an owner.

use std::sync::Arc;

use motcua_portal_api::account::AccountDetails;
use motcua_store::{AccountRecord, StoreError};
use uuid::Uuid;

use super::register;
use crate::{
    error::{DeskError, ErrorCode},
    payments,
    shared::room::Room,
    views::{account::UnclaimedDraft, event::DeskEvent},
};

/// Most drafts that are offered for claiming at once.
const MOST_UNCLAIMED: u32 = 200;

/// Signs in. Nothing typed before is lost; drafts without an owner stay so until they are claimed.
pub(crate) async fn sign_in(room: &Arc<Room>, name: String, password: String) -> Result<(), DeskError> {
    let lang = room.lang();
    let name = name.trim().to_owned();
    if name.is_empty() || password.is_empty() {
        return Err(DeskError::say(
            ErrorCode::InvalidFields,
            lang,
            "Hãy nhập tên đăng nhập (thư điện tử hoặc số định danh) và mật khẩu.",
            "Enter your name (e-mail or identity number) and password.",
        ));
    }
    let link = room.need_link().await?;
    let session = link.client.sign_in(&name, &password).await.map_err(|error| {
        let said = link.error(room, &error);
        match said.code {
            // a refused sign-in is not "sign in first"
            ErrorCode::SignInNeeded => DeskError {
                code: ErrorCode::WrongCredentials,
                ..said
            },
            _ => said,
        }
    })?;
    link.sync.session(Some(&session.account));
    link.follow.poke();
    room.emit(DeskEvent::Status);
    room.emit(DeskEvent::Transactions);
    payments::attempts::resume(room).await;
    Ok(())
}

/// Signs out; drafts, outbox and papers stay, out of others' sight.
pub(crate) async fn sign_out(room: &Arc<Room>, everywhere: bool) -> Result<(), DeskError> {
    match room.link() {
        Some(link) => {
            let told = link.ask(room, link.client.sign_out(everywhere)).await?;
            if !told {
                log::info!("signed out here; the portal could not be told and lets the session run out");
            }
            link.sync.session(None);
        }
        None if everywhere => return Err(DeskError::offline(room.lang())),
        None => {}
    }
    room.write(|tx| {
        if let Some(account) = tx.current_account()? {
            tx.remove_session(account.id)?;
        }
        Ok(tx.set_current_account(None)?)
    })
    .await?;
    if let Some(link) = room.link() {
        link.client.reload_session().await;
    }
    room.emit(DeskEvent::Status);
    room.emit(DeskEvent::Transactions);
    room.emit(DeskEvent::Outbox);
    Ok(())
}

/// Changes the account's details at the portal.
pub(crate) async fn save_account(room: &Arc<Room>, details: AccountDetails) -> Result<(), DeskError> {
    let problems = register::check_details(&room.shared, &details);
    if !problems.is_empty() {
        return Err(register::invalid(room.lang(), problems));
    }
    let account = room.need_account().await?;
    let link = room.need_link().await?;
    let saved = link
        .ask(room, link.client.save_account(account.version, &details))
        .await?;
    room.write(move |tx| {
        Ok(tx.put_account(&AccountRecord {
            id: saved.id,
            details: serde_json::to_value(&saved.details).map_err(StoreError::from)?,
            version: saved.version,
        })?)
    })
    .await?;
    room.emit(DeskEvent::Status);
    Ok(())
}

/// Drafts made before anybody signed in.
pub(crate) async fn unclaimed(room: &Arc<Room>) -> Result<Vec<UnclaimedDraft>, DeskError> {
    room.read(|tx| {
        Ok(tx
            .unclaimed(MOST_UNCLAIMED)?
            .into_iter()
            .map(|draft| UnclaimedDraft {
                id: draft.id,
                procedure_name: draft.procedure_name,
                applicant_name: (!draft.applicant_name.is_empty()).then_some(draft.applicant_name),
            })
            .collect())
    })
    .await
}

/// Gives drafts to the account signed in.
pub(crate) async fn claim(room: &Arc<Room>, ids: Vec<Uuid>) -> Result<(), DeskError> {
    let account = room.need_account().await?.id;
    let now = room.shared.now();
    let told = ids.clone();
    room.write(move |tx| {
        tx.claim(&ids, account, now)?;
        Ok(())
    })
    .await?;
    for id in told {
        room.emit(DeskEvent::Dossier { id });
    }
    Ok(())
}
