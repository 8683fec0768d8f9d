//! The catalogue's use cases. None of them waits for the network; search does not even wait for
//! the store.

use std::sync::Arc;

use motcua_domain::places::{Places, Unit};

use super::{
    printing::Printing,
    search,
    shelf::{Edition, Shelf},
    this_case,
};
use crate::{
    error::DeskError,
    files::SavedFile,
    shared::{
        Shared,
        room::Room,
        words::{Thing, file_part},
    },
    views::{
        catalogue::{CaseView, Place, ProcedureView, SearchPage, SearchQuery, SearchRow},
        start::Mode,
    },
};

/// How many procedures "thường gặp" shows.
const COMMON: usize = 8;

/// The edition in use: the one asked for, the user's, the portal's, the bundled default.
pub(crate) async fn edition(room: &Arc<Room>, wanted: Option<String>) -> Result<Arc<Edition>, DeskError> {
    edition_of(&room.shared, Some(room), wanted).await
}

pub(crate) async fn edition_of(
    shared: &Shared,
    room: Option<&Arc<Room>>,
    wanted: Option<String>,
) -> Result<Arc<Edition>, DeskError> {
    let shelf = shared.shelf().await?;
    if let Some(wanted) = wanted {
        return shelf
            .newest(&wanted)
            .ok_or_else(|| DeskError::not_found(shared.lang(), Thing::Procedure));
    }
    in_use(&shelf, shared, room).ok_or_else(|| DeskError::not_found(shared.lang(), Thing::Procedure))
}

fn in_use(shelf: &Shelf, shared: &Shared, room: Option<&Arc<Room>>) -> Option<Arc<Edition>> {
    shelf.choose(&[
        shared.config.settings().edition,
        room.and_then(|room| room.profile())
            .map(|profile| profile.default_edition),
        Some(motcua_data::DEFAULT_EDITION.to_owned()),
    ])
}

/// Searches; `room` only knows what was done here so far.
pub(crate) async fn search(
    shared: &Arc<Shared>,
    room: Option<Arc<Room>>,
    query: SearchQuery,
) -> Result<SearchPage, DeskError> {
    let edition = edition_of(shared, room.as_ref(), None).await?;
    let habits = room.as_ref().map(|room| &room.habits);
    Ok(search::search(&edition, &query, habits, shared.lang()))
}

/// Thủ tục thường gặp.
pub(crate) async fn common(
    shared: &Arc<Shared>,
    room: Option<Arc<Room>>,
) -> Result<Vec<SearchRow>, DeskError> {
    let edition = edition_of(shared, room.as_ref(), None).await?;
    // nothing is known of anybody's use before the store is open
    Ok(room.map_or_else(Vec::new, |room| {
        search::common(&edition, &room.habits, COMMON, shared.lang())
    }))
}

/// The procedure's page.
pub(crate) async fn procedure(
    shared: &Arc<Shared>,
    room: Option<Arc<Room>>,
    code: String,
    wanted: Option<String>,
    training: bool,
) -> Result<ProcedureView, DeskError> {
    let edition = edition_of(shared, room.as_ref(), wanted).await?;
    let shelf = shared.shelf().await?;
    let habits = room.as_ref().map(|room| &room.habits);
    search::procedure_view(&shelf, &edition, &code, habits, training, shared.lang())
        .ok_or_else(|| DeskError::not_found(shared.lang(), Thing::Procedure))
}

/// What a procedure asks for and costs in the case at hand.
pub(crate) async fn procedure_case(
    shared: &Arc<Shared>,
    room: Option<Arc<Room>>,
    code: String,
    wanted: Option<String>,
    value: Option<f64>,
) -> Result<CaseView, DeskError> {
    let edition = edition_of(shared, room.as_ref(), wanted).await?;
    this_case::case_view(&edition, &code, value)
        .ok_or_else(|| DeskError::not_found(shared.lang(), Thing::Procedure))
}

/// A procedure on paper.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Paper {
    /// One A5 sheet, for the case that this number decides.
    Sheet(Option<f64>),
    /// Its electronic form, blank.
    Form,
}

/// A procedure as a PDF.
pub(crate) async fn printed(
    shared: &Arc<Shared>,
    room: Option<Arc<Room>>,
    code: String,
    wanted: Option<String>,
    paper: Paper,
) -> Result<SavedFile, DeskError> {
    let edition = edition_of(shared, room.as_ref(), wanted).await?;
    let training = shared.config.mode() == Mode::Training;
    let (here, lang, today) = (Arc::clone(shared), shared.lang(), shared.today());
    let made = tokio::task::spawn_blocking(move || {
        let procedure =
            (edition.procedure(&code)).ok_or_else(|| DeskError::not_found(lang, Thing::Procedure))?;
        let printing = Printing {
            catalogue: &edition.catalogue,
            procedure,
            value: match paper {
                Paper::Sheet(value) => value,
                Paper::Form => None,
            },
            training,
            today,
            lang,
        };
        let (bytes, name) = match paper {
            Paper::Sheet(_) => (printing.sheet(), "Thu-tuc"),
            Paper::Form => (printing.blank(), "Mau-de-trong"),
        };
        Ok(SavedFile {
            file_name: format!("{name}-{}.pdf", file_part(procedure.display_code())),
            media_type: "application/pdf".to_owned(),
            bytes: bytes.map_err(|error| here.internal(&error))?,
        })
    });
    made.await.map_err(|error| shared.internal(&error))?
}

/// Provinces of an edition of the places.
pub(crate) async fn provinces(shared: &Shared, edition: &str) -> Result<Vec<Place>, DeskError> {
    places(shared, |places| {
        places.provinces(edition).into_iter().map(place).collect()
    })
    .await
}

/// Communes of a province; with an empty province those of the whole edition, named in full.
pub(crate) async fn communes(
    shared: &Shared,
    edition: &str,
    province: &str,
) -> Result<Vec<Place>, DeskError> {
    places(shared, |places| {
        if !province.is_empty() {
            return places
                .communes(edition, province)
                .into_iter()
                .map(place)
                .collect();
        }
        places
            .provinces(edition)
            .into_iter()
            .flat_map(|province| {
                places
                    .communes(edition, province.code)
                    .into_iter()
                    .map(move |commune| Place {
                        code: commune.code.to_owned(),
                        name: format!("{}, {}", commune.display(), province.name),
                    })
            })
            .collect()
    })
    .await
}

async fn places(shared: &Shared, list: impl FnOnce(&Places) -> Vec<Place>) -> Result<Vec<Place>, DeskError> {
    Ok(shared
        .shelf()
        .await?
        .places()
        .map(|places| list(&places))
        .unwrap_or_default())
}

fn place(unit: Unit<'_>) -> Place {
    Place {
        code: unit.code.to_owned(),
        name: unit.display(),
    }
}
