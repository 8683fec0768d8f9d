//! The change feed over HTTP.

use std::num::NonZeroU32;

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use motcua_portal_api::{
    change::{CHANGED_LIMIT, ChangePage, ChangedAnswer, ChangedQuery},
    paths,
    problem::Problem,
};
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi;

use super::{Paging, Query, auth::SignedIn, extract::Json};
use crate::{
    dossiers::feed,
    error::{ApiError, ApiResult},
    state::App,
};

/// This area's part of the OpenAPI document.
#[derive(OpenApi)]
#[openapi(paths(changes, changed))]
pub struct Doc;

/// Routes of this area.
pub fn routes() -> Router<App> {
    Router::new()
        .route(paths::CHANGES, get(changes))
        .route(paths::CHANGED_DOSSIERS, post(changed))
        .layer(CompressionLayer::new())
}

/// What changed since a cursor, oldest first, at most one entry per thing. Without a cursor:
/// everything of the account.
#[utoipa::path(get, path = "/v1/changes", tag = "dossiers", params(Paging),
    responses((status = 200, body = ChangePage), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 410, description = "The cursor is too old: begin again without one", body = Problem)))]
async fn changes(
    State(app): State<App>,
    user: SignedIn,
    Query(paging): Query<Paging>,
) -> ApiResult<Response> {
    let state = app.clone();
    let page = app
        .db
        .read(move |db| {
            feed::page(
                db,
                &state,
                user.account,
                paging.cursor.as_deref(),
                paging.limit.map_or(500, NonZeroU32::get),
            )
        })
        .await?;
    super::private(StatusCode::OK, &page)
}

/// Many dossiers that the feed named in one answer, for an account whose night brought hundreds of changes over a
/// link on which every request costs a second.
#[utoipa::path(post, path = "/v1/changes/dossiers", tag = "dossiers", request_body = ChangedQuery,
    responses((status = 200, body = ChangedAnswer), (status = 400, description = "More than 100", body = Problem),
        (status = 401, body = Problem)))]
async fn changed(
    State(app): State<App>,
    user: SignedIn,
    Json(query): Json<ChangedQuery>,
) -> ApiResult<Response> {
    if query.uids.len() > CHANGED_LIMIT {
        return Err(ApiError::bad_request("more than 100 dossiers in one question"));
    }
    let state = app.clone();
    let answer = app
        .db
        .read(move |db| feed::dossiers(db, &state, user.account, &query.uids))
        .await?;
    super::private(StatusCode::OK, &answer)
}
