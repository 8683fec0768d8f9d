//! From the moment of receipt to the due date.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::{Calendar, VIET_NAM, local_day, next};
use crate::catalogue::{ProcessingTime, TimeUnit};

/// A time during which the clock stood still (statuses 5, 6, 8); `to` is `None` while it still does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// From.
    pub from: DateTime<Utc>,
    /// To.
    pub to: Option<DateTime<Utc>>,
}

impl Calendar {
    /// The working moment from which time counts: `received_at` itself within office hours; the
    /// opening or the end of lunch when it came before; the next working morning when it came after
    /// closing or on a day off.
    pub fn counted_from(&self, received_at: DateTime<Utc>) -> DateTime<Utc> {
        utc(self.normalised(local(received_at)))
    }

    fn normalised(&self, at: NaiveDateTime) -> NaiveDateTime {
        let hours = self.hours();
        let (day, time) = (at.date(), at.time());
        if !self.is_working_day(day) || time >= hours.closes {
            let from = if self.is_working_day(day) { next(day) } else { day };
            return self.working_day_from(from).and_time(hours.opens);
        }
        if time < hours.opens {
            day.and_time(hours.opens)
        } else if time >= hours.lunch && time < hours.reopens {
            day.and_time(hours.reopens)
        } else {
            at
        }
    }

    /// When the result is due: the statutory time from [`Self::counted_from`], pauses left out.
    ///
    /// Working days and days count from the day after; the due moment has the time of day of receipt.
    /// A due date never falls on a day off: it moves to the next working day. An open pause counts
    /// as nothing yet: the due date then is the one before it.
    pub fn due_at(
        &self,
        received_at: DateTime<Utc>,
        time: ProcessingTime,
        pauses: &[Pause],
    ) -> DateTime<Utc> {
        let start = self.normalised(local(received_at));
        let mut due = match time.unit {
            TimeUnit::WorkingDays => self
                .add_working_days(start.date(), time.value)
                .and_time(start.time()),
            TimeUnit::Days => {
                let day = start
                    .date()
                    .checked_add_days(Days::new(time.value.into()))
                    .unwrap_or(NaiveDate::MAX);
                self.working_day_from(day).and_time(start.time())
            }
            TimeUnit::Hours => self.add_working_time(start, TimeDelta::hours(time.value.into())),
        };
        for pause in closed(pauses, received_at) {
            due = match time.unit {
                TimeUnit::WorkingDays => {
                    let lost = self.working_days_between(local_day(pause.0), local_day(pause.1));
                    self.add_working_days(due.date(), lost).and_time(due.time())
                }
                TimeUnit::Days => {
                    let lost = (local_day(pause.1) - local_day(pause.0)).num_days().max(0) as u64;
                    let day = due
                        .date()
                        .checked_add_days(Days::new(lost))
                        .unwrap_or(NaiveDate::MAX);
                    self.working_day_from(day).and_time(due.time())
                }
                TimeUnit::Hours => {
                    self.add_working_time(due, self.working_time(local(pause.0), local(pause.1)))
                }
            };
        }
        utc(due)
    }

    /// The day of [`Self::due_at`] in Việt Nam (ngày hẹn trả).
    pub fn due_on(&self, received_at: DateTime<Utc>, time: ProcessingTime, pauses: &[Pause]) -> NaiveDate {
        local_day(self.due_at(received_at, time, pauses))
    }

    /// The spans of office time of a working day.
    fn spans(&self, day: NaiveDate) -> [(NaiveDateTime, NaiveDateTime); 2] {
        let hours = self.hours();
        [
            (day.and_time(hours.opens), day.and_time(hours.lunch)),
            (day.and_time(hours.reopens), day.and_time(hours.closes)),
        ]
    }

    fn add_working_time(&self, from: NaiveDateTime, mut left: TimeDelta) -> NaiveDateTime {
        let mut day = self.working_day_from(from.date());
        loop {
            for (opens, closes) in self.spans(day) {
                let start = opens.max(from);
                if start < closes {
                    if left <= closes - start {
                        return start + left;
                    }
                    left -= closes - start;
                }
            }
            day = self.working_day_from(next(day));
        }
    }

    fn working_time(&self, from: NaiveDateTime, to: NaiveDateTime) -> TimeDelta {
        let mut sum = TimeDelta::zero();
        let mut day = from.date();
        while day <= to.date() {
            if self.is_working_day(day) {
                for (opens, closes) in self.spans(day) {
                    let span = closes.min(to) - opens.max(from);
                    sum += span.max(TimeDelta::zero());
                }
            }
            day = next(day);
        }
        sum
    }
}

/// The ended pauses after receipt, those that overlap joined, in order.
fn closed(pauses: &[Pause], received_at: DateTime<Utc>) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let mut spans: Vec<_> = pauses
        .iter()
        .filter_map(|p| p.to.map(|to| (p.from.max(received_at), to)))
        .filter(|(from, to)| from < to)
        .collect();
    spans.sort_unstable();
    let mut joined: Vec<(DateTime<Utc>, DateTime<Utc>)> = Vec::with_capacity(spans.len());
    for (from, to) in spans {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

fn local(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&VIET_NAM).naive_local()
}

fn utc(at: NaiveDateTime) -> DateTime<Utc> {
    // a fixed offset has neither gaps nor repeated hours
    at.and_local_timezone(VIET_NAM)
        .single()
        .map(|t| t.to_utc())
        .unwrap_or_else(|| at.and_utc())
}
