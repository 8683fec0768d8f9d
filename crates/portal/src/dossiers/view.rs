//! How a dossier is shown to its owner.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use motcua_portal_api::dossier::{
    Dossier, DossierEvent, DossierPage, DossierSummary, ManifestEntry, ResultFile, Submission, Supplement,
};
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::DossierRow;
use crate::{
    db::convert,
    error::{ApiError, ApiResult},
    money,
    state::App,
};

/// Most dossiers on a page.
pub const MAX_PAGE: u32 = 200;

/// The short of it.
pub fn summary(row: &DossierRow) -> DossierSummary {
    DossierSummary {
        uid: row.uid,
        code: row.code.clone(),
        procedure: row.procedure.clone(),
        procedure_name: row.procedure_name.clone(),
        edition: row.edition.clone(),
        catalogue_version: row.catalogue_version,
        version: row.version,
        status: row.status,
        money: row.money,
        submitted_at: row.submitted_at,
        received_at: row.received_at,
        due_on: row.due_on,
        applicant_name: row.applicant_name.clone(),
    }
}

/// The whole.
///
/// # Errors
/// Those of the database.
pub fn dossier(db: &Connection, app: &App, row: &DossierRow) -> ApiResult<Dossier> {
    Ok(Dossier {
        summary: summary(row),
        content: row.content.clone(),
        supplements: supplements(db, row.uid)?,
        events: events(db, row.uid)?,
        obligations: money::of_dossier(db, app, row.uid)?,
        results: results(db, row.uid)?,
        submission: submission(db, app, row)?,
    })
}

/// What was handed in last, with the manifest as it was recomputed then.
///
/// # Errors
/// Those of the database.
pub fn submission(db: &Connection, app: &App, row: &DossierRow) -> ApiResult<Option<Submission>> {
    let (Some(code), Some(lookup_key), Some(submitted_at)) = (&row.code, &row.lookup_key, row.submitted_at)
    else {
        return Ok(None);
    };
    let last: Option<(String, Vec<ManifestEntry>)> = db
        .prepare_cached(
            "SELECT answers_sha256, manifest FROM submissions WHERE dossier = ?1 ORDER BY number DESC LIMIT 1",
        )?
        .query_row([row.uid.to_string()], |row| Ok((row.get(0)?, convert::json(row, "manifest")?)))
        .optional()?;
    let Some((answers_sha256, manifest)) = last else {
        return Ok(None);
    };
    Ok(Some(Submission {
        uid: row.uid,
        code: code.clone(),
        lookup_key: lookup_key.clone(),
        submitted_at,
        answers_sha256,
        manifest,
        obligations: money::of_dossier(db, app, row.uid)?,
    }))
}

/// What happened, oldest first.
///
/// # Errors
/// Those of the database.
pub fn events(db: &Connection, uid: Uuid) -> ApiResult<Vec<DossierEvent>> {
    let mut query = db.prepare_cached(
        "SELECT number, at, status, actor, unit, text FROM dossier_events WHERE dossier = ?1 ORDER BY number",
    )?;
    let rows = query.query_map([uid.to_string()], |row| {
        Ok(DossierEvent {
            number: row.get("number")?,
            at: convert::at(row, "at")?,
            status: convert::name(row, "status")?,
            actor: row.get("actor")?,
            unit: row.get("unit")?,
            text: row.get("text")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Requests for supplements, oldest first.
///
/// # Errors
/// Those of the database.
pub fn supplements(db: &Connection, uid: Uuid) -> ApiResult<Vec<Supplement>> {
    let mut query = db.prepare_cached(
        "SELECT id, asked_at, until_on, officer, items, answered_at FROM supplements
         WHERE dossier = ?1 ORDER BY asked_at, id",
    )?;
    let rows = query.query_map([uid.to_string()], |row| {
        Ok(Supplement {
            id: convert::uuid(row, "id")?,
            asked_at: convert::at(row, "asked_at")?,
            until: convert::day_opt(row, "until_on")?,
            officer: row.get("officer")?,
            items: convert::json(row, "items")?,
            answered_at: convert::at_opt(row, "answered_at")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Files handed out, oldest first.
///
/// # Errors
/// Those of the database.
pub fn results(db: &Connection, uid: Uuid) -> ApiResult<Vec<ResultFile>> {
    let mut query = db.prepare_cached(
        "SELECT id, file_name, size, sha256 FROM results WHERE dossier = ?1 ORDER BY created_at, id",
    )?;
    let rows = query.query_map([uid.to_string()], |row| {
        Ok(ResultFile {
            id: convert::uuid(row, "id")?,
            file_name: row.get("file_name")?,
            size: row.get::<_, i64>("size")?.unsigned_abs(),
            sha256: row.get("sha256")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A page of an account's dossiers, newest first.
///
/// # Errors
/// 400 for a cursor that is none.
pub fn page(db: &Connection, account: Uuid, cursor: Option<&str>, limit: u32) -> ApiResult<DossierPage> {
    let limit = limit.clamp(1, MAX_PAGE);
    let (before, uid) = match cursor {
        Some(cursor) => read_cursor(cursor)?,
        None => (i64::MAX, String::new()),
    };
    let mut query = db.prepare_cached(
        "SELECT * FROM dossiers
         WHERE account = ?1 AND deleted_at IS NULL AND (created_at, uid) < (?2, ?3)
         ORDER BY created_at DESC, uid DESC LIMIT ?4",
    )?;
    let mut rows = query
        .query_map((account.to_string(), before, uid, limit + 1), DossierRow::read)?
        .collect::<Result<Vec<_>, _>>()?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next_cursor = rows
        .last()
        .filter(|_| more)
        .map(|last| URL_SAFE_NO_PAD.encode(format!("{}.{}", convert::ms(last.created_at), last.uid)));
    Ok(DossierPage {
        dossiers: rows.iter().map(summary).collect(),
        next_cursor,
    })
}

fn read_cursor(cursor: &str) -> ApiResult<(i64, String)> {
    let bad = || ApiError::bad_request("cursor");
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).map_err(|_| bad())?).map_err(|_| bad())?;
    let (at, uid) = text.split_once('.').ok_or_else(bad)?;
    Ok((at.parse().map_err(|_| bad())?, uid.to_owned()))
}
