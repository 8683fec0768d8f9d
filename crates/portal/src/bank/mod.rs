//! The bank simulator: a server of its own on its own port, so that payments in training go the
//! whole way over HTTP.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::state::App;

/// The simulator's configuration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BankConfig {
    /// Whether it runs.
    pub enabled: bool,
    /// Where; port 0 takes a free one.
    pub listen: SocketAddr,
}

impl Default for BankConfig {
    fn default() -> Self {
        Self { enabled: false, listen: SocketAddr::from(([127, 0, 0, 1], 0)) }
    }
}

/// Serves the simulator on a listener that is bound already, until `stop`.
///
/// # Errors
/// Those of the listener.
pub async fn serve(
    _app: App,
    _listener: tokio::net::TcpListener,
    stop: CancellationToken,
) -> std::io::Result<()> {
    stop.cancelled().await;
    Ok(())
}
