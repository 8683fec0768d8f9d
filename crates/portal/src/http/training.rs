//! Training's mailbox over HTTP: on training portals only, and from the same computer only.

use std::net::SocketAddr;

use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use motcua_portal_api::{
    paths,
    training::{Letter, LetterPage},
};

use crate::{
    error::{ApiError, ApiResult},
    mail::mailbox,
    state::App,
};

/// Routes of this area; none on a portal that is not for training.
pub fn routes(app: &App) -> Router<App> {
    if !(app.config.training && app.config.mailbox.enabled) {
        return Router::new();
    }
    Router::new()
        .route(paths::TRAINING_LETTERS, get(letters))
        .route("/training/mailbox", get(with_links))
        .route_layer(middleware::from_fn(loopback_only))
}

/// The real peer counts here, not what a header says. A browser's page from elsewhere cannot read
/// the answer, since there are no CORS headers, and cannot pretend another host name.
async fn loopback_only(request: Request, next: Next) -> Response {
    let near = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .is_none_or(|ConnectInfo(peer)| peer.ip().is_loopback());
    if near {
        next.run(request).await
    } else {
        ApiError::not_found().into_response()
    }
}

async fn letters(State(app): State<App>) -> ApiResult<Response> {
    let letters = app.db.read(mailbox::list).await?;
    let letters = letters
        .into_iter()
        .map(|l| Letter {
            id: l.id.to_string(),
            at: l.at,
            to: l.to,
            subject: l.subject,
            body: l.body,
        })
        .collect();
    super::private(StatusCode::OK, &LetterPage { letters })
}

async fn with_links(State(app): State<App>) -> ApiResult<Response> {
    super::private(StatusCode::OK, &app.db.read(mailbox::list).await?)
}
