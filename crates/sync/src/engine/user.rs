//! What the user wants: back to draft, again, give up, now, stop; who is signed in.

use uuid::Uuid;

use super::{
    event::{Effect, Failure, RecallDecision},
    job::{HeldReason, Phase, Priority, Reach},
    outbox::{Absent, Check, CheckStep, Outbox, Purpose, Run},
    transfer::Presence,
};

impl Outbox {
    pub(super) fn assigned(&mut self, id: Uuid, account: Uuid) {
        if let Some(job) = self.jobs.get_mut(&id)
            && job.state.account.is_none()
        {
            job.state.account = Some(account);
            self.place(id);
        }
    }

    /// Back to draft: at once while nothing has left, else only after the portal was asked.
    pub(super) fn recall(&mut self, id: Uuid) {
        let Some(job) = self.jobs.get_mut(&id) else {
            self.effects.push(Effect::Recall {
                job: id,
                dossier: Uuid::nil(),
                decision: RecallDecision::Unknown,
            });
            return;
        };
        let dossier = job.state.dossier;
        match (&job.state.phase, job.state.reach) {
            // already decided; the word follows when it is on disk
            (Phase::Recalled, _) => return,
            (Phase::Confirmed { .. } | Phase::Discarded, _) | (_, Reach::AtPortal) => {
                self.effects.push(Effect::Recall {
                    job: id,
                    dossier,
                    decision: RecallDecision::TooLate,
                });
                return;
            }
            _ => {}
        }
        if job.run == Run::Leaving {
            // its byte waits for the disk and will now never leave
            job.run = Run::Idle;
            job.state.reach = job.reach_before;
        }
        job.state.recall_wanted = true;
        if job.state.reach == Reach::Nowhere && job.run == Run::Idle {
            self.finish(id, Phase::Recalled);
            return;
        }
        job.recall_asked = true;
        if job.run == Run::Idle {
            job.state.phase = Phase::Queued;
            job.until = None;
            job.check.get_or_insert(Check {
                step: CheckStep::Operation,
                absent: Absent::Resend,
            });
        }
        self.dirty(id);
        self.place(id);
        self.effects.push(Effect::Recall {
            job: id,
            dossier,
            decision: RecallDecision::Asking,
        });
    }

    /// A held job goes on: with a new key if it was refused, with a look at the portal if it may
    /// be there.
    pub(super) fn retry(&mut self, id: Uuid) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        let Phase::Held { reason } = &job.state.phase else {
            return;
        };
        let file = match reason {
            HeldReason::File { sha256, .. } | HeldReason::UploadDamaged { sha256 } => Some(sha256.clone()),
            _ => None,
        };
        job.state.phase = Phase::Queued;
        job.state.tries = 0;
        job.since = self.steady;
        job.renewals = 0;
        job.until = None;
        job.batch_limit = usize::MAX;
        if job.state.reach == Reach::Nowhere {
            if file.is_none() {
                job.state.generation += 1;
            }
        } else {
            job.state.reach = Reach::Unknown;
            job.check = Some(Check {
                step: CheckStep::Dossier,
                absent: Absent::NewKey,
            });
        }
        let files = job.files.clone();
        self.dirty(id);
        if let Some(sha256) = file {
            for sha in files.iter().filter(|sha| ***sha == *sha256) {
                if let Some(blob) = self.blobs.get_mut(sha) {
                    blob.encourage();
                }
                self.set_presence(sha, Presence::Unknown);
            }
        }
        self.place(id);
    }

    pub(super) fn discard(&mut self, id: Uuid) {
        if self
            .jobs
            .get(&id)
            .is_some_and(|job| matches!(job.state.phase, Phase::Held { .. }))
        {
            self.finish(id, Phase::Discarded);
        }
    }

    /// Everything that rests is tried; one job may be put first.
    pub(super) fn send_now(&mut self, first: Option<Uuid>) {
        self.probe_now();
        self.stop_waiting();
        for blob in self.blobs.values_mut() {
            blob.until = None;
        }
        let ids: Vec<Uuid> = self
            .jobs
            .values()
            .filter(|job| job.until.is_some())
            .map(|job| job.state.id)
            .collect();
        self.hurry(first);
        for id in ids {
            if let Some(job) = self.jobs.get_mut(&id)
                && !job.state.recall_wanted
            {
                job.until = None;
                self.place(id);
            }
        }
        if let Some(id) = first {
            self.put_first(id);
        }
    }

    fn put_first(&mut self, id: Uuid) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        if job.state.priority == Priority::Interactive || job.state.finished() {
            return;
        }
        let before = job.order();
        let shelf = job.shelf;
        job.shelf = super::stage::Shelf::Apart;
        job.state.priority = Priority::Interactive;
        self.shelves.take(shelf, before);
        self.dirty(id);
        self.place(id);
    }

    /// Uploads stop where they are; a request with a mutation is let through to its answer.
    pub(super) fn pause(&mut self) {
        self.paused = true;
        self.stop_uploads(|_, _| true);
    }

    pub(super) fn signed_in(&mut self, account: Uuid) {
        self.sign_in_asked.clear();
        self.session_from = self.next_call();
        if self.account == Some(account) {
            return;
        }
        self.leave_account();
        self.moved_at = self.steady;
        self.account = Some(account);
        self.place_all();
    }

    pub(super) fn session_lost(&mut self) {
        if self.account.is_none() {
            return;
        }
        self.leave_account();
        self.account = None;
        self.sign_in_asked.clear();
        self.place_all();
    }

    /// Whatever is under way belongs to the account that is leaving; what is known of files at the
    /// portal holds for it alone.
    fn leave_account(&mut self) {
        let mine: Vec<_> = self
            .calls
            .iter()
            .filter(|(_, purpose)| !matches!(purpose, Purpose::Probe))
            .map(|(id, _)| *id)
            .collect();
        for id in mine {
            let Some(purpose) = self.calls.remove(&id) else {
                continue;
            };
            self.effects.push(Effect::Cancel(id));
            self.given_up(purpose);
        }
        for blob in self.blobs.values_mut() {
            blob.presence = Presence::Unknown;
            blob.step = super::transfer::Step::Idle;
            blob.until = None;
            blob.offset = 0;
            blob.handed = 0;
        }
        self.active_blobs.clear();
        self.blobs.retain(|_, blob| !blob.wanted_by.is_empty());
    }

    /// A call whose outcome will never be known.
    fn given_up(&mut self, purpose: Purpose) {
        match purpose {
            Purpose::Send { jobs } => self.send_answered(&jobs, Err(Failure::Unknown)),
            Purpose::Operation(job) | Purpose::Dossier(job) => {
                self.checks = self.checks.saturating_sub(1);
                if let Some(job) = self.jobs.get_mut(&job) {
                    job.run = Run::Idle;
                }
            }
            Purpose::Ask { .. } => self.asking = false,
            Purpose::Create(_)
            | Purpose::Head(_)
            | Purpose::Patch { .. }
            | Purpose::Probe
            | Purpose::Drop => {}
        }
    }

    fn place_all(&mut self) {
        let ids: Vec<Uuid> = self.jobs.keys().copied().collect();
        for id in ids {
            self.place(id);
        }
    }
}
