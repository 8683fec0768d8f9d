//! Reading `holidays.json`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Calendar, OfficeHours};

/// Why a calendar could not be read.
#[derive(Debug, thiserror::Error)]
#[error("holidays.json cannot be read ({0}); fetch it again from the portal")]
pub struct CalendarError(#[from] serde_json::Error);

#[derive(Deserialize)]
struct Source {
    years: Vec<Year>,
}

#[derive(Deserialize)]
struct Year {
    year: i32,
    official_schedule_found: bool,
    days: Vec<Day>,
    // null: not announced yet, which is not "none"
    swapped_days_off: Option<Vec<Swap>>,
    makeup_days: Option<Vec<NaiveDate>>,
}

#[derive(Deserialize)]
struct Day {
    date: NaiveDate,
    name: String,
    verified: bool,
}

#[derive(Deserialize)]
struct Swap {
    off: NaiveDate,
    makeup_working_day: Option<NaiveDate>,
}

impl Calendar {
    /// Reads `holidays.json`, with the default office hours. Days of a year without an official
    /// schedule are used as estimates ([`Calendar::is_announced`]); a single unverified day in an
    /// announced year is not a day off.
    pub fn from_json(json: &str) -> Result<Self, CalendarError> {
        let source: Source = serde_json::from_str(json)?;
        let mut off = BTreeMap::new();
        let mut make_up = BTreeSet::new();
        let mut estimated = BTreeSet::new();
        for year in source.years {
            if !year.official_schedule_found {
                estimated.insert(year.year);
            }
            for day in year.days {
                if day.verified || !year.official_schedule_found {
                    off.insert(day.date, day.name);
                }
            }
            for swap in year.swapped_days_off.unwrap_or_default() {
                off.insert(swap.off, "Nghỉ hoán đổi ngày làm việc".to_owned());
                make_up.extend(swap.makeup_working_day);
            }
            make_up.extend(year.makeup_days.unwrap_or_default());
        }
        Ok(Self {
            off,
            make_up,
            estimated,
            hours: OfficeHours::default(),
        })
    }
}
