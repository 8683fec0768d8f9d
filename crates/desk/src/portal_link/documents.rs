//! The portal's documents: who it is, the catalogue, places, holidays. Fetched in the background,
//! kept in the store, and used from the next look on; nobody waits for them (I4, I9).

use std::sync::Arc;

use motcua_domain::catalogue::Catalogue;
use motcua_portal_api::profile::PortalProfile;
use motcua_store::{ReadTx, StoreError, StoredDocument};
use motcua_sync::client::Fetched;

use super::Link;
use crate::{
    catalogue::{habits::PORTAL_COMMON, shelf::Shelf},
    error::DeskError,
    shared::room::{Room, Stop},
    views::event::DeskEvent,
};

const PROFILE: &str = "profile";
pub(crate) const PLACES: &str = "places";
pub(crate) const HOLIDAYS: &str = "holidays";
/// How many of the portal's most used are taken, and how long a code may be.
const MOST_COMMON: usize = 50;
const LONGEST_CODE: usize = 64;

/// Under which name the store keeps the newest version of an edition.
pub(crate) fn catalogue_name(edition: &str) -> String {
    format!("catalogue/{edition}")
}

/// A version that a newer one has replaced, for the dossiers made under it.
fn old_catalogue_name(edition: &str, version: u32) -> String {
    format!("catalogue/{edition}@{version}")
}

/// Puts on the shelf what the store has of earlier visits, and remembers the portal's profile.
pub(crate) fn load(tx: &ReadTx<'_>, shelf: &Shelf) -> Result<Option<PortalProfile>, StoreError> {
    for (name, _, _) in tx.document_versions()? {
        let Some(document) = tx.document(&name)? else {
            continue;
        };
        let body = String::from_utf8_lossy(&document.body);
        let trouble = if name.starts_with("catalogue/") {
            shelf
                .put_catalogue(&document.body)
                .err()
                .map(|error| error.to_string())
        } else if name == PLACES {
            shelf.put_places(&body).err().map(|error| error.to_string())
        } else if name == HOLIDAYS {
            shelf.put_holidays(&body).err().map(|error| error.to_string())
        } else {
            None
        };
        if let Some(trouble) = trouble {
            log::warn!("the kept document {name} is unreadable; the bundled one is used: {trouble}");
        }
    }
    Ok(match tx.document(PROFILE)? {
        Some(document) => serde_json::from_slice(&document.body).ok(),
        None => None,
    })
}

/// Keeps who the portal is.
pub(crate) async fn keep_profile(room: &Arc<Room>, profile: PortalProfile) -> Result<(), DeskError> {
    let same = room.profile().is_some_and(|known| {
        PortalProfile {
            now: profile.now,
            ..known
        } == profile
    });
    if same {
        return Ok(());
    }
    let kept = profile.clone();
    let now = room.shared.now();
    room.write(move |tx| {
        Ok::<_, Stop>(tx.put_document(&StoredDocument {
            name: PROFILE.to_owned(),
            version: kept.contract,
            etag: None,
            body: serde_json::to_vec(&kept).map_err(StoreError::from)?,
            fetched_at: now,
        })?)
    })
    .await?;
    room.set_profile(profile);
    room.emit(DeskEvent::Status);
    Ok(())
}

/// Fetches what changed.
pub(crate) async fn refresh(room: Arc<Room>, link: Arc<Link>) {
    if let Err(error) = refresh_all(&room, &link).await {
        log::info!("the portal's documents could not be refreshed: {:?}", error.code);
    }
}

/// Fetches what changed, and says whether anything did.
pub(crate) async fn refresh_all(room: &Arc<Room>, link: &Link) -> Result<bool, DeskError> {
    let known = room.read(|tx| Ok(tx.document_versions()?)).await?;
    let etag = |name: &str| {
        known
            .iter()
            .find(|(known, ..)| known == name)
            .and_then(|(_, _, etag)| etag.as_deref())
    };
    let shelf = room.shared.shelf().await?;
    let index = link.ask(room, link.client.catalogue_index()).await?;
    let mut changed = keep_common(room, index.common).await?;
    for entry in index.editions {
        let here = shelf.newest(&entry.edition);
        if here
            .as_ref()
            .is_some_and(|here| here.catalogue.version >= entry.version)
        {
            continue;
        }
        let name = catalogue_name(&entry.edition);
        let Some(Fetched {
            value: catalogue,
            etag,
        }) = link
            .ask(room, link.client.catalogue(&entry.edition, etag(&name)))
            .await?
        else {
            continue;
        };
        let body = serde_json::to_vec(&catalogue).map_err(|error| room.shared.internal(&error))?;
        let version = catalogue.version;
        let kept = Kept {
            name: name.clone(),
            version,
            etag,
            body: body.clone(),
            older: here.map(|here| Arc::clone(&here.catalogue)),
        };
        keep_all(room, vec![kept]).await?;
        shelf
            .put_catalogue(&body)
            .map_err(|error| room.shared.internal(&error))?;
        changed = true;
    }
    if let Some(Fetched { value, etag }) = link
        .ask(room, link.client.places::<serde_json::Value>(etag(PLACES)))
        .await?
    {
        let body = value.to_string();
        changed |= shelf.put_places(&body).is_ok();
        keep_all(room, vec![plain(PLACES, etag, body)]).await?;
    }
    if let Some(Fetched { value, etag }) = link
        .ask(room, link.client.holidays::<serde_json::Value>(etag(HOLIDAYS)))
        .await?
    {
        let body = value.to_string();
        changed |= shelf.put_holidays(&body).is_ok();
        keep_all(room, vec![plain(HOLIDAYS, etag, body)]).await?;
    }
    if changed {
        room.emit(DeskEvent::Catalogue);
    }
    Ok(changed)
}

/// Keeps what the portal's people use most; whether it is news. Codes of another form are left out.
async fn keep_common(room: &Arc<Room>, mut codes: Vec<String>) -> Result<bool, DeskError> {
    codes.retain(|code| code.len() <= LONGEST_CODE && !code.chars().any(char::is_control));
    codes.truncate(MOST_COMMON);
    if !room.habits.set_portal(codes.clone()) {
        return Ok(false);
    }
    room.write(move |tx| Ok::<_, Stop>(tx.set_setting(PORTAL_COMMON, &codes)?))
        .await?;
    Ok(true)
}

/// A document to be kept.
pub(crate) struct Kept {
    /// Under which name.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// For `If-None-Match`.
    pub etag: Option<String>,
    /// Its bytes.
    pub body: Vec<u8>,
    /// The version of the edition that it replaces, which dossiers may have been made under; it may
    /// be one that came with the program and is in no store yet.
    pub older: Option<Arc<Catalogue>>,
}

fn plain(name: &str, etag: Option<String>, body: String) -> Kept {
    Kept {
        name: name.to_owned(),
        version: 1,
        etag,
        body: body.into_bytes(),
        older: None,
    }
}

/// Keeps documents in one transaction, and the versions that they replace for the dossiers made under
/// those.
pub(crate) async fn keep_all(room: &Arc<Room>, documents: Vec<Kept>) -> Result<(), DeskError> {
    let fetched_at = room.shared.now();
    room.write(move |tx| {
        for document in documents {
            if let Some(older) = document.older {
                tx.put_document(&StoredDocument {
                    name: old_catalogue_name(&older.edition, older.version),
                    version: older.version,
                    etag: None,
                    body: serde_json::to_vec(&*older).map_err(StoreError::from)?,
                    fetched_at,
                })?;
            }
            tx.put_document(&StoredDocument {
                name: document.name,
                version: document.version,
                etag: document.etag,
                body: document.body,
                fetched_at,
            })?;
        }
        Ok(())
    })
    .await
}
