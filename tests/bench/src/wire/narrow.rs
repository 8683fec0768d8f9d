//! What an organisation sends overnight over a commune's link: many dossiers at once.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use motcua_desk::{
    deps::{Deps, NoTraining, Randomness, StoreKey, SystemClock, Unattended},
    keys::MemoryVault,
    prelude::{Attached, FieldChange},
};
use motcua_domain::content::FieldValue;
use motcua_journey::{papers, scene::Scene};
use serde_json::json;
use uuid::Uuid;

use super::{Desk, PASSPHRASE};
use crate::samples::Row;

/// 256 kbit/s, in bytes a second.
const WIDTH: u32 = 256_000 / 8;
const ROUND_TRIP: Duration = Duration::from_millis(600);
const REQUEST: &str = "1.004232-TP01";
const DESIGN: &str = "1.004232-TP03";
/// Bytes of a paper that many dossiers share.
const SHARED: usize = 120_000;
/// Bytes of a dossier's own paper.
const OWN: usize = 30_000;

/// Sends a thousand dossiers without new files, and a hundred with papers.
///
/// # Errors
/// When a command fails or the portal does not hold what was sent.
pub async fn measure() -> Result<Vec<Row>> {
    Ok(vec![forms(1_000).await?, papers(100).await?])
}

/// Sends dossiers whose papers the portal has already.
async fn forms(count: usize) -> Result<Row> {
    let office = Office::open().await?;
    let shared = office.shared()?;
    office
        .desk
        .prepare(office.scene.folder(), &shared[0], &shared[1])
        .await?;
    office.desk.run(["sync", "--until-empty"]).await?;
    office.fill(count, |_| Ok(Vec::new())).await?;
    let sent = office.send(count + 1).await?;
    Ok(Row {
        what: format!("{count} dossiers without new files, 256 kbit/s and 600 ms"),
        measured: format!(
            "{:.1} s; the {} compressed bytes towards the portal need {:.1} s; {} requests, {:.3} for each dossier (bar 0.05)",
            sent.seconds,
            sent.bytes,
            sent.needs(sent.bytes),
            sent.requests,
            sent.requests as f64 / count as f64
        ),
        ratio: sent.seconds / sent.needs(sent.bytes),
        bar: 1.2,
    })
}

/// Sends dossiers of three papers, two of which they share.
async fn papers(count: usize) -> Result<Row> {
    let office = Office::open().await?;
    let folder = office.scene.folder().to_owned();
    office
        .fill(count, |nth| {
            let name = format!("rieng-{nth}.pdf");
            Ok(vec![papers::pdf(
                &folder,
                &name,
                &format!("Ho so {nth}"),
                OWN + nth,
            )?])
        })
        .await?;
    let mut distinct = 0;
    for paper in std::fs::read_dir(&folder)? {
        let paper = paper?;
        if paper.file_name().to_string_lossy().ends_with(".pdf") {
            distinct += paper.metadata()?.len();
        }
    }
    let sent = office.send(count).await?;
    Ok(Row {
        what: format!("{count} dossiers with 3 papers each, two of them shared, same link"),
        measured: format!(
            "{:.1} s; the {distinct} bytes of distinct papers need {:.1} s; {} bytes towards the portal in {} requests, forms \
             and headers included, so that each paper went once",
            sent.seconds,
            sent.needs(distinct),
            sent.bytes,
            sent.requests
        ),
        ratio: sent.seconds / sent.needs(distinct),
        bar: 1.1,
    })
}

/// An office that prepares many dossiers from one.
struct Office {
    scene: Scene,
    desk: Desk,
}

/// What the sending took.
struct Sent {
    seconds: f64,
    bytes: u64,
    requests: u64,
}

impl Sent {
    /// Seconds that bytes need at least.
    fn needs(&self, bytes: u64) -> f64 {
        bytes as f64 / f64::from(WIDTH)
    }
}

impl Office {
    async fn open() -> Result<Self> {
        let scene = Scene::start(json!({})).await?;
        let desk = Desk {
            home: scene.home.clone(),
            portal: scene.link.address.clone(),
        };
        desk.enrol(&scene.folder().join("portal")).await?;
        Ok(Self { scene, desk })
    }

    /// The papers that all dossiers share.
    fn shared(&self) -> Result<[PathBuf; 2]> {
        let folder = self.scene.folder();
        Ok([
            papers::pdf(folder, "don-de-nghi.pdf", "Don de nghi", SHARED)?,
            papers::pdf(folder, "thiet-ke-gieng.pdf", "Thiet ke gieng", SHARED + 1)?,
        ])
    }

    /// Puts so many dossiers into the outbox, each with the shared papers and those of its own.
    async fn fill(&self, count: usize, own: impl Fn(usize) -> Result<Vec<PathBuf>>) -> Result<()> {
        let shared = self.shared()?;
        let model: Uuid = self.desk.draft(self.scene.folder()).await?.parse()?;
        let desk = motcua_desk::Desk::open_unattended(
            self.desk.home.clone(),
            Deps {
                clock: Arc::new(SystemClock),
                random: Arc::new(Randomness::system()),
                vault: Arc::new(MemoryVault::default()),
                training: Arc::new(NoTraining),
            },
            Unattended {
                key: Some(StoreKey::Passphrase(PASSPHRASE.to_owned())),
                language: None,
                connect: false,
            },
        );
        desk.opened().await.map_err(said)?;
        for nth in 0..count {
            let id = desk.copy_dossier(model).await.map_err(said)?;
            let place = FieldChange {
                path: "form.place_detail".to_owned(),
                value: Some(FieldValue::Text(format!("Thôn {}, giếng số {nth}", nth % 17 + 1))),
            };
            desk.set_answers(id, vec![place]).await.map_err(said)?;
            attach(&desk, id, REQUEST, &shared[0]).await?;
            attach(&desk, id, DESIGN, &shared[1]).await?;
            for paper in own(nth)? {
                attach(&desk, id, DESIGN, &paper).await?;
            }
            desk.submit(id).await.map_err(said)?;
        }
        desk.delete_dossier(model).await.map_err(said)?;
        desk.close().await;
        Ok(())
    }

    /// Sends everything over the narrow link; the portal then holds `held` submissions.
    async fn send(&self, held: usize) -> Result<Sent> {
        let link = &self.scene.link;
        link.narrow(WIDTH, ROUND_TRIP);
        let (bytes, requests) = (link.forwarded(), link.requests());
        let started = Instant::now();
        self.desk.run(["sync", "--until-empty"]).await?;
        let sent = Sent {
            seconds: started.elapsed().as_secs_f64(),
            bytes: link.forwarded() - bytes,
            requests: link.requests() - requests,
        };
        self.scene.submitted(held).await?;
        Ok(sent)
    }
}

async fn attach(desk: &motcua_desk::Desk, id: Uuid, component: &str, paper: &Path) -> Result<()> {
    let kept = desk
        .attach(id, component.to_owned(), paper.to_owned())
        .await
        .map_err(said)?;
    ensure!(matches!(kept, Attached::Kept { .. }), "{kept:?}");
    Ok(())
}

/// What the desk said.
fn said(error: motcua_desk::error::DeskError) -> anyhow::Error {
    anyhow::anyhow!("{error:?}")
}
