//! The real portal on loopback, a proxy in front of it, and desks.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use chrono::Utc;
use motcua_domain::{
    content::{DossierContent, FieldValue, Paper},
    language::Language,
};
use motcua_portal::{
    App, Config,
    clock::SystemClock,
    config::PasswordCost,
    db::Durability,
    ledger::{self, Ledger},
    random::SeededRandom,
    state::Addresses,
};
use motcua_portal_api::account::{Account, AccountDetails, AccountKind, Registration};
use motcua_sync::{
    client::{ClientConfig, PortalClient},
    driver::{Parts, SyncEvent, SyncHandle},
    engine::{Intent, JobState, Phase, Tuning},
};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    desk::{Disk, Memory},
    proxy::Proxy,
};

const PASSWORD: &str = "Matkhau@2022";

pub struct World {
    folder: TempDir,
    pub proxy: Proxy,
    stop: CancellationToken,
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

pub fn config() -> Config {
    let mut config = Config::for_training();
    config.durability = Durability::Off;
    config.password = PasswordCost {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
    config.officer.automatic = false;
    config
}

impl World {
    pub async fn start() -> Self {
        Self::with(config()).await
    }

    pub async fn with(config: Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let upstream = listener.local_addr().unwrap();
        let app = App::open_with(
            folder.path(),
            config,
            Arc::new(SystemClock),
            Arc::new(SeededRandom::new(1)),
        )
        .unwrap();
        let proxy = Proxy::start(upstream).await;
        *app.addresses.write().await = Addresses {
            portal: proxy.address.clone(),
            bank: None,
            smtp: None,
        };
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        let service =
            motcua_portal::http::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move {
            axum::serve(listener, service)
                .with_graceful_shutdown(async move { stopped.cancelled().await })
                .await
        });
        Self { folder, proxy, stop }
    }

    pub fn ledger(&self) -> Ledger {
        ledger::read(self.folder.path()).unwrap()
    }

    pub fn client(&self, memory: &Arc<Memory>) -> PortalClient {
        let config = ClientConfig {
            address: self.proxy.address.clone(),
            portal_id: None,
            device_id: Uuid::new_v4(),
            language: Language::Vi,
        };
        PortalClient::new(config, memory.clone()).unwrap()
    }

    /// Registers, as if the letter had been opened, and signs in.
    pub async fn citizen(&self, client: &PortalClient, number: u32) -> Account {
        let email = format!("cong-dan-{number}@example.vn");
        let details = AccountDetails {
            kind: AccountKind::Citizen,
            full_name: "Nguyễn Văn An".into(),
            organisation_name: None,
            id_number: format!("062099{number:06}"),
            id_issued_on: None,
            phone: "0912345678".into(),
            email: email.clone(),
        };
        let registration = Registration {
            details,
            password: PASSWORD.into(),
            accepts_terms: true,
        };
        client
            .register_account(Uuid::new_v4(), &registration)
            .await
            .unwrap();
        let database = rusqlite::Connection::open(self.folder.path().join("portal.sqlite3")).unwrap();
        database.busy_timeout(Duration::from_secs(10)).unwrap();
        database
            .execute(
                "UPDATE accounts SET confirmed_at = created_at WHERE email = ?1",
                [&email],
            )
            .unwrap();
        self.sign_in(client, number).await
    }

    pub async fn sign_in(&self, client: &PortalClient, number: u32) -> Account {
        client
            .sign_in(&format!("cong-dan-{number}@example.vn"), PASSWORD)
            .await
            .unwrap()
            .account
    }

    /// A desk whose citizen is signed in.
    pub async fn desk(&self, number: u32) -> Desk {
        self.desk_with(number, hasty()).await
    }

    pub async fn desk_with(&self, number: u32, tuning: Tuning) -> Desk {
        let memory = Memory::new();
        let client = self.client(&memory);
        let account = self.citizen(&client, number).await;
        Desk::start(memory, client, account, tuning)
    }
}

/// The waits of a village office are too long for a test.
pub fn hasty() -> Tuning {
    Tuning {
        resume_pause: Duration::from_millis(5),
        backoff_base: Duration::from_millis(20),
        backoff_cap: Duration::from_millis(200),
        probe_cap: Duration::from_millis(100),
        settle: Duration::from_millis(300),
        linger: Duration::from_millis(20),
        ..Tuning::default()
    }
}

/// Waits for a condition; half a minute at most.
pub async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let waited = tokio::time::timeout(Duration::from_secs(60), async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    assert!(waited.await.is_ok(), "waited in vain: {what}");
}

pub struct Desk {
    pub memory: Arc<Memory>,
    pub client: PortalClient,
    pub account: Account,
    pub sync: SyncHandle,
    tuning: Tuning,
    position: std::sync::atomic::AtomicI64,
}

impl Desk {
    pub fn start(memory: Arc<Memory>, client: PortalClient, account: Account, tuning: Tuning) -> Self {
        let sync = Self::run(&memory, &client, tuning.clone());
        sync.session(Some(&account));
        Self {
            memory,
            client,
            account,
            sync,
            tuning,
            position: 1.into(),
        }
    }

    pub fn run(memory: &Arc<Memory>, client: &PortalClient, tuning: Tuning) -> SyncHandle {
        let ears = memory.clone();
        let listener = Arc::new(move |event: SyncEvent| ears.heard.lock().unwrap().push(event));
        let life = {
            let mut life = memory.life.lock().unwrap();
            *life += 1;
            *life
        };
        let disk = Arc::new(Disk {
            memory: memory.clone(),
            life,
        });
        let mut parts = Parts::new(client.clone(), disk, memory.clone(), listener);
        parts.tuning = tuning;
        SyncHandle::start(parts)
    }

    /// Dies as a killed process does: nothing is finished, only what is on disk remains.
    pub async fn restart(&mut self) {
        let account = self.account.clone();
        self.sync = {
            let old = std::mem::replace(
                &mut self.sync,
                Self::run(&self.memory, &self.client, self.tuning.clone()),
            );
            drop(old);
            self.sync.clone()
        };
        self.sync.session(Some(&account));
    }

    pub fn attach(&self, component: &str, bytes: Vec<u8>) -> Paper {
        let sha256 = hex::encode(Sha256::digest(&bytes));
        let size = bytes.len() as u64;
        self.memory.files.lock().unwrap().insert(sha256.clone(), bytes);
        Paper {
            id: Uuid::new_v4(),
            component: component.into(),
            file_name: format!("{component}.pdf"),
            size,
            sha256,
            media_type: "application/pdf".into(),
            position: 0,
        }
    }

    /// A complete groundwater dossier with these papers.
    pub fn content(&self, papers: Vec<Paper>) -> DossierContent {
        let text = |value: &str| FieldValue::Text(value.to_owned());
        let answers = [
            ("applicant.kind", text("citizen")),
            ("applicant.full_name", text("Nguyễn Văn An")),
            ("applicant.id_kind", text("cccd")),
            ("applicant.id_number", text("062099000123")),
            ("applicant.phone", text("0912345678")),
            ("applicant.email", text("an@example.vn")),
            ("applicant.address.province", text("62")),
            ("applicant.address.commune", text("23281")),
            ("form.purpose", text("sinh_hoat")),
            ("form.commune", text("23281")),
            ("form.place_detail", text("Thôn 3, thửa 125")),
            ("form.flow_m3_per_day", FieldValue::Number(150.0)),
            ("form.well_count", FieldValue::Number(2.0)),
            ("form.well_depth_m", FieldValue::Number(80.5)),
            ("form.aquifer", text("Khe nứt bazan")),
            ("form.works_start", text("2022-07-01")),
            ("form.works_months", FieldValue::Number(3.0)),
        ];
        DossierContent {
            answers: answers.into_iter().map(|(k, v)| (k.to_owned(), v)).collect(),
            papers,
        }
    }

    /// Queues a submission, as the desk does: the row first, then the word.
    pub fn submit(&self, content: DossierContent) -> JobState {
        let catalogue: serde_json::Value = serde_json::from_str(motcua_data::CATALOGUE_2022).unwrap();
        let intent = Intent::Submission {
            procedure: "1.004232".into(),
            edition: "2022".into(),
            catalogue_version: catalogue["version"].as_u64().unwrap() as u32,
            content,
        };
        self.queue(Uuid::new_v4(), intent)
    }

    pub fn queue(&self, dossier: Uuid, intent: Intent) -> JobState {
        let position = self.position.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let job = JobState::new(
            Uuid::new_v4(),
            dossier,
            Some(self.account.id),
            intent,
            position,
            Utc::now(),
        );
        self.memory.put(&job);
        self.sync.enqueue(job.clone());
        job
    }

    pub async fn confirmed(&self, job: &JobState) {
        until("the job to be confirmed", || {
            let phase = self.memory.job(job.id).phase;
            assert!(!matches!(phase, Phase::Held { .. }), "held: {phase:?}");
            matches!(phase, Phase::Confirmed { .. })
        })
        .await;
    }

    pub fn is_confirmed(&self, job: &JobState) -> bool {
        matches!(self.memory.job(job.id).phase, Phase::Confirmed { .. })
    }
}

/// A PDF of about `size` bytes that nothing compresses or dedupes.
pub fn pdf(size: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n% ".to_vec();
    let mut state = u64::from_be_bytes(*Uuid::new_v4().as_bytes().first_chunk().unwrap());
    while bytes.len() < size {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        bytes.extend_from_slice(format!("{:016x}", state).as_bytes());
    }
    bytes.extend_from_slice(b"\n1 0 obj\n<<>>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n");
    bytes
}

/// The two papers that a groundwater dossier below 200 m³ a day needs.
pub fn papers(desk: &Desk, size: usize) -> Vec<Paper> {
    ["1.004232-TP01", "1.004232-TP03"]
        .map(|component| desk.attach(component, pdf(size)))
        .into()
}
