//! The working-day calendar.
use chrono::{DateTime, NaiveDate, Utc};

use crate::catalogue::ProcessingTime;

/// Why a calendar could not be read.
#[derive(Debug, thiserror::Error)]
#[error("holidays.json cannot be read ({0}); fetch it again from the portal")]
pub struct CalendarError(pub String);

/// Holidays, make-up working days and office hours.
#[derive(Debug, Clone)]
pub struct Calendar {}

/// A time during which the clock stood still (statuses 5, 6, 8); `to` is `None` while it still does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// From.
    pub from: DateTime<Utc>,
    /// To.
    pub to: Option<DateTime<Utc>>,
}

impl Calendar {
    /// Reads `holidays.json`, with the default office hours.
    pub fn from_json(_json: &str) -> Result<Self, CalendarError> {
        todo!()
    }
    /// Whether offices work on this day.
    pub fn is_working_day(&self, _day: NaiveDate) -> bool {
        todo!()
    }
    /// The name of the holiday on this day, for showing.
    pub fn holiday_name(&self, _day: NaiveDate) -> Option<&str> {
        todo!()
    }
    /// The working moment from which time counts: within office hours of a working day.
    pub fn counted_from(&self, _received_at: DateTime<Utc>) -> DateTime<Utc> {
        todo!()
    }
    /// When the result is due.
    pub fn due_at(&self, _received_at: DateTime<Utc>, _time: ProcessingTime, _pauses: &[Pause]) -> DateTime<Utc> {
        todo!()
    }
    /// The day of [`Self::due_at`] in Việt Nam (ngày hẹn trả).
    pub fn due_on(&self, _received_at: DateTime<Utc>, _time: ProcessingTime, _pauses: &[Pause]) -> NaiveDate {
        todo!()
    }
    /// Working days from today's to the due day: 0 on the day itself, negative when overdue.
    pub fn working_days_left(&self, _today: NaiveDate, _due_on: NaiveDate) -> i32 {
        todo!()
    }
}
/// The day in Việt Nam (Asia/Ho_Chi_Minh, +07:00 all year) at a moment.
pub fn local_day(_at: DateTime<Utc>) -> NaiveDate {
    todo!()
}
