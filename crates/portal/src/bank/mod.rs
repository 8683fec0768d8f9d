//! The bank simulator: a payment gateway and a bank in one small server of its own, on its own
//! port and with its own database, so that payments in training go the whole way over HTTP. It
//! speaks VNPAY 2.1.0 to the portal and the browser, and tells the portal about transfers made with
//! a VietQR. No money moves; every page says so.
//!
//! It is somebody else's server: it knows the portal's addresses and the keys of one terminal
//! ([`BankSetup`]), nothing more, and can run alone. What a real gateway does badly now and then (a
//! notice that comes late, twice, in the wrong order, or not at all) can be asked for with each
//! payment, see [`Scenario`].
//!
//! | path | who | what |
//! |---|---|---|
//! | `GET /paymentv2/vpcpay.html?vnp_…` | browser | checks the signature, shows the payment page |
//! | `POST /paymentv2/decide` | browser | pay, not enough money, cancel; then back to `vnp_ReturnUrl` |
//! | `POST /merchant_webapi/api/transaction` | portal | `querydr` |
//! | `GET`, `POST /transfer` | browser | a transfer with a VietQR, or with account, amount and content |

mod config;
mod deliver;
mod forms;
mod gateway;
mod page;
mod query;
mod scenario;
mod store;
mod transfer;
mod vietqr_read;

use std::{future::Future, io, path::Path, sync::Arc};

use axum::{
    Router,
    http::{HeaderValue, header},
    response::IntoResponse,
    routing::{get, post},
};
use tokio::{net::TcpListener, sync::Notify};
use tokio_util::sync::CancellationToken;
use tower_http::set_header::SetResponseHeaderLayer;

pub use config::{BankConfig, BankSetup, BankSetupError};
pub use scenario::Scenario;
pub use store::{BankError, BankStore, Decision};
pub use vietqr_read::{QrError, QrTransfer, read_vietqr};

use crate::{
    clock::{Clock, SystemClock},
    money::config::{beneficiary, simulator_hash_secret, simulator_tmn_code, simulator_transfer_key},
    random::{Random, SystemRandom},
    secrets::write_private,
    state::App,
};

/// Everything a request of the bank needs.
pub struct Bank {
    setup: BankSetup,
    store: BankStore,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    http: reqwest::Client,
    wake: Notify,
}

impl Bank {
    /// Opens the bank's database (created when missing).
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn open(
        setup: BankSetup,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Arc<Self>, BankError> {
        let store = BankStore::open(&setup.database)?;
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(std::time::Duration::from_secs(15))
            .build()
            .map_err(BankError::Http)?;
        Ok(Arc::new(Self {
            setup,
            store,
            clock,
            random,
            http,
            wake: Notify::new(),
        }))
    }

    /// The bank's pages and interfaces.
    pub fn router(self: &Arc<Self>) -> Router {
        let header =
            |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
        // No form-action: browsers apply it to the redirect back to the portal as well.
        let policy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";
        Router::new()
            .route("/", get(page::home))
            .route("/bank.css", get(stylesheet))
            .route("/paymentv2/vpcpay.html", get(gateway::show))
            .route("/paymentv2/decide", post(gateway::decide))
            .route("/merchant_webapi/api/transaction", post(query::answer))
            .route("/transfer", get(transfer::show).post(transfer::make))
            .layer(axum::extract::DefaultBodyLimit::max(64 * 1024))
            .layer(header(header::CONTENT_SECURITY_POLICY, policy))
            .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .layer(header(header::REFERRER_POLICY, "no-referrer"))
            .layer(header(header::CACHE_CONTROL, "no-store"))
            .with_state(Arc::clone(self))
    }

    /// Serves until `stop` completes, and sends notices meanwhile. Notices that are still due are
    /// kept in the database and sent after the next start.
    ///
    /// # Errors
    /// Those of the listener.
    pub async fn serve(
        self: Arc<Self>,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let courier = tokio::spawn(deliver::run(Arc::clone(&self)));
        let served = axum::serve(listener, self.router())
            .with_graceful_shutdown(stop)
            .await;
        courier.abort();
        served
    }

    /// The bank's memory.
    pub fn store(&self) -> &BankStore {
        &self.store
    }
}

/// The setup of the simulator that belongs to a portal's installation, and its file
/// `<data>/bank/bank.json`, with which it can run alone.
///
/// # Errors
/// Those of the file system.
pub async fn setup_of(app: &App) -> io::Result<BankSetup> {
    let folder = app.folders.data.join("bank");
    std::fs::create_dir_all(&folder)?;
    // Straight to the portal's own port where that is known: the bank runs beside it.
    let local = app.addresses.read().await.portal.clone();
    let portal = if local.is_empty() {
        app.public_url().await
    } else {
        local
    };
    let config = &app.config.bank_simulator;
    let setup = BankSetup {
        database: folder.join("bank.sqlite3"),
        tmn_code: simulator_tmn_code(&app.secrets),
        hash_secret: simulator_hash_secret(&app.secrets),
        transfer_key: simulator_transfer_key(&app.secrets),
        merchant_name: app.config.name.clone(),
        ipn_url: format!("{portal}/payments/vnpay/ipn"),
        transfer_notice_url: format!("{portal}/payments/transfer-notice"),
        beneficiary_account: beneficiary(&app.config).map(|b| b.account).unwrap_or_default(),
        retry_seconds: config.retry_seconds,
        max_tries: config.max_tries,
    };
    write_private(&folder.join("bank.json"), &serde_json::to_vec_pretty(&setup)?)?;
    Ok(setup)
}

/// Serves the simulator of a portal's installation on a listener that is bound already, until
/// `stop`. [`App::addresses`] must be known.
///
/// # Errors
/// Those of the listener and of the bank's database.
pub async fn serve(app: App, listener: TcpListener, stop: CancellationToken) -> io::Result<()> {
    let setup = setup_of(&app).await?;
    let bank =
        Bank::open(setup, Arc::clone(&app.clock), Arc::clone(&app.random)).map_err(io::Error::other)?;
    bank.serve(listener, async move { stop.cancelled().await }).await
}

/// `motcua-portal bank`: the simulator alone, with a setup from a file.
///
/// # Errors
/// When the file, the address or the database cannot be used.
pub async fn serve_alone(
    setup: &Path,
    listen: std::net::SocketAddr,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let bank = Bank::open(
        BankSetup::read(setup)?,
        Arc::new(SystemClock),
        Arc::new(SystemRandom),
    )?;
    let listener = TcpListener::bind(listen).await?;
    println!("Ngân hàng mô phỏng: http://{}", listener.local_addr()?);
    Ok(bank.serve(listener, stop).await?)
}

async fn stylesheet() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
        include_str!("bank.css"),
    )
}
