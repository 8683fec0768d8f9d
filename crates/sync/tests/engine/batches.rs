//! What travels together, and in which order.

use std::time::Duration;

use motcua_domain::content::FieldValue;
use motcua_portal_api::{batch::Action, problem::ProblemCode};
use motcua_sync::engine::{Call, Event, Failure, Intent, JobState, Phase};

use crate::bench::{Bench, content, done, problem, refused, refuses_last, submission};

/// Queues jobs while paused, so that they are ready together.
fn ready(bench: &mut Bench, count: usize) -> Vec<JobState> {
    bench.tell(Event::Paused);
    let jobs: Vec<JobState> = (0..count).map(|_| bench.submission(&[])).collect();
    for job in &jobs {
        bench.enqueue(job);
    }
    jobs
}

#[test]
fn many_jobs_travel_in_one_request_each_with_keys_and_dependencies_of_its_own() {
    let mut bench = Bench::new();
    let jobs = ready(&mut bench, 50);
    bench.tell(Event::Resumed);
    assert_eq!(bench.sends(), 1);
    let (id, operations) = bench.sent();
    assert_eq!(operations.len(), 100);
    for pair in operations.chunks(2) {
        assert!(matches!(pair[0].action, Action::Register { .. }));
        assert!(matches!(pair[1].action, Action::Submit { .. }));
        assert_eq!(pair[1].after, [pair[0].key]);
    }
    bench.answer(id, done(&operations, &jobs.iter().collect::<Vec<_>>()));
    assert!(jobs.iter().all(|job| bench.confirmed(job)));
}

#[test]
fn a_batch_stays_below_the_portals_limit_and_a_giant_goes_alone() {
    let mut bench = Bench::new();
    bench.tell(Event::Paused);
    let big = |bench: &mut Bench, bytes: usize| {
        let mut content = content(&[]);
        content
            .answers
            .insert("form.note".into(), FieldValue::Text("x".repeat(bytes)));
        let job = bench.job(submission(content));
        bench.enqueue(&job);
        job
    };
    for _ in 0..5 {
        big(&mut bench, 150_000);
    }
    big(&mut bench, 700_000);
    bench.tell(Event::Resumed);
    bench.pass(Duration::from_secs(1));
    let mut registered_alone = 0;
    for call in bench.calls.values() {
        let Call::Send { operations } = call else { continue };
        let bytes = serde_json::to_vec(operations).unwrap().len();
        assert!(bytes < 1 << 20, "{bytes}");
        registered_alone +=
            usize::from(operations.len() == 1 && matches!(operations[0].action, Action::Register { .. }));
    }
    assert_eq!(bench.sends(), 3);
    assert_eq!(registered_alone, 1, "first registered, then submitted");
}

#[test]
fn somebody_at_the_counter_goes_before_the_bulk() {
    let mut bench = Bench::new();
    bench.tell(Event::Paused);
    let bulk: Vec<JobState> = (0..500).map(|_| bench.submission(&[]).bulk()).collect();
    for job in &bulk {
        bench.enqueue(job);
    }
    let person = bench.submission(&[]);
    bench.enqueue(&person);
    bench.tell(Event::Resumed);
    let (_, operations) = bench.sent();
    assert!(matches!(&operations[1].action, Action::Submit { uid, .. } if *uid == person.dossier));
}

#[test]
fn one_that_the_portal_stumbles_over_does_not_hold_up_the_others() {
    for definite in [true, false] {
        let mut bench = Bench::new();
        let jobs = ready(&mut bench, 32);
        let poisoned = jobs[13].dossier;
        bench.tell(Event::Resumed);
        for _ in 0..400 {
            bench.pass(Duration::from_secs(2));
            let Some((id, call)) = bench.calls.iter().next().map(|(id, call)| (*id, call.clone())) else {
                continue;
            };
            match call {
                Call::Send { operations } => {
                    let bad = operations
                        .iter()
                        .any(|o| matches!(&o.action, Action::Submit { uid, .. } if *uid == poisoned));
                    let outcome = match (bad, definite) {
                        (true, true) => refused(400, ProblemCode::BadRequest, None),
                        (true, false) => refused(500, ProblemCode::Internal, None),
                        _ => done(&operations, &jobs.iter().collect::<Vec<_>>()),
                    };
                    bench.answer(id, outcome);
                }
                Call::Operation { .. } => bench.answer(id, Ok(motcua_sync::engine::Reply::Operation(None))),
                Call::Dossier { .. } => bench.answer(id, Ok(motcua_sync::engine::Reply::Dossier(None))),
                other => panic!("{other:?}"),
            }
            if jobs.iter().filter(|job| bench.confirmed(job)).count() == 31 {
                break;
            }
        }
        assert_eq!(
            jobs.iter().filter(|job| bench.confirmed(job)).count(),
            31,
            "definite: {definite}"
        );
        assert!(!bench.confirmed(&jobs[13]));
        assert!(bench.sends() < 40, "{} requests", bench.sends());
    }
}

#[test]
fn jobs_of_one_dossier_keep_their_order_and_wait_for_each_other() {
    let mut bench = Bench::new();
    let first = bench.submission(&[]);
    bench.enqueue(&first);
    let mut second = bench.job(Intent::Withdrawal {
        reason: "Nhầm".into(),
    });
    second.dossier = first.dossier;
    bench.enqueue(&second);
    let other = bench.submission(&[]);
    bench.enqueue(&other);
    let (id, operations) = bench.sent();
    bench.answer(
        id,
        refuses_last(&operations, &problem(422, ProblemCode::InvalidFields)),
    );
    assert!(matches!(bench.phase(&first), Phase::Held { .. }));
    let (id, operations) = bench.sent();
    assert!(
        operations
            .iter()
            .all(|o| !matches!(o.action, Action::Withdraw { .. })),
        "behind the held one"
    );
    bench.answer(id, done(&operations, &[&other]));
    assert!(bench.confirmed(&other), "another dossier passes");
    bench.tell(Event::Discard(first.id));
    let (_, operations) = bench.sent();
    assert!(matches!(operations[0].action, Action::Withdraw { .. }));
}

#[test]
fn a_lost_batch_is_looked_up_one_by_one_before_anything_is_repeated() {
    let mut bench = Bench::new();
    let jobs = ready(&mut bench, 20);
    bench.tell(Event::Resumed);
    let (id, operations) = bench.sent();
    bench.answer(id, Err(Failure::Unknown));
    bench.pass(Duration::from_secs(3));
    let mut looked_up = 0;
    while let Some(id) = bench.find(|call| matches!(call, Call::Operation { .. })) {
        let Call::Operation { key } = bench.calls[&id].clone() else {
            unreachable!()
        };
        let at = operations.iter().position(|o| o.key == key).unwrap();
        let Ok(motcua_sync::engine::Reply::Answers(mut answers)) =
            done(&operations[at..=at], &jobs.iter().collect::<Vec<_>>())
        else {
            unreachable!()
        };
        bench.answer(id, Ok(motcua_sync::engine::Reply::Operation(answers.pop())));
        looked_up += 1;
    }
    assert_eq!(looked_up, 20);
    assert_eq!(bench.sends(), 1);
    assert!(jobs.iter().all(|job| bench.confirmed(job)));
}

#[test]
fn a_queue_of_thousands_drains_at_the_pace_of_a_short_one() {
    let mut bench = Bench::new();
    bench.tell(Event::Paused);
    let jobs: Vec<JobState> = (0..5_000)
        .map(|_| bench.submission(&["aa", "bb"]).bulk())
        .collect();
    for job in &jobs {
        bench.enqueue(job);
    }
    bench.tell(Event::Resumed);
    let nothing = motcua_sync::engine::Reply::Missing(Vec::new());
    bench.answer_where(|call| matches!(call, Call::Missing { .. }), Ok(nothing));
    let by_dossier: std::collections::BTreeMap<_, _> = jobs.iter().map(|job| (job.dossier, job)).collect();
    while bench.outbox.unfinished() > 0 {
        let (id, operations) = bench.sent();
        let of = |operation: &motcua_portal_api::batch::BatchOperation| match &operation.action {
            Action::Submit { uid, .. } => by_dossier.get(uid).copied(),
            _ => None,
        };
        let asked: Vec<&JobState> = operations.iter().filter_map(of).collect();
        bench.answer(id, done(&operations, &asked));
    }
    assert!(bench.sends() <= 5_000 / 200, "{} requests", bench.sends());
}
