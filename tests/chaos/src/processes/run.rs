//! One run: a dossier is prepared, submitted and sent through faults, and looked for at the portal.

use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::{PoisonError, atomic::Ordering},
    time::Duration,
};

use anyhow::{Result, bail};
use motcua_portal::ledger::Ledger;
use serde_json::Value;

use super::{
    Shared,
    desk::{Desk, Ended, Kill, exit},
    dossier::{DRILLING, Procedure, RENEWAL, pdf},
    link::{Link, Weather},
};
use crate::{hash, rng::Rng};

/// A desk, its link and its papers.
pub struct Counter {
    pub desk: Desk,
    pub link: Link,
    pub place: PathBuf,
}

/// A file for a component.
struct Paper {
    component: &'static str,
    path: PathBuf,
    sha256: String,
}

/// When the portal is killed while a desk sends.
#[derive(Debug, Clone, Copy)]
enum Death {
    Never,
    /// So long after the desk was started.
    After(Duration),
    /// When the link has carried so many bytes more.
    AtBytes(u64),
    /// Right after it has answered, so many pieces later; the desk never hears that answer.
    Unheard(u64),
}

impl Death {
    /// Most of the time it dies, and at any of the moments that may matter.
    fn draw(rng: &mut Rng) -> Self {
        match rng.range(0, 8) {
            0 | 1 => Self::After(Duration::from_millis(rng.range(100, 1_500))),
            // as often in the first kilobyte as in a long file
            2 | 3 => {
                let scale = 1 << rng.range(8, 18);
                Self::AtBytes(rng.range(0, scale))
            }
            4 | 5 => Self::Unheard(rng.range(0, 24)),
            _ => Self::Never,
        }
    }

    async fn comes(self, link: &Link) {
        match self {
            Self::Never => std::future::pending().await,
            Self::After(pause) => tokio::time::sleep(pause).await,
            Self::AtBytes(bytes) => link.carries(link.carried() + bytes).await,
            Self::Unheard(more) => link.swallows(more).await,
        }
    }
}

impl Counter {
    /// Runs a seed; what was wrong at its end.
    pub async fn run(&self, shared: &Shared, seed: u64) -> Result<Vec<String>> {
        let mut rng = Rng::new(seed);
        self.link.clear();
        let procedure = if rng.chance(300) { &RENEWAL } else { &DRILLING };
        let papers = self.papers(procedure, &mut rng)?;
        let id = self.prepare(shared, &mut rng, procedure, &papers).await?;
        let backup = if rng.chance(120) {
            Some(self.desk.copy_to(self.place.join(format!("backup-{seed}")))?)
        } else {
            None
        };
        {
            let mut submitted = shared.submitted.lock().unwrap_or_else(PoisonError::into_inner);
            submitted.insert(id.clone());
        }
        self.repeat(shared, &mut rng, &["submit", &id]).await?;
        self.send_through_faults(shared, &mut rng).await?;
        self.send_in_peace(shared, &self.desk, &id).await?;
        let mut complaints = self.compare(shared, &self.desk, &id, &papers).await?;
        if procedure.owes {
            complaints.extend(self.pay(shared, &mut rng, &id).await?);
            shared.payments.fetch_add(1, Ordering::Relaxed);
        }
        if let Some(backup) = backup {
            shared.from_backup.fetch_add(1, Ordering::Relaxed);
            backup.sign_in(&shared.portal).await?;
            // Whether it is told at once or when it sends: it is there already.
            backup.run(&["submit", &id], Kill::Never, None).await?;
            self.send_in_peace(shared, &backup, &id).await?;
            complaints.extend(self.compare(shared, &backup, &id, &papers).await?);
        }
        Ok(complaints)
    }

    /// Two or three files; one may have been sent before.
    fn papers(&self, procedure: &Procedure, rng: &mut Rng) -> Result<Vec<Paper>> {
        let mut papers = Vec::new();
        let [first, second] = procedure.components;
        for (number, component) in [first, second, first].into_iter().enumerate() {
            if number == 2 && rng.chance(500) {
                break;
            }
            let path = if rng.chance(200) {
                let which = rng.range(0, 3);
                self.place.join(format!("kept-{number}-{which}.pdf"))
            } else {
                self.place.join(format!("new-{number}.pdf"))
            };
            if !path.exists() || path.to_string_lossy().contains("new-") {
                let length = 1 << rng.range(10, 18);
                std::fs::write(&path, pdf(rng, length))?;
            }
            let sha256 = hash(&std::fs::read(&path)?);
            papers.push(Paper {
                component,
                path,
                sha256,
            });
        }
        Ok(papers)
    }

    /// Repeats a command that is sometimes killed until it has ended well.
    async fn repeat(&self, shared: &Shared, rng: &mut Rng, arguments: &[&str]) -> Result<Value> {
        for _ in 0..20 {
            match self.desk.run(arguments, Kill::local(rng), None).await? {
                Ended::With(exit::DONE, said) => return Ok(said),
                Ended::With(code, said) => bail!("motcua {arguments:?} ended with {code}: {said}"),
                Ended::Killed => shared.desk_kills.fetch_add(1, Ordering::Relaxed),
            };
        }
        bail!("motcua {arguments:?} was killed too often")
    }

    /// A complete draft. Whatever was said to be saved must be there after a kill.
    async fn prepare(
        &self,
        shared: &Shared,
        rng: &mut Rng,
        procedure: &Procedure,
        papers: &[Paper],
    ) -> Result<String> {
        let Procedure { code, edition, .. } = procedure;
        let new = ["draft", "new", "--procedure", code, "--edition", edition];
        let made = self.repeat(shared, rng, &new).await?;
        let Some(id) = made["id"].as_str().map(str::to_owned) else {
            bail!("no id: {made}")
        };
        let answers = self.place.join("answers.json");
        std::fs::write(&answers, serde_json::to_vec(&procedure.answers(rng))?)?;
        let answers = answers.to_string_lossy().into_owned();
        self.repeat(shared, rng, &["draft", "set", &id, "--answers", &answers])
            .await?;
        for component in procedure.components {
            let mut wanted: Vec<&Paper> = papers.iter().filter(|p| p.component == component).collect();
            while !wanted.is_empty() {
                let mut attach = vec!["draft", "attach", &id, component];
                let paths: Vec<String> = wanted
                    .iter()
                    .map(|paper| paper.path.to_string_lossy().into_owned())
                    .collect();
                attach.extend(paths.iter().map(String::as_str));
                match self.desk.run(&attach, Kill::local(rng), None).await? {
                    Ended::With(exit::DONE, _) => wanted.clear(),
                    Ended::With(code, said) => bail!("motcua {attach:?} ended with {code}: {said}"),
                    Ended::Killed => {
                        shared.desk_kills.fetch_add(1, Ordering::Relaxed);
                        let there = attached(&self.desk.done(&["draft", "show", &id]).await?);
                        wanted.retain(|paper| !there.contains(&(component.to_owned(), paper.sha256.clone())));
                    }
                }
            }
        }
        Ok(id)
    }

    async fn send_through_faults(&self, shared: &Shared, rng: &mut Rng) -> Result<()> {
        let weather = Weather::draw(rng);
        for attempt in 0..rng.range(1, 5) {
            let longest = rng.range(3, 7).to_string();
            let arguments = ["sync", "--until-empty", "--timeout", &longest];
            match self.through_faults(shared, rng, &weather, &arguments).await? {
                Ended::Killed => {}
                Ended::With(exit::DONE, _) => return Ok(()),
                Ended::With(exit::SIGN_IN, _) => {
                    self.link.clear();
                    self.desk.sign_in(&shared.portal).await?;
                }
                Ended::With(exit::OFFLINE | exit::UNSENT, _) => {}
                Ended::With(code, said) => bail!("sync {attempt} ended with {code}: {said}"),
            }
        }
        Ok(())
    }

    /// Runs a command in bad weather; it and the portal may be killed meanwhile.
    pub(super) async fn through_faults(
        &self,
        shared: &Shared,
        rng: &mut Rng,
        weather: &Weather,
        arguments: &[&str],
    ) -> Result<Ended> {
        self.link.set(weather.clone(), Rng::new(rng.bits()));
        let kill = match rng.range(0, 4) {
            0 => Kill::Never,
            1 => Kill::After(Duration::from_millis(rng.range(100, 4_000))),
            _ => Kill::AtBytes(rng.range(0, 200_000)),
        };
        let death = Death::draw(rng);
        let pause = Duration::from_millis(rng.range(0, 300));
        let in_start = rng.chance(200).then(|| Duration::from_millis(rng.range(0, 400)));
        let running = self.desk.run(arguments, kill, Some(&self.link));
        tokio::pin!(running);
        let ended = tokio::select! {
            ended = &mut running => ended?,
            () = death.comes(&self.link) => {
                let (killed, ended) = tokio::join!(shared.portal.kill(pause, in_start), running);
                killed?;
                ended?
            }
        };
        if matches!(ended, Ended::Killed) {
            shared.desk_kills.fetch_add(1, Ordering::Relaxed);
        }
        Ok(ended)
    }

    /// The faults stop: now it must get through.
    async fn send_in_peace(&self, shared: &Shared, desk: &Desk, id: &str) -> Result<()> {
        self.link.clear();
        let mut last = None;
        for _ in 0..6 {
            shared.portal.runs().await;
            let sync = ["sync", "--until-empty", "--timeout", "60"];
            match desk.run(&sync, Kill::Never, None).await? {
                Ended::With(exit::DONE, _) => return Ok(()),
                // all has arrived; the news could not be fetched from a portal that others kill
                Ended::With(exit::OFFLINE, said) if said["empty"] == true => return Ok(()),
                Ended::With(exit::SIGN_IN, _) => desk.sign_in(&shared.portal).await?,
                other => {
                    last = Some(other);
                    desk.run(&["outbox", "retry", id], Kill::Never, None).await?;
                }
            }
        }
        bail!("the outbox of {id} does not empty: {last:?}")
    }

    /// What the desk believes against what the portal has.
    async fn compare(&self, shared: &Shared, desk: &Desk, id: &str, papers: &[Paper]) -> Result<Vec<String>> {
        let shown = desk.done(&["draft", "show", id]).await?;
        let ledger = shared.portal.ledger().await?;
        let mut complaints = Vec::new();
        if shown["sync"] != "confirmed" {
            complaints.push(format!("LOST: the desk says {} of {id}", shown["sync"]));
        }
        complaints.extend(wrong_at_portal(&ledger, id, shown["code"].as_str(), papers));
        let submitted = shared.submitted.lock().unwrap_or_else(PoisonError::into_inner);
        for dossier in &ledger.dossiers {
            // a draft that a desk keeps at the portal is no submission
            if !submitted.contains(&dossier.uid) && !dossier.submissions.is_empty() {
                complaints.push(format!("GHOST: nobody submitted {}", dossier.uid));
            }
        }
        Ok(complaints)
    }
}

fn wrong_at_portal(ledger: &Ledger, id: &str, code: Option<&str>, papers: &[Paper]) -> Vec<String> {
    let mut complaints = Vec::new();
    let found: Vec<_> = ledger
        .dossiers
        .iter()
        .filter(|dossier| dossier.uid == id)
        .collect();
    let [dossier] = found[..] else {
        return vec![match found.len() {
            0 => format!("LOST: {id} is not at the portal"),
            count => format!("DOUBLED: {id} is there {count} times"),
        }];
    };
    match dossier.submissions.len() {
        0 => complaints.push(format!("LOST: {id} was not submitted")),
        1 => {}
        count => complaints.push(format!("DOUBLED: {id} was submitted {count} times")),
    }
    if dossier.code.as_deref() != code {
        complaints.push(format!(
            "LOST: the portal knows {id} as {:?}, the desk as {code:?}",
            dossier.code
        ));
    }
    if ledger
        .dossiers
        .iter()
        .filter(|other| other.code == dossier.code)
        .count()
        > 1
    {
        complaints.push(format!("DOUBLED: the code {:?} was given twice", dossier.code));
    }
    let wanted: BTreeSet<&str> = papers.iter().map(|paper| paper.sha256.as_str()).collect();
    let there: BTreeSet<&str> = dossier
        .papers
        .iter()
        .filter_map(|paper| paper.stored.as_ref())
        .map(|stored| stored.sha256.as_str())
        .collect();
    if dossier.papers.len() != papers.len() || wanted != there {
        complaints.push(format!("LOST: {id} has other files at the portal"));
    }
    complaints
}

/// Components and hashes of the papers of a dossier as `motcua draft show` says.
fn attached(shown: &Value) -> BTreeSet<(String, String)> {
    let mut papers = BTreeSet::new();
    for component in shown["components"].as_array().into_iter().flatten() {
        let code = component["code"].as_str().unwrap_or_default();
        let short = code.rsplit('-').next().unwrap_or_default();
        for paper in component["papers"].as_array().into_iter().flatten() {
            if let Some(sha256) = paper["sha256"].as_str() {
                papers.insert((short.to_owned(), sha256.to_owned()));
            }
        }
    }
    papers
}
