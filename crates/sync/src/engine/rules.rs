//! When the outbox may send, and how fast: what the user chose.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use motcua_domain::calendar::VIET_NAM;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::outbox::{Job, Outbox, Sha, Timer};

/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// The user's rules for sending. The usual ones ask for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rules {
    /// The only time of day at which anything is sent by itself; `None`: any.
    pub hours: Option<Hours>,
    /// Bytes a second towards the portal at most; `None`: as many as the link takes.
    pub bytes_per_second: Option<u32>,
}

/// A part of every day, on Việt Nam's clock; over midnight when `from` is after `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// First minute of the day, 0 to 1439.
    pub from: u16,
    /// First minute after, 0 to 1439.
    pub until: u16,
}

impl Hours {
    /// Hours from minutes of the day; `None` when they are no times of a day or leave no time.
    pub fn new(from: u16, until: u16) -> Option<Self> {
        (from < DAY && until < DAY && from != until).then_some(Self { from, until })
    }

    /// Whether it is that time.
    pub fn hold(&self, now: DateTime<Utc>) -> bool {
        let now = minute_of_day(now);
        if self.from < self.until {
            (self.from..self.until).contains(&now)
        } else {
            now >= self.from || now < self.until
        }
    }

    /// When they next begin or end, whichever comes first; always after `now`.
    pub fn next_change(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let here = minute_of_day(now);
        let wait = [self.from, self.until]
            .map(|at| (at + DAY - here - 1) % DAY + 1)
            .into_iter()
            .min()
            .unwrap_or(DAY);
        let into_minute = TimeDelta::seconds(i64::from(now.second()))
            + TimeDelta::nanoseconds(i64::from(now.nanosecond() % 1_000_000_000));
        now.checked_add_signed(TimeDelta::minutes(i64::from(wait)) - into_minute)
            .unwrap_or(now)
    }
}

fn minute_of_day(now: DateTime<Utc>) -> u16 {
    let here = now.with_timezone(&VIET_NAM).time();
    u16::try_from(here.num_seconds_from_midnight() / 60).unwrap_or(0)
}

impl Outbox {
    pub(super) fn set_rules(&mut self, rules: Rules) {
        self.rules = rules;
        self.watch_hours();
        self.look_at_hours();
    }

    /// Whether a job may be sent at this hour.
    pub(super) fn may_go(&self, job: &Job) -> bool {
        self.open || job.hurried
    }

    /// When sending begins by itself; `None`: it may at this hour.
    pub(super) fn opens_at(&self) -> Option<DateTime<Utc>> {
        let hours = self.rules.hours.filter(|_| !self.open)?;
        Some(hours.next_change(self.now))
    }

    /// The calendar may have moved on, or jumped.
    pub(super) fn look_at_hours(&mut self) {
        let open = self.rules.hours.is_none_or(|hours| hours.hold(self.now));
        if open == self.open {
            return;
        }
        self.open = open;
        self.moved_at = self.steady;
        self.watch_hours();
        let ids: Vec<Uuid> = self.jobs.keys().copied().collect();
        for id in ids {
            self.place(id);
        }
        if !open {
            self.stop_what_may_not_go();
        }
    }

    /// Asks to be woken when the hours begin or end. A calendar that jumps in between is noticed at
    /// the next event, of which there is one every half minute.
    fn watch_hours(&mut self) {
        if let Some(hours) = self.rules.hours {
            let wait = (hours.next_change(self.now) - self.now).to_std();
            let at = self.steady + wait.unwrap_or_default();
            self.timers.insert((at, Timer::Hours));
        }
    }

    /// Uploads stop where they are, as in a pause.
    fn stop_what_may_not_go(&mut self) {
        let hurried = self.jobs.values().filter(|job| job.hurried);
        let stay: BTreeSet<Sha> = hurried.flat_map(|job| job.files.iter().cloned()).collect();
        self.stop_uploads(|sha, _| !stay.contains(sha));
    }

    /// The user wants one job, or all there are, sent at this hour.
    pub(super) fn hurry(&mut self, only: Option<Uuid>) {
        let ids: Vec<Uuid> = match only {
            // what stands before it must go first
            Some(id) => {
                let dossier = self.jobs.get(&id).map(|job| job.state.dossier);
                let all = dossier.and_then(|dossier| self.dossiers.get(&dossier));
                all.into_iter().flatten().map(|(_, id)| *id).collect()
            }
            None => self.jobs.keys().copied().collect(),
        };
        for id in ids {
            if let Some(job) = self.jobs.get_mut(&id) {
                job.hurried = true;
                self.place(id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A time of the first of May 2022 in Việt Nam.
    fn at(hour: u32, minute: u32, second: u32) -> DateTime<Utc> {
        use chrono::TimeZone as _;
        let here = VIET_NAM.with_ymd_and_hms(2022, 5, 1, hour, minute, second);
        here.unwrap().with_timezone(&Utc)
    }

    #[test]
    fn a_night_begins_in_the_evening_and_ends_in_the_morning() {
        let night = Hours::new(22 * 60, 5 * 60 + 30).unwrap();
        assert!(!night.hold(at(21, 59, 59)));
        assert!(night.hold(at(22, 0, 0)));
        assert!(night.hold(at(0, 0, 0)));
        assert!(night.hold(at(5, 29, 59)));
        assert!(!night.hold(at(5, 30, 0)));
        assert_eq!(night.next_change(at(12, 0, 30)), at(22, 0, 0));
        assert_eq!(night.next_change(at(22, 0, 0)), at(5, 30, 0) + TimeDelta::days(1));
        assert_eq!(night.next_change(at(5, 29, 59)), at(5, 30, 0));
    }

    #[test]
    fn hours_within_a_day_and_hours_that_are_none() {
        let noon = Hours::new(11 * 60 + 30, 13 * 60).unwrap();
        assert!(!noon.hold(at(11, 29, 0)) && noon.hold(at(11, 30, 0)) && !noon.hold(at(13, 0, 0)));
        assert_eq!(noon.next_change(at(23, 0, 0)), at(11, 30, 0) + TimeDelta::days(1));
        assert_eq!(Hours::new(600, 600), None);
        assert_eq!(Hours::new(0, 1440), None);
    }
}
