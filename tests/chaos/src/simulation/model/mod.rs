//! A portal in memory that keeps the contract: keys with their answers, one submission per
//! dossier, manifests recomputed from stored bytes, resumable uploads.

pub mod till;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use motcua_domain::{canonical_json::answers_sha256, content::DossierContent, status::BusinessStatus};
use motcua_portal_api::{
    batch::{Action, BatchOperation, StoredAnswer},
    dossier::{Dossier, DossierSummary, ManifestEntry, Submission, Supplement},
    problem::{Problem, ProblemCode},
};
use motcua_sync::engine::{Call, Failure, Reply};
use uuid::Uuid;

use self::till::Fees;
use super::{
    files::Files,
    money::bank::Branch,
    portal::{Accident, Fate, Holding, Portal, Stop, problem, share},
};
use crate::hash;

/// What distinguishes one portal from another.
#[derive(Debug, Clone, Default)]
pub struct Habits {
    /// Takes a second submission under the same dossier: idempotency keys alone protect it.
    pub no_unique_uid: bool,
    /// Keeps refusals under their keys too, and gives them again.
    pub keeps_refusals: bool,
    /// Planted: answers with the manifest that was sent, not with what it stored.
    pub echoes_manifest: bool,
    /// Planted: a repeated notice is another payment.
    pub settles_twice: bool,
    /// Planted: an attempt under way and a paid fee block nothing.
    pub blocks_nothing: bool,
    /// Planted: whoever tells of a payment is believed.
    pub believes_anybody: bool,
}

struct Upload {
    sha256: String,
    size: u64,
    bytes: Vec<u8>,
}

#[derive(Default)]
struct Held {
    registered: bool,
    holding: Holding,
    receipt: Option<Submission>,
    /// Open or answered request for supplements.
    supplement: Option<Uuid>,
}

/// The portal.
pub struct Model {
    habits: Habits,
    account: Uuid,
    files: Arc<Files>,
    session: bool,
    now: DateTime<Utc>,
    blobs: BTreeMap<String, Vec<u8>>,
    uploads: BTreeMap<String, Upload>,
    keys: BTreeMap<Uuid, (Action, StoredAnswer)>,
    dossiers: BTreeMap<Uuid, Held>,
    fees: Fees,
    counter: u64,
    /// Bytes of all PATCH requests that were stored.
    received: u64,
}

type Answer = Result<(u16, serde_json::Value), Box<Problem>>;

impl Model {
    pub fn new(habits: Habits, account: Uuid, files: Arc<Files>, branch: Branch) -> Self {
        Self {
            fees: Fees::new(habits.clone(), branch),
            habits,
            account,
            files,
            session: true,
            now: DateTime::default(),
            blobs: BTreeMap::new(),
            uploads: BTreeMap::new(),
            keys: BTreeMap::new(),
            dossiers: BTreeMap::new(),
            counter: 0,
            received: 0,
        }
    }

    fn missing(&self, hashes: &[String]) -> Vec<String> {
        hashes
            .iter()
            .filter(|sha| !self.blobs.contains_key(*sha))
            .cloned()
            .collect()
    }

    fn create_upload(&mut self, sha256: &str, size: u64) -> String {
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
    fn append(&mut self, url: &str, offset: u64, bytes: &[u8]) -> Result<u64, Box<Problem>> {
        let upload = self
            .uploads
            .get_mut(url)
            .ok_or_else(|| problem(404, ProblemCode::NotFound))?;
        if upload.bytes.len() as u64 != offset {
            return Err(problem(409, ProblemCode::Other));
        }
        let room = (upload.size - offset) as usize;
        upload.bytes.extend_from_slice(&bytes[..bytes.len().min(room)]);
        self.received += bytes.len() as u64;
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
    fn operation(&mut self, operation: &BatchOperation, may_run: bool) -> StoredAnswer {
        let key = operation.key;
        if let Some((action, answer)) = self.keys.get(&key) {
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
                    let code = if held.holding.submissions.is_empty() {
                        ProblemCode::WrongState
                    } else {
                        ProblemCode::AlreadySubmitted
                    };
                    return Err(problem(409, code));
                }
                held.registered = true;
                Ok((201, serde_json::Value::Null))
            }
            // this desk has no drafts elsewhere
            Action::Replace { .. } | Action::Delete { .. } | Action::Restore { .. } => {
                Err(problem(404, ProblemCode::NotFound))
            }
            Action::Submit { uid, body } => {
                let unique = !self.habits.no_unique_uid;
                match self.dossiers.get(uid) {
                    Some(held) if held.registered => {
                        if unique && !held.holding.submissions.is_empty() {
                            return Err(problem(409, ProblemCode::AlreadySubmitted));
                        }
                    }
                    _ => return Err(problem(404, ProblemCode::NotFound)),
                }
                let receipt = self.take(*uid, &body.content, false)?;
                Ok((201, serde_json::to_value(receipt).expect("serialises")))
            }
            Action::AnswerSupplement {
                uid,
                supplement,
                body,
            } => {
                let unique = !self.habits.no_unique_uid;
                match self.dossiers.get(uid) {
                    Some(held) if held.supplement == Some(*supplement) => {
                        if unique && !held.holding.answers.is_empty() {
                            return Err(problem(409, ProblemCode::WrongState));
                        }
                    }
                    _ => return Err(problem(404, ProblemCode::NotFound)),
                }
                let receipt = self.take(*uid, &body.content, true)?;
                Ok((201, serde_json::to_value(receipt).expect("serialises")))
            }
            Action::Withdraw { uid, .. } => {
                let held = self
                    .dossiers
                    .get_mut(uid)
                    .ok_or_else(|| problem(404, ProblemCode::NotFound))?;
                let again = held.holding.withdrawals > 0 && !self.habits.no_unique_uid;
                if held.holding.submissions.is_empty() || again {
                    return Err(problem(409, ProblemCode::WrongState));
                }
                held.holding.withdrawals += 1;
                self.fees.close(*uid);
                let summary = self.summary(*uid);
                Ok((200, serde_json::to_value(summary).expect("serialises")))
            }
        }
    }

    fn take(
        &mut self,
        uid: Uuid,
        content: &DossierContent,
        answer: bool,
    ) -> Result<Submission, Box<Problem>> {
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
        self.fees.owe(uid, &receipt.code, self.now);
        let held = self.dossiers.entry(uid).or_default();
        let kept = if answer {
            &mut held.holding.answers
        } else {
            &mut held.holding.submissions
        };
        kept.push(content.clone());
        held.receipt = Some(receipt.clone());
        Ok(receipt)
    }

    fn dossier(&self, uid: Uuid) -> Option<Dossier> {
        let held = self.dossiers.get(&uid).filter(|held| held.registered)?;
        let supplements = held.supplement.iter().map(|id| Supplement {
            id: *id,
            asked_at: self.now,
            until: None,
            officer: String::new(),
            items: Vec::new(),
            answered_at: (!held.holding.answers.is_empty()).then_some(self.now),
        });
        Some(Dossier {
            summary: self.summary(uid),
            content: DossierContent::default(),
            supplements: supplements.collect(),
            events: Vec::new(),
            obligations: Vec::new(),
            results: Vec::new(),
            submission: held.receipt.clone(),
        })
    }

    fn summary(&self, uid: Uuid) -> DossierSummary {
        let held = &self.dossiers[&uid];
        DossierSummary {
            uid,
            code: held.receipt.as_ref().map(|receipt| receipt.code.clone()),
            procedure: "1.004232".into(),
            procedure_name: String::new(),
            edition: "2022".into(),
            catalogue_version: 1,
            version: 1,
            status: held.receipt.as_ref().map(|_| {
                if held.holding.withdrawals > 0 {
                    BusinessStatus::Withdrawn
                } else {
                    BusinessStatus::Registered
                }
            }),
            money: self.fees.state(uid),
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

impl Portal for Model {
    fn account(&self) -> Uuid {
        self.account
    }

    fn set_time(&mut self, now: DateTime<Utc>) {
        self.now = now;
    }

    fn serve(&mut self, call: &Call, accident: Accident) -> Result<Reply, Failure> {
        if !self.session && !matches!(call, Call::Probe) {
            return Err(Failure::SignIn);
        }
        if accident.full {
            return Err(Failure::Refused {
                problem: problem(503, ProblemCode::Unavailable),
                retry_after: None,
            });
        }
        let cut = match accident.stop {
            Some(Stop::DiesReading(at)) => Some(at),
            _ => accident.cut,
        };
        let reply = match call {
            Call::Send { .. } if accident.cut.is_some() => return Err(Failure::Unknown),
            Call::Send { operations } => {
                // Stops anywhere between operations: what was done stays done.
                let until = match accident.stop {
                    Some(Stop::Dies(step) | Stop::HangsUp(step)) => step as usize % (operations.len() + 1),
                    _ => operations.len(),
                };
                Ok(Reply::Answers(self.perform(&operations[..until])))
            }
            Call::PatchUpload {
                url, sha256, offset, ..
            } => {
                let mut bytes = self.files.from(sha256, *offset);
                if let Some(cut) = cut {
                    bytes.truncate(share(bytes.len(), cut));
                }
                if let Some(at) = accident.spoilt
                    && !bytes.is_empty()
                {
                    let at = share(bytes.len() - 1, at);
                    bytes[at] ^= 0x20;
                }
                self.append(url, *offset, &bytes)
                    .map(|offset| Reply::Patched { offset })
            }
            other => Ok(self.answer_question(other)),
        };
        if accident.stop.is_some() || accident.cut.is_some() || accident.fate != Fate::Arrives {
            return Err(Failure::Unknown);
        }
        reply.map_err(|problem| Failure::Refused {
            problem,
            retry_after: None,
        })
    }

    fn sign_in(&mut self) {
        self.session = true;
    }

    fn end_session(&mut self) {
        self.session = false;
    }

    fn desk_died(&mut self) {}

    fn ask_supplement(&mut self, uid: Uuid) -> Option<Uuid> {
        let held = self.dossiers.get_mut(&uid)?;
        self.counter += 1;
        held.supplement = Some(Uuid::from_u64_pair(uid.as_u64_pair().0, self.counter));
        held.supplement
    }

    fn knows_key(&mut self, key: Uuid) -> bool {
        self.keys.contains_key(&key)
    }

    fn keys(&mut self) -> BTreeSet<Uuid> {
        self.keys.keys().copied().collect()
    }

    fn forget_upload(&mut self, url: &str) {
        self.uploads.remove(url);
    }

    fn forget_file(&mut self, sha256: &str) {
        self.blobs.remove(sha256);
    }

    fn damage(&mut self, sha256: &str) -> bool {
        match self.blobs.get_mut(sha256).and_then(|bytes| bytes.first_mut()) {
            Some(first) => {
                *first ^= 1;
                true
            }
            None => false,
        }
    }

    fn holdings(&mut self) -> BTreeMap<Uuid, Holding> {
        let held = self.dossiers.iter();
        held.map(|(uid, held)| (*uid, held.holding.clone())).collect()
    }

    fn stored(&mut self, sha256: &str) -> Option<String> {
        self.blobs.get(sha256).map(|bytes| hash(bytes))
    }

    fn received(&self) -> u64 {
        self.received
    }

    fn judges_anew(&self) -> bool {
        !self.habits.keeps_refusals
    }

    fn mends_files(&self) -> bool {
        false
    }
}

impl Model {
    fn perform(&mut self, operations: &[BatchOperation]) -> Vec<StoredAnswer> {
        let mut answers: Vec<StoredAnswer> = Vec::new();
        for operation in operations {
            let succeeded = |key: &Uuid| {
                answers
                    .iter()
                    .any(|answer| answer.key == *key && (200..300).contains(&answer.status))
            };
            let may_run = operation.after.iter().all(succeeded);
            answers.push(self.operation(operation, may_run));
        }
        answers
    }

    fn answer_question(&mut self, call: &Call) -> Reply {
        match call {
            Call::Missing { sha256 } => Reply::Missing(self.missing(sha256)),
            Call::Operation { key } => Reply::Operation(self.keys.get(key).map(|(_, answer)| answer.clone())),
            Call::Dossier { uid } => Reply::Dossier(self.dossier(*uid).map(Box::new)),
            Call::CreateUpload { sha256, size } => Reply::Created {
                url: self.create_upload(sha256, *size),
            },
            Call::HeadUpload { url, .. } => {
                Reply::Offset(self.uploads.get(url).map(|upload| upload.bytes.len() as u64))
            }
            Call::DropUpload { url } => {
                self.uploads.remove(url);
                Reply::Done
            }
            Call::Probe | Call::Send { .. } | Call::PatchUpload { .. } => Reply::Alive,
        }
    }
}
