//! A home, a portal, and the program between them.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use motcua_portal::{
    App, Config,
    officer::{Delays, SupplementMode},
    serve::Running,
    training,
};
use serde_json::Value;
use sha2::{Digest, Sha256};

pub const PASSWORD: &str = "Mat-khau@2026";
pub const PASSPHRASE: &str = "con ga gay o o tren doi";
pub const EMAIL: &str = "an@example.vn";

/// A portal that can be stopped and started again at the same address.
pub struct Portal {
    runtime: tokio::runtime::Runtime,
    data: tempfile::TempDir,
    config: Config,
    running: Option<Running>,
    pub address: String,
}

/// A portal that is no training and whose officer does nothing by himself.
pub fn quiet() -> Config {
    let mut config = Config::for_training();
    config.training = false;
    config.officer.automatic = false;
    config.officer.supplement = SupplementMode::Never;
    config.officer.delays = Delays {
        receive: 0,
        process: 0,
        supplement: 0,
        payment: 0,
        finish: 0,
        give: 0,
        reconcile: 0,
    };
    config.password.memory_kib = 64;
    config
}

impl Portal {
    pub fn start(config: Config) -> Self {
        let mut portal = Self {
            runtime: tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()
                .unwrap(),
            data: tempfile::tempdir().unwrap(),
            config,
            running: None,
            address: String::new(),
        };
        portal.up();
        portal
    }

    pub fn up(&mut self) {
        let app = App::open(self.data.path(), self.config.clone()).unwrap();
        let running = self.runtime.block_on(training::start(app)).unwrap();
        self.address = running.addresses.portal.clone();
        self.running = Some(running);
    }

    pub fn down(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
    }

    pub fn bank(&self) -> String {
        self.running.as_ref().unwrap().ready().bank.unwrap()
    }

    pub fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// What the portal holds, by its own word.
    pub fn ledger(&self) -> Value {
        let mut out = Vec::new();
        motcua_portal::ledger::write(self.data.path(), true, &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    /// Dossiers that were submitted, by uid.
    pub fn submitted(&self) -> Vec<Value> {
        let ledger = self.ledger();
        let dossiers = ledger["dossiers"].as_array().unwrap();
        dossiers
            .iter()
            .filter(|dossier| !dossier["submissions"].as_array().unwrap().is_empty())
            .cloned()
            .collect()
    }

    /// The link in the newest letter to `email`.
    pub fn letter(&self, email: &str) -> String {
        let app = &self.running.as_ref().unwrap().app;
        until("a letter comes", || {
            let letters = app.db.read_blocking(motcua_portal::mail::mailbox::list).unwrap();
            let letter = letters.into_iter().find(|letter| letter.to.contains(email))?;
            let word = letter
                .body
                .split_whitespace()
                .find(|word| word.contains("token="))?;
            Some(word.to_owned())
        })
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        self.down();
    }
}

/// Asks until there is an answer.
pub fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "never happened: {what}"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A home without a keyring, as on a server.
pub struct Home {
    pub folder: tempfile::TempDir,
    pub files: tempfile::TempDir,
    pub portal: String,
}

impl Home {
    pub fn new(portal: &str) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            files: tempfile::tempdir().unwrap(),
            portal: portal.to_owned(),
        }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_motcua"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.files.path())
            .env("MOTCUA_HOME", self.folder.path())
            .env("MOTCUA_PORTAL", &self.portal)
            .env("MOTCUA_NO_KEYRING", "1")
            .env("MOTCUA_PASSPHRASE", PASSPHRASE)
            .current_dir(self.files.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs with this on standard input.
    pub fn pipe(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// What a command that has to succeed says in JSON.
    pub fn json(&self, arguments: &[&str]) -> Value {
        json(self.run(&[arguments, &["--json"]].concat()), 0)
    }

    /// What a command that has to end with `code` says in JSON.
    pub fn json_of(&self, arguments: &[&str], code: i32) -> Value {
        json(self.run(&[arguments, &["--json"]].concat()), code)
    }

    /// Starts and does not wait.
    pub fn spawn(&self, arguments: &[&str]) -> Child {
        self.command(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.files.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Registers, confirms by the letter, signs in.
    pub fn join(&self, portal: &Portal) {
        let details = serde_json::json!({
            "kind": "citizen", "full_name": "Nguyễn Văn An", "organisation_name": null,
            "id_number": "062099000123", "id_issued_on": "2021-05-10",
            "phone": "0912345678", "email": EMAIL,
        });
        let details = self.file("tai-khoan.json", details.to_string().as_bytes());
        let secret = self.file("mat-khau", PASSWORD.as_bytes());
        let secret = secret.to_str().unwrap();
        self.json(&[
            "account",
            "register",
            "--accept-terms",
            "--details",
            path(&details),
            "--password-file",
            secret,
        ]);
        self.json(&["account", "confirm", &portal.letter(EMAIL)]);
        self.json(&["account", "sign-in", EMAIL, "--password-file", secret]);
    }

    /// A groundwater dossier with everything; returns its id.
    pub fn complete(&self, tag: &str, size: usize) -> String {
        let id = self.json(&["draft", "new", "--procedure", "1.004232"])["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let values = [PERSON, GROUNDWATER].concat();
        self.json(&[&["draft", "set", &id], &values[..]].concat());
        let form = self.file(&format!("don-{tag}.pdf"), &pdf(&format!("don {tag}"), size));
        let design = self.file(&format!("gieng-{tag}.pdf"), &pdf(&format!("gieng {tag}"), size));
        self.json(&["draft", "attach", &id, "TP01", path(&form)]);
        self.json(&["draft", "attach", &id, "1.004232-TP03", path(&design)]);
        id
    }
}

pub fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

pub fn json(output: Output, code: i32) -> Value {
    let said = String::from_utf8(output.stdout).unwrap();
    let complained = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}\n{complained}");
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("no JSON ({error}): {said}\n{complained}"))
}

pub const PERSON: &[&str] = &[
    "applicant.kind=citizen",
    "applicant.full_name=Nguyễn Văn An",
    "applicant.id_kind=cccd",
    "applicant.id_number=062099000123",
    "applicant.id_issued_on=10/05/2021",
    "applicant.id_issued_by=Cục Cảnh sát QLHC về TTXH",
    "applicant.birth_date=1999-01-15",
    "applicant.gender=male",
    "applicant.phone=0912345678",
    "applicant.email=an@example.vn",
    "applicant.address.province=62",
    "applicant.address.commune=23281",
    "applicant.address.street=Thôn 1",
    "owner.same_as_applicant=true",
];

pub const GROUNDWATER: &[&str] = &[
    "purpose=sinh_hoat",
    "purpose_detail=Cấp nước sinh hoạt cho thôn 1",
    "form.commune=23281",
    "place_detail=Thôn 1",
    "flow_m3_per_day=150",
    "well_count=2",
    "well_depth_m=80",
    "aquifer=Bazan Pleistocen",
    "works_start=01/03/2027",
    "works_months=6",
    "collection.wanted=không",
    "delivery.wanted=false",
];

/// A PDF of about `size` bytes that is one by its bytes.
pub fn pdf(text: &str, size: usize) -> Vec<u8> {
    // what fills it differs from file to file and does not compress
    let mut filling = Vec::with_capacity(size + 32);
    let mut block = Sha256::digest(text.as_bytes());
    while filling.len() < size {
        filling.extend_from_slice(hex::encode(block).as_bytes());
        block = Sha256::digest(block);
    }
    let content = format!(
        "BT /F1 24 Tf 72 720 Td ({text}) Tj ET\n% {}",
        String::from_utf8(filling).unwrap()
    );
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut offsets = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).bytes());
    }
    let xref = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    out.extend(format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n").bytes());
    out
}

/// The portal has these dossiers, each once, each with exactly the files that the desk shows.
pub fn assert_equal(home: &Home, portal: &Portal, ids: &[String]) {
    let held = portal.submitted();
    let mut uids: Vec<&str> = held
        .iter()
        .map(|dossier| dossier["uid"].as_str().unwrap())
        .collect();
    uids.sort_unstable();
    let mut wanted: Vec<&str> = ids.iter().map(String::as_str).collect();
    wanted.sort_unstable();
    assert_eq!(uids, wanted, "every dossier once, and nothing else");
    for dossier in &held {
        let shown = home.json(&["draft", "show", dossier["uid"].as_str().unwrap()]);
        assert_eq!(shown["sync"], "confirmed");
        assert_eq!(shown["code"], dossier["code"]);
        assert_eq!(dossier["submissions"].as_array().unwrap().len(), 1);
        let mut here: Vec<&str> = shown["components"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|component| component["papers"].as_array().unwrap())
            .map(|paper| paper["sha256"].as_str().unwrap())
            .collect();
        let mut there: Vec<&str> = dossier["papers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|paper| paper["stored"]["sha256"].as_str().unwrap())
            .collect();
        here.sort_unstable();
        there.sort_unstable();
        assert_eq!(
            here, there,
            "the bytes on the portal's disk are those of the desk"
        );
    }
}
