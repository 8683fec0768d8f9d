//! Asking the portal what became of a request before anything is sent again.

use motcua_domain::status::BusinessStatus;
use motcua_portal_api::{dossier::Dossier, problem::ProblemCode};
use uuid::Uuid;

use super::{
    event::{Failure, Reply},
    job::{HeldReason, Intent, Outcome, Phase, Reach},
    outbox::{Absent, CheckStep, Outbox, Run},
};

/// What the dossier at the portal says about a job.
enum Seen {
    /// The job is done: this is what the portal holds.
    Done(Box<Outcome>),
    /// The dossier is there, the job is not done.
    NotYet,
}

impl Outbox {
    pub(super) fn operation_answered(&mut self, id: Uuid, outcome: Result<Reply, Failure>) {
        self.checks = self.checks.saturating_sub(1);
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.run = Run::Idle;
        match outcome {
            Ok(Reply::Operation(Some(answer))) => {
                self.went_well();
                self.main_answered(id, answer);
            }
            Ok(Reply::Operation(None)) => {
                self.went_well();
                self.ask_dossier_next(id);
            }
            Err(Failure::Refused { problem, .. }) if problem.code == ProblemCode::InFlight => {
                self.went_well();
                self.check_later(id);
            }
            // The portal cannot tell about keys (too old, not kept): the dossier can.
            Err(Failure::Refused { problem, .. })
                if problem.status < 500 && problem.status != 429 && problem.status != 401 =>
            {
                self.went_well();
                self.ask_dossier_next(id);
            }
            Ok(_) => self.check_later(id),
            Err(failure) => self.check_failed(id, failure),
        }
    }

    pub(super) fn dossier_answered(&mut self, id: Uuid, outcome: Result<Reply, Failure>) {
        self.checks = self.checks.saturating_sub(1);
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.run = Run::Idle;
        match outcome {
            Ok(Reply::Dossier(None)) => {
                self.went_well();
                if matches!(job_intent(self, id), Some(Intent::Submission { .. }))
                    && let Some(job) = self.jobs.get_mut(&id)
                {
                    job.state.registered = false;
                }
                self.absent(id);
            }
            Ok(Reply::Dossier(Some(dossier))) => {
                self.went_well();
                self.dossier_seen(id, *dossier);
            }
            Err(Failure::Refused { problem, .. })
                if problem.status < 500 && problem.status != 429 && problem.status != 401 =>
            {
                self.went_well();
                // e.g. the dossier belongs to somebody else
                self.hold(id, Reach::Unknown, HeldReason::Refused { problem });
            }
            Ok(_) => self.check_later(id),
            Err(failure) => self.check_failed(id, failure),
        }
    }

    fn ask_dossier_next(&mut self, id: Uuid) {
        if let Some(check) = self.jobs.get_mut(&id).and_then(|job| job.check.as_mut()) {
            check.step = CheckStep::Dossier;
        }
        self.place(id);
    }

    fn check_later(&mut self, id: Uuid) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.state.tries = job.state.tries.saturating_add(1);
        let tries = job.state.tries;
        let delay = self.backoff(tries);
        self.rest(id, delay);
    }

    fn check_failed(&mut self, id: Uuid, failure: Failure) {
        match failure {
            // the link, the session or the portal as a whole: nothing to do with this job
            Failure::NotSent | Failure::SignIn | Failure::Captive => self.place(id),
            _ => self.check_later(id),
        }
        self.failed(id.to_string(), failure);
    }

    fn dossier_seen(&mut self, id: Uuid, dossier: Dossier) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.state.registered = true;
        let seen = match &job.state.intent {
            Intent::Submission { .. } => done(dossier.submission),
            Intent::Supplement { supplement, .. } => {
                let answered = dossier
                    .supplements
                    .iter()
                    .any(|asked| asked.id == *supplement && asked.answered_at.is_some());
                if answered {
                    done(dossier.submission)
                } else {
                    Seen::NotYet
                }
            }
            Intent::Withdrawal { .. } => {
                if dossier.summary.status == Some(BusinessStatus::Withdrawn) {
                    Seen::Done(Box::new(Outcome::Withdrawn {
                        summary: dossier.summary,
                    }))
                } else {
                    Seen::NotYet
                }
            }
        };
        match seen {
            Seen::Done(outcome) => self.compare_and_confirm(id, *outcome, false),
            Seen::NotYet => self.absent(id),
        }
    }

    /// The portal does not have it.
    fn absent(&mut self, id: Uuid) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        let Some(check) = job.check.take() else {
            self.place(id);
            return;
        };
        if job.state.recall_wanted {
            let settled = job
                .unknown_since
                .is_none_or(|since| since + self.tuning.settle <= self.steady);
            if settled {
                job.state.reach = Reach::Nowhere;
                self.finish(id, Phase::Recalled);
            } else {
                // A request given up may still arrive. Ask again when that can no longer be.
                let since = job.unknown_since.unwrap_or(self.steady);
                job.check = Some(super::outbox::Check {
                    step: CheckStep::Operation,
                    absent: check.absent,
                });
                let delay = (since + self.tuning.settle).saturating_sub(self.steady);
                self.rest(id, delay);
            }
            return;
        }
        match check.absent {
            Absent::Resend => self.place(id),
            Absent::NewKey => {
                let problem = crate::client::problem_of_status(409);
                self.renew(id, problem, false);
            }
            Absent::Hold(problem) => self.hold(id, Reach::Nowhere, HeldReason::Refused { problem }),
        }
    }
}

fn done(submission: Option<motcua_portal_api::dossier::Submission>) -> Seen {
    match submission {
        Some(submission) => Seen::Done(Box::new(Outcome::Submitted { submission })),
        None => Seen::NotYet,
    }
}

fn job_intent(outbox: &Outbox, id: Uuid) -> Option<&Intent> {
    outbox.jobs.get(&id).map(|job| &job.state.intent)
}
