//! The portal's doors: one module per area, put together here.

pub mod accounts;
pub mod auth;
pub mod catalogue;
pub mod dossiers;
pub mod extract;
pub mod feed;
pub mod idempotency;
pub mod openapi;
pub mod pages;
pub mod problem;
pub mod profile;
pub mod results;
pub mod training;
pub mod uploads;

use axum::{
    Router,
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    middleware,
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};
use tower_http::set_header::SetResponseHeaderLayer;
use uuid::Uuid;

use crate::{
    error::{ApiError, ApiResult},
    state::App,
};

/// The strong tag of a version.
pub fn etag(version: u32) -> String {
    format!("\"{version}\"")
}

/// Every route of the portal.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(profile::routes())
        .merge(catalogue::routes())
        .merge(accounts::routes())
        .merge(uploads::routes())
        .merge(dossiers::routes())
        .merge(results::routes())
        .merge(feed::routes())
        .merge(pages::routes())
        .merge(training::routes(&app))
        .merge(crate::money::http::routes())
        .merge(crate::officer::routes(app.clone()))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(middleware::from_fn_with_state(app.clone(), problem::render))
        .with_state(app)
}

/// A JSON answer about one account: never kept by anybody between.
fn private(status: StatusCode, body: &impl Serialize) -> ApiResult<Response> {
    let bytes = serde_json::to_vec(body)?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((status, headers, bytes).into_response())
}

/// [`private`] with the version as `ETag`; 304 when the client has it already.
fn versioned(asked: &HeaderMap, version: u32, body: &impl Serialize) -> ApiResult<Response> {
    let tag = etag(version);
    let mut response = if matches(asked, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        private(StatusCode::OK, body)?
    };
    if let Ok(value) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, value);
    }
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    Ok(response)
}

/// Whether `If-None-Match` names this tag.
fn matches(asked: &HeaderMap, tag: &str) -> bool {
    asked
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| {
            v.split(',')
                .any(|t| t.trim().trim_start_matches("W/") == tag || t.trim() == "*")
        })
}

/// UUIDs in the path; what is none is 404, as anything else that is not there.
struct Ids<const N: usize>([Uuid; N]);

impl<const N: usize> FromRequestParts<App> for Ids<N> {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let params = axum::extract::RawPathParams::from_request_parts(parts, app)
            .await
            .map_err(|_| ApiError::not_found())?;
        let mut ids = [Uuid::nil(); N];
        let mut given = params.iter();
        for id in &mut ids {
            let (_, text) = given.next().ok_or_else(ApiError::not_found)?;
            *id = Uuid::parse_str(text).map_err(|_| ApiError::not_found())?;
        }
        Ok(Self(ids))
    }
}

/// A query string; 400 when it cannot be read.
struct Query<T>(T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|_| ApiError::bad_request("query"))
    }
}

/// Where a page begins and how long it is.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Paging {
    /// `next_cursor` of the page before; without it, the first page.
    cursor: Option<String>,
    /// Most entries on the page; the portal may give fewer.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 4_294_967_295_i64)]
    limit: Option<std::num::NonZeroU32>,
}
