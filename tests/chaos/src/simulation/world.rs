//! One run: a desk, a link, a portal and a user under a seeded schedule.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use motcua_sync::{
    engine::{
        Call, CallId, Effect, Event, Failure, JobState, Moment, Outbox, Reply, Rules, Tuning, UploadState,
    },
    ports::Write,
};
use uuid::Uuid;

use super::{
    Against,
    faults::Faults,
    files::Files,
    handlers::Handlers,
    model::{self, Habits, Model},
    money::{
        Happens, Money,
        bank::{Bank, Branch},
    },
    portal::Portal,
    user::{Action, Dossier},
};
use crate::rng::Rng;

/// Faults stop then (ms).
pub const CALM: u64 = 180_000;
/// By then everything must have drained (ms).
const END: u64 = CALM + 4 * 3_600_000;
/// The driver looks at the clock at least this often (ms).
const SLICE: u64 = 30_000;

pub enum What {
    Arrive {
        life: u32,
        id: CallId,
        call: Call,
        wanted: bool,
    },
    Answer {
        life: u32,
        id: CallId,
        outcome: Result<Reply, Failure>,
    },
    Write {
        life: u32,
        write: Box<Write>,
    },
    Wake {
        life: u32,
        version: u32,
    },
    User(Action),
    Money(Happens),
    Restart,
    Calm,
}

/// 9:00 on an April day of 2022.
fn start_of_time() -> DateTime<Utc> {
    DateTime::from_timestamp(1_650_000_000, 0).unwrap_or_default()
}

pub struct World {
    pub rng: Rng,
    /// Milliseconds since the start.
    pub time: u64,
    sequence: u64,
    queue: BTreeMap<(u64, u64), What>,
    pub worst: Faults,
    pub plant: super::Plant,
    pub portal: Box<dyn Portal>,
    pub money: Money,
    pub link_up: bool,
    pub session: bool,
    /// What the user chose; the desk's store keeps it.
    rules: Rules,
    /// "Send now" was said since the desk last started: the hours may be overruled.
    pub hurried: bool,
    pub account: Uuid,
    /// The desk's calendar is off by so much,
    skew: TimeDelta,
    /// and the portal's by so much.
    portal_skew: TimeDelta,
    pub portal_jumped: bool,
    /// Keys that the desk has sent.
    pub issued: BTreeSet<Uuid>,
    pub files: Arc<Files>,
    pub dossiers: Vec<Dossier>,
    /// Files the portal's disk has damaged.
    pub damaged: BTreeSet<String>,
    /// Uploads whose bytes the link has changed.
    pub spoilt: BTreeSet<String>,
    engine: Option<Outbox>,
    /// Counts restarts; what belongs to an earlier life is not heard.
    pub life: u32,
    born: u64,
    wake_version: u32,
    wake_at: u64,
    disk_free_at: u64,
    pub disk_full: bool,
    /// The desk's store.
    pub jobs: BTreeMap<Uuid, JobState>,
    uploads: BTreeMap<(Uuid, String), UploadState>,
    /// Planted: written "later".
    lagging: Vec<Write>,
    /// What was told of jobs, for the checker.
    pub told_confirmed: BTreeMap<Uuid, u32>,
    pub complaints: Vec<String>,
    trace: bool,
    /// Digest of what the desk was told and when.
    pub heard: DefaultHasher,
}

impl World {
    pub fn new(against: Against, seed: u64, plant: super::Plant, trace: bool) -> Self {
        let mut rng = Rng::new(seed);
        let worst = Faults::draw(&mut rng);
        let no_unique_uid = rng.chance(300) || plant.drops_keys || plant.commits_after_send;
        let habits = Habits {
            no_unique_uid,
            // a portal that relies on keys alone has to keep every answer
            keeps_refusals: no_unique_uid || rng.chance(500),
            echoes_manifest: plant.echoes_manifest,
            settles_twice: plant.settles_twice,
            blocks_nothing: plant.pays_anew,
            believes_anybody: plant.believes_anybody,
        };
        let files = Arc::new(Files::draw(&mut rng, plant.forgets_offset));
        let stranger = rng.uuid();
        let (portal, branch): (Box<dyn Portal>, Branch) = match against {
            Against::Model => {
                let branch = Branch::new(Bank::new(model::till::terminal(), seed));
                let model = Model::new(habits, stranger, files.clone(), branch.clone());
                (Box::new(model), branch)
            }
            Against::Handlers => {
                let handlers = Handlers::start(seed, start_of_time(), files.clone(), &plant);
                let branch = handlers.branch();
                (Box::new(handlers), branch)
            }
        };
        let payers = rng.chance(280);
        let mut world = Self {
            money: Money::new(branch, &worst, payers),
            time: 0,
            sequence: 0,
            queue: BTreeMap::new(),
            worst,
            plant,
            account: portal.account(),
            portal,
            link_up: true,
            session: true,
            rules: Rules::default(),
            hurried: false,
            skew: TimeDelta::zero(),
            portal_skew: TimeDelta::zero(),
            portal_jumped: false,
            issued: BTreeSet::new(),
            files,
            dossiers: Vec::new(),
            damaged: BTreeSet::new(),
            spoilt: BTreeSet::new(),
            engine: None,
            life: 0,
            born: 0,
            wake_version: 0,
            wake_at: 0,
            disk_free_at: 0,
            disk_full: false,
            jobs: BTreeMap::new(),
            uploads: BTreeMap::new(),
            lagging: Vec::new(),
            told_confirmed: BTreeMap::new(),
            complaints: Vec::new(),
            trace,
            heard: DefaultHasher::new(),
            rng,
        };
        world.plan_user();
        world.plan_money();
        world
    }

    /// Runs to the end and says what is wrong.
    pub fn run(mut self) -> Vec<String> {
        self.play();
        self.complaints
    }

    /// Runs to the end; a digest of every event.
    pub fn history(mut self) -> u64 {
        self.play();
        self.heard.finish()
    }

    fn play(&mut self) {
        self.restart();
        self.after(CALM, What::Calm);
        while let Some(((at, _), what)) = self.queue.pop_first() {
            self.time = at;
            if at > END {
                break;
            }
            self.happen(what);
            if self.time > CALM && self.money.rests && self.drained() && self.money_is_settled() {
                break;
            }
        }
        for write in std::mem::take(&mut self.lagging) {
            self.apply(write);
        }
        self.check();
        self.check_money();
    }

    pub fn faults(&self) -> Faults {
        if self.time < CALM {
            self.worst.clone()
        } else {
            Faults::default()
        }
    }

    pub fn wall(&self) -> DateTime<Utc> {
        start_of_time() + TimeDelta::milliseconds(self.time as i64) + self.skew
    }

    pub fn portal_time(&self) -> DateTime<Utc> {
        start_of_time() + TimeDelta::milliseconds(self.time as i64) + self.portal_skew
    }

    /// What no clock of theirs says.
    pub fn true_time(&self) -> DateTime<Utc> {
        start_of_time() + TimeDelta::milliseconds(self.time as i64)
    }

    /// The desk's clock jumps by so much, and sometimes the portal's by a hundredth of it.
    pub fn jump_clock(&mut self, by: TimeDelta) {
        self.skew += by;
        if self.rng.chance(500) {
            self.portal_skew += by / 100;
            self.portal_jumped = true;
        }
    }

    pub fn after(&mut self, delay: u64, what: What) {
        self.sequence += 1;
        self.queue.insert((self.time + delay, self.sequence), what);
    }

    pub fn say(&self, text: impl FnOnce() -> String) {
        if self.trace {
            println!("{:>9} ms  {}", self.time, text());
        }
    }

    fn happen(&mut self, what: What) {
        match what {
            What::Arrive {
                life,
                id,
                call,
                wanted,
            } => {
                self.say(|| format!("portal gets {id:?} of life {life}: {call:?}"));
                self.arrive(life, id, call, wanted);
            }
            What::Answer { life, id, outcome } if life == self.life => {
                self.tell(Event::Answered { call: id, outcome });
            }
            What::Write { life, write } if life == self.life => self.write(*write),
            What::Wake { life, version } if life == self.life && version == self.wake_version => {
                // the alarm rings again until the engine asks for another time
                if self.time < self.wake_at {
                    self.set_alarm();
                }
                self.tell(Event::Tick);
            }
            What::User(action) => self.act(action),
            What::Money(happens) => self.money_happens(happens),
            What::Restart => self.restart(),
            What::Calm => self.calm_down(),
            What::Answer { .. } | What::Write { .. } | What::Wake { .. } => {}
        }
    }

    pub fn restart(&mut self) {
        if self.engine.is_some() {
            return;
        }
        self.life += 1;
        self.born = self.time;
        self.disk_free_at = self.time;
        // Only what is on disk comes back, and as the desk writes it: as JSON.
        let jobs = self
            .jobs
            .values()
            .map(|job| JobState::from_json(&job.to_json()).expect("reads what it wrote"))
            .collect();
        let uploads = self.uploads.values().cloned().collect();
        let moment = self.moment();
        self.say(|| format!("desk starts, life {}", self.life));
        self.engine = Some(Outbox::load(Tuning::default(), jobs, uploads, moment));
        self.hurried = false;
        self.tell(Event::Rules(self.rules));
        self.tell(Event::Started);
        let account = self.account;
        if self.session {
            self.tell(Event::SessionValid { account });
        }
        self.resume_payments();
    }

    pub fn crash(&mut self) {
        if self.engine.take().is_none() {
            return;
        }
        self.say(|| "desk dies".to_owned());
        self.portal.desk_died();
        self.forget_errands();
        self.life += 1;
        self.lagging.clear();
        let pause = self.rng.range(1, 20_000);
        self.after(pause, What::Restart);
    }

    fn moment(&mut self) -> Moment {
        Moment {
            now: self.wall(),
            steady: Duration::from_millis(self.time - self.born),
            entropy: self.rng.bits(),
        }
    }

    pub fn tell(&mut self, event: Event) {
        let moment = self.moment();
        let Some(engine) = self.engine.as_mut() else {
            return;
        };
        if self.trace {
            println!("{:>9} ms  desk: {event:?}", self.time);
        }
        (self.time, std::mem::discriminant(&event)).hash(&mut self.heard);
        let effects = engine.handle(moment, event);
        for effect in effects {
            self.say(|| format!("    → {effect:?}"));
            self.obey(effect);
            if self.engine.is_none() {
                return;
            }
        }
    }

    fn obey(&mut self, effect: Effect) {
        match effect {
            Effect::Persist(write) => {
                // one at a time, in order
                self.disk_free_at = self.disk_free_at.max(self.time) + self.rng.range(1, 25);
                let delay = self.disk_free_at - self.time;
                let life = self.life;
                self.after(
                    delay,
                    What::Write {
                        life,
                        write: Box::new(write),
                    },
                );
            }
            Effect::Call { id, call } => {
                self.check_hours(&call);
                self.start_call(id, call);
            }
            Effect::Wake(Some(at)) => {
                self.wake_at = at.as_nanos().div_ceil(1_000_000) as u64 + self.born;
                self.set_alarm();
            }
            Effect::Confirmed { job, .. } => {
                *self.told_confirmed.entry(job).or_default() += 1;
                self.follow_up(job);
            }
            Effect::Recall { job, decision, .. } => self.recall_decided(job, decision),
            Effect::NeedSignIn { .. } => {
                let delay = self.rng.range(100, 30_000);
                self.after(delay, What::User(Action::SignIn));
            }
            Effect::Wake(None)
            | Effect::Cancel(_)
            | Effect::Held { .. }
            | Effect::Changed(_)
            | Effect::Link(_)
            | Effect::StoreTrouble => {}
        }
    }

    pub fn set_rules(&mut self, rules: Rules) {
        self.rules = rules;
        self.tell(Event::Rules(rules));
    }

    /// Outside the hours only questions are asked, unless the user said "send now".
    fn check_hours(&mut self, call: &Call) {
        let sends = !matches!(
            call,
            Call::Probe | Call::Operation { .. } | Call::Dossier { .. } | Call::DropUpload { .. }
        );
        let closed = self.rules.hours.is_some_and(|hours| !hours.hold(self.wall()));
        if sends && closed && !self.hurried {
            self.complaints
                .push(format!("OUT OF HOURS: {call:?} at {}", self.wall()));
        }
    }

    fn set_alarm(&mut self) {
        self.wake_version += 1;
        let (life, version) = (self.life, self.wake_version);
        let delay = self.wake_at.saturating_sub(self.time).min(SLICE);
        self.after(delay, What::Wake { life, version });
    }

    fn write(&mut self, write: Write) {
        let faults = self.faults();
        if self.rng.chance(faults.desk_dies) {
            return self.crash();
        }
        let number = write.number;
        if self.disk_full || self.rng.chance(faults.disk_full) {
            return self.tell(Event::PersistFailed(number));
        }
        if self.plant.commits_after_send {
            // The mistake: success is reported now, the write happens with the one after next.
            self.lagging.push(write);
            if self.lagging.len() > 2 {
                for write in std::mem::take(&mut self.lagging) {
                    self.apply(write);
                }
            }
        } else {
            self.apply(write);
        }
        if self.rng.chance(faults.desk_dies) {
            return self.crash();
        }
        self.tell(Event::Persisted(number));
    }

    pub fn apply(&mut self, write: Write) {
        for job in write.jobs {
            self.jobs.insert(job.id, job);
        }
        for upload in write.uploads {
            self.uploads
                .insert((upload.account, upload.sha256.clone()), upload);
        }
        for key in write.ended_uploads {
            self.uploads.remove(&key);
        }
    }

    /// The desk's own transaction that queues a job.
    pub fn commit_job(&mut self, job: JobState) {
        if self.plant.commits_after_send {
            let write = Write {
                number: 0,
                jobs: vec![job.clone()],
                uploads: Vec::new(),
                ended_uploads: Vec::new(),
            };
            self.lagging.push(write);
        } else {
            self.jobs.insert(job.id, job.clone());
        }
        self.tell(Event::Enqueued(Box::new(job)));
    }

    pub fn desk_runs(&self) -> bool {
        self.engine.is_some()
    }

    /// The weather clears: what is broken is mended, the user comes back.
    fn calm_down(&mut self) {
        self.link_up = true;
        self.disk_full = false;
        self.after(1, What::Restart);
        self.after(2, What::User(Action::SignIn));
        self.after(3, What::User(Action::Resume));
        // some leave their hours as they are: within the next day they come by themselves, but a
        // run is shorter
        let longest = if self.rng.chance(500) { 1 } else { 3_600_000 };
        self.after(longest, What::User(Action::AnyTime));
        self.after(4, What::User(Action::LinkUp));
        for round in 0..24 {
            self.after(10_000 + round * 600_000, What::User(Action::RetryHeld));
        }
    }

    /// Everything queued is finished on disk, and nothing that could still change that is on its
    /// way.
    fn drained(&self) -> bool {
        let settled = |job: &JobState| job.finished() || self.excused(job);
        let on_its_way = self.queue.values().any(|what| match what {
            What::User(Action::RetryHeld) | What::Wake { .. } => false,
            What::Money(happens) => {
                !matches!(happens, Happens::Round(_) | Happens::Poll { .. } | Happens::Chase)
            }
            _ => true,
        });
        !on_its_way
            && self.jobs.values().all(settled)
            && self
                .engine
                .as_ref()
                .is_some_and(|engine| engine.view().jobs.iter().all(|job| settled(&job.state)))
    }
}
