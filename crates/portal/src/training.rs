//! `motcua-portal training`: portal, mailbox, bank simulator and officer in one process, on
//! loopback, with ports that stay the same from start to start.

use std::{fs, io, net::SocketAddr, path::Path};

use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use crate::{
    secrets::write_private,
    serve::{self, Listeners, Running},
    state::App,
};

/// Ports of the last start, so that links in letters and open browser pages go on working.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Ports {
    portal: u16,
    bank: u16,
    smtp: u16,
}

/// Binds the ports of the last start, others where those are taken, and starts everything.
///
/// # Errors
/// When no port can be had.
pub async fn start(app: App) -> io::Result<Running> {
    let file = app.folders.data.join("ports.json");
    let last = read(&file);
    let config = &app.config;
    let portal = bind(config.listen, last.portal).await?;
    let bank = match config.bank_simulator.enabled {
        true => Some(bind(config.bank_simulator.listen, last.bank).await?),
        false => None,
    };
    let smtp = match config.mailbox.enabled {
        true => Some(bind(config.mailbox.listen, last.smtp).await?),
        false => None,
    };
    let port = |listener: &Option<TcpListener>| -> io::Result<u16> {
        listener.as_ref().map_or(Ok(0), |l| Ok(l.local_addr()?.port()))
    };
    let now = Ports {
        portal: portal.local_addr()?.port(),
        bank: port(&bank)?,
        smtp: port(&smtp)?,
    };
    if now != last {
        write_private(&file, &serde_json::to_vec(&now)?)?;
    }
    serve::start(app, Listeners { portal, bank, smtp }).await
}

fn read(file: &Path) -> Ports {
    // A damaged or missing file costs nothing but new ports.
    fs::read(file)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

/// The configured port, otherwise the last one, otherwise a free one.
async fn bind(configured: SocketAddr, last: u16) -> io::Result<TcpListener> {
    if configured.port() != 0 {
        return TcpListener::bind(configured).await;
    }
    if last != 0
        && let Ok(listener) = TcpListener::bind(SocketAddr::new(configured.ip(), last)).await
    {
        return Ok(listener);
    }
    TcpListener::bind(configured).await
}
