//! Files on their way: each once, from where the portal has it on.

use std::{collections::BTreeSet, time::Duration};

use motcua_portal_api::problem::{Problem, ProblemCode};
use uuid::Uuid;

use super::{
    event::{Call, CallId, Effect, Failure, Reply},
    job::{HeldReason, Reach, UploadState},
    outbox::{Outbox, Purpose, Run, Sha, Timer},
    writes::Gate,
};
use crate::ports::FileTrouble;

/// A file arrived damaged so often: it is not sent again without the user.
const DAMAGED_LIMIT: u32 = 2;

/// What is known of a file at the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// Not asked yet.
    Unknown,
    /// Being asked.
    Asking,
    /// To be uploaded.
    Missing,
    /// There.
    Present,
}

/// A file some job needs.
#[derive(Debug)]
pub(super) struct Blob {
    pub(super) size: u64,
    pub(super) presence: Presence,
    pub(super) wanted_by: BTreeSet<Uuid>,
    pub(super) step: Step,
    /// Offset the portal named last.
    pub(super) offset: u64,
    /// Offset handed to the network.
    pub(super) handed: u64,
    fails: u32,
    pub(super) until: Option<Duration>,
    /// Cut while bytes were leaving; the portal says whether any arrived.
    cut_short: bool,
    damaged: u32,
}

/// What is being done about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Idle,
    /// Its address is being written to the store.
    Storing,
    /// A call about it is under way.
    Calling(CallId),
    /// Its bytes are on their way.
    Sending(CallId),
}

impl Blob {
    pub(super) fn new(size: u64) -> Self {
        Self {
            size,
            presence: Presence::Unknown,
            wanted_by: BTreeSet::new(),
            step: Step::Idle,
            offset: 0,
            handed: 0,
            fails: 0,
            until: None,
            cut_short: false,
            damaged: 0,
        }
    }

    /// Forgets earlier failures: the user wants it tried.
    pub(super) fn encourage(&mut self) {
        self.fails = 0;
        self.damaged = 0;
        self.until = None;
        self.cut_short = false;
    }

    /// Failures in a row.
    pub(super) fn tries(&self) -> u32 {
        self.fails
    }

    /// Bytes the portal has, as far as can be told.
    pub(super) fn done(&self) -> u64 {
        match (self.presence, self.step) {
            (Presence::Present, _) => self.size,
            (_, Step::Sending(_)) => self.handed,
            _ => self.offset,
        }
    }
}

impl Outbox {
    pub(super) fn set_presence(&mut self, sha: &Sha, presence: Presence) {
        let Some(blob) = self.blobs.get_mut(sha) else {
            return;
        };
        blob.presence = presence;
        let jobs: Vec<Uuid> = blob.wanted_by.iter().copied().collect();
        for job in jobs {
            self.place(job);
        }
    }

    pub(super) fn pump_uploads(&mut self) {
        if self.shelves.upload.is_empty() {
            return;
        }
        let mut free = self.tuning.uploads.saturating_sub(self.active_blobs.len());
        if free == 0 {
            return;
        }
        let mut start: Vec<Sha> = Vec::new();
        'jobs: for order in &self.shelves.upload {
            let Some(job) = self.jobs.get(&order.job) else {
                continue;
            };
            for sha in &job.files {
                let Some(blob) = self.blobs.get(sha) else { continue };
                let ready = blob.presence == Presence::Missing
                    && blob.step == Step::Idle
                    && blob.until.is_none_or(|until| until <= self.steady)
                    && !start.contains(sha);
                if ready {
                    start.push(sha.clone());
                    free -= 1;
                    if free == 0 {
                        break 'jobs;
                    }
                }
            }
        }
        for sha in start {
            self.start_upload(&sha);
        }
    }

    fn start_upload(&mut self, sha: &Sha) {
        let Some(account) = self.account else { return };
        let Some(size) = self.blobs.get(sha).map(|blob| blob.size) else {
            return;
        };
        let id = match self.uploads.get(&(account, sha.clone())) {
            Some(upload) => {
                let url = upload.url.clone();
                self.call(Purpose::Head(sha.clone()), Call::HeadUpload { url, size })
            }
            None => self.call(
                Purpose::Create(sha.clone()),
                Call::CreateUpload {
                    sha256: sha.to_string(),
                    size,
                },
            ),
        };
        self.step(sha, Step::Calling(id));
    }

    fn step(&mut self, sha: &Sha, step: Step) {
        if let Some(blob) = self.blobs.get_mut(sha) {
            blob.step = step;
        }
        if step == Step::Idle {
            self.active_blobs.remove(sha);
        } else {
            self.active_blobs.insert(sha.clone());
        }
    }

    pub(super) fn create_answered(&mut self, sha: &Sha, outcome: Result<Reply, Failure>) {
        self.step(sha, Step::Idle);
        let url = match outcome {
            Ok(Reply::Created { url }) => url,
            Ok(_) => return self.transfer_failed(sha, Failure::Unknown),
            Err(failure) => return self.transfer_failed(sha, failure),
        };
        self.went_well();
        let Some(account) = self.account else { return };
        let Some(blob) = self.blobs.get_mut(sha) else {
            return;
        };
        blob.offset = 0;
        blob.handed = 0;
        if blob.size == 0 {
            // tus: an upload of no bytes is complete when it is created
            self.set_presence(sha, Presence::Present);
            return;
        }
        let upload = UploadState {
            account,
            sha256: sha.to_string(),
            size: blob.size,
            url,
        };
        self.step(sha, Step::Storing);
        self.uploads.insert((account, sha.clone()), upload);
        self.dirty_upload(account, sha);
        self.after_write(Gate::Patch(sha.clone()));
    }

    /// The address is on disk: the first byte may leave.
    pub(super) fn stored_address(&mut self, sha: &Sha) {
        if self.blobs.get(sha).is_some_and(|blob| blob.step == Step::Storing) {
            self.step(sha, Step::Idle);
            if self.talking() && self.wanted(sha) {
                self.patch(sha, 0);
            }
        }
    }

    /// Whether somebody needs the file who may send at this hour.
    fn wanted(&self, sha: &Sha) -> bool {
        self.blobs.get(sha).is_some_and(|blob| {
            let mut jobs = blob.wanted_by.iter().filter_map(|id| self.jobs.get(id));
            jobs.any(|job| self.may_go(job))
        })
    }

    fn patch(&mut self, sha: &Sha, offset: u64) {
        let Some(account) = self.account else { return };
        let Some(upload) = self.uploads.get(&(account, sha.clone())) else {
            return;
        };
        let call = Call::PatchUpload {
            url: upload.url.clone(),
            sha256: sha.to_string(),
            offset,
            size: upload.size,
        };
        let id = self.call(
            Purpose::Patch {
                sha: sha.clone(),
                from: offset,
            },
            call,
        );
        if let Some(blob) = self.blobs.get_mut(sha) {
            blob.offset = offset;
            blob.handed = offset;
        }
        self.step(sha, Step::Sending(id));
    }

    pub(super) fn head_answered(&mut self, sha: &Sha, outcome: Result<Reply, Failure>) {
        self.step(sha, Step::Idle);
        let offset = match outcome {
            Ok(Reply::Offset(offset)) => offset,
            Ok(_) => return self.transfer_failed(sha, Failure::Unknown),
            Err(failure) => return self.transfer_failed(sha, failure),
        };
        self.went_well();
        let Some(blob) = self.blobs.get_mut(sha) else {
            return;
        };
        match offset {
            Some(offset) if offset == blob.size => self.upload_complete(sha),
            Some(offset) if offset < blob.size => {
                let in_vain = std::mem::take(&mut blob.cut_short) && offset <= blob.offset;
                if offset > blob.offset {
                    blob.fails = 0;
                }
                blob.offset = offset;
                if in_vain {
                    self.blob_fails(sha);
                } else if self.wanted(sha) && self.talking() {
                    self.patch(sha, offset);
                }
            }
            // gone, or impossible
            _ => self.upload_gone(sha),
        }
    }

    pub(super) fn patch_answered(&mut self, sha: &Sha, from: u64, outcome: Result<Reply, Failure>) {
        self.step(sha, Step::Idle);
        let offset = match outcome {
            Ok(Reply::Patched { offset }) => offset,
            Ok(_) => return self.transfer_failed(sha, Failure::Unknown),
            Err(Failure::Unknown) if self.was_leaving(sha) => return self.resume_soon(sha),
            Err(failure) => return self.transfer_failed(sha, failure),
        };
        self.went_well();
        let Some(blob) = self.blobs.get_mut(sha) else {
            return;
        };
        if offset == blob.size {
            self.upload_complete(sha);
        } else if offset > from && offset < blob.size {
            blob.fails = 0;
            blob.offset = offset;
            if self.wanted(sha) && self.talking() {
                self.patch(sha, offset);
            }
        } else {
            self.blob_fails(sha);
        }
    }

    /// Whether bytes were handed to the network since the portal named an offset.
    fn was_leaving(&self, sha: &Sha) -> bool {
        self.blobs.get(sha).is_some_and(|blob| blob.handed > blob.offset)
    }

    /// A link that cuts is not made better by waiting: the portal is asked soon how far it got, and
    /// only when nothing had arrived does this count as a failure.
    fn resume_soon(&mut self, sha: &Sha) {
        let until = self.steady + self.soon();
        if let Some(blob) = self.blobs.get_mut(sha) {
            blob.cut_short = true;
            blob.until = Some(until);
            self.timers.insert((until, Timer::Blob(sha.clone())));
        }
        self.failed(sha.to_string(), Failure::Unknown);
    }

    fn upload_complete(&mut self, sha: &Sha) {
        self.forget_upload(sha);
        if let Some(blob) = self.blobs.get_mut(sha) {
            blob.encourage();
            blob.offset = blob.size;
        }
        self.set_presence(sha, Presence::Present);
    }

    /// The portal does not know the upload any more: run out, or complete with the answer lost.
    /// Asking which files are missing tells which.
    fn upload_gone(&mut self, sha: &Sha) {
        self.forget_upload(sha);
        self.blob_fails(sha);
        self.set_presence(sha, Presence::Unknown);
    }

    /// Forgets the address; what the portal has of it runs out by itself.
    fn forget_upload(&mut self, sha: &Sha) {
        let Some(account) = self.account else { return };
        if self.uploads.remove(&(account, sha.clone())).is_some() {
            self.dirty_upload(account, sha);
        }
        if let Some(blob) = self.blobs.get_mut(sha) {
            blob.offset = 0;
            blob.handed = 0;
        }
    }

    fn blob_fails(&mut self, sha: &Sha) {
        let Some(blob) = self.blobs.get_mut(sha) else {
            return;
        };
        blob.fails = blob.fails.saturating_add(1);
        let fails = blob.fails;
        let until = self.steady + self.backoff(fails);
        if let Some(blob) = self.blobs.get_mut(sha) {
            blob.until = Some(until);
            self.timers.insert((until, Timer::Blob(sha.clone())));
        }
    }

    fn transfer_failed(&mut self, sha: &Sha, failure: Failure) {
        match failure {
            Failure::File(FileTrouble::Unreadable) => self.blob_fails(sha),
            Failure::File(trouble) => {
                let sha256 = sha.to_string();
                self.hold_all(sha, &HeldReason::File { sha256, trouble });
            }
            Failure::Refused { problem, .. }
                if problem.status < 500 && problem.status != 429 && problem.status != 401 =>
            {
                self.went_well();
                self.transfer_refused(sha, &problem);
            }
            Failure::NotSent | Failure::SignIn | Failure::Captive => self.failed(sha.to_string(), failure),
            other => {
                self.blob_fails(sha);
                self.failed(sha.to_string(), other);
            }
        }
    }

    fn transfer_refused(&mut self, sha: &Sha, problem: &Problem) {
        match (problem.status, problem.code) {
            (_, ProblemCode::HashMismatch) => {
                let dropped = self
                    .account
                    .and_then(|account| self.uploads.get(&(account, sha.clone())))
                    .map(|upload| upload.url.clone());
                self.forget_upload(sha);
                if let Some(url) = dropped {
                    self.call(Purpose::Drop, Call::DropUpload { url });
                }
                let Some(blob) = self.blobs.get_mut(sha) else {
                    return;
                };
                blob.damaged += 1;
                if blob.damaged >= DAMAGED_LIMIT {
                    let sha256 = sha.to_string();
                    self.hold_all(sha, &HeldReason::UploadDamaged { sha256 });
                }
            }
            (404 | 410, _) => self.upload_gone(sha),
            // another request holds the upload, or the offset was wrong: HEAD decides
            (409 | 423, _) | (408 | 425, _) => self.blob_fails(sha),
            _ => self.hold_all(
                sha,
                &HeldReason::Refused {
                    problem: Box::new(problem.clone()),
                },
            ),
        }
    }

    /// Holds every job that cannot go on without this file.
    fn hold_all(&mut self, sha: &Sha, reason: &HeldReason) {
        let Some(blob) = self.blobs.get(sha) else { return };
        let jobs: Vec<Uuid> = blob.wanted_by.iter().copied().collect();
        for id in jobs {
            let idle = self.jobs.get(&id).is_some_and(|job| {
                job.run == Run::Idle && job.check.is_none() && job.state.phase == super::job::Phase::Queued
            });
            if idle {
                let reach = self.jobs.get(&id).map_or(Reach::Nowhere, |job| job.state.reach);
                self.hold(id, reach, reason.clone());
            }
        }
    }

    pub(super) fn progress(&mut self, call: CallId, offset: u64) {
        if let Some(Purpose::Patch { sha, .. }) = self.calls.get(&call)
            && let Some(blob) = self.blobs.get_mut(sha)
        {
            let before = blob.handed;
            blob.handed = before.max(offset).min(blob.size);
            if blob.handed > before {
                self.moved_at = self.steady;
            }
        }
    }

    /// Stops uploads for which `stop` says so. The portal keeps what it has.
    pub(super) fn stop_uploads(&mut self, stop: impl Fn(&Sha, &Blob) -> bool) {
        let active: Vec<Sha> = self.active_blobs.iter().cloned().collect();
        for sha in active {
            if let Some(blob) = self.blobs.get(&sha)
                && let Step::Sending(call) = blob.step
                && stop(&sha, blob)
            {
                self.step(&sha, Step::Idle);
                self.calls.remove(&call);
                self.effects.push(Effect::Cancel(call));
            }
        }
    }

    /// A job needs no files any more.
    pub(super) fn unwant(&mut self, id: Uuid) {
        let Some(job) = self.jobs.get(&id) else { return };
        let files = job.files.clone();
        for sha in &files {
            if let Some(blob) = self.blobs.get_mut(sha) {
                blob.wanted_by.remove(&id);
            }
        }
        self.stop_uploads(|_, blob| blob.wanted_by.is_empty());
        for sha in files {
            // what is at the portal is worth remembering for the next dossier; the rest is not
            let useless = self.blobs.get(&sha).is_some_and(|blob| {
                blob.wanted_by.is_empty() && blob.step == Step::Idle && blob.presence != Presence::Present
            });
            if useless {
                self.blobs.remove(&sha);
            }
        }
    }
}
