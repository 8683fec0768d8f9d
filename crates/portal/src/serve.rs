//! Starting and stopping the parts of the process: the portal, and where configured the mailbox,
//! the bank simulator and the automatic officer, all over real sockets.

use std::{io, net::SocketAddr, time::Duration};

use axum::serve::ListenerExt;
use serde::Serialize;
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{
    bank, http, mail, money, officer,
    state::{Addresses, App},
    tidy,
};

/// How long open requests may take when the process stops.
const GRACE: Duration = Duration::from_secs(5);

/// A portal that is up.
pub struct Running {
    /// Where its parts are reached.
    pub addresses: Addresses,
    /// The portal itself.
    pub app: App,
    stop: CancellationToken,
    parts: JoinSet<(&'static str, io::Result<()>)>,
}

/// What is printed, on one line, once everything listens.
#[derive(Debug, Serialize)]
pub struct Ready {
    /// Address of the portal.
    pub portal: String,
    /// Address of the bank simulator, if it runs.
    pub bank: Option<String>,
    /// Address of the officer's page, if it is served.
    pub officer: Option<String>,
    /// `host:port` of training's mail server, if it runs.
    pub smtp: Option<String>,
}

/// The listeners of the parts that are configured.
pub struct Listeners {
    /// The portal's.
    pub portal: TcpListener,
    /// The bank simulator's.
    pub bank: Option<TcpListener>,
    /// The mailbox's.
    pub smtp: Option<TcpListener>,
}

impl Listeners {
    /// Binds every configured address.
    ///
    /// # Errors
    /// When an address is taken or not this machine's.
    pub async fn bind(app: &App) -> io::Result<Self> {
        let config = &app.config;
        let bank = match config.bank_simulator.enabled {
            true => Some(bind(config.bank_simulator.listen).await?),
            false => None,
        };
        let smtp = match config.mailbox.enabled {
            true => Some(bind(config.mailbox.listen).await?),
            false => None,
        };
        Ok(Self {
            portal: bind(config.listen).await?,
            bank,
            smtp,
        })
    }
}

async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        io::Error::new(
            error.kind(),
            format!("cannot listen on {address}: {error}; choose another address or port"),
        )
    })
}

/// An address as a client on this machine writes it.
fn reachable(listener: &TcpListener) -> io::Result<SocketAddr> {
    let mut address = listener.local_addr()?;
    if address.ip().is_unspecified() {
        address.set_ip([127, 0, 0, 1].into());
    }
    Ok(address)
}

/// Starts everything on listeners that are bound already.
///
/// # Errors
/// When a listener has no address.
pub async fn start(app: App, listeners: Listeners) -> io::Result<Running> {
    let mut addresses = Addresses {
        portal: format!("http://{}", reachable(&listeners.portal)?),
        bank: None,
        smtp: None,
    };
    if let Some(listener) = &listeners.bank {
        addresses.bank = Some(format!("http://{}", reachable(listener)?));
    }
    if let Some(listener) = &listeners.smtp {
        addresses.smtp = Some(reachable(listener)?.to_string());
    }
    *app.addresses.write().await = addresses.clone();
    let stop = CancellationToken::new();
    let mut parts = JoinSet::new();
    let (state, until) = (app.clone(), stop.clone());
    parts.spawn(async move { ("portal", portal(state, listeners.portal, until).await) });
    if let Some(listener) = listeners.bank {
        let (state, until) = (app.clone(), stop.clone());
        parts.spawn(async move { ("bank simulator", bank::serve(state, listener, until).await) });
    }
    if let Some(listener) = listeners.smtp {
        let (state, until) = (app.clone(), stop.clone());
        parts.spawn(async move { ("mailbox", mail::smtp_server::serve(state, listener, until).await) });
    }
    macro_rules! background {
        ($name:literal, $run:path) => {
            let (state, until) = (app.clone(), stop.clone());
            parts.spawn(async move {
                $run(state, until).await;
                ($name, Ok(()))
            });
        };
    }
    background!("letters", mail::sender::run);
    background!("payments", money::ask::watch);
    background!("tidying up", tidy::run);
    if app.config.officer.automatic {
        background!("automatic officer", officer::automatic);
    }
    Ok(Running {
        addresses,
        app,
        stop,
        parts,
    })
}

async fn portal(app: App, listener: TcpListener, stop: CancellationToken) -> io::Result<()> {
    let service = http::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            log::debug!("nodelay: {error}");
        }
    });
    axum::serve(listener, service)
        .with_graceful_shutdown(async move { stop.cancelled().await })
        .await
}

impl Running {
    /// The line that says so.
    pub fn ready(&self) -> Ready {
        Ready {
            portal: self.addresses.portal.clone(),
            bank: self.addresses.bank.clone(),
            officer: self
                .app
                .config
                .officer
                .enabled
                .then(|| format!("{}/officer", self.addresses.portal)),
            smtp: self.addresses.smtp.clone(),
        }
    }

    /// Runs until `end`, or until a part fails.
    ///
    /// # Errors
    /// Those of the part that failed.
    pub async fn until(mut self, end: impl Future<Output = ()>) -> io::Result<()> {
        let failed = tokio::select! {
            () = end => Ok(()),
            part = self.parts.join_next() => match part {
                Some(Ok((name, Err(error)))) => Err(io::Error::new(error.kind(), format!("{name}: {error}"))),
                Some(Ok((name, Ok(())))) => Err(io::Error::other(format!("{name} ended"))),
                Some(Err(error)) => Err(io::Error::other(error)),
                None => Ok(()),
            },
        };
        self.stop().await;
        failed
    }

    /// Stops: no new requests, open ones get a few seconds.
    pub async fn stop(mut self) {
        self.stop.cancel();
        let ended = async { while self.parts.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, ended).await.is_err() {
            log::warn!("open requests were cut off");
        }
    }
}
