//! The link, and what happens to calls on their way and at the portal.

use motcua_portal_api::{
    batch::{BatchOperation, StoredAnswer},
    problem::ProblemCode,
};
use motcua_sync::engine::{Call, CallId, Failure, Reply};
use uuid::Uuid;

use super::{
    portal::{Accident, Fate, Stop, problem},
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
        let fate = self.fate();
        let outcome = self.serve(&call, fate);
        if !wanted {
            return;
        }
        let delay = self.rng.range(2, 400);
        self.after(delay, What::Answer { life, id, outcome });
    }

    fn fate(&mut self) -> Fate {
        let faults = self.faults();
        if self.rng.chance(faults.answer_lost) {
            return Fate::Lost;
        }
        if !self.rng.chance(faults.truncated) {
            return Fate::Arrives;
        }
        let at = self.rng.range(0, 1000);
        match self.rng.range(0, 3) {
            0 => Fate::Broken(at),
            1 => Fate::Short(at),
            _ => Fate::Garbled(at),
        }
    }

    fn refuse(&self, status: u16, code: ProblemCode, retry_after: Option<u32>) -> Result<Reply, Failure> {
        Err(Failure::Refused {
            problem: problem(status, code),
            retry_after,
        })
    }

    fn serve(&mut self, call: &Call, fate: Fate) -> Result<Reply, Failure> {
        let faults = self.faults();
        let now = self.portal_time();
        self.portal.set_time(now);
        let mut accident = Accident {
            stop: None,
            cut: None,
            spoilt: None,
            fate,
        };
        if matches!(call, Call::Probe) {
            return self.portal.serve(call, accident);
        }
        if self.rng.chance(faults.session_ends) {
            self.session = false;
            self.portal.end_session();
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
        if self.rng.chance(faults.portal_fails) {
            let step = self.rng.range(0, 18) as u32;
            accident.stop = match self.rng.range(0, 4) {
                0 => return self.refuse(500, ProblemCode::Internal, None),
                1 => Some(Stop::HangsUp(step)),
                2 if matches!(call, Call::PatchUpload { .. }) => {
                    Some(Stop::DiesReading(self.rng.range(0, 1000)))
                }
                _ => Some(Stop::Dies(step)),
            };
            self.say(|| format!("    accident: {accident:?}"));
        }
        match call {
            Call::Send { operations } => {
                if self.rng.chance(faults.truncated / 2) {
                    accident.cut = Some(self.rng.range(0, 1000));
                }
                self.send(operations, accident)
            }
            Call::Operation { key } if self.rng.chance(faults.in_flight) && self.portal.knows_key(*key) => {
                self.refuse(409, ProblemCode::InFlight, None)
            }
            Call::HeadUpload { url, .. } => {
                if self.rng.chance(faults.forgets) {
                    self.portal.forget_upload(url);
                }
                self.portal.serve(call, accident)
            }
            Call::PatchUpload { url, sha256, .. } => {
                if self.rng.chance(faults.upload_cut) {
                    accident.cut = Some(self.rng.range(0, 1000));
                }
                if self.rng.chance(faults.corrupted) {
                    accident.spoilt = Some(self.rng.range(0, 1000));
                    self.spoilt.insert(url.clone());
                }
                let outcome = self.portal.serve(call, accident);
                self.after_upload(url, sha256, &outcome);
                outcome
            }
            other => self.portal.serve(other, accident),
        }
    }

    /// Operations on their way to the portal: some are said to be in flight although they are done,
    /// and planted, all lose their keys.
    fn send(&mut self, operations: &[BatchOperation], accident: Accident) -> Result<Reply, Failure> {
        let faults = self.faults();
        let mut passed = Vec::new();
        let mut busy = Vec::new();
        for operation in operations {
            if self.rng.chance(faults.in_flight) && self.portal.knows_key(operation.key) {
                let refusal = problem(409, ProblemCode::InFlight);
                busy.push(StoredAnswer {
                    key: operation.key,
                    status: 409,
                    body: serde_json::to_value(refusal).expect("serialises"),
                });
            } else {
                passed.push(operation.clone());
            }
        }
        if passed.is_empty() {
            return Ok(Reply::Answers(busy));
        }
        let keys: Vec<Uuid> = passed.iter().map(|operation| operation.key).collect();
        if self.plant.drops_keys {
            let others: Vec<Uuid> = keys.iter().map(|_| self.rng.uuid()).collect();
            let other = |key: &mut Uuid| {
                if let Some(at) = keys.iter().position(|known| known == key) {
                    *key = others[at];
                }
            };
            for operation in &mut passed {
                other(&mut operation.key);
                operation.after.iter_mut().for_each(other);
            }
        } else {
            self.issued.extend(&keys);
        }
        let call = Call::Send { operations: passed };
        match self.portal.serve(&call, accident)? {
            Reply::Answers(mut answers) => {
                if self.plant.drops_keys {
                    for (answer, key) in answers.iter_mut().zip(&keys) {
                        answer.key = *key;
                    }
                }
                answers.extend(busy);
                Ok(Reply::Answers(answers))
            }
            other => Ok(other),
        }
    }

    fn after_upload(&mut self, url: &str, sha256: &str, outcome: &Result<Reply, Failure>) {
        let faults = self.faults();
        let mismatch = matches!(outcome, Err(Failure::Refused { problem, .. })
            if problem.code == ProblemCode::HashMismatch);
        if mismatch && !self.spoilt.contains(url) {
            self.complaints.push(format!(
                "SPOILT: {sha256} arrived as something else, and the link is not to blame"
            ));
        }
        let stored = outcome.is_ok();
        if stored && self.rng.chance(faults.damages) && !self.in_use(sha256) && self.portal.damage(sha256) {
            self.say(|| format!("the portal's disk damages {sha256}"));
            self.damaged.insert(sha256.to_owned());
        }
        if self.rng.chance(faults.forgets) && self.rng.chance(200) && !self.in_use(sha256) {
            self.portal.forget_file(sha256);
        }
    }

    fn in_use(&mut self, sha256: &str) -> bool {
        let holdings = self.portal.holdings();
        holdings
            .values()
            .flat_map(|holding| holding.submissions.iter().chain(&holding.answers))
            .flat_map(|content| &content.papers)
            .any(|paper| paper.sha256 == sha256)
    }
}
