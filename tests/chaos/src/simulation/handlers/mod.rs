//! The reference portal's own handlers on real SQLite, in this process, reached through the desk's
//! own client. Everything is injected: time, randomness, and where the portal dies.

mod till;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use motcua_domain::{content::DossierContent, language::Language, status::BusinessStatus};
use motcua_portal::{
    App,
    clock::Clock,
    dossiers::progress::{self, Actor},
    error::ApiResult,
    random::SeededRandom,
    state::Parts,
    work::Work,
};
use motcua_portal_api::{account::Session, dossier::SupplementItem};
use motcua_sync::{
    client::{ClientConfig, PortalClient},
    driver::perform,
    engine::{Call, Failure, Reply},
    ports::{StoreFailure, Tokens},
};
use tokio::runtime::Runtime;
use uuid::Uuid;

use super::{
    Plant,
    carrier::{Carried, Stops},
    files::Files,
    money::bank::{Bank, Branch},
    portal::{Accident, Holding, Portal, Stop},
    template::{self, Template},
};
use crate::hash;

/// The portal as its operator knows it: a folder, and a process that may be running.
pub struct Handlers {
    folder: tempfile::TempDir,
    clock: Arc<SetClock>,
    random: Arc<SeededRandom>,
    stops: Arc<Stops>,
    line: Arc<Carried>,
    process: Option<Process>,
    client: PortalClient,
    tokens: Arc<Kept>,
    files: Arc<Files>,
    branch: Branch,
    account: Uuid,
    /// Planted: whoever verifies files is shown what was sent.
    echoes: bool,
    /// Planted: before a notice of the bank the portal forgets what was paid.
    forgets_payments: bool,
    damaged: BTreeSet<String>,
}

struct Process {
    app: App,
    runtime: Runtime,
}

/// A clock that shows what it was last set to.
struct SetClock(Mutex<DateTime<Utc>>);

impl Clock for SetClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// The session as the desk's store keeps it.
#[derive(Default)]
struct Kept(Mutex<Option<Session>>);

impl Kept {
    fn session(&self) -> std::sync::MutexGuard<'_, Option<Session>> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Tokens for Kept {
    fn load(&self) -> BoxFuture<'_, Option<Session>> {
        let session = self.session().clone();
        Box::pin(async move { session })
    }
    fn save(&self, session: Session) -> BoxFuture<'_, Result<(), StoreFailure>> {
        *self.session() = Some(session);
        Box::pin(async { Ok(()) })
    }
    fn clear(&self) -> BoxFuture<'_, ()> {
        *self.session() = None;
        Box::pin(async {})
    }
}

impl Handlers {
    /// A portal with one account that is signed in.
    pub fn start(seed: u64, now: DateTime<Utc>, files: Arc<Files>, plant: &Plant) -> Self {
        let template = Template::get(now);
        let branch = Branch::new(Bank::new(template.terminal.clone(), seed));
        let folder = crate::folder().expect("a temporary folder");
        template
            .copy_to(folder.path())
            .expect("room in the temporary folder");
        let stops = Arc::new(Stops::default());
        let line = Arc::new(Carried::new(stops.clone(), seed));
        let tokens = Arc::new(Kept::default());
        let mut portal = Self {
            clock: Arc::new(SetClock(Mutex::new(now))),
            random: Arc::new(SeededRandom::new(seed)),
            client: client(&line, &tokens),
            stops,
            line,
            process: None,
            tokens,
            files,
            account: template.account,
            branch,
            echoes: plant.echoes_manifest,
            forgets_payments: plant.settles_twice,
            damaged: BTreeSet::new(),
            folder,
        };
        portal.sign_in();
        portal
    }

    /// Starts the process if there is none.
    fn run(&mut self) -> &Process {
        if self.process.is_none() {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                // so that what was begun before is done before, and a killed process's files are still
                .max_blocking_threads(1)
                .build()
                .expect("a runtime");
            self.stops.clear();
            let parts = Parts {
                clock: self.clock.clone(),
                random: self.random.clone(),
                work: Work::Stepwise(self.stops.clone()),
                bank_line: Arc::new(self.branch.clone()),
                catalogues: Some(Template::get(self.clock.now()).catalogues.clone()),
            };
            let app = App::open_from(self.folder.path(), template::config(), parts)
                .expect("a portal opens what a killed one has left");
            if let Ok(mut addresses) = app.addresses.try_write() {
                addresses.bank = Some("http://bank.example".into());
            }
            self.line.connect(motcua_portal::http::router(app.clone()));
            self.process = Some(Process { app, runtime });
        }
        self.process.as_ref().expect("was just started")
    }

    /// Kills the process: nothing that waits goes on.
    fn kill(&mut self) {
        self.line.disconnect();
        if let Some(process) = self.process.take() {
            // Writes that were handed to the system stay; those of a killed process do.
            process.runtime.block_on(async {
                let _ = tokio::task::spawn_blocking(|| ()).await;
            });
        }
        self.stops.clear();
    }

    pub fn branch(&self) -> Branch {
        self.branch.clone()
    }

    /// Lets the database grow no more, or again: SQLite itself says that the disk is full.
    fn set_full(&mut self, full: bool) {
        let set = self.run().app.db.write_blocking(|tx| {
            let pages: u32 = if full {
                tx.pragma_query_value(None, "page_count", |row| row.get(0))?
            } else {
                u32::MAX - 1
            };
            Ok(tx.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?)
        });
        set.expect("the limit of a database can be set");
    }

    /// Lets something happen to the portal while an accident does.
    fn under<T>(&mut self, accident: Accident, work: impl Future<Output = T>) -> T {
        self.run();
        if accident.full {
            self.set_full(true);
        }
        self.line.expect(accident);
        let outcome = self.run().runtime.block_on(async {
            let outcome = work.await;
            if matches!(accident.stop, Some(Stop::HangsUp(_))) {
                settle().await;
            }
            outcome
        });
        self.line.expect_nothing();
        if matches!(accident.stop, Some(Stop::Dies(_) | Stop::DiesReading(_))) {
            self.kill();
        }
        if accident.full && self.process.is_some() {
            self.set_full(false);
        }
        outcome
    }

    fn read<T>(&mut self, work: impl FnOnce(&rusqlite::Connection) -> ApiResult<T>) -> T {
        self.run()
            .app
            .db
            .read_blocking(work)
            .expect("the portal's database can be read")
    }

    fn blob(&self, sha256: &str) -> PathBuf {
        let folder = self.folder.path().join("blobs");
        folder.join(self.account.to_string()).join(sha256)
    }

    fn change_first_byte(&self, sha256: &str) -> bool {
        let path = self.blob(sha256);
        let Ok(mut bytes) = fs::read(&path) else {
            return false;
        };
        if let Some(first) = bytes.first_mut() {
            *first ^= 1;
        }
        fs::write(&path, bytes).is_ok()
    }
}

/// Lets tasks that nobody waits for any more come to their end: each round takes them past one wait
/// for the disk.
async fn settle() {
    for _ in 0..16 {
        let _ = tokio::task::spawn_blocking(|| ()).await;
    }
}

fn client(line: &Arc<Carried>, tokens: &Arc<Kept>) -> PortalClient {
    let config = ClientConfig {
        address: "http://127.0.0.1:1".into(),
        portal_id: None,
        device_id: Uuid::from_u128(7),
        language: Language::Vi,
    };
    PortalClient::over(config, tokens.clone(), line.http(), line.clone()).expect("a client")
}

fn uuid(text: String) -> Uuid {
    text.parse().expect("the portal stores UUIDs")
}

impl Portal for Handlers {
    fn account(&self) -> Uuid {
        self.account
    }

    fn set_time(&mut self, now: DateTime<Utc>) {
        *self
            .clock
            .0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner()) = now;
    }

    fn serve(&mut self, call: &Call, accident: Accident) -> Result<Reply, Failure> {
        let shown: Vec<String> = match call {
            Call::Send { .. } if self.echoes => self.damaged.iter().cloned().collect(),
            _ => Vec::new(),
        };
        for sha256 in &shown {
            self.change_first_byte(sha256);
        }
        let (client, files) = (self.client.only_as(self.account), self.files.clone());
        let outcome = self.under(accident, async {
            perform(&client, &*files, call.clone(), |_| {}).await
        });
        for sha256 in &shown {
            self.change_first_byte(sha256);
        }
        match accident.stop {
            // It may have come to its end before the moment it was to stop at.
            Some(_) if !matches!(outcome, Err(Failure::SignIn)) => Err(Failure::Unknown),
            _ => outcome,
        }
    }

    fn sign_in(&mut self) {
        self.run();
        let client = self.client.clone();
        let signed_in = self
            .run()
            .runtime
            .block_on(client.sign_in(template::NAME, template::PASSWORD));
        signed_in.expect("the account can sign in");
    }

    fn end_session(&mut self) {
        let now = self.clock.now().timestamp_millis();
        let ended = self.run().app.db.write_blocking(|tx| {
            tx.execute(
                "UPDATE sessions SET ended_at = ?1, ended_why = 'signed_out'",
                [now],
            )?;
            Ok(())
        });
        ended.expect("sessions can be ended");
    }

    fn desk_died(&mut self) {
        self.client = client(&self.line, &self.tokens);
    }

    fn ask_supplement(&mut self, uid: Uuid) -> Option<Uuid> {
        let app = self.run().app.clone();
        let officer = Actor {
            name: "Cán bộ tiếp nhận".into(),
            unit: "Trung tâm Phục vụ hành chính công".into(),
        };
        let asked = app.db.write_blocking(|tx| {
            for status in [BusinessStatus::Received, BusinessStatus::Processing] {
                progress::advance(tx, &app, uid, status, &officer, "Tiếp nhận")?;
            }
            let item = SupplementItem {
                id: app.random.uuid(),
                component: Some("1.004232-TP01".into()),
                reason: "Thiếu trang 2".into(),
            };
            progress::request_supplement(tx, &app, uid, &officer, vec![item], None)
        });
        asked.ok().map(|supplement| supplement.id)
    }

    fn knows_key(&mut self, key: Uuid) -> bool {
        self.keys().contains(&key)
    }

    fn keys(&mut self) -> BTreeSet<Uuid> {
        self.read(|db| {
            let sql =
                "SELECT key FROM idempotency WHERE scope LIKE 'account:%' AND action <> 'create_upload'";
            let keys: Result<Vec<String>, _> = db.prepare(sql)?.query_map([], |row| row.get(0))?.collect();
            Ok(keys?.into_iter().map(uuid).collect())
        })
    }

    fn forget_upload(&mut self, url: &str) {
        let id = url.rsplit('/').next().unwrap_or_default().to_owned();
        let _ = fs::remove_file(self.folder.path().join("uploads").join(&id));
        let gone = self.run().app.db.write_blocking(|tx| {
            tx.execute("DELETE FROM uploads WHERE id = ?1", [&id])?;
            Ok(())
        });
        gone.expect("an upload can be forgotten");
    }

    fn forget_file(&mut self, sha256: &str) {
        let _ = fs::remove_file(self.blob(sha256));
    }

    fn damage(&mut self, sha256: &str) -> bool {
        self.damaged.insert(sha256.to_owned());
        self.change_first_byte(sha256)
    }

    fn holdings(&mut self) -> BTreeMap<Uuid, Holding> {
        self.read(|db| {
            let mut holdings = BTreeMap::<Uuid, Holding>::new();
            let mut query = db.prepare("SELECT uid FROM dossiers")?;
            for uid in query.query_map([], |row| row.get(0))? {
                holdings.insert(uuid(uid?), Holding::default());
            }
            let mut query =
                db.prepare("SELECT dossier, number, content FROM submissions ORDER BY dossier, number")?;
            let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            for row in rows {
                let (dossier, number, content): (String, u32, String) = row?;
                let content: DossierContent = serde_json::from_str(&content)?;
                let holding = holdings.entry(uuid(dossier)).or_default();
                if number == 1 {
                    holding.submissions.push(content);
                } else {
                    holding.answers.push(content);
                }
            }
            // what else is noted about a withdrawn dossier is noted by an office
            let mut query =
                db.prepare("SELECT dossier FROM dossier_events WHERE status = 'withdrawn' AND unit = ''")?;
            for uid in query.query_map([], |row| row.get(0))? {
                holdings.entry(uuid(uid?)).or_default().withdrawals += 1;
            }
            Ok(holdings)
        })
    }

    fn stored(&mut self, sha256: &str) -> Option<String> {
        fs::read(self.blob(sha256)).ok().map(|bytes| hash(&bytes))
    }

    fn received(&self) -> u64 {
        self.line.received()
    }

    fn judges_anew(&self) -> bool {
        true
    }

    fn mends_files(&self) -> bool {
        true
    }
}
