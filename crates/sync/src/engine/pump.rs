//! Starts whatever can be started now.

use motcua_portal_api::problem::Problem;
use uuid::Uuid;

use super::{
    event::{Call, Effect, Failure, Reply},
    job::{HeldReason, Reach},
    outbox::{CheckStep, Outbox, Purpose, Run, Sent, Sha, Timer},
    request::operations,
    transfer::Presence,
    writes::Gate,
};

impl Outbox {
    pub(super) fn pump(&mut self) {
        self.pump_probe();
        self.ask_for_sign_in();
        if !self.talking() {
            return;
        }
        self.pump_checks();
        self.pump_ask();
        self.pump_sends();
        self.pump_uploads();
    }

    fn ask_for_sign_in(&mut self) {
        let Some(first) = self.shelves.foreign.first() else {
            return;
        };
        let account = self.jobs.get(&first.job).and_then(|job| job.state.account);
        if self.sign_in_asked.insert(account) {
            self.effects.push(Effect::NeedSignIn { account });
        }
    }

    fn pump_checks(&mut self) {
        while self.checks < self.tuning.checks {
            let Some(order) = self.shelves.check.first().copied() else {
                return;
            };
            let id = order.job;
            let Some(job) = self.jobs.get_mut(&id) else { return };
            let step = job
                .check
                .as_ref()
                .map_or(CheckStep::Operation, |check| check.step);
            job.run = Run::InFlight;
            let (key, uid) = (job.main_key(), job.state.dossier);
            self.checks += 1;
            match step {
                CheckStep::Operation => self.call(Purpose::Operation(id), Call::Operation { key }),
                CheckStep::Dossier => self.call(Purpose::Dossier(id), Call::Dossier { uid }),
            };
            self.place(id);
        }
    }

    fn pump_ask(&mut self) {
        if self.asking
            || self.shelves.ask.is_empty()
            || self.ask_until.is_some_and(|until| until > self.steady)
        {
            return;
        }
        let mut hashes: Vec<Sha> = Vec::new();
        let mut jobs = Vec::new();
        for order in &self.shelves.ask {
            let Some(job) = self.jobs.get(&order.job) else {
                continue;
            };
            let mut wanted = Vec::new();
            for sha in &job.files {
                if let Some(blob) = self.blobs.get_mut(sha)
                    && blob.presence == Presence::Unknown
                {
                    wanted.push(sha.clone());
                }
            }
            if hashes.len() + wanted.len() > self.tuning.missing_hashes && !hashes.is_empty() {
                break;
            }
            // a dossier of more papers than one question may hold asks for the rest later
            wanted.truncate(self.tuning.missing_hashes);
            for sha in &wanted {
                if let Some(blob) = self.blobs.get_mut(sha) {
                    blob.presence = Presence::Asking;
                }
            }
            hashes.append(&mut wanted);
            jobs.push(order.job);
            if self.ask_alone {
                break;
            }
        }
        if hashes.is_empty() {
            return;
        }
        self.asking = true;
        let sha256 = hashes.iter().map(ToString::to_string).collect();
        self.call(Purpose::Ask { hashes, jobs }, Call::Missing { sha256 });
    }

    pub(super) fn missing_answered(
        &mut self,
        hashes: &[Sha],
        jobs: &[Uuid],
        outcome: Result<Reply, Failure>,
    ) {
        self.asking = false;
        if let Ok(Reply::Missing(missing)) = outcome {
            self.went_well();
            self.ask_fails = 0;
            for sha in hashes {
                let presence = if missing.iter().any(|hash| hash.eq_ignore_ascii_case(sha)) {
                    Presence::Missing
                } else {
                    Presence::Present
                };
                self.set_presence(sha, presence);
            }
            return;
        }
        for sha in hashes {
            self.set_presence(sha, Presence::Unknown);
        }
        match outcome {
            Err(Failure::Refused { problem, .. }) if problem.status < 500 && problem.status != 429 => {
                self.went_well();
                self.ask_refused(jobs, problem);
            }
            other => {
                self.ask_fails = self.ask_fails.saturating_add(1);
                let until = self.steady + self.backoff(self.ask_fails);
                self.ask_until = Some(until);
                self.timers.insert((until, Timer::Ask));
                self.failed("missing".to_owned(), other.err().unwrap_or(Failure::Unknown));
            }
        }
    }

    /// One of the jobs asks for something the portal does not like: find it, hold it.
    fn ask_refused(&mut self, jobs: &[Uuid], problem: Box<Problem>) {
        match jobs {
            [only] => {
                self.ask_alone = false;
                self.hold(*only, Reach::Nowhere, HeldReason::Refused { problem });
            }
            _ => self.ask_alone = true,
        }
    }

    fn pump_sends(&mut self) {
        while self.sends < self.tuning.sends {
            let (group, full) = self.next_group();
            if group.is_empty() || (!full && self.lingers()) {
                return;
            }
            self.linger_until = None;
            let mut on_disk = true;
            for sent in &group {
                if let Some(job) = self.jobs.get_mut(&sent.job) {
                    job.run = Run::Leaving;
                    job.reach_before = job.state.reach;
                    if sent.main && job.state.reach == Reach::Nowhere {
                        job.state.reach = Reach::Unknown;
                        on_disk = false;
                        self.dirty(sent.job);
                    }
                }
                self.place(sent.job);
            }
            self.sends += 1;
            if on_disk {
                self.launch(group);
            } else {
                self.after_write(Gate::Send(group));
            }
        }
    }

    /// While a request is under way, what comes in a trickle waits a moment for company.
    fn lingers(&mut self) -> bool {
        if self.sends == 0 {
            return false;
        }
        let until = match self.linger_until {
            Some(until) => until,
            None => {
                let until = self.steady + self.tuning.linger;
                self.linger_until = Some(until);
                self.timers.insert((until, Timer::Linger));
                until
            }
        };
        until > self.steady
    }

    /// The next jobs that may travel in one request, and whether it is full.
    fn next_group(&self) -> (Vec<Sent>, bool) {
        let mut group = Vec::new();
        let mut bytes = 0;
        let mut limit = self.tuning.batch_jobs;
        for order in &self.shelves.send {
            let Some(job) = self.jobs.get(&order.job) else {
                continue;
            };
            let register =
                matches!(job.state.intent, super::job::Intent::Submission { .. }) && !job.state.registered;
            limit = limit.min(job.batch_limit.max(1));
            if group.len() >= limit || (bytes + job.wire > self.tuning.batch_bytes && !group.is_empty()) {
                return (group, true);
            }
            bytes += job.wire;
            // too large for a batch: registered first, then submitted, each at its own address
            let main = !(register && job.wire > self.tuning.batch_bytes);
            group.push(Sent {
                job: order.job,
                register,
                main,
            });
        }
        (group, false)
    }

    /// Everything that must be on disk is: the request leaves.
    pub(super) fn launch(&mut self, group: Vec<Sent>) {
        let talking = self.talking();
        let leaving = group.into_iter().filter(|sent| {
            self.jobs
                .get(&sent.job)
                .is_some_and(|job| job.run == Run::Leaving)
        });
        // the world may have changed while the disk was writing
        let (group, kept): (Vec<Sent>, Vec<Sent>) = leaving.partition(|sent| {
            talking
                && self
                    .jobs
                    .get(&sent.job)
                    .is_some_and(|job| job.state.account == self.account && self.may_go(job))
        });
        for sent in kept {
            self.unsend(sent.job);
        }
        if group.is_empty() {
            self.sends = self.sends.saturating_sub(1);
            return;
        }
        let mut all = Vec::with_capacity(group.len() * 2);
        for sent in &group {
            if let Some(job) = self.jobs.get_mut(&sent.job) {
                job.run = Run::InFlight;
                all.extend(operations(&job.state, sent.register, sent.main));
            }
        }
        self.call(Purpose::Send { jobs: group }, Call::Send { operations: all });
    }

    /// A request that left and was turned away as a whole. It may go again as it is; whether it can
    /// be taken back only the portal knows, in case a copy of it is still on its way.
    pub(super) fn turned_away(&mut self, id: Uuid) {
        if let Some(job) = self.jobs.get_mut(&id) {
            job.run = Run::Idle;
            job.unknown_since = Some(self.steady);
        }
        self.place(id);
    }

    /// A request of which no byte has left.
    pub(super) fn unsend(&mut self, id: Uuid) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.run = Run::Idle;
        if job.state.reach != job.reach_before && !job.state.finished() {
            job.state.reach = job.reach_before;
            self.dirty(id);
        }
        self.place(id);
    }

    /// What every kind of failed call has in common.
    pub(super) fn failed(&mut self, source: String, failure: Failure) {
        match failure {
            Failure::NotSent => {
                if self.link.link == super::event::Link::Online {
                    self.link_is_down(false);
                }
            }
            Failure::Captive => self.link_is_down(true),
            Failure::Unknown | Failure::File(_) => self.cut(),
            // of a session that was renewed meanwhile: simply tried again
            Failure::SignIn if self.stale_session => {}
            Failure::SignIn => self.session_lost(),
            Failure::Refused { problem, retry_after } => {
                self.link_is_up();
                match problem.status {
                    429 => self.leave_alone(retry_after.or(Some(1))),
                    500.. => self.went_bad(source, retry_after),
                    _ => self.went_well(),
                }
            }
        }
    }
}
