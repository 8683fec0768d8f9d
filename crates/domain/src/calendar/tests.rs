use chrono::{TimeDelta, TimeZone};
use proptest::prelude::*;

use super::*;
use crate::catalogue::{ProcessingTime, TimeUnit};

fn calendar() -> Calendar {
    Calendar::from_json(motcua_data::HOLIDAYS).unwrap()
}

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

/// A moment by the clock on the wall in Việt Nam.
fn at(y: i32, m: u32, d: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    VIET_NAM
        .with_ymd_and_hms(y, m, d, hour, minute, 0)
        .unwrap()
        .to_utc()
}

fn working_days(value: u32) -> ProcessingTime {
    ProcessingTime {
        value,
        unit: TimeUnit::WorkingDays,
    }
}

#[test]
fn tet_2026_is_off_from_the_14th_to_the_22nd() {
    let calendar = calendar();
    assert!(calendar.is_working_day(day(2026, 2, 13)));
    for d in 14..=22 {
        assert!(!calendar.is_working_day(day(2026, 2, d)), "{d}/2/2026");
    }
    assert_eq!(
        calendar.due_on(at(2026, 2, 12, 9, 0), working_days(3), &[]),
        day(2026, 2, 24)
    );
    assert_eq!(calendar.holiday_name(day(2026, 2, 17)), Some("Mùng một Tết"));
}

#[test]
fn a_swapped_day_is_made_up_on_a_saturday() {
    let calendar = calendar();
    assert!(!calendar.is_working_day(day(2026, 1, 2)), "Friday, swapped");
    assert!(calendar.is_working_day(day(2026, 1, 10)), "Saturday, made up");
    assert!(!calendar.is_working_day(day(2026, 1, 17)), "an ordinary Saturday");
    // 31/12/2025 → 5, 6, 7, 8, 9 and the Saturday 10
    assert_eq!(
        calendar.due_on(at(2025, 12, 31, 9, 0), working_days(6), &[]),
        day(2026, 1, 10)
    );
}

#[test]
fn an_unverified_day_is_no_day_off_and_an_unannounced_year_is_an_estimate() {
    let calendar = calendar();
    assert!(calendar.is_working_day(day(2026, 11, 24)));
    assert!(calendar.is_announced(2026));
    assert!(!calendar.is_announced(2027));
    assert!(!calendar.is_working_day(day(2027, 2, 8)), "Tết 2027, estimated");
    assert!(!calendar.is_announced(2028));
}

#[test]
fn receipt_outside_office_hours_moves_forward() {
    let calendar = calendar();
    for (received, counted) in [
        (at(2022, 5, 4, 9, 15), at(2022, 5, 4, 9, 15)),
        (at(2022, 5, 4, 5, 0), at(2022, 5, 4, 7, 0)),
        (at(2022, 5, 4, 12, 0), at(2022, 5, 4, 13, 30)),
        (at(2022, 5, 4, 11, 30), at(2022, 5, 4, 13, 30)),
        (at(2022, 5, 4, 17, 0), at(2022, 5, 5, 7, 0)),
        (at(2022, 5, 6, 18, 0), at(2022, 5, 9, 7, 0)),
        (at(2022, 5, 7, 10, 0), at(2022, 5, 9, 7, 0)),
        (at(2022, 4, 29, 17, 30), at(2022, 5, 4, 7, 0)),
        // 23:30 UTC is the next morning in Việt Nam
        (
            Utc.with_ymd_and_hms(2022, 5, 4, 23, 30, 0).unwrap(),
            at(2022, 5, 5, 7, 0),
        ),
    ] {
        assert_eq!(calendar.counted_from(received), counted, "{received}");
    }
}

#[test]
fn due_dates_of_the_three_units() {
    let calendar = calendar();
    // the circular's procedures: 45 working days, over 30/4, 1/5 and their days in lieu
    assert_eq!(
        calendar.due_on(at(2022, 4, 4, 8, 0), working_days(45), &[]),
        day(2022, 6, 9)
    );
    // after closing time it counts as the next day's
    assert_eq!(
        calendar.due_on(at(2022, 4, 4, 17, 1), working_days(1), &[]),
        day(2022, 4, 6)
    );
    // calendar days; 30/4/2022 is a Saturday and a holiday, 2 and 3/5 in lieu
    let days = ProcessingTime {
        value: 15,
        unit: TimeUnit::Days,
    };
    assert_eq!(calendar.due_on(at(2022, 4, 15, 8, 0), days, &[]), day(2022, 5, 4));
    // working hours: Friday 16:00 + 8 hours = one hour that day, 4½ and 2½ on Monday
    let hours = ProcessingTime {
        value: 8,
        unit: TimeUnit::Hours,
    };
    assert_eq!(
        calendar.due_at(at(2022, 5, 6, 16, 0), hours, &[]),
        at(2022, 5, 9, 16, 0)
    );
    assert_eq!(
        calendar.due_at(at(2022, 5, 9, 7, 0), hours, &[]),
        at(2022, 5, 9, 17, 0)
    );
}

#[test]
fn the_clock_stands_still_in_a_pause() {
    let calendar = calendar();
    let received = at(2022, 5, 4, 9, 0);
    let pause = Pause {
        from: at(2022, 5, 6, 10, 0),
        to: Some(at(2022, 5, 12, 10, 0)),
    };
    assert_eq!(calendar.due_on(received, working_days(5), &[]), day(2022, 5, 11));
    assert_eq!(
        calendar.due_on(received, working_days(5), &[pause]),
        day(2022, 5, 17),
        "Friday to Thursday: 4 working days"
    );
    let open = Pause { to: None, ..pause };
    assert_eq!(
        calendar.due_on(received, working_days(5), &[open]),
        day(2022, 5, 11)
    );
    // two that overlap count once
    let second = Pause {
        from: at(2022, 5, 9, 8, 0),
        to: Some(at(2022, 5, 11, 8, 0)),
    };
    assert_eq!(
        calendar.due_on(received, working_days(5), &[second, pause]),
        day(2022, 5, 17)
    );
}

#[test]
fn days_left() {
    let calendar = calendar();
    assert_eq!(calendar.working_days_left(day(2022, 5, 6), day(2022, 5, 6)), 0);
    assert_eq!(calendar.working_days_left(day(2022, 5, 6), day(2022, 5, 9)), 1);
    assert_eq!(calendar.working_days_left(day(2022, 5, 9), day(2022, 5, 6)), -1);
    assert_eq!(calendar.working_days_left(day(2022, 4, 29), day(2022, 5, 5)), 2);
}

#[test]
fn an_agency_may_keep_its_own_hours() {
    let hours = OfficeHours {
        closes: NaiveTime::from_hms_opt(16, 0, 0).unwrap(),
        ..OfficeHours::default()
    };
    let calendar = calendar().with_hours(hours);
    assert_eq!(calendar.counted_from(at(2022, 5, 4, 16, 0)), at(2022, 5, 5, 7, 0));
}

proptest! {
    #[test]
    fn a_due_date_is_a_working_day_and_never_earlier_for_more_time(
        minutes in 0i64..2_600_000, value in 0u32..90, unit in 0usize..3, pause in 0i64..40_000,
    ) {
        let calendar = calendar();
        let unit = [TimeUnit::WorkingDays, TimeUnit::Days, TimeUnit::Hours][unit];
        let received = at(2022, 1, 1, 0, 0) + TimeDelta::minutes(minutes);
        let due = calendar.due_at(received, ProcessingTime { value, unit }, &[]);
        let later = calendar.due_at(received, ProcessingTime { value: value + 1, unit }, &[]);
        prop_assert!(due >= received && later >= due);
        prop_assert!(calendar.is_working_day(local_day(due)));
        let paused = calendar.due_at(received, ProcessingTime { value, unit }, &[Pause { from: received, to: Some(received + TimeDelta::minutes(pause)) }]);
        prop_assert!(paused >= due);
    }

    #[test]
    fn adding_and_counting_agree(offset in 0u64..1500, count in 0u32..120) {
        let calendar = calendar();
        let start = calendar.working_day_from(day(2022, 1, 1) + chrono::Days::new(offset));
        let end = calendar.add_working_days(start, count);
        prop_assert_eq!(calendar.working_days_between(start, end), count);
    }
}
