//! Time, injected, so that lifetimes and throttles can be tested without waiting.

use std::{
    sync::Mutex,
    time::{SystemTime, UNIX_EPOCH},
};

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, Utc};
use motcua_domain::calendar::{VIET_NAM, local_day};

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// The moment, in UTC, to the millisecond.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let ms = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        DateTime::from_timestamp_millis(ms).unwrap_or_default()
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock(Mutex<DateTime<Utc>>);

impl ManualClock {
    /// A clock that shows `at`.
    pub fn at(at: DateTime<Utc>) -> Self {
        Self(Mutex::new(at))
    }

    /// Moves the clock forward (or back, with a negative duration).
    pub fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap_or_else(|e| e.into_inner());
        *now += by;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(|e| e.into_inner())
    }
}

/// Asia/Ho_Chi_Minh: UTC+7 all year; Viet Nam has had no daylight saving time since 1975.
pub fn viet_nam() -> FixedOffset {
    VIET_NAM
}

/// The calendar day it is in Viet Nam at that moment.
pub fn day_in_viet_nam(at: DateTime<Utc>) -> NaiveDate {
    local_day(at)
}
