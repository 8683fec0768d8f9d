//! The working-day calendar: holidays, make-up working days, office hours, due dates.
//!
//! - Holidays of any number of years are held together, so that a time that runs over Tết or the end
//!   of the year is counted right.
//! - A Saturday that makes up for a day off is a working day.
//! - What arrives after office hours counts as received on the next working day.
//! - While a dossier waits for its applicant (statuses 5 and 6) or is stopped (8) the clock stands still.

mod due;
mod source;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, Utc, Weekday};

pub use due::Pause;
pub use source::CalendarError;

/// Asia/Ho_Chi_Minh: UTC+7 all year, unchanged since 1975.
pub const VIET_NAM: FixedOffset = match FixedOffset::east_opt(7 * 3600) {
    Some(offset) => offset,
    None => panic!("seven hours are a valid offset"),
};

/// The day in Việt Nam at a moment.
pub fn local_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&VIET_NAM).date_naive()
}

/// When an office works on a working day: a morning and an afternoon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfficeHours {
    /// Opens in the morning.
    pub opens: NaiveTime,
    /// Closes for lunch.
    pub lunch: NaiveTime,
    /// Opens after lunch.
    pub reopens: NaiveTime,
    /// Closes; what comes later counts as the next working day's.
    pub closes: NaiveTime,
}

const fn time(hour: u32, minute: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, minute, 0) {
        Some(time) => time,
        None => panic!("a valid time of day"),
    }
}

impl Default for OfficeHours {
    /// 07:00–11:30 and 13:30–17:00, eight hours, as the province's one-stop systems count.
    fn default() -> Self {
        Self {
            opens: time(7, 0),
            lunch: time(11, 30),
            reopens: time(13, 30),
            closes: time(17, 0),
        }
    }
}

/// Holidays, make-up working days and office hours.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    off: BTreeMap<NaiveDate, String>,
    make_up: BTreeSet<NaiveDate>,
    estimated: BTreeSet<i32>,
    hours: OfficeHours,
}

impl Calendar {
    /// The same calendar with an agency's own office hours.
    pub fn with_hours(mut self, hours: OfficeHours) -> Self {
        self.hours = hours;
        self
    }

    /// The office hours.
    pub fn hours(&self) -> OfficeHours {
        self.hours
    }

    /// Whether offices work on this day.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        if self.make_up.contains(&day) {
            return true;
        }
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.off.contains_key(&day)
    }

    /// The name of the holiday or swapped day off on this day, for showing.
    pub fn holiday_name(&self, day: NaiveDate) -> Option<&str> {
        self.off.get(&day).map(String::as_str)
    }

    /// Whether the days off of this year are officially announced; otherwise a due date in it is an
    /// estimate and should be shown as one.
    pub fn is_announced(&self, year: i32) -> bool {
        let known = self.off.keys().any(|day| day.year() == year);
        known && !self.estimated.contains(&year)
    }

    /// The first working day on or after `day`.
    pub fn working_day_from(&self, mut day: NaiveDate) -> NaiveDate {
        while !self.is_working_day(day) {
            day = next(day);
        }
        day
    }

    /// The working day that lies `count` working days after `day`.
    pub fn add_working_days(&self, mut day: NaiveDate, count: u32) -> NaiveDate {
        for _ in 0..count {
            day = self.working_day_from(next(day));
        }
        day
    }

    /// Working days after `from` up to and with `to`; 0 when `to` is not later.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        let mut count = 0;
        let mut day = from;
        while day < to {
            day = next(day);
            if self.is_working_day(day) {
                count += 1;
            }
        }
        count
    }

    /// Working days from today to the due day: 0 on the day itself, negative when overdue.
    pub fn working_days_left(&self, today: NaiveDate, due_on: NaiveDate) -> i32 {
        if due_on >= today {
            self.working_days_between(today, due_on) as i32
        } else {
            -(self.working_days_between(due_on, today) as i32)
        }
    }
}

fn next(day: NaiveDate) -> NaiveDate {
    // the calendar of chrono ends 260,000 years from now
    day.succ_opt().unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests;
