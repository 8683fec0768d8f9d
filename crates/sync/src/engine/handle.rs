//! The one door: an event in, effects out.

use super::{
    event::{CallId, Effect, Event, Failure, Link, Moment, Reply},
    link::Dice,
    outbox::{Outbox, Purpose, Timer},
};

impl Outbox {
    /// Tells the engine what happened and takes what is to be done.
    pub fn handle(&mut self, moment: Moment, event: Event) -> Vec<Effect> {
        self.dice = Dice::new(moment.entropy);
        self.now = moment.now;
        self.steady = self.steady.max(moment.steady);
        self.due_timers();
        self.look_at_hours();
        match event {
            Event::Started | Event::Tick => {}
            Event::Enqueued(job) => self.insert(*job),
            Event::Assigned { job, account } => self.assigned(job, account),
            Event::Recalled(job) => self.recall(job),
            Event::Retry(job) => self.retry(job),
            Event::Discard(job) => self.discard(job),
            Event::SendNow(job) => self.send_now(job),
            Event::Paused => self.pause(),
            Event::Resumed => {
                self.paused = false;
                self.moved_at = self.steady;
            }
            Event::Rules(rules) => self.set_rules(rules),
            Event::LinkUp => self.probe_now(),
            Event::LinkDown => {
                if self.link.link == Link::Online {
                    self.link_is_down(false);
                }
            }
            Event::SessionValid { account } => self.signed_in(account),
            Event::SessionLost => self.session_lost(),
            Event::Persisted(number) => self.persisted(number),
            Event::PersistFailed(number) => self.persist_failed(number),
            Event::Answered { call, outcome } => self.answered(call, outcome),
            Event::Progress { call, offset } => self.progress(call, offset),
        }
        self.pump();
        self.look_for_standstill();
        self.flush();
        self.wake();
        let mut effects = std::mem::take(&mut self.effects);
        drop_repeated_changes(&mut effects);
        effects
    }

    fn answered(&mut self, call: CallId, outcome: Result<Reply, Failure>) {
        let Some(purpose) = self.calls.remove(&call) else {
            return;
        };
        self.stale_session = call < self.session_from;
        match purpose {
            Purpose::Probe => self.probed(&outcome),
            Purpose::Ask { hashes, jobs } => self.missing_answered(&hashes, &jobs, outcome),
            Purpose::Send { jobs } => self.send_answered(&jobs, outcome),
            Purpose::Operation(job) => self.operation_answered(job, outcome),
            Purpose::Dossier(job) => self.dossier_answered(job, outcome),
            Purpose::Create(sha) => self.create_answered(&sha, outcome),
            Purpose::Head(sha) => self.head_answered(&sha, outcome),
            Purpose::Patch { sha, from } => self.patch_answered(&sha, from, outcome),
            Purpose::Drop => {}
        }
    }

    fn due_timers(&mut self) {
        while let Some((at, timer)) = self.timers.first().cloned() {
            if at > self.steady {
                break;
            }
            self.timers.pop_first();
            match timer {
                Timer::Probe | Timer::Busy | Timer::Ask | Timer::Linger | Timer::Hours => {}
                Timer::Write => self.try_writing_again(),
                Timer::Job(job) => self.place(job),
                // looked at by the pump
                Timer::Blob(_) => {}
            }
        }
    }

    fn wake(&mut self) {
        let next = self.timers.first().map(|(at, _)| *at);
        if next != self.last_wake {
            self.last_wake = next;
            self.effects.push(Effect::Wake(next));
        }
    }
}

/// One word per job is enough.
fn drop_repeated_changes(effects: &mut Vec<Effect>) {
    let mut seen = std::collections::BTreeSet::new();
    effects.retain(|effect| match effect {
        Effect::Changed(job) => seen.insert(*job),
        _ => true,
    });
}
