//! What the engine remembers.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use chrono::{DateTime, Utc};
use motcua_portal_api::problem::Problem;
use uuid::Uuid;

use super::{
    event::{CallId, Effect, Moment},
    job::{JobState, Phase, Reach, UploadState},
    keys,
    link::{Dice, LinkState},
    request::wire_size,
    stage::{Order, Shelf, Shelves},
    transfer::Blob,
    tuning::Tuning,
    writes::Writes,
};

/// A hash, shared between the tables.
pub(super) type Sha = Arc<str>;

/// The outbox. See [`super`] for what it promises; [`Outbox::handle`] drives it.
pub struct Outbox {
    pub(super) tuning: Tuning,
    /// The calendar, for people.
    pub(super) now: DateTime<Utc>,
    /// Time that never jumps, for every wait.
    pub(super) steady: Duration,
    pub(super) dice: Dice,
    pub(super) jobs: BTreeMap<Uuid, Job>,
    /// Unfinished jobs of each dossier, in order.
    pub(super) dossiers: BTreeMap<Uuid, BTreeSet<(i64, Uuid)>>,
    pub(super) shelves: Shelves,
    pub(super) blobs: BTreeMap<Sha, Blob>,
    /// Files something is being done about.
    pub(super) active_blobs: BTreeSet<Sha>,
    pub(super) uploads: BTreeMap<(Uuid, Sha), UploadState>,
    pub(super) calls: BTreeMap<CallId, Purpose>,
    next_call: u64,
    pub(super) writes: Writes,
    pub(super) timers: BTreeSet<(Duration, Timer)>,
    pub(super) last_wake: Option<Duration>,
    pub(super) link: LinkState,
    /// Who is signed in.
    pub(super) account: Option<Uuid>,
    /// Calls before this one went out under an earlier session.
    pub(super) session_from: CallId,
    /// The answer being handled says "sign in" of an earlier session.
    pub(super) stale_session: bool,
    pub(super) sign_in_asked: BTreeSet<Option<Uuid>>,
    pub(super) paused: bool,
    pub(super) rules: super::Rules,
    /// It is a time at which things are sent by themselves.
    pub(super) open: bool,
    /// When anything last got through, or began to be able to.
    pub(super) moved_at: Duration,
    /// That nothing moves was noticed, and every job was looked at again.
    pub(super) stands_still: bool,
    /// Groups of jobs whose request is about to leave or under way.
    pub(super) sends: usize,
    pub(super) linger_until: Option<Duration>,
    pub(super) checks: usize,
    pub(super) asking: bool,
    pub(super) ask_until: Option<Duration>,
    pub(super) ask_fails: u32,
    /// Ask for one job's files at a time, to find the one the portal does not like.
    pub(super) ask_alone: bool,
    pub(super) effects: Vec<Effect>,
}

/// A job and what happens to it now.
pub(super) struct Job {
    pub(super) state: JobState,
    /// Hashes it needs, each once, in the order of its papers.
    pub(super) files: Vec<Sha>,
    /// Bytes of JSON of its operations.
    pub(super) wire: usize,
    pub(super) run: Run,
    pub(super) check: Option<Check>,
    /// Rests until then.
    pub(super) until: Option<Duration>,
    /// May travel with so many at most; halved when a whole batch is refused.
    pub(super) batch_limit: usize,
    /// Since when the outcome of a request is not known.
    pub(super) unknown_since: Option<Duration>,
    /// [`JobState::reach`] before the request under way.
    pub(super) reach_before: Reach,
    /// New keys since the user last had a hand in it.
    pub(super) renewals: u32,
    pub(super) shelf: Shelf,
    /// The user asked for it back and waits for the answer.
    pub(super) recall_asked: bool,
    /// The user wants it sent now, whatever the hours.
    pub(super) hurried: bool,
    /// When it was queued here, or the user last had a hand in it.
    pub(super) since: Duration,
}

/// Whether something of a job is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Run {
    /// No.
    Idle,
    /// "It may have left" is being written; then it is sent.
    Leaving,
    /// A request is under way.
    InFlight,
}

/// What to ask the portal before anything else is done with a job.
#[derive(Debug, Clone)]
pub(super) struct Check {
    pub(super) step: CheckStep,
    pub(super) absent: Absent,
}

/// Which question comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CheckStep {
    /// What became of the key.
    Operation,
    /// Whether the dossier is there.
    Dossier,
}

/// What to do when the portal does not have it.
#[derive(Debug, Clone)]
pub(super) enum Absent {
    /// Send again under the same key.
    Resend,
    /// Send again under a new key: the old one was refused for good.
    NewKey,
    /// Hold it with these words.
    Hold(Box<Problem>),
}

/// What a call was for.
#[derive(Debug)]
pub(super) enum Purpose {
    Probe,
    Ask { hashes: Vec<Sha>, jobs: Vec<Uuid> },
    Send { jobs: Vec<Sent> },
    Operation(Uuid),
    Dossier(Uuid),
    Create(Sha),
    Head(Sha),
    Patch { sha: Sha, from: u64 },
    Drop,
}

/// A job in a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    pub(super) job: Uuid,
    pub(super) register: bool,
    pub(super) main: bool,
}

/// Something to look at again at some time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    Probe,
    Busy,
    Ask,
    Linger,
    Hours,
    Write,
    Job(Uuid),
    Blob(Sha),
}

impl Outbox {
    /// The outbox as the store has it. Jobs that may have left are looked up first.
    pub fn load(tuning: Tuning, jobs: Vec<JobState>, uploads: Vec<UploadState>, moment: Moment) -> Self {
        let mut outbox = Self {
            tuning,
            now: moment.now,
            steady: moment.steady,
            dice: Dice::new(moment.entropy),
            jobs: BTreeMap::new(),
            dossiers: BTreeMap::new(),
            shelves: Shelves::default(),
            blobs: BTreeMap::new(),
            active_blobs: BTreeSet::new(),
            uploads: BTreeMap::new(),
            calls: BTreeMap::new(),
            next_call: 1,
            writes: Writes::new(),
            timers: BTreeSet::new(),
            last_wake: None,
            link: LinkState::default(),
            account: None,
            session_from: CallId(0),
            stale_session: false,
            sign_in_asked: BTreeSet::new(),
            paused: false,
            rules: super::Rules::default(),
            open: true,
            moved_at: moment.steady,
            stands_still: false,
            sends: 0,
            linger_until: None,
            checks: 0,
            asking: false,
            ask_until: None,
            ask_fails: 0,
            ask_alone: false,
            effects: Vec::new(),
        };
        for upload in uploads {
            let sha: Sha = upload.sha256.as_str().into();
            outbox.uploads.insert((upload.account, sha), upload);
        }
        for job in jobs {
            outbox.insert(job);
        }
        // they came in any order, and some stand behind others
        let ids: Vec<Uuid> = outbox.jobs.keys().copied().collect();
        for id in ids {
            outbox.place(id);
        }
        outbox.effects.clear();
        outbox
    }

    /// Takes a job that is in the store.
    pub(super) fn insert(&mut self, state: JobState) {
        if state.finished() || self.jobs.contains_key(&state.id) {
            return;
        }
        let id = state.id;
        let mut files: Vec<Sha> = Vec::new();
        for paper in state.content().into_iter().flat_map(|content| &content.papers) {
            if !files.iter().any(|known| **known == *paper.sha256) {
                let sha: Sha = paper.sha256.as_str().into();
                self.blobs
                    .entry(sha.clone())
                    .or_insert_with(|| Blob::new(paper.size))
                    .wanted_by
                    .insert(id);
                files.push(sha);
            }
        }
        let unknown = state.reach == Reach::Unknown && state.phase == Phase::Queued;
        self.dossiers
            .entry(state.dossier)
            .or_default()
            .insert((state.position, id));
        self.jobs.insert(
            id,
            Job {
                files,
                wire: wire_size(&state),
                run: Run::Idle,
                check: unknown.then_some(Check {
                    step: CheckStep::Operation,
                    absent: Absent::Resend,
                }),
                until: None,
                batch_limit: usize::MAX,
                unknown_since: unknown.then_some(self.steady),
                reach_before: state.reach,
                renewals: 0,
                shelf: Shelf::Apart,
                recall_asked: false,
                hurried: false,
                since: self.steady,
                state,
            },
        );
        self.place(id);
    }

    /// Forgets a finished job.
    pub(super) fn forget(&mut self, id: Uuid) {
        self.unwant(id);
        let Some(job) = self.jobs.remove(&id) else { return };
        self.shelves.take(job.shelf, job.order());
        let mut next = None;
        if let Some(jobs) = self.dossiers.get_mut(&job.state.dossier) {
            jobs.remove(&(job.state.position, id));
            next = jobs.first().map(|(_, id)| *id);
            if jobs.is_empty() {
                self.dossiers.remove(&job.state.dossier);
            }
        }
        if let Some(next) = next {
            self.place(next);
        }
    }

    /// The name the next call will have.
    pub(super) fn next_call(&self) -> CallId {
        CallId(self.next_call)
    }

    /// A name for a new call.
    pub(super) fn call(&mut self, purpose: Purpose, call: super::event::Call) -> CallId {
        let id = CallId(self.next_call);
        self.next_call += 1;
        self.calls.insert(id, purpose);
        self.effects.push(Effect::Call { id, call });
        id
    }
}

impl Job {
    pub(super) fn order(&self) -> Order {
        Order {
            priority: self.state.priority,
            position: self.state.position,
            job: self.state.id,
        }
    }

    /// The key of the operation that matters.
    pub(super) fn main_key(&self) -> Uuid {
        keys::key(self.state.id, self.state.generation, keys::Purpose::Main)
    }

    pub(super) fn register_key(&self) -> Uuid {
        keys::key(self.state.id, self.state.generation, keys::Purpose::Register)
    }
}
