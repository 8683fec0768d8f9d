//! Writes to the store, and what waits for them.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use uuid::Uuid;

use super::{
    event::{Effect, RecallDecision},
    job::Phase,
    outbox::{Outbox, Sent, Sha, Timer},
};
use crate::ports::Write;

/// How long after a failed write the next is tried.
const WRITE_RETRY: Duration = Duration::from_secs(5);

/// What waits for a write.
#[derive(Debug)]
pub(super) enum Gate {
    /// Send these jobs.
    Send(Vec<Sent>),
    /// Begin to upload.
    Patch(Sha),
    /// Tell that a job is finished, and forget it.
    Finished(Uuid),
    /// Tell that a job is held.
    Held(Uuid),
}

/// Writes under way and to come.
#[derive(Debug, Default)]
pub(super) struct Writes {
    next: u64,
    jobs: BTreeSet<Uuid>,
    uploads: BTreeSet<(Uuid, Sha)>,
    gates: Vec<Gate>,
    outstanding: BTreeMap<u64, Outstanding>,
    /// The last write failed; the next is tried later.
    failed: bool,
}

#[derive(Debug)]
struct Outstanding {
    jobs: BTreeSet<Uuid>,
    uploads: BTreeSet<(Uuid, Sha)>,
    gates: Vec<Gate>,
}

impl Writes {
    pub(super) fn new() -> Self {
        Self {
            next: 1,
            ..Self::default()
        }
    }
}

impl Outbox {
    /// Marks a job for the next write.
    pub(super) fn dirty(&mut self, id: Uuid) {
        self.writes.jobs.insert(id);
    }

    /// Marks an upload for the next write.
    pub(super) fn dirty_upload(&mut self, account: Uuid, sha: &Sha) {
        self.writes.uploads.insert((account, sha.clone()));
    }

    /// Does something once everything marked so far is on disk.
    pub(super) fn after_write(&mut self, gate: Gate) {
        self.writes.gates.push(gate);
    }

    /// Asks for one write of everything marked, if there is any.
    pub(super) fn flush(&mut self) {
        if self.writes.failed {
            return;
        }
        let uploads = std::mem::take(&mut self.writes.uploads);
        let jobs = std::mem::take(&mut self.writes.jobs);
        let gates = std::mem::take(&mut self.writes.gates);
        if jobs.is_empty() && uploads.is_empty() && gates.is_empty() {
            return;
        }
        let number = self.writes.next;
        self.writes.next += 1;
        let mut write = Write {
            number,
            jobs: Vec::new(),
            uploads: Vec::new(),
            ended_uploads: Vec::new(),
        };
        write.jobs.extend(
            jobs.iter()
                .filter_map(|id| self.jobs.get(id))
                .map(|job| job.state.clone()),
        );
        for key in &uploads {
            match self.uploads.get(key) {
                Some(upload) => write.uploads.push(upload.clone()),
                None => write.ended_uploads.push((key.0, key.1.to_string())),
            }
        }
        self.effects.push(Effect::Persist(write));
        self.writes
            .outstanding
            .insert(number, Outstanding { jobs, uploads, gates });
    }

    pub(super) fn persisted(&mut self, number: u64) {
        let Some(done) = self.writes.outstanding.remove(&number) else {
            return;
        };
        for gate in done.gates {
            match gate {
                Gate::Send(jobs) => self.launch(jobs),
                Gate::Patch(sha) => self.stored_address(&sha),
                Gate::Finished(id) => self.tell_finished(id),
                Gate::Held(id) => self.tell_held(id),
            }
        }
    }

    pub(super) fn persist_failed(&mut self, number: u64) {
        let Some(failed) = self.writes.outstanding.remove(&number) else {
            return;
        };
        self.writes.jobs.extend(failed.jobs);
        self.writes.uploads.extend(failed.uploads);
        let later = std::mem::replace(&mut self.writes.gates, failed.gates);
        self.writes.gates.extend(later);
        if !self.writes.failed {
            self.writes.failed = true;
            self.effects.push(Effect::StoreTrouble);
        }
        self.timers.insert((self.steady + WRITE_RETRY, Timer::Write));
    }

    pub(super) fn try_writing_again(&mut self) {
        self.writes.failed = false;
    }

    fn tell_finished(&mut self, id: Uuid) {
        let Some(job) = self.jobs.get(&id) else { return };
        let dossier = job.state.dossier;
        match &job.state.phase {
            Phase::Confirmed { outcome } => {
                let outcome = outcome.clone();
                if job.recall_asked {
                    self.effects.push(Effect::Recall {
                        job: id,
                        dossier,
                        decision: RecallDecision::TooLate,
                    });
                }
                self.effects.push(Effect::Confirmed {
                    job: id,
                    dossier,
                    outcome,
                });
            }
            Phase::Recalled => {
                self.effects.push(Effect::Recall {
                    job: id,
                    dossier,
                    decision: RecallDecision::Recalled,
                });
            }
            Phase::Discarded => self.effects.push(Effect::Changed(id)),
            Phase::Queued | Phase::Held { .. } => return,
        }
        self.forget(id);
    }

    fn tell_held(&mut self, id: Uuid) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        let dossier = job.state.dossier;
        let Phase::Held { reason } = &job.state.phase else {
            return;
        };
        let reason = Box::new(reason.clone());
        if std::mem::take(&mut job.recall_asked) {
            self.effects.push(Effect::Recall {
                job: id,
                dossier,
                decision: RecallDecision::TooLate,
            });
        }
        self.effects.push(Effect::Held {
            job: id,
            dossier,
            reason,
        });
    }
}
