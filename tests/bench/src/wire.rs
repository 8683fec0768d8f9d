//! Bytes that go over the wire towards the portal against the bytes of the files, with the command line and the
//! portal as processes: over a link that holds, and over one that is cut at random. Beside it, over the same cuts, what
//! others do: tus-js-client, and curl with a multipart form, as a browser sends one.

pub mod narrow;
mod peers;

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use motcua_journey::{link::Link, papers, programs, scene, scene::Scene};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::samples::Row;

const PASSWORD: &str = "MotCua@2026";
const PASSPHRASE: &str = "chỉ để đo, không để giữ";
const SEED: u64 = 20_261_123;
const KIB: u64 = 1024;
/// How wide a link that is cut is, in bytes a second: without a width there would be no time that bytes need.
const WIDTH: u32 = 1 << 20;
/// How long an answer takes on it at least.
const ROUND_TRIP: Duration = Duration::from_millis(50);

/// Sends one dossier of two files over each link that holds or is cut.
///
/// # Errors
/// When a command fails or the portal does not hold exactly what was sent.
pub async fn measure() -> Result<Vec<Row>> {
    Ok(vec![
        send([4_000_000, 12_000_000], None).await?,
        send([4_000_000, 12_000_000], Some(Cuts::every(256 * KIB))).await?,
        send([1_000_000, 3_000_000], Some(Cuts::every(64 * KIB))).await?,
    ])
}

/// Where a link is cut; the same at every run.
#[derive(Clone)]
struct Cuts {
    average: u64,
    state: u64,
}

impl Cuts {
    fn every(average: u64) -> Self {
        Self { average, state: SEED }
    }

    /// Bytes until the next cut, between 0 and twice the average.
    fn next(&mut self) -> i64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        i64::try_from(self.state % (2 * self.average)).unwrap_or(0)
    }

    /// Cuts a link again and again until dropped.
    fn cut(mut self, link: &Link) -> Cutting {
        let counted = Arc::new(AtomicU32::new(0));
        let (link, counting) = (link.clone(), counted.clone());
        let task = tokio::spawn(async move {
            loop {
                link.cut_after(self.next());
                link.went_down().await;
                counting.fetch_add(1, Ordering::SeqCst);
                link.mend();
            }
        });
        Cutting { counted, task }
    }
}

/// A link that is being cut.
struct Cutting {
    counted: Arc<AtomicU32>,
    task: tokio::task::JoinHandle<()>,
}

impl Cutting {
    fn times(&self) -> u32 {
        self.counted.load(Ordering::SeqCst)
    }
}

impl Drop for Cutting {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn send(sizes: [usize; 2], cuts: Option<Cuts>) -> Result<Row> {
    let scene = Scene::start(json!({})).await?;
    let desk = Desk {
        home: scene.home.clone(),
        portal: scene.link.address.clone(),
    };
    desk.enrol(&scene.folder().join("portal")).await?;
    let request = papers::pdf(scene.folder(), "don-de-nghi.pdf", "Don de nghi", sizes[0])?;
    let design = papers::pdf(scene.folder(), "thiet-ke-gieng.pdf", "Thiet ke gieng", sizes[1])?;
    desk.prepare(scene.folder(), &request, &design).await?;

    let before = scene.link.forwarded();
    if cuts.is_some() {
        scene.link.narrow(WIDTH, ROUND_TRIP);
    }
    let cutting = cuts.as_ref().map(|cuts| cuts.clone().cut(&scene.link));
    let started = Instant::now();
    desk.run(["sync", "--until-empty"]).await?;
    let took = started.elapsed();
    let sent = scene.link.forwarded() - before;
    let times = cutting.as_ref().map_or(0, Cutting::times);
    drop(cutting);
    scene.link.mend();
    let ledger = scene.portal.ledger().await?;
    scene::holds_exactly(&ledger, &[&request, &design], &[]).await?;

    let files = std::fs::metadata(&request)?.len() + std::fs::metadata(&design)?.len();
    let measured =
        format!("{sent} bytes towards the portal for {files} bytes of files, form and headers included");
    let ratio = sent as f64 / files as f64;
    let Some(cuts) = cuts else {
        return Ok(Row {
            what: "bytes over the wire, link that holds".to_owned(),
            measured,
            ratio,
            bar: 1.03,
        });
    };
    let kib = cuts.average / KIB;
    let others = peers::beside(&scene, &cuts, sizes[1]).await?;
    Ok(Row {
        what: format!("bytes over the wire, link cut every {kib} KiB on average"),
        measured: format!(
            "{measured}, {times} cuts, seed {SEED}, in {:.2} × the time these bytes need ({:.1} s at 1 MiB/s); {others}",
            took.as_secs_f64() / needs(files),
            needs(files),
        ),
        ratio,
        bar: if kib < 256 { 1.12 } else { 1.03 },
    })
}

/// Seconds that so many bytes need on a link of [`WIDTH`].
fn needs(bytes: u64) -> f64 {
    bytes as f64 / f64::from(WIDTH)
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
            .env("MOTCUA_PASSPHRASE", PASSPHRASE)
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

    /// Puts a dossier with its two papers into the outbox.
    async fn prepare(&self, folder: &Path, request: &Path, design: &Path) -> Result<()> {
        let id = self.draft(folder).await?;
        let path = |path: &Path| path.display().to_string();
        self.run(["draft", "attach", &id, "TP01", &path(request)]).await?;
        self.run(["draft", "attach", &id, "TP03", &path(design)]).await?;
        self.run(["submit", &id]).await?;
        Ok(())
    }

    /// A draft with every answer and no paper. Its id.
    async fn draft(&self, folder: &Path) -> Result<String> {
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
        self.run(["draft", "set", &id, "--answers", &answers.display().to_string()])
            .await?;
        Ok(id)
    }
}
