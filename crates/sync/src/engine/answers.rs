//! What an answer to a mutation means.

use std::collections::BTreeMap;

use motcua_portal_api::{
    batch::StoredAnswer,
    dossier::{DossierSummary, Submission},
    problem::{Problem, ProblemCode},
};
use uuid::Uuid;

use super::{
    event::{Failure, Reply},
    job::{HeldReason, Intent, Outcome, Phase, Reach},
    outbox::{Absent, Check, CheckStep, Outbox, Run, Sent},
    transfer::Presence,
    verify,
    writes::Gate,
};

impl Outbox {
    pub(super) fn send_answered(&mut self, group: &[Sent], outcome: Result<Reply, Failure>) {
        self.sends = self.sends.saturating_sub(1);
        for sent in group {
            if let Some(job) = self.jobs.get_mut(&sent.job) {
                job.run = Run::Idle;
            }
        }
        match outcome {
            Ok(Reply::Answers(answers)) => {
                self.went_well();
                let mut by_key: BTreeMap<Uuid, StoredAnswer> =
                    answers.into_iter().map(|answer| (answer.key, answer)).collect();
                for sent in group {
                    self.one_answered(*sent, &mut by_key);
                }
            }
            Ok(_) => self.all_unknown(group, false),
            Err(Failure::Refused { problem, .. })
                if (400..500).contains(&problem.status) && problem.status != 429 && problem.status != 401 =>
            {
                self.went_well();
                self.group_refused(group, &problem);
            }
            Err(failure) => {
                let turned_away = match &failure {
                    Failure::SignIn => true,
                    Failure::Refused { problem, .. } => problem.status < 500,
                    _ => false,
                };
                let source = group
                    .first()
                    .map_or_else(String::new, |sent| sent.job.to_string());
                if matches!(failure, Failure::NotSent) {
                    for sent in group {
                        self.unsend(sent.job);
                    }
                } else if turned_away {
                    for sent in group {
                        self.turned_away(sent.job);
                    }
                } else {
                    self.all_unknown(group, matches!(failure, Failure::Refused { .. }));
                }
                self.failed(source, failure);
            }
        }
    }

    /// The whole request was refused as it is: nothing of it was done.
    fn group_refused(&mut self, group: &[Sent], problem: &Problem) {
        if let [only] = group {
            self.refused(only.job, problem.clone());
            return;
        }
        // One of them may be to blame; halving finds it without holding up the others for long.
        for sent in group {
            if let Some(job) = self.jobs.get_mut(&sent.job) {
                job.batch_limit = group.len() / 2;
            }
            self.turned_away(sent.job);
        }
    }

    /// The answer to a whole request is lost. Its jobs rest alike, so that they stay together;
    /// `halve` when one of them may be what the portal stumbles over.
    fn all_unknown(&mut self, group: &[Sent], halve: bool) {
        let tries = group
            .iter()
            .filter_map(|sent| self.jobs.get(&sent.job))
            .map(|job| job.state.tries)
            .max()
            .unwrap_or(0);
        let delay = self.backoff(tries.saturating_add(1));
        for sent in group {
            if let Some(job) = self.jobs.get_mut(&sent.job)
                && halve
            {
                job.batch_limit = (group.len() / 2).max(1);
            }
            let step = if sent.main {
                CheckStep::Operation
            } else {
                CheckStep::Dossier
            };
            self.unknown(sent.job, step, Absent::Resend, Some(delay));
        }
    }

    /// Nobody knows whether it was done: asked for before anything else.
    pub(super) fn unknown(
        &mut self,
        id: Uuid,
        step: CheckStep,
        absent: Absent,
        delay: Option<std::time::Duration>,
    ) {
        let tries = match self.jobs.get_mut(&id) {
            Some(job) => {
                job.check = Some(Check { step, absent });
                job.unknown_since = Some(self.steady);
                job.state.tries = job.state.tries.saturating_add(1);
                job.state.tries
            }
            None => return,
        };
        let delay = delay.unwrap_or_else(|| self.backoff(tries));
        self.rest(id, delay);
    }

    fn one_answered(&mut self, sent: Sent, answers: &mut BTreeMap<Uuid, StoredAnswer>) {
        let Some(job) = self.jobs.get_mut(&sent.job) else {
            return;
        };
        let (register, main) = (job.register_key(), job.main_key());
        if sent.register {
            match answers.remove(&register) {
                Some(answer) if is_success(answer.status) => {
                    job.state.registered = true;
                    self.dirty(sent.job);
                }
                Some(answer) => {
                    let problem = problem_of(&answer);
                    self.register_refused(sent.job, problem);
                    return;
                }
                None => {
                    self.unknown(sent.job, CheckStep::Operation, Absent::Resend, None);
                    return;
                }
            }
        }
        if !sent.main {
            self.moved(sent.job);
            self.unsend(sent.job);
            return;
        }
        match answers.remove(&main) {
            Some(answer) => self.main_answered(sent.job, answer),
            None => self.unknown(sent.job, CheckStep::Operation, Absent::Resend, None),
        }
    }

    fn register_refused(&mut self, id: Uuid, problem: Problem) {
        match problem.status {
            409 if problem.code == ProblemCode::InFlight => {
                self.unknown(id, CheckStep::Operation, Absent::Resend, None);
            }
            // Somebody (this job in an earlier life, another desk) has registered it: see how far it is.
            409 | 412 => self.unknown(id, CheckStep::Dossier, Absent::NewKey, None),
            422 if problem.code == ProblemCode::KeyReused => {
                self.unknown(id, CheckStep::Dossier, Absent::NewKey, None);
            }
            _ => self.refused(id, problem),
        }
    }

    /// The portal's answer to the operation itself, fresh or looked up.
    pub(super) fn main_answered(&mut self, id: Uuid, answer: StoredAnswer) {
        if !is_success(answer.status) {
            let problem = problem_of(&answer);
            self.refused(id, problem);
            return;
        }
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.state.registered = true;
        let parsed = match &job.state.intent {
            Intent::Withdrawal { .. } => serde_json::from_value::<DossierSummary>(answer.body)
                .map(|summary| Outcome::Withdrawn { summary }),
            _ => serde_json::from_value::<Submission>(answer.body)
                .map(|submission| Outcome::Submitted { submission }),
        };
        match parsed {
            Ok(outcome) => self.compare_and_confirm(id, outcome, true),
            Err(_) if job.state.tries >= self.tuning.generations => {
                let detail = "the answer to a successful request cannot be read".to_owned();
                self.hold(id, Reach::AtPortal, HeldReason::Unreadable { detail });
            }
            // The dossier itself may be readable.
            Err(_) => self.unknown(id, CheckStep::Dossier, Absent::Resend, None),
        }
    }

    /// Confirms when the portal holds exactly what was frozen. `ours`: the portal gave this for
    /// the job's own key.
    pub(super) fn compare_and_confirm(&mut self, id: Uuid, outcome: Outcome, ours: bool) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        let (differences, code) = match (&outcome, job.state.content()) {
            (Outcome::Submitted { submission }, Some(content)) => (
                verify::compare(job.state.dossier, content, submission),
                submission.code.clone(),
            ),
            (Outcome::Withdrawn { summary }, None) if summary.uid != job.state.dossier => (
                vec![verify::Difference::OtherDossier { uid: summary.uid }],
                String::new(),
            ),
            _ => (Vec::new(), String::new()),
        };
        if differences.is_empty() {
            job.state.reach = Reach::AtPortal;
            job.state.recall_wanted = false;
            job.state.tries = 0;
            self.finish(
                id,
                Phase::Confirmed {
                    outcome: Box::new(outcome),
                },
            );
        } else if ours {
            self.hold(id, Reach::AtPortal, HeldReason::ManifestDiffers { differences });
        } else {
            self.hold(
                id,
                Reach::AtPortal,
                HeldReason::OtherSubmission { differences, code },
            );
        }
    }

    /// The portal refused the operation. Nothing is dropped: it is looked up, tried anew under a
    /// new key, or held with the portal's words.
    pub(super) fn refused(&mut self, id: Uuid, problem: Problem) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        let looked_up = job.check.is_some();
        match (problem.status, problem.code) {
            // kept under the key by mistake; it will never say anything else
            (401 | 429, _) if looked_up => self.unknown(id, CheckStep::Dossier, Absent::NewKey, None),
            (401, _) => {
                self.turned_away(id);
                self.session_lost();
            }
            (429, _) => {
                self.turned_away(id);
                self.leave_alone(Some(1));
            }
            (500.., _) | (424, _) => self.unknown(id, CheckStep::Dossier, Absent::NewKey, None),
            (_, ProblemCode::InFlight) => self.unknown(id, CheckStep::Operation, Absent::Resend, None),
            // What the key was used for is what counts; a program of another version may have
            // written the same content in another way.
            (_, ProblemCode::KeyReused) => self.unknown(id, CheckStep::Operation, Absent::NewKey, None),
            (_, ProblemCode::AlreadySubmitted | ProblemCode::Changed) | (412, _) => {
                self.unknown(id, CheckStep::Dossier, Absent::NewKey, None);
            }
            (_, ProblemCode::BlobsMissing) => {
                let files = job.files.clone();
                self.renew(id, problem, true);
                for sha in &files {
                    self.set_presence(sha, Presence::Unknown);
                }
            }
            (404, _) if job.state.registered && matches!(job.state.intent, Intent::Submission { .. }) => {
                job.state.registered = false;
                self.renew(id, problem, true);
            }
            (409, _) => self.unknown(id, CheckStep::Dossier, Absent::Hold(Box::new(problem)), None),
            (408 | 425, _) => self.renew(id, problem, true),
            _ => self.hold(
                id,
                Reach::Nowhere,
                HeldReason::Refused {
                    problem: Box::new(problem),
                },
            ),
        }
    }

    /// A new key, because the old one was refused for good; held when that happens too often.
    pub(super) fn renew(&mut self, id: Uuid, problem: Problem, at_once: bool) {
        let limit = self.tuning.generations;
        let Some(job) = self.jobs.get_mut(&id) else { return };
        if job.renewals >= limit {
            self.hold(
                id,
                Reach::Nowhere,
                HeldReason::Refused {
                    problem: Box::new(problem),
                },
            );
            return;
        }
        job.renewals += 1;
        job.state.generation += 1;
        job.state.reach = Reach::Nowhere;
        job.check = None;
        job.unknown_since = None;
        let tries = job.renewals;
        self.dirty(id);
        if at_once && tries <= 1 {
            self.place(id);
        } else {
            let delay = self.backoff(tries);
            self.rest(id, delay);
        }
    }

    /// A job got a step further.
    pub(super) fn moved(&mut self, id: Uuid) {
        if let Some(job) = self.jobs.get_mut(&id) {
            job.state.tries = 0;
            job.batch_limit = usize::MAX;
        }
    }

    /// Holds a job for the user.
    pub(super) fn hold(&mut self, id: Uuid, reach: Reach, reason: HeldReason) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        if job.state.finished() {
            return;
        }
        job.run = Run::Idle;
        job.check = None;
        job.until = None;
        job.unknown_since = None;
        job.state.reach = reach;
        if job.state.recall_wanted && reach == Reach::Nowhere {
            // place() gives it back
            self.place(id);
            return;
        }
        job.state.recall_wanted = false;
        job.state.phase = Phase::Held { reason };
        self.dirty(id);
        self.after_write(Gate::Held(id));
        self.place(id);
    }
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

/// The problem document of an answer, or one that says there was none.
fn problem_of(answer: &StoredAnswer) -> Problem {
    match serde_json::from_value::<Problem>(answer.body.clone()) {
        Ok(mut problem) => {
            problem.status = answer.status;
            problem
        }
        Err(_) => crate::client::problem_of_status(answer.status),
    }
}
