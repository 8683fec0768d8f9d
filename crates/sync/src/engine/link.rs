//! The link and the portal's health: probes, back-off, circuit breaker.

use std::{collections::BTreeSet, time::Duration};

use super::{
    event::{Call, Effect, Failure, Link, Reply},
    outbox::{Outbox, Purpose, Timer},
};

/// Draws from the entropy of one event (splitmix64).
#[derive(Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(entropy: u64) -> Self {
        Self(entropy)
    }
    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// What is known of the link and the portal behind it.
#[derive(Debug)]
pub(super) struct LinkState {
    pub(super) link: Link,
    probing: bool,
    /// Due, unless probing.
    probe_at: Option<Duration>,
    probe_fails: u32,
    /// Lost answers in a row.
    cuts: u32,
    /// Which requests failed with 5xx since anything went well.
    failing: BTreeSet<String>,
    breaker_level: u32,
    pub(super) busy_until: Option<Duration>,
}

impl Default for LinkState {
    fn default() -> Self {
        Self {
            link: Link::Checking,
            probing: false,
            probe_at: None,
            probe_fails: 0,
            cuts: 0,
            failing: BTreeSet::new(),
            breaker_level: 0,
            busy_until: None,
        }
    }
}

impl Outbox {
    /// Whether requests may go out now.
    pub(super) fn talking(&self) -> bool {
        !self.paused && self.link.link == Link::Online && self.account.is_some() && !self.busy()
    }

    fn busy(&self) -> bool {
        self.link.busy_until.is_some_and(|until| until > self.steady)
    }

    /// Exponential with full jitter: anything from a little to `base · 2^(fails−1)`, capped.
    pub(super) fn backoff(&mut self, fails: u32) -> Duration {
        self.jitter(fails, self.tuning.backoff_cap)
    }

    /// A short wait, so that those whom one event has cut off do not return as one.
    pub(super) fn soon(&mut self) -> Duration {
        self.drawn(
            self.tuning.resume_pause.as_millis() as u64,
            1,
            self.tuning.resume_pause,
        )
    }

    fn jitter(&mut self, fails: u32, cap: Duration) -> Duration {
        self.drawn(self.tuning.backoff_base.as_millis() as u64, fails, cap)
    }

    fn drawn(&mut self, base: u64, fails: u32, cap: Duration) -> Duration {
        let top = base
            .saturating_mul(1 << fails.saturating_sub(1).min(32))
            .min(cap.as_millis() as u64)
            .max(1);
        // never quite nothing: a loop without any pause helps nobody
        let floor = (base / 10).min(top);
        Duration::from_millis(floor + self.dice.draw() % (top - floor + 1))
    }

    /// The probe, when it is due.
    pub(super) fn pump_probe(&mut self) {
        if self.link.probing || self.link.link == Link::Online {
            return;
        }
        if self.link.probe_at.is_none_or(|at| at <= self.steady) {
            self.link.probing = true;
            self.call(Purpose::Probe, Call::Probe);
        }
    }

    pub(super) fn probed(&mut self, outcome: &Result<Reply, Failure>) {
        self.link.probing = false;
        match outcome {
            // A portal in trouble is there; what it can do shows when it is asked.
            Ok(_) | Err(Failure::Refused { .. }) => self.link_is_up(),
            Err(Failure::Captive) => self.link_is_down(true),
            Err(_) => self.link_is_down(false),
        }
    }

    /// The portal answered.
    pub(super) fn link_is_up(&mut self) {
        self.link.probe_fails = 0;
        self.link.probe_at = None;
        self.link.cuts = 0;
        self.set_link(Link::Online);
    }

    /// The portal cannot be reached: tried again from time to time.
    pub(super) fn link_is_down(&mut self, captive: bool) {
        self.link.probe_fails = self.link.probe_fails.saturating_add(1);
        let delay = self.jitter(self.link.probe_fails, self.tuning.probe_cap);
        let at = self.steady + delay;
        self.link.probe_at = Some(at);
        self.timers.insert((at, Timer::Probe));
        let next_try = Some(self.on_the_wall(at));
        self.set_link(if captive {
            Link::Captive { next_try }
        } else {
            Link::Offline { next_try }
        });
    }

    /// Try the link at once.
    pub(super) fn probe_now(&mut self) {
        if self.link.link != Link::Online {
            self.link.probe_at = None;
            self.link.probe_fails = 0;
            if !self.link.probing {
                self.set_link(Link::Checking);
            }
        }
    }

    fn set_link(&mut self, link: Link) {
        if self.link.link != link {
            if link == Link::Online {
                self.moved_at = self.steady;
            }
            self.link.link = link;
            self.effects.push(Effect::Link(link));
        }
    }

    /// An answer was lost. Some cuts are usual on a bad link; after several in a row the link is probed,
    /// at once: one cut of the whole link fells everything under way and says nothing about the next moment.
    pub(super) fn cut(&mut self) {
        self.link.cuts += 1;
        if self.link.cuts >= self.tuning.suspicious_cuts && self.link.link == Link::Online {
            self.link.cuts = 0;
            self.link.probe_at = None;
            self.set_link(Link::Checking);
        }
    }

    /// Something other than a probe went well.
    pub(super) fn went_well(&mut self) {
        self.link_is_up();
        self.moved_at = self.steady;
        self.link.failing.clear();
        self.link.breaker_level = 0;
    }

    /// A request ended in 5xx. `source` names what it was about: one bad item alone never stops
    /// the rest.
    pub(super) fn went_bad(&mut self, source: String, retry_after: Option<u32>) {
        self.link.cuts = 0;
        if let Some(seconds) = retry_after {
            self.leave_alone(Some(seconds));
            return;
        }
        self.link.failing.insert(source);
        if self.link.failing.len() >= self.tuning.breaker {
            self.link.failing.clear();
            self.leave_alone(None);
        }
    }

    /// Leaves the portal alone for a while.
    pub(super) fn leave_alone(&mut self, retry_after: Option<u32>) {
        self.link.breaker_level = self.link.breaker_level.saturating_add(1);
        let delay = match retry_after {
            Some(seconds) => {
                // a little apart from everybody else who was told the same
                Duration::from_secs(u64::from(seconds.max(1))).min(self.tuning.retry_after_cap)
                    + self.jitter(1, self.tuning.backoff_base)
            }
            None => self.backoff(self.link.breaker_level + 2),
        };
        let until = self.steady + delay;
        self.link.busy_until = Some(self.link.busy_until.map_or(until, |before| before.max(until)));
        self.timers.insert((until, Timer::Busy));
    }

    /// Forgets every wait of the portal as a whole.
    pub(super) fn stop_waiting(&mut self) {
        self.link.busy_until = None;
        self.link.failing.clear();
        self.ask_until = None;
    }
}
