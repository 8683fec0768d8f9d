//! Catalogue, places and holidays: documents that change seldom, with strong tags, compressed once.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::TimeDelta;
use motcua_domain::{catalogue::Catalogue, catalogue_delta::EditionDelta};
use motcua_portal_api::{
    catalogue::{CatalogueIndex, EditionEntry},
    paths,
    problem::Problem,
};
use rusqlite::Connection;
use utoipa::OpenApi;

use crate::{
    catalogue::Served,
    db::convert::ms,
    error::{ApiError, ApiResult},
    state::App,
};

/// How far back filings count, how many make a procedure common, and how many are named.
const COMMON_WITHIN: TimeDelta = TimeDelta::days(365);
const COMMON_FROM: u32 = 3;
const MOST_COMMON: u32 = 20;

/// This area's part of the OpenAPI document.
#[derive(OpenApi)]
#[openapi(paths(index, edition, changes, places, holidays))]
pub struct Doc;

/// Routes of this area.
pub fn routes() -> Router<App> {
    Router::new()
        .route(paths::CATALOGUE, get(index))
        .route("/v1/catalogue/{edition}", get(edition))
        .route("/v1/catalogue/{edition}/changes", get(changes))
        .route(paths::PLACES, get(places))
        .route(paths::HOLIDAYS, get(holidays))
}

/// The editions on offer, oldest first, and what people file most.
#[utoipa::path(get, path = "/v1/catalogue", tag = "catalogue", security(()),
    responses((status = 200, body = CatalogueIndex)))]
async fn index(State(app): State<App>) -> ApiResult<Response> {
    let editions = app
        .catalogues
        .editions()
        .iter()
        .map(|e| EditionEntry {
            edition: e.catalogue.edition.clone(),
            version: e.catalogue.version,
            sha256: e.served.sha256.clone(),
        })
        .collect();
    let since = ms(app.clock.now() - COMMON_WITHIN);
    let common = app.db.read(move |db| common(db, since)).await?;
    super::private(
        StatusCode::OK,
        &CatalogueIndex {
            editions,
            common,
            places_sha256: Some(app.catalogues.places_document.sha256.clone()),
            holidays_sha256: Some(app.catalogues.holidays_document.sha256.clone()),
        },
    )
}

const COMMON: &str = "SELECT procedure FROM dossiers WHERE submitted_at >= ?1 GROUP BY procedure \
     HAVING count(*) >= ?2 ORDER BY count(*) DESC, procedure LIMIT ?3";

/// Codes of what was filed most, so often that it tells nothing of a single person.
fn common(db: &Connection, since: i64) -> ApiResult<Vec<String>> {
    let mut query = db.prepare_cached(COMMON)?;
    let codes = query.query_map((since, COMMON_FROM, MOST_COMMON), |row| row.get(0))?;
    Ok(codes.collect::<rusqlite::Result<_>>()?)
}

/// A whole edition. `If-None-Match` with the last `ETag` saves the way when nothing changed.
#[utoipa::path(get, path = "/v1/catalogue/{edition}", tag = "catalogue", security(()),
    params(("edition" = String, Path, description = "Name of the edition, e.g. `2022`")),
    responses((status = 200, body = Catalogue), (status = 304, description = "Not changed"),
              (status = 404, body = Problem)))]
async fn edition(
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let edition = app.catalogues.edition(&name).ok_or_else(ApiError::not_found)?;
    Ok(document(&edition.served, &headers))
}

/// The version that the desk holds.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Since {
    /// Lower-case hex SHA-256 of the canonical form of the version held.
    cursor: String,
}

/// What changed in an edition since the version that the cursor names. The result of applying it must have the hash
/// that it names; otherwise the whole edition is fetched.
#[utoipa::path(get, path = "/v1/catalogue/{edition}/changes", tag = "catalogue", security(()),
    params(("edition" = String, Path, description = "Name of the edition, e.g. `2022`"), Since),
    responses((status = 200, body = EditionDelta), (status = 304, description = "Not changed"),
              (status = 404, body = Problem),
              (status = 410, body = Problem, description = "The portal does not have the version held")))]
async fn changes(
    State(app): State<App>,
    Path(name): Path<String>,
    super::Query(since): super::Query<Since>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let edition = app
        .catalogues
        .edition(&name)
        .ok_or_else(ApiError::not_found)?
        .clone();
    let portal = app.clone();
    let delta = app
        .db
        .read(move |db| portal.catalogues.delta(db, &edition, &since.cursor))
        .await?;
    let delta = delta.ok_or_else(|| {
        ApiError::gone(
            "Cổng không có phiên bản danh mục này. Hãy tải cả danh mục.",
            "The portal does not have this version of the catalogue. Fetch the whole edition.",
        )
    })?;
    Ok(document(&delta, &headers))
}

/// Provinces, districts and communes of all editions, with successors.
#[utoipa::path(get, path = "/v1/places", tag = "catalogue", security(()),
    responses((status = 200, body = serde_json::Value), (status = 304, description = "Not changed")))]
async fn places(State(app): State<App>, headers: HeaderMap) -> Response {
    document(&app.catalogues.places_document, &headers)
}

/// Holidays and make-up working days.
#[utoipa::path(get, path = "/v1/holidays", tag = "catalogue", security(()),
    responses((status = 200, body = serde_json::Value), (status = 304, description = "Not changed")))]
async fn holidays(State(app): State<App>, headers: HeaderMap) -> Response {
    document(&app.catalogues.holidays_document, &headers)
}

fn document(served: &Served, asked: &HeaderMap) -> Response {
    let compressed = accepts_zstd(asked);
    // Two encodings are two representations and need two strong tags (RFC 9110 §8.8.3.3).
    let (plain, packed) = (
        format!("\"{}\"", served.sha256),
        format!("\"{}-zstd\"", served.sha256),
    );
    let tag = if compressed { &packed } else { &plain };
    let known = super::matches(asked, &plain) || super::matches(asked, &packed);
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else if compressed {
        let mut response = served.zstd.clone().into_response();
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, HeaderValue::from_static("zstd"));
        response
    } else {
        served.plain.clone().into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, no-cache"),
    );
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

fn accepts_zstd(asked: &HeaderMap) -> bool {
    asked
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|value| {
            value.split(',').any(|coding| {
                let mut parts = coding.split(';').map(str::trim);
                parts.next() == Some("zstd") && !parts.any(|p| p == "q=0" || p == "q=0.0")
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        db::{Db, Durability},
        work::Work,
    };

    #[test]
    fn what_is_filed_most_is_told_without_reading_a_dossier() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("portal.db"), Durability::Off, Work::default()).unwrap();
        let plan: Vec<String> = db
            .read_blocking(|db| {
                let mut plan = db.prepare(&format!("EXPLAIN QUERY PLAN {COMMON}"))?;
                let steps = plan.query_map((0, COMMON_FROM, MOST_COMMON), |row| row.get("detail"))?;
                Ok(steps.collect::<rusqlite::Result<_>>()?)
            })
            .unwrap();
        assert!(
            plan.iter()
                .any(|step| step.contains("COVERING INDEX dossiers_often_filed")),
            "{plan:?}"
        );
    }
}
