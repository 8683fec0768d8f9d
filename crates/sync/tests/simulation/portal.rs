//! A portal in memory that keeps the contract: keys with their answers, one submission per
//! dossier, manifests recomputed from stored bytes, resumable uploads.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use motcua_domain::{
    canonical_json::answers_sha256, content::DossierContent, money::MoneyState, status::BusinessStatus,
};
use motcua_portal_api::{
    batch::{Action, BatchOperation, StoredAnswer},
    dossier::{Dossier, DossierSummary, ManifestEntry, Submission, Supplement},
    problem::{Problem, ProblemCode},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What distinguishes one portal from another.
#[derive(Debug, Clone, Default)]
pub struct Habits {
    /// Takes a second submission under the same dossier: idempotency keys alone protect it.
    pub no_unique_uid: bool,
    /// Keeps refusals under their keys too, and gives them again.
    pub keeps_refusals: bool,
    /// Planted: does not look at keys.
    pub ignores_keys: bool,
    /// Planted: answers with the manifest that was sent, not with what it stored.
    pub echoes_manifest: bool,
}

pub struct Upload {
    pub sha256: String,
    pub size: u64,
    pub bytes: Vec<u8>,
}

/// A submission as stored.
pub struct Stored {
    pub content: DossierContent,
    pub receipt: Submission,
}

#[derive(Default)]
pub struct Held {
    pub registered: bool,
    pub submissions: Vec<Stored>,
    /// Open or answered request for supplements, with the answers it got.
    pub supplement: Option<(Uuid, Vec<Uuid>)>,
    pub withdrawals: u32,
}

pub struct Portal {
    pub habits: Habits,
    pub now: DateTime<Utc>,
    pub blobs: BTreeMap<String, Vec<u8>>,
    pub uploads: BTreeMap<String, Upload>,
    pub keys: BTreeMap<Uuid, (Action, StoredAnswer)>,
    pub dossiers: BTreeMap<Uuid, Held>,
    counter: u64,
    /// Bytes of all PATCH requests that were stored.
    pub stored_bytes: u64,
}

pub fn problem(status: u16, code: ProblemCode) -> Box<Problem> {
    Box::new(Problem {
        kind: "about:blank".into(),
        title: format!("{code:?}"),
        status,
        code,
        detail: "Lời của cổng.".into(),
        field_errors: Vec::new(),
        retryable: false,
        trace_id: "t".into(),
        limits: None,
    })
}

pub fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

type Answer = Result<(u16, serde_json::Value), Box<Problem>>;

impl Portal {
    pub fn new(habits: Habits, now: DateTime<Utc>) -> Self {
        Self {
            habits,
            now,
            blobs: BTreeMap::new(),
            uploads: BTreeMap::new(),
            keys: BTreeMap::new(),
            dossiers: BTreeMap::new(),
            counter: 0,
            stored_bytes: 0,
        }
    }

    pub fn missing(&self, hashes: &[String]) -> Vec<String> {
        hashes
            .iter()
            .filter(|sha| !self.blobs.contains_key(*sha))
            .cloned()
            .collect()
    }

    pub fn create_upload(&mut self, sha256: &str, size: u64) -> String {
        self.counter += 1;
        let url = format!("sim:/uploads/{}", self.counter);
        self.uploads.insert(
            url.clone(),
            Upload {
                sha256: sha256.into(),
                size,
                bytes: Vec::new(),
            },
        );
        url
    }

    /// Appends what arrived of a PATCH. Every byte that reached the portal is kept.
    pub fn patch(&mut self, url: &str, offset: u64, bytes: &[u8]) -> Result<u64, Box<Problem>> {
        let upload = self
            .uploads
            .get_mut(url)
            .ok_or_else(|| problem(404, ProblemCode::NotFound))?;
        if upload.bytes.len() as u64 != offset {
            return Err(problem(409, ProblemCode::Other));
        }
        let room = (upload.size - offset) as usize;
        upload.bytes.extend_from_slice(&bytes[..bytes.len().min(room)]);
        self.stored_bytes += bytes.len() as u64;
        let reached = upload.bytes.len() as u64;
        if reached == upload.size {
            let Some(done) = self.uploads.remove(url) else {
                return Ok(reached);
            };
            if hash(&done.bytes) != done.sha256 {
                return Err(problem(422, ProblemCode::HashMismatch));
            }
            self.blobs.insert(done.sha256, done.bytes);
        }
        Ok(reached)
    }

    /// Does one operation, or gives its answer again.
    pub fn operation(&mut self, operation: &BatchOperation, may_run: bool) -> StoredAnswer {
        let key = operation.key;
        if !self.habits.ignores_keys
            && let Some((action, answer)) = self.keys.get(&key)
        {
            return if *action == operation.action {
                answer.clone()
            } else {
                refusal(key, problem(422, ProblemCode::KeyReused))
            };
        }
        let answer = if may_run {
            self.act(&operation.action)
        } else {
            Err(problem(424, ProblemCode::Other))
        };
        let answer = match answer {
            Ok((status, body)) => StoredAnswer { key, status, body },
            Err(problem) => {
                let answer = refusal(key, problem);
                if self.habits.keeps_refusals {
                    self.keys.insert(key, (operation.action.clone(), answer.clone()));
                }
                return answer;
            }
        };
        self.keys.insert(key, (operation.action.clone(), answer.clone()));
        answer
    }

    fn act(&mut self, action: &Action) -> Answer {
        match action {
            Action::Register { body } => {
                let held = self.dossiers.entry(body.uid).or_default();
                if held.registered && !self.habits.no_unique_uid {
                    let code = if held.submissions.is_empty() {
                        ProblemCode::WrongState
                    } else {
                        ProblemCode::AlreadySubmitted
                    };
                    return Err(problem(409, code));
                }
                held.registered = true;
                Ok((201, serde_json::Value::Null))
            }
            Action::Submit { uid, body } => {
                let unique = !self.habits.no_unique_uid;
                match self.dossiers.get(uid) {
                    Some(held) if held.registered => {
                        if unique && !held.submissions.is_empty() {
                            return Err(problem(409, ProblemCode::AlreadySubmitted));
                        }
                    }
                    _ => return Err(problem(404, ProblemCode::NotFound)),
                }
                let receipt = self.take(*uid, &body.content)?;
                Ok((201, serde_json::to_value(receipt).expect("serialises")))
            }
            Action::AnswerSupplement {
                uid,
                supplement,
                body,
            } => {
                let unique = !self.habits.no_unique_uid;
                match self.dossiers.get(uid).and_then(|held| held.supplement.as_ref()) {
                    Some((id, answers)) if id == supplement => {
                        if unique && !answers.is_empty() {
                            return Err(problem(409, ProblemCode::WrongState));
                        }
                    }
                    _ => return Err(problem(404, ProblemCode::NotFound)),
                }
                let receipt = self.take(*uid, &body.content)?;
                if let Some((_, answers)) = self
                    .dossiers
                    .get_mut(uid)
                    .and_then(|held| held.supplement.as_mut())
                {
                    answers.push(body.answer_uid);
                }
                Ok((201, serde_json::to_value(receipt).expect("serialises")))
            }
            Action::Withdraw { uid, .. } => {
                let held = self
                    .dossiers
                    .get_mut(uid)
                    .ok_or_else(|| problem(404, ProblemCode::NotFound))?;
                if held.submissions.is_empty() || (held.withdrawals > 0 && !self.habits.no_unique_uid) {
                    return Err(problem(409, ProblemCode::WrongState));
                }
                held.withdrawals += 1;
                let summary = self.summary(*uid);
                Ok((200, serde_json::to_value(summary).expect("serialises")))
            }
        }
    }

    fn take(&mut self, uid: Uuid, content: &DossierContent) -> Result<Submission, Box<Problem>> {
        if content
            .papers
            .iter()
            .any(|paper| !self.blobs.contains_key(&paper.sha256))
        {
            return Err(problem(409, ProblemCode::BlobsMissing));
        }
        let echo = self.habits.echoes_manifest;
        let manifest = content
            .papers
            .iter()
            .map(|paper| {
                let bytes = &self.blobs[&paper.sha256];
                ManifestEntry {
                    paper: paper.id,
                    component: paper.component.clone(),
                    size: if echo { paper.size } else { bytes.len() as u64 },
                    sha256: if echo { paper.sha256.clone() } else { hash(bytes) },
                }
            })
            .collect();
        self.counter += 1;
        let receipt = Submission {
            uid,
            code: format!("000.01.01.H34-220401-{:04}", self.counter),
            lookup_key: "k".into(),
            submitted_at: self.now,
            answers_sha256: answers_sha256(&content.answers),
            manifest,
            obligations: Vec::new(),
        };
        let held = self.dossiers.entry(uid).or_default();
        held.submissions.push(Stored {
            content: content.clone(),
            receipt: receipt.clone(),
        });
        Ok(receipt)
    }

    pub fn ask_supplement(&mut self, uid: Uuid, id: Uuid) {
        if let Some(held) = self.dossiers.get_mut(&uid) {
            held.supplement = Some((id, Vec::new()));
        }
    }

    pub fn dossier(&self, uid: Uuid) -> Option<Dossier> {
        let held = self.dossiers.get(&uid).filter(|held| held.registered)?;
        let supplements = held.supplement.iter().map(|(id, answers)| Supplement {
            id: *id,
            asked_at: self.now,
            until: None,
            officer: String::new(),
            items: Vec::new(),
            answered_at: (!answers.is_empty()).then_some(self.now),
        });
        Some(Dossier {
            summary: self.summary(uid),
            content: DossierContent::default(),
            supplements: supplements.collect(),
            events: Vec::new(),
            obligations: Vec::new(),
            results: Vec::new(),
            submission: held.submissions.last().map(|stored| stored.receipt.clone()),
        })
    }

    fn summary(&self, uid: Uuid) -> DossierSummary {
        let held = &self.dossiers[&uid];
        DossierSummary {
            uid,
            code: held.submissions.first().map(|stored| stored.receipt.code.clone()),
            procedure: "1.004232".into(),
            procedure_name: String::new(),
            edition: "2022".into(),
            version: 1,
            status: held.submissions.first().map(|_| {
                if held.withdrawals > 0 {
                    BusinessStatus::Withdrawn
                } else {
                    BusinessStatus::Registered
                }
            }),
            money: MoneyState::None,
            submitted_at: None,
            received_at: None,
            due_on: None,
            applicant_name: String::new(),
        }
    }
}

fn refusal(key: Uuid, problem: Box<Problem>) -> StoredAnswer {
    StoredAnswer {
        key,
        status: problem.status,
        body: serde_json::to_value(problem).expect("serialises"),
    }
}
