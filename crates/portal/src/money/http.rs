//! Obligations, attempts, notices of the bank, receipts over HTTP.

use axum::Router;
use utoipa::OpenApi;

use crate::state::App;

/// This area's part of the OpenAPI document.
#[derive(OpenApi)]
#[openapi(paths())]
pub struct Doc;

/// Routes of this area.
pub fn routes() -> Router<App> {
    Router::new()
}
