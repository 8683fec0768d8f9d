//! A portal's installation with one account, made once and copied for every seed.

use std::{fs, io, path::Path, sync::OnceLock};

use axum::Router;
use chrono::{DateTime, Utc};
use motcua_portal::{
    App, Config,
    catalogue::Catalogues,
    config::{PasswordCost, Throttle},
    db::Durability,
    money::config::{simulator_hash_secret, simulator_tmn_code},
};
use motcua_portal_api::account::{AccountDetails, AccountKind, Registration};
use tower::ServiceExt;
use uuid::Uuid;

use super::money::bank::Terminal;

/// Name to sign in with.
pub const NAME: &str = "cong-dan@example.vn";
/// Password to sign in with.
pub const PASSWORD: &str = "Matkhau@2022";

/// What is copied.
pub struct Template {
    database: Vec<u8>,
    secret: Vec<u8>,
    /// Loaded once for all.
    pub catalogues: Catalogues,
    /// The account in it.
    pub account: Uuid,
    /// What the bank knows the portal by.
    pub terminal: Terminal,
}

/// The configuration of a simulated portal: nothing acts by itself, and nothing waits for a disk.
pub fn config() -> Config {
    let mut config = Config::for_training();
    config.durability = Durability::Off;
    config.password = PasswordCost {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
    // ways to pay are offered; the bank behind them is the simulation's
    config.bank_simulator.enabled = true;
    config.officer.automatic = false;
    // whose clock jumps signs in often
    config.throttles.sign_in_name = Throttle {
        count: 100_000,
        seconds: 900,
    };
    config
}

impl Template {
    /// The one of this process.
    pub fn get(now: DateTime<Utc>) -> &'static Self {
        static TEMPLATE: OnceLock<Template> = OnceLock::new();
        TEMPLATE.get_or_init(|| Self::make(now).expect("a portal can be set up in a temporary folder"))
    }

    /// Lays a copy into a folder.
    pub fn copy_to(&self, folder: &Path) -> io::Result<()> {
        fs::write(folder.join("portal.sqlite3"), &self.database)?;
        fs::write(folder.join("secret.hex"), &self.secret)
    }

    fn make(now: DateTime<Utc>) -> anyhow::Result<Self> {
        let folder = crate::folder()?;
        let app = App::open(folder.path(), config())?;
        let catalogues = app.catalogues.clone();
        let registered = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()?
            .block_on(register(motcua_portal::http::router(app.clone())));
        registered?;
        let account: String = app.db.write_blocking(|tx| {
            tx.execute("UPDATE accounts SET confirmed_at = ?1", [now.timestamp_millis()])?;
            Ok(tx.query_row("SELECT id FROM accounts", [], |row| row.get(0))?)
        })?;
        let terminal = Terminal {
            code: simulator_tmn_code(&app.secrets),
            secret: simulator_hash_secret(&app.secrets),
        };
        drop(app);
        // everything into the one file that is copied
        let database = folder.path().join("portal.sqlite3");
        rusqlite::Connection::open(&database)?.query_row(
            "PRAGMA wal_checkpoint(TRUNCATE)",
            [],
            |_| Ok(()),
        )?;
        Ok(Self {
            database: fs::read(&database)?,
            secret: fs::read(folder.path().join("secret.hex"))?,
            catalogues,
            account: account.parse()?,
            terminal,
        })
    }
}

async fn register(router: Router) -> anyhow::Result<()> {
    let registration = Registration {
        details: AccountDetails {
            kind: AccountKind::Citizen,
            full_name: "Nguyễn Văn An".into(),
            organisation_name: None,
            id_number: "062099000123".into(),
            id_issued_on: None,
            phone: "0912345678".into(),
            email: NAME.into(),
        },
        password: PASSWORD.into(),
        accepts_terms: true,
    };
    let request = axum::http::Request::post(motcua_portal_api::paths::ACCOUNTS)
        .header("content-type", "application/json")
        .header(
            motcua_portal_api::headers::IDEMPOTENCY_KEY,
            Uuid::new_v4().to_string(),
        )
        .body(axum::body::Body::from(serde_json::to_vec(&registration)?))?;
    let response = router.oneshot(request).await?;
    anyhow::ensure!(response.status().is_success(), "{}", response.status());
    Ok(())
}
