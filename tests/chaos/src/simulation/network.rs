//! The link, and the portal's side of a call.

use motcua_portal_api::{batch::StoredAnswer, problem::ProblemCode};
use motcua_sync::engine::{Call, CallId, Failure, Reply};

use crate::{
    portal::problem,
    world::{What, World},
};

/// The desk gives a request up after this long (ms).
const GIVES_UP: u64 = 20_000;
/// A request that was given up can still arrive this long after (ms); less than
/// [`motcua_sync::engine::Tuning::settle`].
const LATEST: u64 = 9_000;

impl World {
    pub fn start_call(&mut self, id: CallId, call: Call) {
        let life = self.life;
        let delay = self.rng.range(2, 400);
        let faults = self.faults();
        if !self.link_up || self.rng.chance(faults.not_sent) {
            return self.after(
                delay,
                What::Answer {
                    life,
                    id,
                    outcome: Err(Failure::NotSent),
                },
            );
        }
        if self.rng.chance(faults.captive) {
            return self.after(
                delay,
                What::Answer {
                    life,
                    id,
                    outcome: Err(Failure::Captive),
                },
            );
        }
        if self.rng.chance(faults.lost) {
            return self.after(
                GIVES_UP,
                What::Answer {
                    life,
                    id,
                    outcome: Err(Failure::Unknown),
                },
            );
        }
        if self.rng.chance(faults.late) {
            let arrives = self.rng.range(1, GIVES_UP + LATEST);
            self.after(
                arrives,
                What::Arrive {
                    life,
                    id,
                    call,
                    wanted: false,
                },
            );
            return self.after(
                GIVES_UP,
                What::Answer {
                    life,
                    id,
                    outcome: Err(Failure::Unknown),
                },
            );
        }
        if self.rng.chance(faults.duplicated) && !matches!(call, Call::PatchUpload { .. }) {
            let again = delay + self.rng.range(0, LATEST);
            self.after(
                again,
                What::Arrive {
                    life,
                    id,
                    call: call.clone(),
                    wanted: false,
                },
            );
        }
        self.after(
            delay,
            What::Arrive {
                life,
                id,
                call,
                wanted: true,
            },
        );
    }

    /// A request arrives. `wanted`: somebody still waits for its answer.
    pub fn arrive(&mut self, life: u32, id: CallId, call: Call, wanted: bool) {
        let outcome = self.serve(&call);
        if !wanted {
            return;
        }
        let faults = self.faults();
        let delay = self.rng.range(2, 400);
        // The end of an answer is lost or unreadable: for the desk that is the same.
        let lost = self.rng.chance(faults.answer_lost) || self.rng.chance(faults.truncated);
        let outcome = if lost { Err(Failure::Unknown) } else { outcome };
        self.after(delay, What::Answer { life, id, outcome });
    }

    fn refuse(&self, status: u16, code: ProblemCode, retry_after: Option<u32>) -> Result<Reply, Failure> {
        Err(Failure::Refused {
            problem: problem(status, code),
            retry_after,
        })
    }

    fn serve(&mut self, call: &Call) -> Result<Reply, Failure> {
        let faults = self.faults();
        self.portal.now = self.wall();
        if matches!(call, Call::Probe) {
            return Ok(Reply::Alive);
        }
        if self.rng.chance(faults.session_ends) {
            self.session = false;
        }
        if !self.session {
            return Err(Failure::SignIn);
        }
        if self.rng.chance(faults.overloaded) {
            let seconds = self.rng.range(1, 20) as u32;
            let (status, code) = if self.rng.chance(500) {
                (429, ProblemCode::TooManyRequests)
            } else {
                (503, ProblemCode::Unavailable)
            };
            return self.refuse(status, code, Some(seconds));
        }
        let fails = self.rng.chance(faults.portal_fails);
        if fails && self.rng.chance(500) {
            return self.refuse(500, ProblemCode::Internal, None);
        }
        let reply = match call {
            Call::Send { operations } => {
                // Stops anywhere between operations: what was done stays done.
                let until = if fails {
                    self.rng.range(0, operations.len() as u64) as usize
                } else {
                    operations.len()
                };
                let answers = self.perform(&operations[..until]);
                Ok(Reply::Answers(answers))
            }
            other => self.answer_question(other),
        };
        if fails { Err(Failure::Unknown) } else { reply }
    }

    fn perform(&mut self, operations: &[motcua_portal_api::batch::BatchOperation]) -> Vec<StoredAnswer> {
        let faults = self.faults();
        let mut answers: Vec<StoredAnswer> = Vec::new();
        for operation in operations {
            if self.portal.keys.contains_key(&operation.key) && self.rng.chance(faults.in_flight) {
                let refusal = problem(409, ProblemCode::InFlight);
                let body = serde_json::to_value(refusal).expect("serialises");
                answers.push(StoredAnswer {
                    key: operation.key,
                    status: 409,
                    body,
                });
                continue;
            }
            let may_run = operation.after.iter().all(|key| {
                answers
                    .iter()
                    .any(|answer| answer.key == *key && (200..300).contains(&answer.status))
            });
            let mut operation = operation.clone();
            if self.plant.drops_keys {
                operation.key = self.rng.uuid();
            }
            let key = operation.key;
            let mut answer = self.portal.operation(&operation, may_run);
            if self.plant.drops_keys {
                self.portal.keys.remove(&key);
                answer.key = operations[answers.len()].key;
            }
            answers.push(answer);
        }
        answers
    }

    fn answer_question(&mut self, call: &Call) -> Result<Reply, Failure> {
        let faults = self.faults();
        Ok(match call {
            Call::Missing { sha256 } => Reply::Missing(self.portal.missing(sha256)),
            Call::Operation { key } => match self.portal.keys.get(key) {
                Some(_) if self.rng.chance(faults.in_flight) => {
                    return self.refuse(409, ProblemCode::InFlight, None);
                }
                Some((_, answer)) => Reply::Operation(Some(answer.clone())),
                None => Reply::Operation(None),
            },
            Call::Dossier { uid } => Reply::Dossier(self.portal.dossier(*uid).map(Box::new)),
            Call::CreateUpload { sha256, size } => Reply::Created {
                url: self.portal.create_upload(sha256, *size),
            },
            Call::HeadUpload { url, .. } => {
                if self.rng.chance(faults.forgets) {
                    self.portal.uploads.remove(url);
                }
                Reply::Offset(
                    self.portal
                        .uploads
                        .get(url)
                        .map(|upload| upload.bytes.len() as u64),
                )
            }
            Call::PatchUpload {
                url, sha256, offset, ..
            } => return self.patch(url, sha256, *offset),
            Call::DropUpload { url } => {
                self.portal.uploads.remove(url);
                Reply::Done
            }
            Call::Probe | Call::Send { .. } => Reply::Alive,
        })
    }

    fn patch(&mut self, url: &str, sha256: &str, offset: u64) -> Result<Reply, Failure> {
        let faults = self.faults();
        let file = self
            .files
            .iter()
            .find(|file| file.sha256 == *sha256)
            .map(|file| file.bytes.clone())
            .unwrap_or_default();
        let mut bytes = if self.plant.forgets_offset {
            file
        } else {
            file[(offset as usize).min(file.len())..].to_vec()
        };
        let cut = self.rng.chance(faults.upload_cut) && !bytes.is_empty();
        if cut {
            let kept = self.rng.range(0, bytes.len() as u64) as usize;
            bytes.truncate(kept);
        }
        if self.rng.chance(faults.corrupted) && !bytes.is_empty() {
            let at = self.rng.range(0, bytes.len() as u64) as usize;
            bytes[at] ^= 0x20;
            self.spoilt.insert(url.to_owned());
        }
        let outcome = self.portal.patch(url, offset, &bytes);
        if outcome
            .as_ref()
            .is_err_and(|problem| problem.code == ProblemCode::HashMismatch)
            && !self.spoilt.contains(url)
        {
            self.complaints.push(format!(
                "SPOILT: {sha256} arrived as something else, and the link is not to blame"
            ));
        }
        if outcome.is_ok() && self.rng.chance(faults.damages) {
            self.damage(sha256);
        }
        if self.rng.chance(faults.forgets) && self.rng.chance(200) && !self.in_use(sha256) {
            self.portal.blobs.remove(sha256);
        }
        match outcome {
            _ if cut => Err(Failure::Unknown),
            Ok(offset) => Ok(Reply::Patched { offset }),
            Err(problem) => Err(Failure::Refused {
                problem,
                retry_after: None,
            }),
        }
    }

    /// The portal's disk changes a byte behind its back.
    fn damage(&mut self, sha256: &str) {
        if let Some(first) = self
            .portal
            .blobs
            .get_mut(sha256)
            .and_then(|bytes| bytes.first_mut())
        {
            *first ^= 1;
            self.damaged.insert(sha256.to_owned());
        }
    }

    fn in_use(&self, sha256: &str) -> bool {
        self.portal
            .dossiers
            .values()
            .flat_map(|held| &held.submissions)
            .flat_map(|stored| &stored.content.papers)
            .any(|paper| paper.sha256 == sha256)
    }
}
