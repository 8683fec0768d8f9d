//! An engine on the bench: the test is its world.

use std::{collections::BTreeMap, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use motcua_domain::{
    canonical_json::answers_sha256,
    content::{DossierContent, FieldValue, Paper},
    money::MoneyState,
    status::BusinessStatus,
};
use motcua_portal_api::{
    batch::{Action, BatchOperation, StoredAnswer},
    dossier::{Dossier, DossierSummary, ManifestEntry, Submission},
    problem::{Problem, ProblemCode},
};
use motcua_sync::{
    engine::{
        Call, CallId, Effect, Event, Failure, Intent, JobState, Moment, Outbox, Phase, Reply, Tuning,
        UploadState,
    },
    ports::Write,
};
use uuid::Uuid;

pub const ME: Uuid = Uuid::from_u128(1);

pub struct Bench {
    pub outbox: Outbox,
    pub steady: Duration,
    pub wall: DateTime<Utc>,
    /// Calls under way.
    pub calls: BTreeMap<CallId, Call>,
    /// What is on disk.
    pub jobs: BTreeMap<Uuid, JobState>,
    pub uploads: Vec<UploadState>,
    /// Writes that wait, while `disk_holds`.
    pub waiting: Vec<Write>,
    pub disk_holds: bool,
    /// Everything the engine asked for, in order.
    pub asked: Vec<Effect>,
    positions: i64,
    dice: u64,
}

impl Bench {
    pub fn new() -> Self {
        Self::load(Vec::new(), Vec::new())
    }

    pub fn load(jobs: Vec<JobState>, uploads: Vec<UploadState>) -> Self {
        let wall = DateTime::from_timestamp(1_650_000_000, 0).unwrap();
        let moment = Moment {
            now: wall,
            steady: Duration::ZERO,
            entropy: 0,
        };
        let kept = jobs.iter().map(|job| (job.id, job.clone())).collect();
        let outbox = Outbox::load(Tuning::default(), jobs, uploads.clone(), moment);
        let mut bench = Self {
            outbox,
            steady: Duration::ZERO,
            wall,
            calls: BTreeMap::new(),
            jobs: kept,
            uploads,
            waiting: Vec::new(),
            disk_holds: false,
            asked: Vec::new(),
            positions: 1,
            dice: 1,
        };
        bench.tell(Event::Started);
        bench.tell(Event::SessionValid { account: ME });
        bench.answer_where(|call| matches!(call, Call::Probe), Ok(Reply::Alive));
        bench
    }

    pub fn tell(&mut self, event: Event) {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let moment = Moment {
            now: self.wall,
            steady: self.steady,
            entropy: self.dice,
        };
        for effect in self.outbox.handle(moment, event) {
            self.asked.push(effect.clone());
            match effect {
                Effect::Call { id, call } => drop(self.calls.insert(id, call)),
                Effect::Cancel(id) => drop(self.calls.remove(&id)),
                Effect::Persist(write) => self.waiting.push(write),
                _ => {}
            }
        }
        if !self.disk_holds {
            self.disk_writes();
        }
    }

    pub fn disk_writes(&mut self) {
        while !self.waiting.is_empty() {
            let write = self.waiting.remove(0);
            self.jobs.extend(write.jobs.into_iter().map(|job| (job.id, job)));
            self.uploads
                .retain(|upload| !write.ended_uploads.iter().any(|(_, sha)| *sha == upload.sha256));
            self.uploads.extend(write.uploads);
            self.tell(Event::Persisted(write.number));
        }
    }

    pub fn pass(&mut self, time: Duration) {
        let end = self.steady + time;
        while self.steady < end {
            let step = (end - self.steady).min(Duration::from_millis(500));
            self.steady += step;
            self.wall += TimeDelta::from_std(step).unwrap();
            self.tell(Event::Tick);
        }
    }

    pub fn answer(&mut self, call: CallId, outcome: Result<Reply, Failure>) {
        self.calls.remove(&call).expect("under way");
        self.tell(Event::Answered { call, outcome });
    }

    /// Answers the one call under way that is meant.
    pub fn answer_where(&mut self, meant: impl Fn(&Call) -> bool, outcome: Result<Reply, Failure>) -> Call {
        let id = self
            .find(&meant)
            .unwrap_or_else(|| panic!("no such call among {:?}", self.calls));
        let call = self.calls[&id].clone();
        self.answer(id, outcome);
        call
    }

    pub fn find(&self, meant: impl Fn(&Call) -> bool) -> Option<CallId> {
        self.calls.iter().find(|(_, call)| meant(call)).map(|(id, _)| *id)
    }

    /// The request with mutations under way.
    pub fn sent(&self) -> (CallId, Vec<BatchOperation>) {
        let id = self
            .find(|call| matches!(call, Call::Send { .. }))
            .unwrap_or_else(|| panic!("nothing is sent: {:?}", self.calls));
        let Call::Send { operations } = &self.calls[&id] else {
            unreachable!()
        };
        (id, operations.clone())
    }

    pub fn sends(&self) -> usize {
        self.asked
            .iter()
            .filter(|effect| {
                matches!(
                    effect,
                    Effect::Call {
                        call: Call::Send { .. },
                        ..
                    }
                )
            })
            .count()
    }

    pub fn enqueue(&mut self, job: &JobState) {
        self.jobs.insert(job.id, job.clone());
        self.tell(Event::Enqueued(Box::new(job.clone())));
    }

    pub fn job(&mut self, intent: Intent) -> JobState {
        self.positions += 1;
        let id = Uuid::from_u128(1_000 + self.positions as u128);
        let dossier = Uuid::from_u128(2_000 + self.positions as u128);
        JobState::new(id, dossier, Some(ME), intent, self.positions, self.wall)
    }

    /// A submission that needs these files.
    pub fn submission(&mut self, files: &[&str]) -> JobState {
        let intent = submission(content(files));
        self.job(intent)
    }

    pub fn phase(&self, job: &JobState) -> &Phase {
        &self.jobs[&job.id].phase
    }

    pub fn confirmed(&self, job: &JobState) -> bool {
        matches!(self.phase(job), Phase::Confirmed { .. })
            && self
                .asked
                .iter()
                .any(|effect| matches!(effect, Effect::Confirmed { job: id, .. } if *id == job.id))
    }
}

pub fn submission(content: DossierContent) -> Intent {
    Intent::Submission {
        procedure: "1.004232".into(),
        edition: "2022".into(),
        catalogue_version: 1,
        content,
    }
}

pub fn content(files: &[&str]) -> DossierContent {
    let papers = files.iter().enumerate().map(|(at, sha256)| Paper {
        id: Uuid::from_u128(9_000 + at as u128),
        component: format!("TP{at:02}"),
        file_name: format!("tệp {at}.pdf"),
        size: 100_000,
        sha256: (*sha256).to_owned(),
        media_type: "application/pdf".into(),
        position: at as u32,
    });
    let mut content = DossierContent {
        answers: Default::default(),
        papers: papers.collect(),
    };
    content.answers.insert(
        "applicant.full_name".into(),
        FieldValue::Text("Nguyễn Văn An".into()),
    );
    content
}

/// What an honest portal answers to a submission.
pub fn receipt(job: &JobState) -> Submission {
    let content = job.content().expect("has content");
    Submission {
        uid: job.dossier,
        code: "000.09.23.H34-220401-0007".into(),
        lookup_key: "k".into(),
        submitted_at: DateTime::from_timestamp(1_650_000_100, 0).unwrap(),
        answers_sha256: answers_sha256(&content.answers),
        manifest: content
            .papers
            .iter()
            .map(|paper| ManifestEntry {
                paper: paper.id,
                component: paper.component.clone(),
                size: paper.size,
                sha256: paper.sha256.clone(),
            })
            .collect(),
        obligations: Vec::new(),
    }
}

pub fn problem(status: u16, code: ProblemCode) -> Problem {
    Problem {
        kind: "about:blank".into(),
        title: "Cổng từ chối".into(),
        status,
        code,
        detail: "Lời của cổng.".into(),
        field_errors: Vec::new(),
        retryable: false,
        trace_id: "t".into(),
        limits: None,
    }
}

pub fn refused(status: u16, code: ProblemCode, retry_after: Option<u32>) -> Result<Reply, Failure> {
    Err(Failure::Refused {
        problem: Box::new(problem(status, code)),
        retry_after,
    })
}

/// Every operation done; submissions get an honest receipt.
pub fn done(operations: &[BatchOperation], jobs: &[&JobState]) -> Result<Reply, Failure> {
    let answers = operations.iter().map(|operation| {
        let body = match &operation.action {
            Action::Submit { uid, .. } | Action::AnswerSupplement { uid, .. } => {
                let job = jobs.iter().find(|job| job.dossier == *uid).expect("known");
                serde_json::to_value(receipt(job)).unwrap()
            }
            Action::Withdraw { uid, .. } => {
                serde_json::to_value(summary(*uid, BusinessStatus::Withdrawn)).unwrap()
            }
            _ => serde_json::Value::Null,
        };
        StoredAnswer {
            key: operation.key,
            status: 201,
            body,
        }
    });
    Ok(Reply::Answers(answers.collect()))
}

/// Everything before the last operation done, the last refused.
pub fn refuses_last(operations: &[BatchOperation], problem: &Problem) -> Result<Reply, Failure> {
    let last = operations.len() - 1;
    let answers = operations
        .iter()
        .enumerate()
        .map(|(at, operation)| match at == last {
            true => StoredAnswer {
                key: operation.key,
                status: problem.status,
                body: serde_json::to_value(problem).unwrap(),
            },
            false => StoredAnswer {
                key: operation.key,
                status: 201,
                body: serde_json::Value::Null,
            },
        });
    Ok(Reply::Answers(answers.collect()))
}

pub fn summary(uid: Uuid, status: BusinessStatus) -> DossierSummary {
    DossierSummary {
        uid,
        code: Some("000.09.23.H34-220401-0007".into()),
        procedure: "1.004232".into(),
        procedure_name: String::new(),
        edition: "2022".into(),
        catalogue_version: 1,
        version: 1,
        status: Some(status),
        money: MoneyState::None,
        submitted_at: None,
        received_at: None,
        due_on: None,
        applicant_name: String::new(),
    }
}

/// A dossier as the portal shows it, with what was submitted.
pub fn dossier(uid: Uuid, submission: Option<Submission>) -> Result<Reply, Failure> {
    Ok(Reply::Dossier(Some(Box::new(Dossier {
        summary: summary(uid, BusinessStatus::Registered),
        content: DossierContent::default(),
        supplements: Vec::new(),
        events: Vec::new(),
        obligations: Vec::new(),
        results: Vec::new(),
        submission,
    }))))
}
