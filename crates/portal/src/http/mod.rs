//! The portal's doors: one module per area, put together here.

pub mod auth;
pub mod extract;
pub mod idempotency;
pub mod problem;

use axum::{Router, middleware};

use crate::state::App;

/// The strong tag of a version.
pub fn etag(version: u32) -> String {
    format!("\"{version}\"")
}

/// Every route of the portal.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(crate::money::http::routes())
        .merge(crate::officer::routes(app.clone()))
        .layer(middleware::from_fn_with_state(app.clone(), problem::render))
        .with_state(app)
}
