//! The change feed over HTTP.

use std::num::NonZeroU32;

use axum::{Router, extract::State, http::StatusCode, response::Response, routing::get};
use motcua_portal_api::{change::ChangePage, paths, problem::Problem};
use utoipa::OpenApi;

use super::{Paging, Query, auth::SignedIn};
use crate::{dossiers::feed, error::ApiResult, state::App};

/// This area's part of the OpenAPI document.
#[derive(OpenApi)]
#[openapi(paths(changes))]
pub struct Doc;

/// Routes of this area.
pub fn routes() -> Router<App> {
    Router::new().route(paths::CHANGES, get(changes))
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
