//! The task that owns the engine.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use tokio::{
    sync::{mpsc, oneshot, watch},
    task::{AbortHandle, JoinHandle},
    time::Instant,
};
use uuid::Uuid;

use super::{
    Parts,
    calls::Callers,
    event::{SyncEvent, SyncListener},
    handle::Command,
    rate::Rate,
    writer,
};
use crate::{
    engine::{Call, CallId, Effect, Event, Link, Moment, Outbox, RecallDecision},
    ports::{Clock, Entropy, Loaded, Write},
};

/// The engine hears of the time at least this often: a computer that slept may be late.
const SLICE: Duration = Duration::from_secs(30);
/// How long after a failed start the store is asked again.
const LOAD_RETRY: Duration = Duration::from_secs(5);

/// Bytes of an upload under way.
#[derive(Debug, Clone, Copy)]
struct Moving {
    offset: u64,
    size: u64,
}

struct Driver {
    outbox: Outbox,
    callers: Callers,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    listener: Arc<dyn SyncListener>,
    writes: mpsc::UnboundedSender<Write>,
    calls: BTreeMap<CallId, AbortHandle>,
    moving: BTreeMap<CallId, Moving>,
    rate: Rate,
    recalls: BTreeMap<Uuid, Vec<oneshot::Sender<RecallDecision>>>,
    link: watch::Sender<Link>,
    started: Instant,
    wake: Option<Duration>,
}

pub(super) async fn run(
    parts: Parts,
    mut inbox: mpsc::UnboundedReceiver<Command>,
    link: watch::Sender<Link>,
) {
    let mut early = Vec::new();
    let Some(loaded) = load(&parts, &mut inbox, &mut early).await else {
        return;
    };
    let (events, mut happened) = mpsc::unbounded_channel();
    let (writes, to_write) = mpsc::unbounded_channel();
    let writer: JoinHandle<()> = tokio::spawn(writer::run(
        parts.jobs.clone(),
        parts.listener.clone(),
        to_write,
        events.clone(),
    ));
    let started = Instant::now();
    let moment = Moment {
        now: parts.clock.now(),
        steady: Duration::ZERO,
        entropy: parts.entropy.next(),
    };
    let mut driver = Driver {
        outbox: Outbox::load(parts.tuning, loaded.jobs, loaded.uploads, moment),
        callers: Callers {
            client: parts.client,
            blobs: parts.blobs,
            listener: parts.listener.clone(),
            clock: parts.clock.clone(),
            events,
        },
        clock: parts.clock,
        entropy: parts.entropy,
        listener: parts.listener,
        writes,
        calls: BTreeMap::new(),
        moving: BTreeMap::new(),
        rate: Rate::default(),
        recalls: BTreeMap::new(),
        link,
        started,
        wake: None,
    };
    if parts.paused {
        driver.tell(Event::Paused);
    }
    driver.tell(Event::Rules(parts.rules));
    driver.tell(Event::Started);
    for command in early {
        driver.obey_handle(command);
    }
    let mut stopped = None;
    loop {
        let alarm = driver.alarm();
        tokio::select! {
            command = inbox.recv() => match command {
                Some(Command::Stop(done)) => {
                    stopped = Some(done);
                    break;
                }
                Some(command) => driver.obey_handle(command),
                None => break,
            },
            Some(event) = happened.recv() => driver.tell(event),
            () = tokio::time::sleep_until(alarm) => driver.tell(Event::Tick),
        }
    }
    for call in driver.calls.values() {
        call.abort();
    }
    // the writer ends once it has done what it was given
    drop(driver);
    if let Err(error) = writer.await {
        log::error!("the writer of the outbox ended badly: {error}");
    }
    if let Some(done) = stopped {
        let _ = done.send(());
    }
}

/// The outbox from the store, however long the store takes. `None`: stopped meanwhile.
async fn load(
    parts: &Parts,
    inbox: &mut mpsc::UnboundedReceiver<Command>,
    early: &mut Vec<Command>,
) -> Option<Loaded> {
    loop {
        match parts.jobs.load().await {
            Ok(loaded) => return Some(loaded),
            Err(error) => {
                log::error!("the outbox could not be read: {error}");
                parts.listener.notify(SyncEvent::LoadFailed {
                    message: error.message,
                });
            }
        }
        let again = Instant::now() + LOAD_RETRY;
        loop {
            tokio::select! {
                () = tokio::time::sleep_until(again) => break,
                command = inbox.recv() => match command {
                    Some(Command::Stop(done)) => {
                        let _ = done.send(());
                        return None;
                    }
                    Some(command) => early.push(command),
                    None => return None,
                },
            }
        }
    }
}

impl Driver {
    fn steady(&self) -> Duration {
        self.started.elapsed()
    }

    fn alarm(&self) -> Instant {
        let latest = Instant::now() + SLICE;
        match self.wake {
            Some(wake) => (self.started + wake).min(latest),
            None => latest,
        }
    }

    fn obey_handle(&mut self, command: Command) {
        match command {
            Command::Event(event) => self.tell(*event),
            Command::Recall(job, answer) => {
                self.recalls.entry(job).or_default().push(answer);
                self.tell(Event::Recalled(job));
            }
            Command::AtRest(answer) => {
                let _ = answer.send(self.outbox.is_at_rest());
            }
            Command::View(answer) => {
                let _ = answer.send(self.outbox.view());
            }
            Command::Stop(_) => {}
        }
    }

    fn tell(&mut self, event: Event) {
        match &event {
            Event::Answered { call, .. } => {
                self.calls.remove(call);
                self.moving.remove(call);
            }
            Event::Progress { call, offset } => self.moved(*call, *offset),
            Event::Rules(rules) => self.callers.client.set_pace(rules.bytes_per_second),
            _ => {}
        }
        let moment = Moment {
            now: self.clock.now(),
            steady: self.steady(),
            entropy: self.entropy.next(),
        };
        for effect in self.outbox.handle(moment, event) {
            self.obey(effect);
        }
    }

    fn obey(&mut self, effect: Effect) {
        match effect {
            // fails only while ending
            Effect::Persist(write) => drop(self.writes.send(write)),
            Effect::Call { id, call } => self.call(id, call),
            Effect::Cancel(id) => {
                self.moving.remove(&id);
                if let Some(call) = self.calls.remove(&id) {
                    call.abort();
                }
            }
            Effect::Wake(at) => self.wake = at,
            Effect::NeedSignIn { account } => self.listener.notify(SyncEvent::NeedSignIn { account }),
            Effect::Confirmed {
                job,
                dossier,
                outcome,
            } => {
                self.listener.notify(SyncEvent::Confirmed {
                    job,
                    dossier,
                    outcome,
                });
            }
            Effect::Held { job, dossier, reason } => {
                self.listener.notify(SyncEvent::Held { job, dossier, reason })
            }
            Effect::Recall {
                job,
                dossier,
                decision,
            } => self.recall_decided(job, dossier, decision),
            Effect::Changed(job) => self.listener.notify(SyncEvent::Job { job }),
            Effect::Link(link) => {
                self.link.send_replace(link);
                self.listener.notify(SyncEvent::Link(link));
            }
            // the writer has told it, with the store's words
            Effect::StoreTrouble => {}
        }
    }

    fn call(&mut self, id: CallId, call: Call) {
        if let Call::PatchUpload { offset, size, .. } = &call {
            self.moving.insert(
                id,
                Moving {
                    offset: *offset,
                    size: *size,
                },
            );
        }
        let task = tokio::spawn(self.callers.clone().make(self.outbox.account(), id, call));
        self.calls.insert(id, task.abort_handle());
    }

    fn moved(&mut self, call: CallId, offset: u64) {
        let Some(moving) = self.moving.get_mut(&call) else {
            return;
        };
        let now = Instant::now();
        self.rate.add(now, offset.saturating_sub(moving.offset));
        moving.offset = moving.offset.max(offset);
        let done = self.moving.values().map(|moving| moving.offset).sum();
        let total = self.moving.values().map(|moving| moving.size).sum();
        self.listener.notify(SyncEvent::Progress {
            done,
            total,
            rate: self.rate.per_second(now),
        });
    }

    fn recall_decided(&mut self, job: Uuid, dossier: Uuid, decision: RecallDecision) {
        match self.recalls.remove(&job) {
            Some(waiting) => {
                for answer in waiting {
                    let _ = answer.send(decision);
                }
            }
            None if decision != RecallDecision::Asking => {
                self.listener.notify(SyncEvent::Recall {
                    job,
                    dossier,
                    decision,
                });
            }
            None => {}
        }
    }
}
