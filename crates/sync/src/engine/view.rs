//! The outbox as it is at the moment, for the window.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    event::{Effect, Link},
    job::{JobState, Phase, Reach},
    stage::Shelf,
};

/// What happens to a job now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Waits for its turn.
    Waiting,
    /// Waits for an earlier job of the same dossier.
    Behind,
    /// Waits for its account to sign in.
    NeedsSignIn,
    /// Waits for its next try.
    Resting,
    /// Waits for the hours that the user chose.
    OutOfHours,
    /// Its files are looked up or on their way.
    Uploading,
    /// The request is on its way.
    Sending,
    /// The outcome is not known and is being asked for.
    Checking,
    /// Waits for the user.
    Held,
}

/// A job at the moment.
#[derive(Debug, Clone, PartialEq)]
pub struct JobView {
    /// As on disk, or about to be.
    pub state: JobState,
    /// Stage.
    pub stage: Stage,
    /// Next try, while resting.
    pub next_try: Option<DateTime<Utc>>,
    /// Bytes the portal has of its files (what was handed to the network counts until the portal
    /// says otherwise).
    pub bytes_done: u64,
    /// Bytes of its files.
    pub bytes_total: u64,
    /// Whether [`super::Event::Recalled`] would succeed without asking the portal.
    pub can_recall: bool,
    /// It has not got through for long although nothing was asked to wait: it raises its hand.
    pub stuck: bool,
    /// Files, each hash once.
    pub files: Vec<FileView>,
}

/// A file at the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileView {
    /// Hash.
    pub sha256: String,
    /// Bytes the portal has.
    pub done: u64,
    /// Bytes in all.
    pub size: u64,
}

/// The outbox at the moment.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxState {
    /// Stopped by the user.
    pub paused: bool,
    /// Link.
    pub link: Link,
    /// The portal is overloaded or in trouble; it is left alone until then.
    pub busy_until: Option<DateTime<Utc>>,
    /// When and how fast the user wants it to send.
    pub rules: super::Rules,
    /// It is not the time to send by itself; that comes then.
    pub opens_at: Option<DateTime<Utc>>,
    /// Who is signed in.
    pub account: Option<Uuid>,
    /// Unfinished jobs, next to be sent first.
    pub jobs: Vec<JobView>,
}

impl super::Outbox {
    /// The outbox at the moment.
    pub fn view(&self) -> OutboxState {
        let mut jobs: Vec<_> = self.jobs.values().filter(|job| !job.state.finished()).collect();
        jobs.sort_by_key(|job| job.order());
        OutboxState {
            paused: self.paused,
            link: self.link.link,
            busy_until: self
                .link
                .busy_until
                .filter(|until| *until > self.steady)
                .map(|until| self.on_the_wall(until)),
            rules: self.rules,
            opens_at: self.opens_at(),
            account: self.account,
            jobs: jobs.into_iter().map(|job| self.view_of(job)).collect(),
        }
    }

    /// Whether the way to the portal is free for what can wait: nothing of the outbox moves or could move
    /// now, and the user wants sending at this time.
    pub fn is_at_rest(&self) -> bool {
        let troubled = self.link.busy_until.is_some_and(|until| until > self.steady);
        if self.paused || troubled || self.link.link != Link::Online || self.opens_at().is_some() {
            return false;
        }
        self.jobs.values().filter(|job| !job.state.finished()).all(|job| {
            matches!(
                self.stage_of(job.state.id),
                Stage::Held | Stage::NeedsSignIn | Stage::Behind | Stage::Resting
            )
        })
    }

    /// Who is signed in, as the engine was told.
    pub fn account(&self) -> Option<Uuid> {
        self.account
    }

    /// The link as it is.
    pub fn link(&self) -> Link {
        self.link.link
    }

    /// Unfinished jobs; finished ones whose write is under way are counted.
    pub fn unfinished(&self) -> usize {
        self.jobs.len()
    }

    /// A steady time as people read it.
    pub(super) fn on_the_wall(&self, at: std::time::Duration) -> DateTime<Utc> {
        let wait = chrono::TimeDelta::from_std(at.saturating_sub(self.steady)).unwrap_or_default();
        self.now.checked_add_signed(wait).unwrap_or(self.now)
    }

    /// Once nothing has moved for long, whoever shows the jobs is told to look again.
    pub(super) fn look_for_standstill(&mut self) {
        let still = self.link.link == Link::Online
            && self.steady.saturating_sub(self.moved_at) >= self.tuning.stuck_time;
        if still && !self.stands_still {
            let jobs: Vec<Uuid> = self.jobs.keys().copied().collect();
            self.effects.extend(jobs.into_iter().map(Effect::Changed));
        }
        self.stands_still = still;
    }

    /// Nothing of it has moved for long. A link that is down, a pause, a missing sign-in, hours to
    /// wait for, and a question to the user say so by themselves and are no reason.
    fn is_stuck(&self, job: &super::outbox::Job) -> bool {
        if job.state.phase != Phase::Queued || self.link.link != Link::Online || self.paused {
            return false;
        }
        if matches!(job.shelf, Shelf::Foreign | Shelf::Closed) || self.behind(job.state.id) {
            return false;
        }
        let tried = |sha| {
            self.blobs
                .get(sha)
                .is_some_and(|blob| blob.tries() >= self.tuning.stuck_after)
        };
        job.state.tries >= self.tuning.stuck_after
            || job.files.iter().any(tried)
            || self.steady.saturating_sub(self.moved_at.max(job.since)) >= self.tuning.stuck_time
    }

    fn view_of(&self, job: &super::outbox::Job) -> JobView {
        let files: Vec<FileView> = job
            .files
            .iter()
            .filter_map(|sha| self.blobs.get(sha).map(|blob| (sha, blob)))
            .map(|(sha, blob)| FileView {
                sha256: sha.to_string(),
                done: blob.done(),
                size: blob.size,
            })
            .collect();
        let file_rests = job
            .files
            .iter()
            .filter_map(|sha| self.blobs.get(sha)?.until)
            .min();
        JobView {
            stage: self.stage_of(job.state.id),
            next_try: job
                .until
                .or(file_rests)
                .filter(|until| *until > self.steady)
                .map(|until| self.on_the_wall(until)),
            bytes_done: files.iter().map(|file| file.done).sum(),
            bytes_total: files.iter().map(|file| file.size).sum(),
            can_recall: job.state.reach == Reach::Nowhere,
            stuck: self.is_stuck(job),
            files,
            state: job.state.clone(),
        }
    }
}
