//! Bytes that go over the wire towards the portal against the bytes of the files, with the command line and the
//! portal as processes: over a link that holds, and over one that is cut at random, every 256 KiB on average.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use anyhow::{Context as _, Result, ensure};
use motcua_journey::{papers, programs, scene, scene::Scene};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::samples::Row;

const PASSWORD: &str = "MotCua@2026";
const SEED: u64 = 20_261_123;
const EVERY: u64 = 256 * 1024;

/// Sends one dossier of two files over each link.
///
/// # Errors
/// When a command fails or the portal does not hold exactly what was sent.
pub async fn measure() -> Result<Vec<Row>> {
    Ok(vec![send(None).await?, send(Some(Cuts(SEED))).await?])
}

/// Where a link is cut; the same for the same seed.
struct Cuts(u64);

impl Cuts {
    /// Bytes until the next cut, between 0 and twice the average.
    fn next(&mut self) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        i64::try_from(self.0 % (2 * EVERY)).unwrap_or(0)
    }
}

async fn send(cuts: Option<Cuts>) -> Result<Row> {
    let scene = Scene::start(json!({})).await?;
    let desk = Desk {
        home: scene.home.clone(),
        portal: scene.link.address.clone(),
    };
    desk.enrol(&scene.folder().join("portal")).await?;
    let request = papers::pdf(scene.folder(), "don-de-nghi.pdf", "Don de nghi", 4_000_000)?;
    let design = papers::pdf(scene.folder(), "thiet-ke-gieng.pdf", "Thiet ke gieng", 12_000_000)?;
    desk.prepare(scene.folder(), &request, &design).await?;

    let before = scene.link.forwarded();
    let counted = Arc::new(AtomicU32::new(0));
    let cutting = cuts.map(|mut cuts| {
        let (link, counted) = (scene.link.clone(), counted.clone());
        tokio::spawn(async move {
            loop {
                link.cut_after(cuts.next());
                link.went_down().await;
                counted.fetch_add(1, Ordering::SeqCst);
                link.mend();
            }
        })
    });
    desk.run(["sync", "--until-empty"]).await?;
    let sent = scene.link.forwarded() - before;
    let cut = cutting.is_some();
    if let Some(cutting) = cutting {
        cutting.abort();
    }
    let ledger = scene.portal.ledger().await?;
    scene::holds_exactly(&ledger, &[&request, &design]).await?;

    let files = std::fs::metadata(&request)?.len() + std::fs::metadata(&design)?.len();
    let ratio = sent as f64 / files as f64;
    let times = counted.load(Ordering::SeqCst);
    let (what, how) = if cut {
        (
            "bytes over the wire, link cut every 256 KiB on average",
            format!(", {times} cuts, seed {SEED}"),
        )
    } else {
        ("bytes over the wire, link that holds", String::new())
    };
    Ok(Row {
        what: what.to_owned(),
        measured: format!(
            "{sent} bytes towards the portal for {files} bytes of files, form and headers included{how}"
        ),
        ratio,
        bar: 1.03,
    })
}

/// The desk without a window.
struct Desk {
    home: PathBuf,
    portal: String,
}

impl Desk {
    async fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Result<Value> {
        let answer = Command::new(programs::built("motcua"))
            .args(arguments)
            .arg("--json")
            .env("MOTCUA_HOME", &self.home)
            .env("MOTCUA_PORTAL", &self.portal)
            .env("MOTCUA_PASSWORD", PASSWORD)
            .env("MOTCUA_PASSPHRASE", "chỉ để đo, không để giữ")
            .env("MOTCUA_NO_KEYRING", "true")
            .stdin(std::process::Stdio::null())
            .output()
            .await
            .context("motcua")?;
        ensure!(
            answer.status.success(),
            "motcua: {}\n{}",
            String::from_utf8_lossy(&answer.stdout),
            String::from_utf8_lossy(&answer.stderr)
        );
        // Of commands that tell as they go, the last line is the outcome.
        let text = String::from_utf8(answer.stdout)?;
        Ok(serde_json::from_str(&text)
            .or_else(|_| serde_json::from_str(text.lines().last().unwrap_or_default()))
            .unwrap_or(Value::Null))
    }

    async fn enrol(&self, portal_data: &Path) -> Result<()> {
        self.run([
            "account",
            "register",
            "--full-name",
            "Y Hương Đăk Rơ Wa",
            "--id-number",
            "062190001234",
            "--phone",
            "0905123456",
            "--email",
            "y.huong@example.vn",
            "--accept-terms",
        ])
        .await?;
        let link = motcua_journey::wait::until("the letter", || scene::letter_link(portal_data)).await?;
        self.run(["account", "confirm", &link]).await?;
        self.run(["account", "sign-in", "y.huong@example.vn"]).await?;
        Ok(())
    }

    async fn prepare(&self, folder: &Path, request: &Path, design: &Path) -> Result<()> {
        let draft = self.run(["draft", "new", "--procedure", "1.004232"]).await?;
        let id = draft["id"].as_str().context("the draft's id")?.to_owned();
        let answers = folder.join("answers.json");
        std::fs::write(
            &answers,
            serde_json::to_vec(&json!({
                "applicant.kind": "citizen",
                "applicant.full_name": "Y Hương Đăk Rơ Wa",
                "applicant.id_kind": "cccd",
                "applicant.id_number": "062190001234",
                "applicant.phone": "0905123456",
                "applicant.address.province": "62",
                "applicant.address.commune": "23281",
                "applicant.address.street": "Thôn 1",
                "form.purpose": "sinh_hoat",
                "form.commune": "23281",
                "form.place_detail": "Thôn 1",
                "form.flow_m3_per_day": 150,
                "form.well_count": 2,
                "form.well_depth_m": 80,
                "form.aquifer": "Bazan Pleistocen",
                "form.works_start": "2027-03-01",
                "form.works_months": 6,
            }))?,
        )?;
        let path = |path: &Path| path.display().to_string();
        self.run(["draft", "set", &id, "--answers", &path(&answers)])
            .await?;
        self.run(["draft", "attach", &id, "TP01", &path(request)]).await?;
        self.run(["draft", "attach", &id, "TP03", &path(design)]).await?;
        self.run(["submit", &id]).await?;
        Ok(())
    }
}
