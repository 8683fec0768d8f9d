//! The officer's desk: a plain page of the portal, and the automatic officer of training.

use axum::Router;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::state::App;

/// The officer's configuration.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OfficerConfig {
    /// Whether the page is served.
    pub enabled: bool,
    /// Whether the automatic officer works.
    pub automatic: bool,
}

/// Routes of the officer's page; none when it is not enabled.
pub fn routes(_app: App) -> Router<App> {
    Router::new()
}

/// Works on dossiers by itself until `stop`, when configured to.
pub async fn automatic(_app: App, stop: CancellationToken) {
    stop.cancelled().await;
}
