//! The portal's documents: who it is, the catalogue, places, holidays. Fetched in the background,
//! kept in the store, and used from the next look on; nobody waits for them (I4, I9).

use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use motcua_domain::{
    calendar::Calendar,
    canonical_json::sha256_hex,
    catalogue::Catalogue,
    catalogue_delta::{Hashed, apply},
    places::Places,
};
use motcua_portal_api::{catalogue::EditionEntry, profile::PortalProfile};
use motcua_store::{ReadTx, StoreError, StoredDocument, WriteTx};
use motcua_sync::client::Fetched;

use super::Link;
use crate::{
    catalogue::{
        habits::PORTAL_COMMON,
        intake,
        shelf::{Edition, Shelf, Sources},
    },
    error::{DeskError, ErrorCode},
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
        let trouble = put(shelf, &name, document.body.into()).err();
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

/// Fetches what changed, and says whether anything did. Everything is fetched and checked first, then kept in one
/// transaction: what was interrupted or is not what was announced leaves all as it was.
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
    let mut news = Vec::new();
    for entry in &index.editions {
        let here = shelf.newest(&entry.edition);
        let old = here.as_ref().map(|here| here.catalogue.version);
        if old.is_some_and(|old| old >= entry.version) {
            continue;
        }
        let body = edition(room, link, entry, here.clone()).await?;
        log::info!("catalogue {}: {old:?} → {}", entry.edition, entry.version);
        news.push(Kept {
            name: catalogue_name(&entry.edition),
            version: entry.version,
            etag: None,
            body,
            older: here,
        });
    }
    let Sources { places, holidays } = shelf.sources();
    if is_news(places, index.places_sha256.as_deref())
        && let Some(fetched) = link.ask(room, link.client.places(etag(PLACES))).await?
    {
        let said = index.places_sha256.as_deref();
        news.push(plain(room, PLACES, fetched, said, |text| {
            Places::from_json(text).is_ok()
        })?);
    }
    if is_news(holidays, index.holidays_sha256.as_deref())
        && let Some(fetched) = link.ask(room, link.client.holidays(etag(HOLIDAYS))).await?
    {
        let said = index.holidays_sha256.as_deref();
        news.push(plain(room, HOLIDAYS, fetched, said, |text| {
            Calendar::from_json(text).is_ok()
        })?);
    }
    let mut changed = keep_common(room, index.common).await?;
    if !news.is_empty() {
        let on_shelf: Vec<(String, Bytes)> =
            (news.iter().map(|kept| (kept.name.clone(), kept.body.clone()))).collect();
        keep_all(room, news).await?;
        for (name, body) in on_shelf {
            put(&shelf, &name, body).map_err(|error| room.shared.internal(&error))?;
        }
        changed = true;
    }
    if changed {
        room.emit(DeskEvent::Catalogue);
    }
    Ok(changed)
}

/// A newer version of an edition: by what changed since the one that is here, or whole where the portal cannot say
/// or says something else than it announced.
async fn edition(
    room: &Arc<Room>,
    link: &Link,
    entry: &EditionEntry,
    here: Option<Arc<Edition>>,
) -> Result<Bytes, DeskError> {
    if let Some(here) = here {
        let (cursor, document) = room
            .blocking(move || {
                let document: serde_json::Value = serde_json::from_slice(&here.body).unwrap_or_default();
                Ok((Hashed::new(&document).sha256, document))
            })
            .await?;
        let delta = link
            .ask(room, link.client.catalogue_changes(&entry.edition, &cursor))
            .await?
            .filter(|delta| {
                let announced = (&delta.edition, delta.version, &delta.sha256)
                    == (&entry.edition, entry.version, &entry.sha256);
                if !announced {
                    log::warn!(
                        "the changes of catalogue {} are not those announced",
                        entry.edition
                    );
                }
                announced
            });
        if let Some(delta) = delta {
            let applied = room.blocking(move || Ok(apply(&document, &delta))).await?;
            match applied {
                Ok((hashed, catalogue)) => match intake::check(&catalogue) {
                    Ok(()) => return Ok(hashed.body.into()),
                    Err(error) => log::warn!("catalogue {}: {error}", entry.edition),
                },
                Err(error) => log::warn!("catalogue {}: {error}", entry.edition),
            }
        }
    }
    let body = link.ask(room, link.client.catalogue(&entry.edition)).await?;
    let whole = intake::read(&body)
        .inspect_err(|error| log::warn!("catalogue {}: {error}", entry.edition))
        .is_ok_and(|catalogue| (&catalogue.edition, catalogue.version) == (&entry.edition, entry.version));
    if sha256_hex(&body) != entry.sha256 || !whole {
        return Err(not_as_announced(room));
    }
    Ok(body)
}

/// Refused whole; what is here stays.
fn not_as_announced(room: &Room) -> DeskError {
    DeskError::say(
        ErrorCode::BadFile,
        room.lang(),
        "Danh mục nhận từ cổng không khớp mã kiểm tra mà cổng công bố nên không được dùng; danh mục đang có giữ nguyên. Hãy thử lại sau; nếu vẫn vậy, hãy báo đơn vị quản lý cổng.",
        "What the portal sent does not match the checksum that it announced, so nothing of it was taken; the catalogue stays as it was. Try again later; if it happens again, tell those who run the portal.",
    )
}

/// Whether the portal has another document than this one; unknown counts as yes, its `ETag` tells then.
fn is_news(here: Option<Arc<str>>, announced: Option<&str>) -> bool {
    match (here, announced) {
        (Some(here), Some(announced)) => sha256_hex(here.as_bytes()) != announced,
        _ => true,
    }
}

/// Puts a checked document where it is used from.
fn put(shelf: &Shelf, name: &str, body: Bytes) -> Result<(), String> {
    let text = |body: &Bytes| String::from_utf8_lossy(body).into_owned();
    match name {
        PLACES => shelf.put_places(&text(&body)).map_err(|error| error.to_string()),
        HOLIDAYS => shelf
            .put_holidays(&text(&body))
            .map_err(|error| error.to_string()),
        name if name.starts_with("catalogue/") => {
            shelf.put_catalogue(body).map_err(|error| error.to_string())
        }
        _ => Ok(()),
    }
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
    pub body: Bytes,
    /// The version of the edition that it replaces, which dossiers may have been made under; it may
    /// be one that came with the program and is in no store yet.
    pub older: Option<Arc<Edition>>,
}

/// A document without versions, checked.
fn plain(
    room: &Room,
    name: &str,
    fetched: Fetched<Bytes>,
    announced: Option<&str>,
    readable: impl FnOnce(&str) -> bool,
) -> Result<Kept, DeskError> {
    let Fetched { value: body, etag } = fetched;
    let fits = announced.is_none_or(|announced| sha256_hex(&body) == announced);
    if !fits || !std::str::from_utf8(&body).is_ok_and(readable) {
        return Err(not_as_announced(room));
    }
    Ok(Kept {
        name: name.to_owned(),
        version: 1,
        etag,
        body,
        older: None,
    })
}

/// Keeps documents in one transaction, and the versions that they replace for the dossiers made under
/// those.
pub(crate) async fn keep_all(room: &Arc<Room>, documents: Vec<Kept>) -> Result<(), DeskError> {
    let fetched_at = room.shared.now();
    room.write(move |tx| {
        for document in documents {
            if let Some(older) = document.older {
                keep_edition(tx, &older, fetched_at)?;
                // what the store has under the edition's own name makes room
                if let Some(stored) = tx.document(&document.name)?
                    && stored.version != document.version
                {
                    tx.put_document(&StoredDocument {
                        name: old_catalogue_name(&older.catalogue.edition, stored.version),
                        ..stored
                    })?;
                }
            }
            tx.put_document(&StoredDocument {
                name: document.name,
                version: document.version,
                etag: document.etag,
                body: document.body.into(),
                fetched_at,
            })?;
        }
        Ok(())
    })
    .await
}

/// Keeps a version of an edition for the dossiers made under it, unless the store has it.
pub(crate) fn keep_edition(
    tx: &WriteTx<'_>,
    edition: &Edition,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Catalogue {
        edition: name,
        version,
        ..
    } = &*edition.catalogue;
    let (newest, old) = (catalogue_name(name), old_catalogue_name(name, *version));
    let known = tx.document_versions()?;
    if known
        .iter()
        .any(|(known, of, _)| *known == old || (*known == newest && of == version))
    {
        return Ok(());
    }
    tx.put_document(&StoredDocument {
        name: old,
        version: *version,
        etag: None,
        body: edition.body.to_vec(),
        fetched_at: now,
    })
}
