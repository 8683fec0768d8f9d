//! Files that were attached on another computer: fetched one after the other, compared, and put in
//! their place.

use std::sync::Arc;

use motcua_domain::merge::{field_of, paper_field, set_field};
use motcua_store::StoredBlob;
use uuid::Uuid;

use super::{
    draft::{Draft, value_of},
    is_on,
    meet::is_open,
};
use crate::{
    error::DeskError, files, portal_link::outcomes::OUTBOX_SEES, shared::room::Room, views::event::DeskEvent,
};

/// Fetches everything that drafts wait for. What cannot be fetched now is fetched later.
pub(crate) async fn coming(room: &Arc<Room>, account: Uuid) -> Result<(), DeskError> {
    let training = room.is_training();
    let waiting = room
        .read(move |tx| {
            if !is_on(tx, training)? {
                return Ok(Vec::new());
            }
            let drafts = tx.awaiting_drafts(account)?;
            Ok(drafts
                .into_iter()
                .flat_map(|draft| {
                    let papers = draft.coming.into_values().map(|coming| coming.paper);
                    papers.map(|paper| (draft.dossier, paper)).collect::<Vec<_>>()
                })
                .collect())
        })
        .await?;
    for (dossier, paper) in waiting {
        let sha256 = paper.sha256.clone();
        let known = room.read(move |tx| Ok(tx.has_blob(&sha256)?)).await?;
        let blob = if known {
            None
        } else {
            match fetch(room, account, &paper.sha256, paper.size).await {
                Ok(blob) => Some(blob),
                Err(error) => {
                    log::info!("a file of a draft could not be fetched yet: {:?}", error.code);
                    continue;
                }
            }
        };
        place(room, account, dossier, paper.id, blob).await?;
    }
    Ok(())
}

async fn fetch(room: &Arc<Room>, account: Uuid, sha256: &str, size: u64) -> Result<StoredBlob, DeskError> {
    let link = room.need_link().await?;
    let client = link.client.only_as(account);
    let download = link.ask(room, client.blob(sha256)).await?;
    files::keep_download(room, &link, download, sha256, size).await
}

/// Puts a paper in its place now that its bytes are here.
async fn place(
    room: &Arc<Room>,
    account: Uuid,
    dossier: Uuid,
    paper: Uuid,
    blob: Option<StoredBlob>,
) -> Result<(), DeskError> {
    let now = room.shared.now();
    room.write(move |tx| {
        let Some(record) = tx.dossier(dossier, OUTBOX_SEES)? else {
            return Ok(());
        };
        if !is_open(tx, &record)? {
            return Ok(());
        }
        let mut draft = Draft::read(tx, dossier, account)?;
        let Some(coming) = draft.sync.coming.remove(&paper) else {
            return Ok(()); // it was replaced or removed meanwhile
        };
        let field = paper_field(paper);
        let mut content = draft.here.clone();
        set_field(&mut content, &field, Some(value_of(&coming.paper)));
        // where the other computer put it
        if let Some(place) = draft.whole.papers.iter().find(|known| known.id == paper) {
            for known in content.papers.iter_mut().filter(|known| known.id == paper) {
                known.position = place.position;
            }
            motcua_domain::merge::put_in_order(&mut content);
        }
        debug_assert!(field_of(&content, &field).is_some());
        let brought: Vec<StoredBlob> = blob.into_iter().collect();
        tx.set_papers(dossier, &content.papers, &brought, now)?;
        tx.put_draft_sync(&draft.sync)?;
        Ok(())
    })
    .await?;
    room.emit(DeskEvent::Dossier { id: dossier });
    Ok(())
}
