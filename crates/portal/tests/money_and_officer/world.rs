//! A portal and a bank on loopback, and a citizen with a desk made of HTTP requests.

use std::{net::SocketAddr, sync::Arc, time::Duration as StdDuration};

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Duration, Utc};
use motcua_domain::{
    content::{DossierContent, FieldValue, Paper},
    payment::vnpay::{self, Params},
};
use motcua_portal::{
    App, Config, bank,
    clock::ManualClock,
    config::PasswordCost,
    db::Durability,
    ledger::{self, Ledger},
    random::SeededRandom,
    state::Addresses,
};
use motcua_portal_api::{
    dossier::{Dossier, RegisterDossier, Submission, Submit},
    money::{Attempt, Obligation, ObligationPage, StartAttempt},
};
use reqwest::{Method, Response, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Friday, 1 April 2022, nine o'clock in Viet Nam.
pub const MORNING: &str = "2022-04-01T02:00:00Z";

pub struct World {
    pub folder: TempDir,
    pub app: App,
    pub clock: Arc<ManualClock>,
    pub portal: String,
    pub bank: String,
    pub http: reqwest::Client,
    pub stop: CancellationToken,
    bank_stop: CancellationToken,
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.cancel();
        self.bank_stop.cancel();
    }
}

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Citizen {
    pub token: String,
}

pub fn training() -> Config {
    let mut config = Config::for_training();
    config.durability = Durability::Off;
    config.password = PasswordCost {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
    config.lifetimes.access = 10 * 365 * 24 * 3600;
    config.officer.automatic = false;
    config.officer.session_seconds = 365 * 24 * 3600;
    config.bank_simulator.retry_seconds = 30;
    config.throttles.sign_in_address.count = 10_000;
    config
}

impl World {
    pub async fn start() -> Self {
        Self::with(training()).await
    }

    pub async fn with(config: Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(MORNING.parse().unwrap()));
        Self::open(folder, config, clock, 1).await
    }

    /// The same installation, after everything was stopped; with other luck.
    pub async fn restart(mut self, config: Config) -> Self {
        self.stop.cancel();
        self.bank_stop.cancel();
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        let clock = self.clock.clone();
        drop(self);
        Self::open(folder, config, clock, 2).await
    }

    async fn open(folder: TempDir, config: Config, clock: Arc<ManualClock>, seed: u64) -> Self {
        let portal_port = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let bank_port = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let portal = format!("http://{}", portal_port.local_addr().unwrap());
        let bank = format!("http://{}", bank_port.local_addr().unwrap());
        let app = App::open_with(
            folder.path(),
            config,
            clock.clone(),
            Arc::new(SeededRandom::new(seed)),
        )
        .unwrap();
        *app.addresses.write().await = Addresses {
            portal: portal.clone(),
            bank: Some(bank.clone()),
            smtp: None,
        };
        let stop = CancellationToken::new();
        let bank_stop = CancellationToken::new();
        let service =
            motcua_portal::http::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let portal_stop = stop.clone();
        tokio::spawn(async move {
            axum::serve(portal_port, service)
                .with_graceful_shutdown(async move { portal_stop.cancelled().await })
                .await
        });
        tokio::spawn(bank::serve(app.clone(), bank_port, bank_stop.clone()));
        tokio::spawn(motcua_portal::officer::automatic(app.clone(), stop.clone()));
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let world = Self {
            folder,
            app,
            clock,
            portal,
            bank,
            http,
            stop,
            bank_stop,
        };
        world
            .until("the bank answers", async || {
                world.http.get(&world.bank).send().await.is_ok()
            })
            .await;
        world
    }

    /// Ends the bank, as if its line were cut; waits until nobody answers.
    pub async fn cut_bank(&self) {
        self.bank_stop.cancel();
        let client = || reqwest::Client::builder().no_proxy().build().unwrap();
        self.until("the bank is gone", async || {
            client().get(&self.bank).send().await.is_err()
        })
        .await;
    }

    /// Waits for a condition, a minute at most.
    pub async fn until(&self, what: &str, mut holds: impl AsyncFnMut() -> bool) {
        let waited = tokio::time::timeout(StdDuration::from_secs(60), async {
            while !holds().await {
                tokio::time::sleep(StdDuration::from_millis(10)).await;
            }
        });
        assert!(waited.await.is_ok(), "waited in vain: {what}");
    }

    pub fn pass(&self, time: Duration) {
        self.clock.advance(time);
    }

    pub fn ledger(&self) -> Ledger {
        ledger::read(self.folder.path()).unwrap()
    }

    pub async fn send(
        &self,
        citizen: Option<&Citizen>,
        method: Method,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> Response {
        let mut request = self
            .http
            .request(method.clone(), format!("{}{path}", self.portal))
            .header("idempotency-key", Uuid::new_v4().to_string());
        if let Some(citizen) = citizen {
            request = request.bearer_auth(&citizen.token);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        request.send().await.unwrap()
    }

    pub async fn get<T: DeserializeOwned>(&self, citizen: &Citizen, path: &str) -> T {
        let response = self.send(Some(citizen), Method::GET, path, None::<&Value>).await;
        read(response, StatusCode::OK, path).await
    }

    /// Registers, as if the letter had been opened (letters have tests of their own), and signs in.
    pub async fn citizen(&self, number: u32) -> Citizen {
        let email = format!("cong-dan-{number}@example.vn");
        let details = json!({
            "kind": "citizen", "full_name": "Nguyễn Văn An", "organisation_name": null,
            "id_number": format!("062099{number:06}"), "id_issued_on": null,
            "phone": "0912345678", "email": email,
        });
        let body = json!({ "details": details, "password": "Matkhau@2022", "accepts_terms": true });
        let response = self.send(None, Method::POST, "/v1/accounts", Some(&body)).await;
        read::<Value>(response, StatusCode::CREATED, "registering").await;
        let database = rusqlite::Connection::open(self.folder.path().join("portal.sqlite3")).unwrap();
        database.busy_timeout(StdDuration::from_secs(10)).unwrap();
        database
            .execute(
                "UPDATE accounts SET confirmed_at = created_at WHERE email = ?1",
                [&email],
            )
            .unwrap();
        let body = json!({ "name": email, "password": "Matkhau@2022", "device_id": Uuid::new_v4() });
        let response = self.send(None, Method::POST, "/v1/sessions", Some(&body)).await;
        let session: Value = read(response, StatusCode::CREATED, "signing in").await;
        Citizen {
            token: session["access_token"].as_str().unwrap().to_owned(),
        }
    }

    pub async fn upload(&self, citizen: &Citizen, bytes: &[u8]) -> String {
        let sha256 = hex::encode(Sha256::digest(bytes));
        let response = self
            .http
            .post(format!("{}/v1/uploads", self.portal))
            .bearer_auth(&citizen.token)
            .header("idempotency-key", Uuid::new_v4().to_string())
            .header("tus-resumable", "1.0.0")
            .header("upload-length", bytes.len().to_string())
            .header("upload-metadata", format!("sha256 {}", STANDARD.encode(&sha256)))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::CREATED, "upload");
        let location = response.headers()["location"].to_str().unwrap().to_owned();
        let location = if location.starts_with('/') {
            format!("{}{location}", self.portal)
        } else {
            location
        };
        let response = self
            .http
            .patch(location)
            .bearer_auth(&citizen.token)
            .header("tus-resumable", "1.0.0")
            .header("upload-offset", "0")
            .header("content-type", "application/offset+octet-stream")
            .body(bytes.to_vec())
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::NO_CONTENT, "upload");
        sha256
    }

    /// Submits a groundwater dossier with this flow (m³ a day) and note.
    pub async fn submit(&self, citizen: &Citizen, flow: f64, note: &str) -> Submission {
        let content = self.content(citizen, flow, note).await;
        let uid = Uuid::new_v4();
        let catalogue: Value = serde_json::from_str(motcua_data::CATALOGUE_2022).unwrap();
        let register = RegisterDossier {
            uid,
            procedure: "1.004232".into(),
            edition: "2022".into(),
            catalogue_version: u32::try_from(catalogue["version"].as_u64().unwrap()).unwrap(),
            content: content.clone(),
        };
        let response = self
            .send(Some(citizen), Method::POST, "/v1/dossiers", Some(&register))
            .await;
        read::<Value>(response, StatusCode::CREATED, "registering a dossier").await;
        let path = format!("/v1/dossiers/{uid}/submission");
        let response = self
            .send(Some(citizen), Method::POST, &path, Some(&Submit { content }))
            .await;
        read(response, StatusCode::CREATED, "submitting").await
    }

    /// A complete content with two uploaded papers.
    pub async fn content(&self, citizen: &Citizen, flow: f64, note: &str) -> DossierContent {
        let text = |value: &str| FieldValue::Text(value.to_owned());
        let mut answers = vec![
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
            ("form.flow_m3_per_day", FieldValue::Number(flow)),
            ("form.well_count", FieldValue::Number(2.0)),
            ("form.well_depth_m", FieldValue::Number(80.5)),
            ("form.aquifer", text("Khe nứt bazan")),
            ("form.works_start", text("2022-07-01")),
            ("form.works_months", FieldValue::Number(3.0)),
        ];
        if !note.is_empty() {
            answers.push(("form.note", text(note)));
        }
        let design = if flow < 200.0 {
            "1.004232-TP03"
        } else {
            "1.004232-TP02"
        };
        let mut papers = Vec::new();
        for component in ["1.004232-TP01", design] {
            let bytes = pdf(&format!("{component} {flow} {}", Uuid::new_v4()));
            papers.push(Paper {
                id: Uuid::new_v4(),
                component: component.to_owned(),
                file_name: format!("{component}.pdf"),
                size: bytes.len() as u64,
                sha256: self.upload(citizen, &bytes).await,
                media_type: "application/pdf".into(),
                position: 0,
            });
        }
        DossierContent {
            answers: answers.into_iter().map(|(k, v)| (k.to_owned(), v)).collect(),
            papers,
        }
    }

    pub async fn dossier(&self, citizen: &Citizen, uid: Uuid) -> Dossier {
        self.get(citizen, &format!("/v1/dossiers/{uid}")).await
    }

    pub async fn obligation(&self, citizen: &Citizen, dossier: Uuid) -> Obligation {
        let page: ObligationPage = self.get(citizen, "/v1/obligations").await;
        page.obligations
            .into_iter()
            .find(|o| o.dossier == dossier)
            .expect("the dossier owes something")
    }

    pub async fn try_start(&self, citizen: &Citizen, obligation: Uuid, method: &str) -> Response {
        let body = StartAttempt {
            uid: Uuid::new_v4(),
            method: method.to_owned(),
            payer_name: None,
        };
        let path = format!("/v1/obligations/{obligation}/attempts");
        self.send(Some(citizen), Method::POST, &path, Some(&body)).await
    }

    pub async fn begin(&self, citizen: &Citizen, obligation: Uuid, method: &str) -> Attempt {
        let response = self.try_start(citizen, obligation, method).await;
        read(response, StatusCode::CREATED, "starting an attempt").await
    }

    pub async fn attempt(&self, citizen: &Citizen, uid: Uuid) -> Attempt {
        self.get(citizen, &format!("/v1/attempts/{uid}")).await
    }

    pub async fn give_up(&self, citizen: &Citizen, uid: Uuid) -> Response {
        self.send(
            Some(citizen),
            Method::DELETE,
            &format!("/v1/attempts/{uid}"),
            None::<&Value>,
        )
        .await
    }

    /// A dossier with its fee, and an attempt at the bank's page.
    pub async fn paying(&self, citizen: &Citizen) -> (Submission, Obligation, Attempt) {
        let submission = self.submit(citizen, 150.0, "").await;
        let obligation = self.obligation(citizen, submission.uid).await;
        let attempt = self.begin(citizen, obligation.id, "vnpay:NCB").await;
        (submission, obligation, attempt)
    }

    /// Opens the bank's page.
    pub async fn bank_page(&self, attempt: &Attempt) -> (StatusCode, String) {
        let response = self
            .http
            .get(attempt.pay_url.as_ref().unwrap())
            .send()
            .await
            .unwrap();
        (response.status(), response.text().await.unwrap())
    }

    /// Presses a button on the bank's page.
    pub async fn press(&self, attempt: &Attempt, action: &str, scenario: &str) -> Response {
        let (status, page) = self.bank_page(attempt).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let ticket = value_of(&page, "ticket");
        let form = format!(
            "txn_ref={}&ticket={ticket}&action={action}&scenario={scenario}&seconds=60",
            attempt.reference
        );
        self.post_form(&format!("{}/paymentv2/decide", self.bank), form)
            .await
    }

    pub async fn post_form(&self, url: &str, form: String) -> Response {
        self.http
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await
            .unwrap()
    }

    pub fn hash_secret(&self) -> String {
        self.bank_setup("hash_secret")
    }

    pub fn transfer_key(&self) -> String {
        self.bank_setup("transfer_key")
    }

    fn bank_setup(&self, name: &str) -> String {
        let text = std::fs::read_to_string(self.folder.path().join("bank/bank.json")).unwrap();
        serde_json::from_str::<Value>(&text).unwrap()[name]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// The parameters of a notice, as the gateway would make them.
    pub fn notice(&self, attempt: &Attempt, response_code: &str) -> Params {
        let status = if response_code == "00" { "00" } else { "02" };
        [
            ("vnp_TmnCode", self.bank_setup("tmn_code")),
            ("vnp_Amount", vnpay::amount_text(attempt.amount)),
            ("vnp_BankCode", "NCB".into()),
            ("vnp_OrderInfo", "Nop phi le phi".into()),
            ("vnp_PayDate", vnpay::time_text(self.now())),
            ("vnp_ResponseCode", response_code.into()),
            ("vnp_TransactionNo", "14777000".into()),
            ("vnp_TransactionStatus", status.into()),
            ("vnp_TxnRef", attempt.reference.clone()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.app.now()
    }

    /// Sends a notice signed with `secret`; gives the `RspCode`.
    pub async fn ipn(&self, params: &Params, secret: &str) -> String {
        let url = vnpay::signed_url(&format!("{}/payments/vnpay/ipn", self.portal), params, secret);
        let reply: Value = self.http.get(url).send().await.unwrap().json().await.unwrap();
        reply["RspCode"].as_str().unwrap().to_owned()
    }

    /// Waits until the portal took so many notices of banks.
    pub async fn notices(&self, count: usize) {
        self.until("notices of the bank", async || {
            self.ledger().bank_notices.len() >= count
        })
        .await;
    }
}

/// The body of an answer with the expected status.
pub async fn read<T: DeserializeOwned>(response: Response, status: StatusCode, what: &str) -> T {
    let got = response.status();
    let text = response.text().await.unwrap();
    assert_eq!(got, status, "{what}: {text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{what}: {error}: {text}"))
}

/// The value of a hidden field.
pub fn value_of(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let from = page
        .find(&mark)
        .unwrap_or_else(|| panic!("no field {name} in {page}"))
        + mark.len();
    page[from..].split('"').next().unwrap().to_owned()
}

/// A small PDF with `text` in a comment.
pub fn pdf(text: &str) -> Vec<u8> {
    format!("%PDF-1.4\n% {text}\n1 0 obj\n<<>>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n").into_bytes()
}
