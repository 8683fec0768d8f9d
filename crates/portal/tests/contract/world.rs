//! A portal in a temporary folder, and people who use it.

use std::{future::Future, path::Path, sync::Arc, time::Duration};

use chrono::{DateTime, TimeZone, Utc};
use motcua_domain::content::{Answers, DossierContent, FieldValue, Paper};
use motcua_portal::{
    App, Config,
    clock::ManualClock,
    config::PasswordCost,
    random::SystemRandom,
    serve::{self, Listeners, Running},
};
use motcua_portal_api::{
    account::{AccountDetails, AccountKind, Registration, Session},
    dossier::{RegisterDossier, Submission, Submit},
    training::{Letter, LetterPage},
};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub const PASSWORD: &str = "Matkhau@123";

pub struct World {
    pub folder: Arc<tempfile::TempDir>,
    pub clock: Arc<ManualClock>,
    pub app: App,
    pub base: String,
    pub http: reqwest::Client,
    config: Config,
    running: Running,
}

/// Friday 1 April 2022, 9:00 in Việt Nam.
pub fn start_of_time() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2022, 4, 1, 2, 0, 0).unwrap()
}

/// Training's configuration without what acts by itself.
pub fn quiet() -> Config {
    let mut config = Config::for_training();
    config.bank_simulator.enabled = false;
    config.officer.automatic = false;
    config.password = PasswordCost {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
    };
    config
}

impl World {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = quiet();
        change(&mut config);
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let clock = Arc::new(ManualClock::at(start_of_time()));
        let (app, running) = up(folder.path(), &config, &clock).await;
        let base = running.addresses.portal.clone();
        Self {
            folder,
            clock,
            app,
            base,
            http: client(),
            config,
            running,
        }
    }

    /// Stops the portal and starts it again on the same folder.
    pub async fn restart(self) -> Self {
        self.running.stop().await;
        drop(self.app);
        let (app, running) = up(self.folder.path(), &self.config, &self.clock).await;
        let base = running.addresses.portal.clone();
        Self {
            app,
            base,
            running,
            ..self
        }
    }

    pub fn at(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    pub fn post(&self, path: &str, body: &impl serde::Serialize) -> RequestBuilder {
        self.at(Method::POST, path).json(body)
    }

    /// Registers, confirms and signs in.
    pub async fn person(&self, number: u32) -> Person {
        let person = Person::unknown(self, number);
        person.register().await;
        person.confirm().await;
        person.sign_in().await
    }

    pub async fn letters(&self) -> Vec<Letter> {
        let page: LetterPage = json(self.at(Method::GET, "/training/letters"), StatusCode::OK).await;
        page.letters
    }

    /// The newest letter to an address with this subject, as soon as there are `count` of them.
    pub async fn letter(&self, to: &str, subject: &str, count: usize) -> Letter {
        until(|| async {
            let mut found: Vec<Letter> = self.letters().await;
            found.retain(|l| l.to == to && l.subject == subject);
            (found.len() >= count).then(|| found.remove(0))
        })
        .await
    }
}

async fn up(folder: &Path, config: &Config, clock: &Arc<ManualClock>) -> (App, Running) {
    let app = App::open_with(folder, config.clone(), clock.clone(), Arc::new(SystemRandom)).unwrap();
    let listeners = Listeners::bind(&app).await.unwrap();
    let running = serve::start(app.clone(), listeners).await.unwrap();
    (app, running)
}

pub fn client() -> reqwest::Client {
    reqwest::Client::builder()
        // what is compressed is looked at as it travels
        .no_zstd()
        .no_proxy()
        // A connection kept from before a kill would fail once.
        .pool_max_idle_per_host(0)
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(30))
        .build()
        .unwrap()
}

/// Waits for a condition, at most a minute.
pub async fn until<T, F: Future<Output = Option<T>>>(mut look: impl FnMut() -> F) -> T {
    let wait = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), wait)
        .await
        .expect("the condition never came true")
}

/// Sends, expects a status, reads JSON.
pub async fn json<T: DeserializeOwned>(request: RequestBuilder, status: StatusCode) -> T {
    let response = request.send().await.unwrap();
    let (found, bytes) = (response.status(), response.bytes().await.unwrap());
    assert_eq!(found, status, "{}", String::from_utf8_lossy(&bytes));
    serde_json::from_slice(&bytes).unwrap()
}

/// Sends, expects a problem of this status and code, and answers with its document.
pub async fn refused(request: RequestBuilder, status: u16, code: &str) -> Value {
    let response = request.send().await.unwrap();
    problem_of(response, status, code).await
}

pub async fn problem_of(response: Response, status: u16, code: &str) -> Value {
    assert_eq!(
        response
            .headers()
            .get("content-type")
            .map(|v| v.to_str().unwrap()),
        Some("application/problem+json"),
        "{response:?}"
    );
    let found = response.status().as_u16();
    let problem: Value = response.json().await.unwrap();
    assert_eq!(
        (found, problem["code"].as_str()),
        (status, Some(code)),
        "{problem}"
    );
    assert_eq!(problem["status"], status);
    problem
}

pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// A PDF by its first bytes, different for each `seed`.
pub fn pdf(seed: u32, size: usize) -> Vec<u8> {
    let mut bytes = format!("%PDF-1.7\n% {seed}\n").into_bytes();
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    while bytes.len() < size {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(size);
    bytes
}

/// Somebody with an account.
pub struct Person {
    pub base: String,
    pub http: reqwest::Client,
    pub number: u32,
    pub email: String,
    pub device: Uuid,
    pub token: String,
    pub session: Option<Session>,
}

pub fn registration(number: u32) -> Registration {
    Registration {
        details: AccountDetails {
            kind: AccountKind::Citizen,
            full_name: "Nguyễn Văn An".into(),
            organisation_name: None,
            // province 062 (Kon Tum), a man of the twentieth century, born in '85
            id_number: format!("062085{number:06}"),
            id_issued_on: None,
            phone: "0912345678".into(),
            email: format!("nguoi{number}@example.com"),
        },
        password: PASSWORD.into(),
        accepts_terms: true,
    }
}

impl Person {
    pub fn unknown(world: &World, number: u32) -> Self {
        Self::at(&world.base, number)
    }

    pub fn at(base: &str, number: u32) -> Self {
        Self {
            base: base.to_owned(),
            http: client(),
            number,
            email: format!("nguoi{number}@example.com"),
            device: Uuid::new_v4(),
            token: String::new(),
            session: None,
        }
    }

    pub fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.base))
            .bearer_auth(&self.token)
    }

    pub fn send(
        &self,
        method: Method,
        path: &str,
        key: Uuid,
        body: &impl serde::Serialize,
    ) -> RequestBuilder {
        self.ask(method, path)
            .header("idempotency-key", key.to_string())
            .json(body)
    }

    pub async fn register(&self) {
        let request = self
            .http
            .post(format!("{}/v1/accounts", self.base))
            .header("idempotency-key", Uuid::new_v4().to_string())
            .json(&registration(self.number));
        let _: Value = json(request, StatusCode::CREATED).await;
    }

    /// Follows the link of the letter.
    pub async fn confirm(&self) {
        let token = until(|| async {
            let page: LetterPage = json(
                self.http.get(format!("{}/training/letters", self.base)),
                StatusCode::OK,
            )
            .await;
            page.letters
                .iter()
                .find(|l| l.to == self.email)
                .map(|l| token_in(&l.body))
        })
        .await;
        let body = serde_json::json!({ "token": token });
        let answer = self
            .http
            .post(format!("{}/v1/accounts/confirmation", self.base))
            .json(&body)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    }

    pub fn sign_in_request(&self, password: &str) -> RequestBuilder {
        let body = serde_json::json!({ "name": self.email, "password": password, "device_id": self.device });
        self.http.post(format!("{}/v1/sessions", self.base)).json(&body)
    }

    pub async fn sign_in(mut self) -> Self {
        let session: Session = json(self.sign_in_request(PASSWORD), StatusCode::CREATED).await;
        self.token = session.access_token.clone();
        self.session = Some(session);
        self
    }

    /// Uploads a file whole.
    pub async fn upload(&self, bytes: &[u8]) {
        let place = self.create_upload(&sha256(bytes), bytes.len()).await;
        let answer = self.patch(&place, 0, bytes.to_vec()).send().await.unwrap();
        assert_eq!(
            answer.status(),
            StatusCode::NO_CONTENT,
            "{}",
            answer.text().await.unwrap()
        );
    }

    /// Makes an upload and answers with its path.
    pub async fn create_upload(&self, sha256: &str, length: usize) -> String {
        let answer = self.creation(sha256, length).send().await.unwrap();
        assert_eq!(
            answer.status(),
            StatusCode::CREATED,
            "{}",
            answer.text().await.unwrap()
        );
        answer.headers()["location"].to_str().unwrap().to_owned()
    }

    pub fn creation(&self, sha256: &str, length: usize) -> RequestBuilder {
        use base64::{Engine, engine::general_purpose::STANDARD};
        self.ask(Method::POST, "/v1/uploads")
            .header("tus-resumable", "1.0.0")
            .header("upload-length", length)
            .header("upload-metadata", format!("sha256 {}", STANDARD.encode(sha256)))
    }

    pub fn patch(&self, place: &str, offset: usize, bytes: Vec<u8>) -> RequestBuilder {
        self.ask(Method::PATCH, place)
            .header("tus-resumable", "1.0.0")
            .header("upload-offset", offset)
            .header("content-type", "application/offset+octet-stream")
            .body(bytes)
    }

    /// The offset that the portal tells.
    pub async fn offset(&self, place: &str) -> usize {
        let answer = self
            .ask(Method::HEAD, place)
            .header("tus-resumable", "1.0.0")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.headers()["upload-offset"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap()
    }

    pub async fn missing(&self, hashes: &[String]) -> Vec<String> {
        let body = serde_json::json!({ "sha256": hashes });
        let answer: Value = json(
            self.ask(Method::POST, "/v1/blobs/missing").json(&body),
            StatusCode::OK,
        )
        .await;
        serde_json::from_value(answer["missing"].clone()).unwrap()
    }

    pub async fn register_dossier(&self, body: &RegisterDossier) {
        let request = self.send(Method::POST, "/v1/dossiers", Uuid::new_v4(), body);
        let _: Value = json(request, StatusCode::CREATED).await;
    }

    pub fn submission(&self, uid: Uuid, key: Uuid, content: &DossierContent) -> RequestBuilder {
        let body = Submit {
            content: content.clone(),
        };
        self.send(
            Method::POST,
            &format!("/v1/dossiers/{uid}/submission"),
            key,
            &body,
        )
    }

    /// Registers, uploads and submits a complete dossier.
    pub async fn submitted(&self, seed: u32) -> (RegisterDossier, Submission) {
        let (dossier, files) = complete(seed);
        self.register_dossier(&dossier).await;
        for file in &files {
            self.upload(file).await;
        }
        let answer = json(
            self.submission(dossier.uid, Uuid::new_v4(), &dossier.content),
            StatusCode::CREATED,
        )
        .await;
        (dossier, answer)
    }
}

/// The token of the link in a letter.
pub fn token_in(letter: &str) -> String {
    let at = letter.find("/confirm?token=").expect("the letter has a link") + "/confirm?token=".len();
    letter[at..].split_whitespace().next().unwrap().to_owned()
}

fn text(value: &str) -> FieldValue {
    FieldValue::Text(value.into())
}

/// A dossier for the circular's groundwater procedure that may be submitted as it is, and its files.
pub fn complete(seed: u32) -> (RegisterDossier, Vec<Vec<u8>>) {
    let files = vec![pdf(seed * 2, 3000), pdf(seed * 2 + 1, 5000)];
    let answers: Answers = [
        ("applicant.kind", text("citizen")),
        ("applicant.full_name", text("Nguyễn Văn An")),
        ("applicant.id_kind", text("cccd")),
        ("applicant.id_number", text("062085000001")),
        ("applicant.birth_date", text("1985-03-02")),
        ("applicant.gender", text("male")),
        ("applicant.phone", text("0912345678")),
        ("applicant.address.province", text("62")),
        ("applicant.address.commune", text("23281")),
        ("applicant.address.street", text("12 Trần Phú")),
        ("form.purpose", text("sinh_hoat")),
        ("form.purpose_detail", text("Cấp nước sinh hoạt cho thôn")),
        ("form.commune", text("23281")),
        ("form.place_detail", text("Tổ 3")),
        ("form.flow_m3_per_day", FieldValue::Number(150.0)),
        ("form.well_count", FieldValue::Number(2.0)),
        ("form.well_depth_m", FieldValue::Number(80.0)),
        ("form.aquifer", text("Bazan")),
        ("form.works_start", text("2022-06-01")),
        ("form.works_months", FieldValue::Number(6.0)),
    ]
    .into_iter()
    .map(|(path, value)| (path.to_owned(), value))
    .collect();
    let paper = |index: usize, component: &str| Paper {
        id: Uuid::new_v4(),
        component: component.into(),
        file_name: format!("tep-{index}.pdf"),
        size: files[index].len() as u64,
        sha256: sha256(&files[index]),
        media_type: "application/pdf".into(),
        position: 0,
    };
    let content = DossierContent {
        answers,
        papers: vec![paper(0, "1.004232-TP01"), paper(1, "1.004232-TP03")],
    };
    let dossier = RegisterDossier {
        uid: Uuid::new_v4(),
        procedure: "1.004232".into(),
        edition: "2022".into(),
        catalogue_version: 1,
        content,
    };
    (dossier, files)
}
