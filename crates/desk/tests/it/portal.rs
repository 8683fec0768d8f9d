//! A real portal beside the desk: its own handlers on its own database, over loopback.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};

use motcua_desk::{
    Desk,
    deps::{Launching, TrainingAddresses, TrainingLauncher, TrainingPortal},
    prelude::*,
};
use motcua_portal::{
    App, Config,
    officer::{Delays, SupplementMode},
    serve::Running,
    training,
};
use tokio::sync::oneshot;

/// A portal whose automatic officer acts at once.
pub fn quick(supplement: SupplementMode) -> Config {
    let mut config = Config::for_training();
    config.officer.delays = Delays {
        receive: 0,
        process: 0,
        supplement: 0,
        payment: 0,
        finish: 0,
        give: 0,
        reconcile: 0,
    };
    config.officer.supplement = supplement;
    config.password.memory_kib = 64;
    config
}

/// A portal that is no training and whose officer does nothing by itself.
pub fn real() -> Config {
    let mut config = quick(SupplementMode::Never);
    config.training = false;
    config.officer.automatic = false;
    config
}

/// A portal that can be stopped and started again at the same address.
pub struct Portal {
    data: tempfile::TempDir,
    config: Config,
    running: Option<Running>,
}

impl Portal {
    pub async fn start(config: Config) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut portal = Self {
            data,
            config,
            running: None,
        };
        portal.up().await;
        portal
    }

    pub async fn up(&mut self) {
        let app = App::open(self.data.path(), self.config.clone()).unwrap();
        self.running = Some(training::start(app).await.unwrap());
    }

    pub async fn down(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    /// Puts a version of an edition on offer from the next start on.
    pub fn publish(&self, edition: &str, document: &str) {
        let folder = self.data.path().join("catalogue");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{edition}.json")), document).unwrap();
    }

    pub fn address(&self) -> String {
        self.running.as_ref().unwrap().addresses.portal.clone()
    }

    /// What the portal holds, by its own word.
    pub fn ledger(&self) -> serde_json::Value {
        let mut out = Vec::new();
        motcua_portal::ledger::write(self.data.path(), true, &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    /// The token in the newest letter to `email`.
    pub async fn token(&self, email: &str) -> String {
        let app = &self.running.as_ref().unwrap().app;
        let started = std::time::Instant::now();
        loop {
            let letters = app.db.read_blocking(motcua_portal::mail::mailbox::list).unwrap();
            let token = letters
                .iter()
                .find(|letter| letter.to.contains(email))
                .and_then(|letter| letter.body.split("token=").nth(1))
                .map(|rest| rest.split_whitespace().next().unwrap().to_owned());
            match token {
                Some(token) => return token,
                None if started.elapsed().as_secs() > 30 => panic!("no letter to {email}"),
                None => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            }
        }
    }
}

/// The training portal in this very process.
pub struct InProcess {
    config: Config,
    running: Mutex<Vec<(Held, oneshot::Sender<()>)>>,
}

type Held = Arc<tokio::sync::Mutex<Option<Running>>>;

impl InProcess {
    pub fn new(config: Config) -> Arc<Self> {
        Arc::new(Self {
            config,
            running: Mutex::default(),
        })
    }

    /// Ends the portal as if it had died; returns how often one was started.
    pub async fn die(&self) -> usize {
        let (count, last) = {
            let mut running = self.running.lock().unwrap();
            (running.len(), running.pop())
        };
        let (held, tell) = last.unwrap();
        stop(&held).await;
        let _ = tell.send(());
        count
    }
}

async fn stop(held: &Held) {
    if let Some(running) = held.lock().await.take() {
        running.stop().await;
    }
}

struct Guard(Held);

impl Drop for Guard {
    fn drop(&mut self) {
        let held = self.0.clone();
        tokio::spawn(async move { stop(&held).await });
    }
}

impl TrainingLauncher for InProcess {
    fn start(&self, data: PathBuf) -> Launching<'_> {
        Box::pin(async move {
            let app = App::open(&data, self.config.clone()).unwrap();
            let running = training::start(app).await.unwrap();
            let ready = running.ready();
            let held: Held = Arc::new(tokio::sync::Mutex::new(Some(running)));
            let (tell, ended) = oneshot::channel();
            self.running.lock().unwrap().push((held.clone(), tell));
            Ok(TrainingPortal {
                addresses: TrainingAddresses {
                    portal: ready.portal,
                    bank: ready.bank.unwrap(),
                    officer: ready.officer.unwrap(),
                    smtp: ready.smtp.unwrap(),
                },
                ended,
                guard: Box::new(Guard(held)),
            })
        })
    }
}

pub const PASSWORD: &str = "Mat-khau@2026";

/// A citizen of their own.
pub fn citizen(number: u32) -> Registration {
    Registration {
        details: AccountDetails {
            kind: AccountKind::Citizen,
            full_name: format!(
                "Nguyễn Văn {}",
                ["An", "Bình", "Cường", "Dũng"][number as usize % 4]
            ),
            organisation_name: None,
            id_number: format!("062099{number:06}"),
            id_issued_on: Some(chrono::NaiveDate::from_ymd_opt(2021, 5, 10).unwrap()),
            phone: format!("0912{number:06}"),
            email: format!("nguoi-{number}@example.vn"),
        },
        password: PASSWORD.into(),
        accepts_terms: true,
    }
}

/// Registers, confirms by the letter, and signs in.
pub async fn join(desk: &Desk, portal: &Portal, number: u32) -> String {
    let registration = citizen(number);
    let email = registration.details.email.clone();
    desk.register(registration).await.unwrap();
    desk.confirm_account(portal.token(&email).await).await.unwrap();
    desk.sign_in(email.clone(), PASSWORD.into()).await.unwrap();
    email
}
