//! The link, and what happens to calls on their way and at the portal.

use motcua_portal_api::{
    batch::{BatchOperation, StoredAnswer},
    problem::{Problem, ProblemCode},
};
use motcua_sync::engine::{Call, CallId, Failure, Reply};
use uuid::Uuid;

use super::{
    portal::{Accident, Fate, Stop, problem},
    world::{What, World},
};

/// The desk gives a request up after this long (ms).
pub const GIVES_UP: u64 = 20_000;
/// A request that was given up can still arrive this long after (ms); less than
/// [`motcua_sync::engine::Tuning::settle`].
const LATEST: u64 = 9_000;

/// The portal says no without looking, and perhaps when to come again (seconds).
pub struct Refusal(pub Box<Problem>, pub Option<u32>);

impl From<Refusal> for Failure {
    fn from(Refusal(problem, retry_after): Refusal) -> Self {
        Self::Refused { problem, retry_after }
    }
}

/// How a request travels; all times in ms from now.
pub enum Way {
    /// The connection is refused after so long: nothing leaves.
    Refused(u64),
    /// Something else answers after so long.
    Captive(u64),
    /// It never arrives.
    Lost,
    /// It arrives then, and nobody hears the answer.
    Late(u64),
    /// It arrives then, and perhaps once more.
    Arrives { at: u64, again: Option<u64> },
}

impl World {
    /// Draws what happens to a request on its way.
    pub fn way(&mut self, may_double: bool) -> Way {
        let delay = self.rng.range(2, 400);
        let faults = self.faults();
        if !self.link_up || self.rng.chance(faults.not_sent) {
            return Way::Refused(delay);
        }
        if self.rng.chance(faults.captive) {
            return Way::Captive(delay);
        }
        if self.rng.chance(faults.lost) {
            return Way::Lost;
        }
        if self.rng.chance(faults.late) {
            return Way::Late(self.rng.range(1, GIVES_UP + LATEST));
        }
        let doubled = self.rng.chance(faults.duplicated) && may_double;
        Way::Arrives {
            at: delay,
            again: doubled.then(|| delay + self.rng.range(0, LATEST)),
        }
    }

    pub fn start_call(&mut self, id: CallId, call: Call) {
        let life = self.life;
        let answer = |failure| What::Answer {
            life,
            id,
            outcome: Err(failure),
        };
        let arrive = |call, wanted| What::Arrive {
            life,
            id,
            call,
            wanted,
        };
        match self.way(!matches!(call, Call::PatchUpload { .. })) {
            Way::Refused(at) => self.after(at, answer(Failure::NotSent)),
            Way::Captive(at) => self.after(at, answer(Failure::Captive)),
            Way::Lost => self.after(GIVES_UP, answer(Failure::Unknown)),
            Way::Late(at) => {
                self.after(at, arrive(call, false));
                self.after(GIVES_UP, answer(Failure::Unknown));
            }
            Way::Arrives { at, again } => {
                if let Some(again) = again {
                    self.after(again, arrive(call.clone(), false));
                }
                self.after(at, arrive(call, true));
            }
        }
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

    pub fn fate(&mut self) -> Fate {
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

    /// What the portal suffers while it works on a request; or it refuses it at once.
    pub fn trouble(&mut self, fate: Fate, is_file: bool) -> Result<Accident, Refusal> {
        let faults = self.faults();
        let mut accident = Accident {
            fate,
            ..Accident::none()
        };
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
            return Err(Refusal(problem(status, code), Some(seconds)));
        }
        accident.full = self.rng.chance(faults.portal_full);
        if self.rng.chance(faults.portal_fails) {
            let step = self.rng.range(0, 18) as u32;
            accident.stop = match self.rng.range(0, 4) {
                0 => return Err(Refusal(problem(500, ProblemCode::Internal), None)),
                1 => Some(Stop::HangsUp(step)),
                2 if is_file => Some(Stop::DiesReading(self.rng.range(0, 1000))),
                _ => Some(Stop::Dies(step)),
            };
            self.say(|| format!("    accident: {accident:?}"));
        }
        Ok(accident)
    }

    fn serve(&mut self, call: &Call, fate: Fate) -> Result<Reply, Failure> {
        let faults = self.faults();
        let now = self.portal_time();
        self.portal.set_time(now);
        if matches!(call, Call::Probe) {
            let accident = Accident {
                fate,
                ..Accident::none()
            };
            return self.asked(call, accident);
        }
        let mut accident = self.trouble(fate, matches!(call, Call::PatchUpload { .. }))?;
        match call {
            Call::Send { operations } => {
                if self.rng.chance(faults.truncated / 2) {
                    accident.cut = Some(self.rng.range(0, 1000));
                }
                self.send(operations, accident)
            }
            Call::Operation { key } if self.rng.chance(faults.in_flight) && self.portal.knows_key(*key) => {
                Err(Refusal(problem(409, ProblemCode::InFlight), None).into())
            }
            Call::HeadUpload { url, .. } => {
                if self.rng.chance(faults.forgets) {
                    self.portal.forget_upload(url);
                }
                self.asked(call, accident)
            }
            Call::PatchUpload { url, sha256, .. } => {
                if self.rng.chance(faults.upload_cut) {
                    accident.cut = Some(self.rng.range(0, 1000));
                }
                if self.rng.chance(faults.corrupted) {
                    accident.spoilt = Some(self.rng.range(0, 1000));
                    self.spoilt.insert(url.clone());
                }
                let outcome = self.asked(call, accident);
                self.after_upload(url, sha256, &outcome);
                outcome
            }
            other => self.asked(other, accident),
        }
    }

    /// What the portal answers. Whatever happens to it, it knows what that was.
    fn asked(&mut self, call: &Call, accident: Accident) -> Result<Reply, Failure> {
        let outcome = self.portal.serve(call, accident);
        if let Err(Failure::Refused { problem, .. }) = &outcome
            && problem.code == ProblemCode::Internal
        {
            self.complaints.push(format!(
                "BROKEN: the portal knows no reason for refusing {call:?}"
            ));
        }
        outcome
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
        match self.asked(&call, accident)? {
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
