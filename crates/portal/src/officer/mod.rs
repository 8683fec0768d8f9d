//! The officer's desk: plain pages of the portal that need no script, and the automatic officer of
//! training. Both move dossiers on through [`crate::dossiers::progress`] only.

mod actions;
pub mod automatic;
mod config;
mod dossier;
mod labels;
mod list;
mod login;
mod page;
mod printed;
mod reading;
mod reconcile;
mod session;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use tokio_util::sync::CancellationToken;

pub use config::{Delays, OfficerConfig, SupplementMode};
pub use printed::print;
pub use session::new_password;

use crate::state::App;

/// Largest result that an officer may hand in.
const LARGEST_RESULT: usize = 50 * 1024 * 1024;

/// Routes of the officer's page; none when it is not enabled.
pub fn routes(app: App) -> Router<App> {
    if !app.config.officer.enabled {
        return Router::new();
    }
    Router::new()
        .route("/officer", get(list::show))
        .route("/officer/login", get(login::show).post(login::sign_in))
        .route("/officer/logout", post(login::sign_out))
        .route("/officer/dossiers/{uid}", get(dossier::show))
        .route("/officer/dossiers/{uid}/papers/{paper}", get(dossier::paper))
        .route("/officer/dossiers/{uid}/results/{file}", get(dossier::result))
        .route(
            "/officer/dossiers/{uid}/acknowledgement",
            get(dossier::acknowledgement),
        )
        .route(
            "/officer/dossiers/{uid}/finish",
            post(actions::finish).layer(DefaultBodyLimit::max(LARGEST_RESULT)),
        )
        .route("/officer/dossiers/{uid}/{action}", post(actions::act))
        .route("/officer/money", get(reconcile::show))
        .route("/officer/money/{attempt}/{how}", post(reconcile::act))
        .route("/officer/refunds/{obligation}", post(reconcile::refund))
}

/// Works on dossiers by itself until `stop`, when configured to.
pub async fn automatic(app: App, stop: CancellationToken) {
    automatic::run(app, stop).await;
}
