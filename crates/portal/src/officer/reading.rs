//! What the officer's page of one dossier shows, read in one snapshot.

use motcua_domain::{calendar::Pause, content::Paper};
use motcua_portal_api::dossier::{Dossier, ManifestEntry};
use rusqlite::Connection;
use uuid::Uuid;

use crate::{
    catalogue::{self, Found},
    dossiers::{DossierRow, progress, view},
    error::{ApiError, ApiResult},
    state::App,
};

/// One dossier with everything about it.
pub struct Reading {
    /// Its row.
    pub row: DossierRow,
    /// As its owner sees it.
    pub shown: Dossier,
    /// Procedure and form in the edition it was filed under.
    pub found: Found,
    /// Papers of the last submission, with the hashes recomputed when they were taken.
    pub papers: Vec<(Paper, ManifestEntry)>,
    /// Times during which the statutory clock stood still.
    pub pauses: Vec<Pause>,
}

/// Reads it.
///
/// # Errors
/// 404 for a dossier that was not submitted: a draft is nobody's business but its owner's.
pub fn read(db: &Connection, app: &App, uid: Uuid) -> ApiResult<Reading> {
    let row = progress::dossier(db, uid)?;
    if row.status.is_none() {
        return Err(ApiError::not_found());
    }
    let catalogue = app
        .catalogues
        .version(db, &row.edition, row.catalogue_version)?
        .ok_or_else(|| ApiError::internal("the catalogue of a submitted dossier is gone"))?;
    let found = catalogue::find(&catalogue, &row.procedure)
        .ok_or_else(|| ApiError::internal("the procedure of a submitted dossier is gone"))?;
    let shown = view::dossier(db, app, &row)?;
    let manifest = shown
        .submission
        .as_ref()
        .map(|s| s.manifest.as_slice())
        .unwrap_or_default();
    let papers = row
        .content
        .papers
        .iter()
        .filter_map(|paper| {
            let entry = manifest.iter().find(|entry| entry.paper == paper.id)?;
            Some((paper.clone(), entry.clone()))
        })
        .collect();
    Ok(Reading {
        papers,
        pauses: progress::pauses(db, uid)?,
        found,
        shown,
        row,
    })
}
