//! A portal and a desk's client, for other people's programs to speak with.

use std::{
    collections::BTreeMap,
    io::{self, Cursor},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::future::BoxFuture;
use motcua_domain::language::Language;
use motcua_portal::{
    App, Config,
    clock::SystemClock,
    config::PasswordCost,
    db::Durability,
    ledger::{self, Ledger},
    random::SeededRandom,
    state::Addresses,
};
use motcua_portal_api::account::{AccountDetails, AccountKind, Registration, Session};
use motcua_sync::{
    client::{ClientConfig, PortalClient},
    ports::{BlobBytes, BlobSource, FileTrouble, StoreFailure, Tokens},
};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

type Failure = Box<dyn std::error::Error + Send + Sync>;
/// What the harness answers with.
pub type Result<T> = std::result::Result<T, Failure>;

const PASSWORD: &str = "Matkhau@2022";

/// The reference portal on a port of its own. Ends when dropped.
pub struct Portal {
    folder: tempfile::TempDir,
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    stop: CancellationToken,
}

impl Drop for Portal {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Portal {
    /// Starts one with the catalogue of training and no officer.
    ///
    /// # Errors
    /// When its folder or port cannot be had.
    pub async fn start() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        let mut config = Config::for_training();
        config.durability = Durability::Off;
        config.password = PasswordCost {
            memory_kib: 8,
            passes: 1,
            lanes: 1,
        };
        config.officer.automatic = false;
        let random = Arc::new(SeededRandom::new(1));
        let app = App::open_with(folder.path(), config, Arc::new(SystemClock), random)?;
        *app.addresses.write().await = Addresses {
            portal: address.clone(),
            bank: None,
            smtp: None,
        };
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        let service = motcua_portal::http::router(app).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move {
            axum::serve(listener, service)
                .with_graceful_shutdown(async move { stopped.cancelled().await })
                .await
        });
        Ok(Self {
            folder,
            address,
            stop,
        })
    }

    /// What it holds, from its database and files.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn ledger(&self) -> Result<Ledger> {
        Ok(ledger::read(self.folder.path())?)
    }

    /// A citizen who has opened the letter and signed in, and the access token.
    ///
    /// # Errors
    /// What the portal refuses.
    pub async fn citizen(&self, number: u32) -> Result<(PortalClient, String)> {
        let desk = Arc::new(Desk::default());
        let client = client(&self.address, desk.clone())?;
        let email = format!("cong-dan-{number}@example.vn");
        let registration = Registration {
            details: AccountDetails {
                kind: AccountKind::Citizen,
                full_name: "Nguyễn Văn An".into(),
                organisation_name: None,
                id_number: format!("062099{number:06}"),
                id_issued_on: None,
                phone: "0912345678".into(),
                email: email.clone(),
            },
            password: PASSWORD.into(),
            accepts_terms: true,
        };
        client.register_account(Uuid::new_v4(), &registration).await?;
        let database = rusqlite::Connection::open(self.folder.path().join("portal.sqlite3"))?;
        database.busy_timeout(std::time::Duration::from_secs(10))?;
        database.execute(
            "UPDATE accounts SET confirmed_at = created_at WHERE email = ?1",
            [&email],
        )?;
        let session = client.sign_in(&email, PASSWORD).await?;
        Ok((client, session.access_token))
    }
}

/// The desk's client for a portal or for whatever answers in its place.
///
/// # Errors
/// An address that is none.
pub fn client(address: &str, desk: Arc<Desk>) -> Result<PortalClient> {
    let config = ClientConfig {
        address: address.to_owned(),
        portal_id: None,
        device_id: Uuid::new_v4(),
        language: Language::Vi,
    };
    Ok(PortalClient::new(config, desk)?)
}

/// What a desk has to send, in memory.
#[derive(Default)]
pub struct Desk {
    session: Mutex<Option<Session>>,
    files: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl Desk {
    /// One that is signed in already.
    #[must_use]
    pub fn signed_in(session: Session) -> Arc<Self> {
        Arc::new(Self {
            session: Mutex::new(Some(session)),
            files: Mutex::default(),
        })
    }

    /// Takes a file in; its SHA-256 in hex.
    pub fn attach(&self, bytes: Vec<u8>) -> String {
        let sha256 = sha256(&bytes);
        lock(&self.files).insert(sha256.clone(), bytes);
        sha256
    }
}

/// SHA-256 in lower-case hex.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Tokens for Desk {
    fn load(&self) -> BoxFuture<'_, Option<Session>> {
        let session = lock(&self.session).clone();
        Box::pin(async move { session })
    }
    fn save(&self, session: Session) -> BoxFuture<'_, std::result::Result<(), StoreFailure>> {
        *lock(&self.session) = Some(session);
        Box::pin(async { Ok(()) })
    }
    fn clear(&self) -> BoxFuture<'_, ()> {
        *lock(&self.session) = None;
        Box::pin(async {})
    }
}

impl BlobSource for Desk {
    fn open<'a>(
        &'a self,
        sha256: &'a str,
        offset: u64,
    ) -> BoxFuture<'a, std::result::Result<BlobBytes, FileTrouble>> {
        let bytes = lock(&self.files).get(sha256).cloned();
        Box::pin(async move {
            let mut bytes = Cursor::new(bytes.ok_or(FileTrouble::Missing)?);
            bytes.set_position(offset);
            Ok(Box::pin(bytes) as BlobBytes)
        })
    }
}

/// The folder of the peers' scripts, where npm put what they need.
#[must_use]
pub fn peers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers")
}

/// The folder of what schemathesis is told.
#[must_use]
pub fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// A Node program of `peers/`.
#[must_use]
pub fn node(script: &str) -> Command {
    let mut node = Command::new("node");
    node.arg(peers().join(script)).stderr(Stdio::inherit());
    node
}

/// Runs a peer to its end and reads the one JSON line that it prints.
///
/// # Errors
/// When it fails or prints anything else.
pub async fn answer_of(mut peer: Command) -> Result<serde_json::Value> {
    let output = tokio::task::spawn_blocking(move || peer.output()).await??;
    if !output.status.success() {
        return Err(io::Error::other(format!("the peer ended with {}", output.status)).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
