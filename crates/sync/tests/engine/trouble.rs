//! A link that is down, a portal that is busy, a session that ends, a clock that jumps.

use std::time::Duration;

use chrono::TimeDelta;
use motcua_portal_api::problem::ProblemCode;
use motcua_sync::engine::{Call, Effect, Event, Failure, Link, Reply, Stage};
use uuid::Uuid;

use crate::bench::{Bench, ME, done, refused};

#[test]
fn a_dead_link_is_tried_from_time_to_time_and_everything_waits() {
    let mut bench = Bench::new();
    let job = bench.submission(&[]);
    bench.enqueue(&job);
    let (id, _) = bench.sent();
    bench.answer(id, Err(Failure::NotSent));
    assert!(matches!(bench.outbox.link(), Link::Offline { .. }));
    assert!(bench.outbox.view().jobs[0].can_recall, "no byte has left");
    let mut probes = 0;
    for _ in 0..1_200 {
        bench.pass(Duration::from_millis(500));
        if bench.find(|call| matches!(call, Call::Probe)).is_some() {
            bench.answer_where(|call| matches!(call, Call::Probe), Err(Failure::NotSent));
            probes += 1;
        }
    }
    assert!((20..80).contains(&probes), "{probes} probes in ten minutes");
    bench.tell(Event::LinkUp);
    bench.answer_where(|call| matches!(call, Call::Probe), Ok(Reply::Alive));
    let (id, operations) = bench.sent();
    bench.answer(id, done(&operations, &[&job]));
    assert!(bench.confirmed(&job));
}

#[test]
fn retry_after_is_obeyed_by_all() {
    for status in [429, 503] {
        let mut bench = Bench::new();
        let job = bench.submission(&[]);
        bench.enqueue(&job);
        let (id, _) = bench.sent();
        bench.answer(id, refused(status, ProblemCode::Unavailable, Some(120)));
        let other = bench.submission(&[]);
        bench.enqueue(&other);
        bench.pass(Duration::from_secs(119));
        assert!(bench.calls.is_empty(), "{status}: {:?}", bench.calls);
        assert!(bench.outbox.view().busy_until.is_some());
        bench.pass(Duration::from_secs(3));
        assert!(!bench.calls.is_empty(), "{status}");
    }
}

#[test]
fn the_user_may_insist() {
    let mut bench = Bench::new();
    let job = bench.submission(&[]);
    bench.enqueue(&job);
    let (id, _) = bench.sent();
    bench.answer(id, refused(429, ProblemCode::TooManyRequests, Some(3_000)));
    assert!(bench.calls.is_empty());
    bench.tell(Event::SendNow(None));
    assert_eq!(bench.sends(), 2);
}

#[test]
fn a_portal_in_trouble_is_left_alone_but_one_bad_job_does_not_stop_the_rest() {
    let mut bench = Bench::new();
    let bad = bench.submission(&[]);
    bench.enqueue(&bad);
    for _ in 0..6 {
        // the same one, again and again
        while let Some(id) = bench.calls.keys().next().copied() {
            bench.answer(id, refused(500, ProblemCode::Internal, None));
        }
        bench.pass(Duration::from_secs(30));
    }
    assert!(bench.outbox.view().busy_until.is_none());
    let good = bench.submission(&[]);
    bench.enqueue(&good);
    let (id, operations) = bench.sent();
    bench.answer(id, done(&operations, &[&good]));
    assert!(bench.confirmed(&good));

    let many: Vec<_> = (0..6).map(|_| bench.submission(&[])).collect();
    for job in &many {
        bench.enqueue(job);
        bench.pass(Duration::from_millis(600));
        while let Some(id) = bench.calls.keys().next().copied() {
            bench.answer(id, refused(500, ProblemCode::Internal, None));
        }
    }
    assert!(
        bench.outbox.view().busy_until.is_some(),
        "all of them fail: the portal is in trouble"
    );
}

#[test]
fn an_ended_session_stops_everything_and_loses_nothing() {
    let mut bench = Bench::new();
    let job = bench.submission(&[]);
    bench.enqueue(&job);
    let (id, _) = bench.sent();
    bench.answer(id, Err(Failure::SignIn));
    assert!(bench.asked.contains(&Effect::NeedSignIn { account: Some(ME) }));
    assert_eq!(bench.outbox.view().jobs[0].stage, Stage::NeedsSignIn);
    bench.tell(Event::SessionValid {
        account: Uuid::from_u128(2),
    });
    assert_eq!(
        bench.outbox.view().jobs[0].stage,
        Stage::NeedsSignIn,
        "not in another's name"
    );
    assert_eq!(bench.sends(), 1);
    bench.tell(Event::SessionValid { account: ME });
    let (id, operations) = bench.sent();
    bench.answer(id, done(&operations, &[&job]));
    assert!(bench.confirmed(&job));
}

#[test]
fn what_one_account_has_at_the_portal_says_nothing_about_anothers() {
    let mut bench = Bench::new();
    let first = bench.submission(&["aa"]);
    bench.enqueue(&first);
    bench.answer_where(
        |call| matches!(call, Call::Missing { .. }),
        Ok(Reply::Missing(Vec::new())),
    );
    let other = Uuid::from_u128(2);
    let mut second = bench.submission(&["aa"]);
    second.account = Some(other);
    bench.enqueue(&second);
    bench.tell(Event::SessionValid { account: other });
    assert!(
        bench.find(|call| matches!(call, Call::Missing { .. })).is_some(),
        "asked anew"
    );
    assert_eq!(bench.sends(), 1);
}

#[test]
fn a_calendar_that_jumps_changes_no_wait() {
    let mut bench = Bench::new();
    let job = bench.submission(&[]);
    bench.enqueue(&job);
    let (id, _) = bench.sent();
    bench.answer(id, Err(Failure::Unknown));
    bench.wall -= TimeDelta::days(3_650);
    bench.pass(Duration::from_secs(2));
    assert!(
        bench
            .find(|call| matches!(call, Call::Operation { .. }))
            .is_some()
    );
    bench.wall += TimeDelta::days(7_300);
    bench.tell(Event::Recalled(job.id));
    bench.answer_where(
        |call| matches!(call, Call::Operation { .. }),
        Ok(Reply::Operation(None)),
    );
    bench.answer_where(
        |call| matches!(call, Call::Dossier { .. }),
        Ok(Reply::Dossier(None)),
    );
    assert!(!bench.outbox.view().jobs.is_empty(), "the years did not pass");
}

#[test]
fn a_drop_in_the_line_is_not_yet_a_dead_link() {
    let mut bench = Bench::new();
    let job = bench.submission(&["aa"]);
    bench.enqueue(&job);
    bench.answer_where(
        |call| matches!(call, Call::Missing { .. }),
        Ok(Reply::Missing(vec!["aa".into()])),
    );
    bench.answer_where(
        |call| matches!(call, Call::CreateUpload { .. }),
        Ok(Reply::Created { url: "u".into() }),
    );
    for cut in 1..=20 {
        bench.answer_where(
            |call| matches!(call, Call::PatchUpload { .. }),
            Err(Failure::Unknown),
        );
        bench.pass(Duration::from_secs(2));
        bench.answer_where(
            |call| matches!(call, Call::HeadUpload { .. }),
            Ok(Reply::Offset(Some(cut * 4_000))),
        );
        assert_eq!(bench.outbox.link(), Link::Online);
    }
    let probes = bench
        .asked
        .iter()
        .filter(|effect| {
            matches!(
                effect,
                Effect::Call {
                    call: Call::Probe,
                    ..
                }
            )
        })
        .count();
    assert_eq!(probes, 1, "bytes come through: no probe is wasted on it");
}

#[test]
fn a_line_that_fells_everything_at_once_is_probed_at_once() {
    let mut bench = Bench::new();
    let files = ["aa", "bb", "cc"];
    let job = bench.submission(&files);
    bench.enqueue(&job);
    bench.answer_where(
        |call| matches!(call, Call::Missing { .. }),
        Ok(Reply::Missing(files.map(str::to_owned).to_vec())),
    );
    for _ in files {
        bench.answer_where(
            |call| matches!(call, Call::CreateUpload { .. }),
            Err(Failure::Unknown),
        );
    }
    assert_eq!(bench.outbox.link(), Link::Checking);
    bench.answer_where(|call| matches!(call, Call::Probe), Err(Failure::NotSent));
    assert!(matches!(bench.outbox.link(), Link::Offline { .. }));
}
