//! "Back to draft".

use std::time::Duration;

use motcua_portal_api::problem::ProblemCode;
use motcua_sync::engine::{Call, Effect, Event, Failure, JobState, Phase, RecallDecision, Reply};

use crate::bench::{Bench, done, problem, refuses_last};

fn decisions(bench: &Bench, job: &JobState) -> Vec<RecallDecision> {
    let of = |effect: &Effect| match effect {
        Effect::Recall {
            job: id, decision, ..
        } if *id == job.id => Some(*decision),
        _ => None,
    };
    bench.asked.iter().filter_map(of).collect()
}

#[test]
fn at_once_while_nothing_has_left_even_while_the_disk_writes() {
    let mut bench = Bench::new();
    bench.disk_holds = true;
    let job = bench.submission(&[]);
    bench.enqueue(&job);
    assert_eq!(bench.waiting.len(), 1, "it is about to leave");
    bench.tell(Event::Recalled(job.id));
    assert!(decisions(&bench, &job).is_empty(), "said only when it is on disk");
    bench.disk_holds = false;
    bench.disk_writes();
    assert_eq!(decisions(&bench, &job), [RecallDecision::Recalled]);
    assert_eq!(*bench.phase(&job), Phase::Recalled);
    assert_eq!(bench.sends(), 0);
}

#[test]
fn too_late_when_the_answer_says_it_is_there() {
    let mut bench = Bench::new();
    let job = bench.submission(&[]);
    bench.enqueue(&job);
    bench.tell(Event::Recalled(job.id));
    let (id, operations) = bench.sent();
    bench.answer(id, done(&operations, &[&job]));
    assert_eq!(
        decisions(&bench, &job),
        [RecallDecision::Asking, RecallDecision::TooLate]
    );
    assert!(bench.confirmed(&job));
}

#[test]
fn granted_when_the_portal_refuses_it() {
    let mut bench = Bench::new();
    let job = bench.submission(&[]);
    bench.enqueue(&job);
    bench.tell(Event::Recalled(job.id));
    let (id, operations) = bench.sent();
    bench.answer(
        id,
        refuses_last(&operations, &problem(422, ProblemCode::InvalidFields)),
    );
    assert_eq!(
        decisions(&bench, &job),
        [RecallDecision::Asking, RecallDecision::Recalled]
    );
}

#[test]
fn after_an_unknown_outcome_only_once_the_portal_lacks_it_and_nothing_can_be_on_its_way() {
    let mut bench = Bench::new();
    let job = bench.submission(&[]);
    bench.enqueue(&job);
    let (id, _) = bench.sent();
    bench.answer(id, Err(Failure::Unknown));
    bench.tell(Event::Recalled(job.id));
    for _ in 0..20 {
        if bench
            .find(|call| matches!(call, Call::Operation { .. }))
            .is_some()
        {
            bench.answer_where(
                |call| matches!(call, Call::Operation { .. }),
                Ok(Reply::Operation(None)),
            );
        }
        if bench.find(|call| matches!(call, Call::Dossier { .. })).is_some() {
            bench.answer_where(
                |call| matches!(call, Call::Dossier { .. }),
                Ok(Reply::Dossier(None)),
            );
        }
        let granted = decisions(&bench, &job).contains(&RecallDecision::Recalled);
        assert_eq!(
            granted,
            bench.steady >= Duration::from_secs(30),
            "at {:?}",
            bench.steady
        );
        bench.pass(Duration::from_secs(3));
    }
    assert_eq!(bench.sends(), 1, "nothing more was sent");
    let kept: Vec<JobState> = bench.jobs.values().cloned().collect();
    assert!(Bench::load(kept, Vec::new()).outbox.view().jobs.is_empty());
}

#[test]
fn the_wish_survives_a_crash() {
    let mut bench = Bench::new();
    let job = bench.submission(&[]);
    bench.enqueue(&job);
    bench.tell(Event::Recalled(job.id));
    let kept: Vec<JobState> = bench.jobs.values().cloned().collect();
    let mut bench = Bench::load(kept, Vec::new());
    bench.answer_where(
        |call| matches!(call, Call::Operation { .. }),
        Ok(Reply::Operation(None)),
    );
    bench.answer_where(
        |call| matches!(call, Call::Dossier { .. }),
        Ok(Reply::Dossier(None)),
    );
    bench.pass(Duration::from_secs(60));
    bench.answer_where(
        |call| matches!(call, Call::Operation { .. }),
        Ok(Reply::Operation(None)),
    );
    bench.answer_where(
        |call| matches!(call, Call::Dossier { .. }),
        Ok(Reply::Dossier(None)),
    );
    assert_eq!(*bench.phase(&job), Phase::Recalled);
    assert_eq!(bench.sends(), 0);
}
