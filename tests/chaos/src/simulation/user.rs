//! The user of the simulated desk, and the officer at the portal.

use chrono::TimeDelta;
use motcua_domain::{
    calendar::VIET_NAM,
    content::{DossierContent, FieldValue, Paper},
};
use motcua_sync::engine::{Event, HeldReason, Hours, Intent, JobState, Phase, RecallDecision, Rules};
use uuid::Uuid;

use super::world::{CALM, What, World};

/// Something the user or the weather does.
#[derive(Debug, Clone)]
pub enum Action {
    Submit(usize),
    Recall(usize),
    Supplement(usize),
    Withdraw(usize),
    SignIn,
    Pause,
    Resume,
    SendNow,
    LinkDown,
    LinkUp,
    DiskFull,
    DiskFree,
    Crash,
    ClockJump(i64),
    /// Sending by itself only from so many minutes from now, for so many minutes.
    Hours(u16, u16),
    AnyTime,
    RetryHeld,
}

/// A dossier as the user knows it.
pub struct Dossier {
    pub uid: Uuid,
    pub content: DossierContent,
    /// Every job ever made for it, oldest first.
    pub jobs: Vec<Uuid>,
    pub supplement: Option<Uuid>,
}

impl World {
    pub fn plan_user(&mut self) {
        let count = self.rng.range(1, 5) as usize;
        for at in 0..count {
            let content = self.content(at);
            let uid = self.rng.uuid();
            self.dossiers.push(Dossier {
                uid,
                content,
                jobs: Vec::new(),
                supplement: None,
            });
            let when = self.rng.range(0, CALM / 3);
            self.after(when, What::User(Action::Submit(at)));
            if self.rng.chance(300) {
                let when = when + self.rng.range(1, 60_000);
                self.after(when, What::User(Action::Recall(at)));
            }
        }
        for _ in 0..self.rng.range(0, 8) {
            let when = self.rng.range(0, CALM);
            let length = self.rng.range(1_000, 40_000);
            let (begin, end) = match self.rng.range(0, 7) {
                0 => (Action::LinkDown, Some(Action::LinkUp)),
                1 => (Action::Pause, Some(Action::Resume)),
                2 => (Action::DiskFull, Some(Action::DiskFree)),
                3 => (
                    Action::ClockJump(self.rng.range(0, 200_000_000) as i64 - 100_000_000),
                    None,
                ),
                4 => (Action::SendNow, None),
                5 => {
                    // a part of the minutes that a run has, or of the night after it
                    let (from, long) = (self.rng.range(0, 4), self.rng.range(1, 3));
                    let from = if self.rng.chance(200) { 30 * from } else { from };
                    (Action::Hours(from as u16, long as u16), Some(Action::AnyTime))
                }
                _ => (Action::Crash, None),
            };
            self.after(when, What::User(begin));
            if let Some(end) = end {
                self.after(when + length, What::User(end));
            }
        }
    }

    /// A groundwater dossier that a portal takes as it is.
    fn content(&mut self, number: usize) -> DossierContent {
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
            ("form.place_detail", text(&format!("Giếng khoan số {number}"))),
            ("form.flow_m3_per_day", FieldValue::Number(150.0)),
            ("form.well_count", FieldValue::Number(1.0)),
            ("form.well_depth_m", FieldValue::Number(80.5)),
            ("form.aquifer", text("Khe nứt bazan")),
            ("form.works_start", text("2022-07-01")),
            ("form.works_months", FieldValue::Number(3.0)),
        ];
        // the application, the design of the well, and what else there is
        let mut content = DossierContent {
            answers: answers.into_iter().map(|(k, v)| (k.to_owned(), v)).collect(),
            papers: Vec::new(),
        };
        for component in ["1.004232-TP01", "1.004232-TP03"] {
            self.attach(component, &mut content);
        }
        for _ in 0..self.rng.range(0, 3) {
            self.attach("1.004232-TP01", &mut content);
        }
        content
    }

    /// Attaches a file to a component that does not have it yet, if there is one. Others may.
    fn attach(&mut self, component: &str, content: &mut DossierContent) {
        let fresh: Vec<&String> = self
            .files
            .names
            .iter()
            .filter(|name| {
                let mut papers = content.papers.iter();
                !papers.any(|paper| paper.component == component && paper.sha256 == **name)
            })
            .collect();
        if fresh.is_empty() {
            return;
        }
        let at = self.rng.range(0, fresh.len() as u64) as usize;
        let sha256 = fresh[at].clone();
        content.papers.push(Paper {
            id: self.rng.uuid(),
            component: component.into(),
            file_name: "đơn.pdf".into(),
            size: self.files.size(&sha256),
            sha256,
            media_type: "application/pdf".into(),
            position: content.papers.len() as u32,
        });
    }

    pub fn act(&mut self, action: Action) {
        self.say(|| format!("user: {action:?}"));
        match action {
            Action::Submit(at) => self.submit(at),
            Action::Recall(at) => {
                if let Some(job) = self.last_job(at) {
                    let id = job.id;
                    self.tell(Event::Recalled(id));
                }
            }
            Action::Supplement(at) => self.supplement(at),
            Action::Withdraw(at) => {
                let intent = Intent::Withdrawal {
                    reason: "Nhầm".into(),
                };
                self.queue_job(at, intent);
            }
            Action::SignIn => {
                self.session = true;
                let now = self.portal_time();
                self.portal.set_time(now);
                self.portal.sign_in();
                let account = self.account;
                self.tell(Event::SessionValid { account });
            }
            Action::Pause => self.tell(Event::Paused),
            Action::Resume => self.tell(Event::Resumed),
            Action::SendNow => {
                self.hurried = true;
                self.tell(Event::SendNow(None));
            }
            Action::Hours(from, long) => {
                use chrono::Timelike as _;
                let here = self.wall().with_timezone(&VIET_NAM);
                let from = (here.hour() * 60 + here.minute()) as u16 + from;
                let hours = Hours::new(from % 1440, (from + long) % 1440);
                self.set_rules(Rules {
                    hours,
                    ..Rules::default()
                });
            }
            Action::AnyTime => self.set_rules(Rules::default()),
            Action::LinkDown => self.link_up = self.time >= CALM,
            Action::LinkUp => {
                self.link_up = true;
                if self.rng.chance(500) {
                    self.tell(Event::LinkUp);
                }
            }
            Action::DiskFull => self.disk_full = self.time < CALM,
            Action::DiskFree => self.disk_full = false,
            Action::Crash => self.crash(),
            Action::ClockJump(seconds) => self.jump_clock(TimeDelta::seconds(seconds)),
            Action::RetryHeld => self.retry_held(),
        }
    }

    /// The user looks at the list and submits what is still a draft.
    fn submit(&mut self, at: usize) {
        if !self.desk_runs() {
            return self.after(5_000, What::User(Action::Submit(at)));
        }
        let draft = self.last_job(at).is_none_or(|job| {
            job.phase == Phase::Recalled && matches!(job.intent, Intent::Submission { .. })
        });
        if !draft {
            return;
        }
        let content = self.dossiers[at].content.clone();
        let (procedure, edition) = ("1.004232".into(), "2022".into());
        self.queue_job(
            at,
            Intent::Submission {
                procedure,
                edition,
                catalogue_version: catalogue_version(),
                content,
            },
        );
    }

    fn queue_job(&mut self, at: usize, intent: Intent) {
        if !self.desk_runs() {
            return;
        }
        let id = self.rng.uuid();
        let position = 1 + self
            .dossiers
            .iter()
            .map(|dossier| dossier.jobs.len())
            .sum::<usize>() as i64;
        let mut job = JobState::new(
            id,
            self.dossiers[at].uid,
            Some(self.account),
            intent,
            position,
            self.wall(),
        );
        if self.rng.chance(300) {
            job = job.bulk();
        }
        self.dossiers[at].jobs.push(id);
        self.commit_job(job);
        if self.plant.commits_after_send {
            // it believes itself safe; after a crash the user finds a draft and submits again
            self.after(30_000, What::User(Action::Submit(at)));
            self.after(60_000, What::User(Action::Submit(at)));
        }
    }

    /// The last job of a dossier that the store knows.
    pub fn last_job(&self, at: usize) -> Option<&JobState> {
        self.dossiers[at]
            .jobs
            .iter()
            .rev()
            .find_map(|id| self.jobs.get(id))
    }

    pub fn recall_decided(&mut self, job: Uuid, decision: RecallDecision) {
        if decision != RecallDecision::Recalled {
            return;
        }
        let Some(at) = self
            .dossiers
            .iter()
            .position(|dossier| dossier.jobs.contains(&job))
        else {
            return;
        };
        if self.last_job(at).is_some_and(|last| last.id != job) {
            return;
        }
        // edited, and submitted again: another content under the same dossier
        let revision = self.dossiers[at].jobs.len() as f64;
        self.dossiers[at]
            .content
            .answers
            .insert("form.well_count".into(), FieldValue::Number(1.0 + revision));
        let delay = self.rng.range(10, 30_000);
        let again = match self.jobs.get(&job).map(|job| &job.intent) {
            Some(Intent::Submission { .. }) => Action::Submit(at),
            Some(Intent::Supplement { .. }) => Action::Supplement(at),
            Some(Intent::Withdrawal { .. }) | None => return,
        };
        self.after(delay, What::User(again));
    }

    /// After a submission: sometimes the officer asks for more, sometimes the user withdraws.
    pub fn follow_up(&mut self, job: Uuid) {
        let Some(at) = self
            .dossiers
            .iter()
            .position(|dossier| dossier.jobs.contains(&job))
        else {
            return;
        };
        let submission = matches!(
            self.jobs.get(&job).map(|job| &job.intent),
            Some(Intent::Submission { .. })
        );
        if submission {
            self.fee_comes_up(self.dossiers[at].uid);
        }
        if !submission || self.time >= CALM {
            return;
        }
        if self.rng.chance(300) && self.dossiers[at].supplement.is_none() {
            let uid = self.dossiers[at].uid;
            let now = self.portal_time();
            self.portal.set_time(now);
            self.dossiers[at].supplement = self.portal.ask_supplement(uid);
            let delay = self.rng.range(10, 20_000);
            self.after(delay, What::User(Action::Supplement(at)));
        } else if self.rng.chance(200) {
            let delay = self.rng.range(10, 20_000);
            self.after(delay, What::User(Action::Withdraw(at)));
        }
    }

    fn supplement(&mut self, at: usize) {
        let Some(supplement) = self.dossiers[at].supplement else {
            return;
        };
        let mut content = self.dossiers[at].content.clone();
        content
            .answers
            .insert("form.purpose_detail".into(), FieldValue::Text("Bổ sung".into()));
        self.attach("1.004232-TP01", &mut content);
        let answer_uid = self.rng.uuid();
        self.queue_job(
            at,
            Intent::Supplement {
                supplement,
                answer_uid,
                content,
                note: String::new(),
            },
        );
    }

    fn retry_held(&mut self) {
        let held: Vec<Uuid> = self
            .jobs
            .values()
            .filter(|job| matches!(job.phase, Phase::Held { .. }) && !self.excused(job))
            .map(|job| job.id)
            .collect();
        for id in held {
            self.tell(Event::Retry(id));
        }
    }

    /// The network copies requests, and the portal judges a refused one anew.
    pub fn refusals_may_turn(&self) -> bool {
        self.worst.duplicated > 0 && self.portal.judges_anew()
    }

    /// A job that may stay held, and says so loudly: the portal's disk damaged one of its files, or
    /// the portal has another submission after all.
    pub fn excused(&self, job: &JobState) -> bool {
        let damaged = !self.portal.mends_files()
            && job.content().is_some_and(|content| {
                content
                    .papers
                    .iter()
                    .any(|paper| self.damaged.contains(&paper.sha256))
            });
        let behind = self.jobs.values().any(|other| {
            other.dossier == job.dossier
                && other.position < job.position
                && !other.finished()
                && self.excused(other)
        });
        let turned = self.refusals_may_turn()
            && matches!(
                &job.phase,
                Phase::Held {
                    reason: HeldReason::OtherSubmission { .. }
                }
            );
        behind
            || turned
            || (damaged
                && matches!(
                    &job.phase,
                    Phase::Held {
                        reason: HeldReason::ManifestDiffers { .. } | HeldReason::OtherSubmission { .. }
                    }
                ))
    }
}

/// The version of the catalogue that this program comes with.
fn catalogue_version() -> u32 {
    static VERSION: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    #[derive(serde::Deserialize)]
    struct Head {
        version: u32,
    }
    *VERSION.get_or_init(|| {
        serde_json::from_str::<Head>(motcua_data::CATALOGUE_2022).map_or(1, |head| head.version)
    })
}
