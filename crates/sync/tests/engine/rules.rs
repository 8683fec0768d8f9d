//! Hours of sending, and what raises its hand.

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use motcua_domain::calendar::VIET_NAM;
use motcua_portal_api::problem::ProblemCode;
use motcua_sync::engine::{Call, Event, Failure, Hours, Reply, Rules, Stage};

use crate::bench::{Bench, done, refused};

/// The night: 22:00 to 5:00.
fn night() -> Event {
    Event::Rules(Rules {
        hours: Hours::new(22 * 60, 5 * 60),
        bytes_per_second: None,
    })
}

/// The bench's calendar at that time of the day it is on.
fn set_clock(bench: &mut Bench, hour: u32, minute: u32) {
    let day = bench.wall.with_timezone(&VIET_NAM).date_naive();
    let time = day.and_hms_opt(hour, minute, 0).unwrap();
    bench.wall = time.and_local_timezone(VIET_NAM).unwrap().with_timezone(&Utc);
}

fn asks_or_sends(call: &Call) -> bool {
    !matches!(call, Call::Probe | Call::Operation { .. } | Call::Dossier { .. })
}

#[test]
fn by_day_nothing_is_sent_and_in_the_evening_it_goes_by_itself() {
    let mut bench = Bench::new();
    set_clock(&mut bench, 16, 0);
    bench.tell(night());
    let job = bench.submission(&[]);
    bench.enqueue(&job);
    bench.pass(Duration::from_secs(6 * 3_600 - 10));
    let view = bench.outbox.view();
    assert_eq!(view.jobs[0].stage, Stage::OutOfHours);
    assert!(!view.jobs[0].stuck, "it waits because it was told to");
    assert_eq!(view.opens_at, Some(bench.wall + TimeDelta::seconds(10)));
    assert!(view.jobs[0].can_recall);
    assert_eq!(bench.sends(), 0);
    bench.pass(Duration::from_secs(10));
    let (id, operations) = bench.sent();
    bench.answer(id, done(&operations, &[&job]));
    assert!(bench.confirmed(&job));
}

#[test]
fn in_the_morning_an_upload_stops_and_a_request_is_let_through_to_its_answer() {
    let mut bench = Bench::new();
    set_clock(&mut bench, 4, 58);
    bench.tell(night());
    let (small, large) = (bench.submission(&[]), bench.submission(&["aa"]));
    bench.enqueue(&small);
    bench.enqueue(&large);
    let missing = |call: &Call| matches!(call, Call::Missing { .. });
    bench.answer_where(missing, Ok(Reply::Missing(vec!["aa".into()])));
    let url = "https://portal/uploads/1".to_owned();
    let create = |call: &Call| matches!(call, Call::CreateUpload { .. });
    bench.answer_where(create, Ok(Reply::Created { url }));
    let patch = |call: &Call| matches!(call, Call::PatchUpload { .. });
    assert!(bench.find(patch).is_some());
    bench.pass(Duration::from_secs(180));
    assert!(bench.find(patch).is_none(), "the upload stops");
    let (id, operations) = bench.sent();
    bench.answer(id, done(&operations, &[&small]));
    assert!(bench.confirmed(&small));
    assert!(bench.find(asks_or_sends).is_none(), "{:?}", bench.calls);
    // the portal keeps what it has; the next night it goes on from there
    bench.pass(Duration::from_secs(17 * 3_600));
    let head = |call: &Call| matches!(call, Call::HeadUpload { .. });
    bench.answer_where(head, Ok(Reply::Offset(Some(70_000))));
    let call = bench.answer_where(patch, Ok(Reply::Patched { offset: 100_000 }));
    assert!(matches!(call, Call::PatchUpload { offset: 70_000, .. }));
    let (id, operations) = bench.sent();
    bench.answer(id, done(&operations, &[&large]));
    assert!(bench.confirmed(&large));
}

#[test]
fn send_now_is_stronger_than_the_hours_and_only_for_what_was_meant() {
    let mut bench = Bench::new();
    set_clock(&mut bench, 9, 0);
    bench.tell(night());
    let (one, other) = (bench.submission(&[]), bench.submission(&[]));
    bench.enqueue(&one);
    bench.enqueue(&other);
    bench.tell(Event::SendNow(Some(other.id)));
    let (id, operations) = bench.sent();
    bench.answer(id, done(&operations, &[&other]));
    assert!(bench.confirmed(&other) && !bench.confirmed(&one));
    assert!(bench.find(asks_or_sends).is_none());
    bench.tell(Event::SendNow(None));
    let (id, operations) = bench.sent();
    bench.answer(id, done(&operations, &[&one]));
    assert!(bench.confirmed(&one));
}

#[test]
fn a_lost_answer_is_asked_for_at_any_hour_but_nothing_is_sent_again() {
    let mut bench = Bench::new();
    set_clock(&mut bench, 4, 59);
    bench.tell(night());
    let job = bench.submission(&[]);
    bench.enqueue(&job);
    let (id, _) = bench.sent();
    bench.pass(Duration::from_secs(90));
    bench.answer(id, Err(Failure::Unknown));
    bench.pass(Duration::from_secs(10));
    let operation = |call: &Call| matches!(call, Call::Operation { .. });
    bench.answer_where(operation, Ok(Reply::Operation(None)));
    let dossier = |call: &Call| matches!(call, Call::Dossier { .. });
    if bench.find(dossier).is_some() {
        bench.answer_where(dossier, Ok(Reply::Dossier(None)));
    }
    bench.pass(Duration::from_secs(3_600));
    assert!(bench.find(asks_or_sends).is_none(), "{:?}", bench.calls);
    bench.tell(Event::Rules(Rules::default()));
    let (id, operations) = bench.sent();
    bench.answer(id, done(&operations, &[&job]));
    assert!(bench.confirmed(&job));
}

#[test]
fn a_clock_that_jumps_into_the_night_is_believed_and_out_of_it_again() {
    let mut bench = Bench::new();
    set_clock(&mut bench, 12, 0);
    bench.tell(night());
    let job = bench.submission(&[]);
    bench.enqueue(&job);
    bench.pass(Duration::from_secs(60));
    assert_eq!(bench.sends(), 0);
    set_clock(&mut bench, 23, 0);
    bench.pass(Duration::from_secs(1));
    let (id, _) = bench.sent();
    bench.answer(id, refused(503, ProblemCode::Unavailable, Some(5)));
    set_clock(&mut bench, 12, 0);
    bench.pass(Duration::from_secs(600));
    assert!(bench.find(asks_or_sends).is_none(), "{:?}", bench.calls);
}

#[test]
fn what_has_not_got_through_for_long_raises_its_hand_and_stays() {
    let mut bench = Bench::new();
    let job = bench.submission(&[]);
    bench.enqueue(&job);
    for _ in 0..60 {
        let calls: Vec<_> = bench.calls.keys().copied().collect();
        for id in calls {
            bench.answer(id, refused(500, ProblemCode::Internal, None));
        }
        bench.pass(Duration::from_secs(400));
        if bench.outbox.view().jobs[0].stuck {
            break;
        }
    }
    let view = bench.outbox.view();
    assert_eq!(view.jobs.len(), 1, "nothing is given up");
    assert!(view.jobs[0].stuck, "{:?}", view.jobs[0]);
}

#[test]
fn a_file_that_never_arrives_raises_the_hand_of_its_dossier() {
    let mut bench = Bench::new();
    let job = bench.submission(&["aa"]);
    bench.enqueue(&job);
    let missing = |call: &Call| matches!(call, Call::Missing { .. });
    bench.answer_where(missing, Ok(Reply::Missing(vec!["aa".into()])));
    let create = |call: &Call| matches!(call, Call::CreateUpload { .. });
    for tries in 0..8 {
        assert!(!bench.outbox.view().jobs[0].stuck, "after {tries} tries");
        for _ in 0..2_000 {
            bench.pass(Duration::from_millis(500));
            // the portal answers whatever else it is asked
            if bench.find(create).is_some() {
                break;
            }
        }
        bench.answer_where(create, refused(500, ProblemCode::Internal, None));
    }
    assert!(bench.outbox.view().jobs[0].stuck);
}

#[test]
fn a_dead_link_a_pause_and_a_missing_sign_in_are_no_reason_to_raise_a_hand() {
    let long = Duration::from_secs(3_600);
    for wait in [Event::Paused, Event::LinkDown, Event::SessionLost] {
        let mut bench = Bench::new();
        bench.tell(wait.clone());
        let job = bench.submission(&[]);
        bench.enqueue(&job);
        bench.pass(long);
        assert!(!bench.outbox.view().jobs[0].stuck, "{wait:?}");
    }
    // a request that hangs, with the portal there, is one
    let mut bench = Bench::new();
    let job = bench.submission(&[]);
    bench.enqueue(&job);
    bench.sent();
    assert!(!bench.outbox.view().jobs[0].stuck);
    bench.pass(long);
    assert!(bench.outbox.view().jobs[0].stuck);
}
