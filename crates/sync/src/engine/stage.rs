//! Which jobs can be worked on, kept as ordered sets so that a queue of any length costs little.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{
    event::Effect,
    job::{Phase, Priority, Reach},
    outbox::{Outbox, Run, Timer},
    transfer::Presence,
    view::Stage,
};

/// Order of work: somebody at the counter first, then as queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Order {
    pub(super) priority: Priority,
    pub(super) position: i64,
    pub(super) job: Uuid,
}

/// What can be done with a job now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shelf {
    /// Nothing: finished, held, under way, behind another, or resting.
    Apart,
    /// Nothing, until its account signs in.
    Foreign,
    /// Nothing, until the hours that the user chose.
    Closed,
    /// Ask the portal what became of it.
    Check,
    /// Ask which of its files are missing.
    Ask,
    /// Upload its files.
    Upload,
    /// Send it.
    Send,
}

/// Jobs by shelf.
#[derive(Debug, Default)]
pub(super) struct Shelves {
    pub(super) foreign: BTreeSet<Order>,
    pub(super) check: BTreeSet<Order>,
    pub(super) ask: BTreeSet<Order>,
    pub(super) upload: BTreeSet<Order>,
    pub(super) send: BTreeSet<Order>,
}

impl Shelves {
    fn of(&mut self, shelf: Shelf) -> Option<&mut BTreeSet<Order>> {
        Some(match shelf {
            Shelf::Apart | Shelf::Closed => return None,
            Shelf::Foreign => &mut self.foreign,
            Shelf::Check => &mut self.check,
            Shelf::Ask => &mut self.ask,
            Shelf::Upload => &mut self.upload,
            Shelf::Send => &mut self.send,
        })
    }
    pub(super) fn take(&mut self, shelf: Shelf, order: Order) {
        if let Some(set) = self.of(shelf) {
            set.remove(&order);
        }
    }
    fn put(&mut self, shelf: Shelf, order: Order) {
        if let Some(set) = self.of(shelf) {
            set.insert(order);
        }
    }
}

impl Outbox {
    /// Puts a job on the shelf it belongs on, after anything about it changed.
    pub(super) fn place(&mut self, id: Uuid) {
        let Some(job) = self.jobs.get(&id) else { return };
        if job.state.recall_wanted
            && job.state.reach == Reach::Nowhere
            && job.run == Run::Idle
            && !job.state.finished()
        {
            self.finish(id, Phase::Recalled);
            return;
        }
        let shelf = self.shelf_of(id);
        let Some(job) = self.jobs.get_mut(&id) else { return };
        let order = job.order();
        let before = std::mem::replace(&mut job.shelf, shelf);
        if before != shelf {
            self.shelves.take(before, order);
            self.shelves.put(shelf, order);
        }
        self.effects.push(Effect::Changed(id));
    }

    fn shelf_of(&self, id: Uuid) -> Shelf {
        let Some(job) = self.jobs.get(&id) else {
            return Shelf::Apart;
        };
        if job.state.phase != Phase::Queued || job.run != Run::Idle || self.behind(id) {
            return Shelf::Apart;
        }
        if self.account.is_none() || job.state.account != self.account {
            return Shelf::Foreign;
        }
        if job.until.is_some_and(|until| until > self.steady) {
            return Shelf::Apart;
        }
        if job.check.is_some() {
            // a question, and often a long-awaited answer: asked at any hour
            return Shelf::Check;
        }
        if !self.may_go(job) {
            return Shelf::Closed;
        }
        let mut shelf = Shelf::Send;
        for sha in &job.files {
            match self.blobs.get(sha).map(|blob| blob.presence) {
                Some(Presence::Present) => {}
                Some(Presence::Missing) => shelf = Shelf::Upload,
                Some(Presence::Unknown | Presence::Asking) | None => return Shelf::Ask,
            }
        }
        shelf
    }

    /// Whether an earlier job of the same dossier is unfinished.
    pub(super) fn behind(&self, id: Uuid) -> bool {
        self.jobs.get(&id).is_some_and(|job| {
            self.dossiers
                .get(&job.state.dossier)
                .and_then(BTreeSet::first)
                .is_some_and(|first| *first < (job.state.position, id))
        })
    }

    /// Lets a job rest, then looks at it again.
    pub(super) fn rest(&mut self, id: Uuid, delay: std::time::Duration) {
        let until = self.steady + delay;
        if let Some(job) = self.jobs.get_mut(&id) {
            job.until = Some(until);
            self.timers.insert((until, Timer::Job(id)));
        }
        self.place(id);
    }

    /// Ends a job. It is told once that is on disk.
    pub(super) fn finish(&mut self, id: Uuid, phase: Phase) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        job.state.phase = phase;
        job.check = None;
        job.until = None;
        self.dirty(id);
        self.after_write(super::writes::Gate::Finished(id));
        self.place(id);
    }

    /// For the window.
    pub(super) fn stage_of(&self, id: Uuid) -> Stage {
        let Some(job) = self.jobs.get(&id) else {
            return Stage::Waiting;
        };
        if matches!(job.state.phase, Phase::Held { .. }) {
            return Stage::Held;
        }
        if job.run != Run::Idle {
            return if job.check.is_some() {
                Stage::Checking
            } else {
                Stage::Sending
            };
        }
        if self.behind(id) {
            return Stage::Behind;
        }
        match job.shelf {
            Shelf::Foreign => Stage::NeedsSignIn,
            Shelf::Closed => Stage::OutOfHours,
            Shelf::Check => Stage::Checking,
            Shelf::Upload if self.talking() => Stage::Uploading,
            Shelf::Apart if job.until.is_some_and(|until| until > self.steady) => match job.check {
                Some(_) => Stage::Checking,
                None => Stage::Resting,
            },
            _ => Stage::Waiting,
        }
    }
}
