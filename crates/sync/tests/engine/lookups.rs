//! Key before byte; look up, do not repeat; compare, then believe.

use std::time::Duration;

use motcua_portal_api::{batch::StoredAnswer, dossier::Submission, problem::ProblemCode};
use motcua_sync::engine::{
    Call, Difference, Effect, Event, Failure, HeldReason, JobState, Phase, Reach, Reply,
};

use crate::bench::{Bench, content, done, dossier, problem, receipt, refuses_last, submission};

const A_WHILE: Duration = Duration::from_secs(5);

#[test]
fn nothing_is_sent_before_the_store_has_it() {
    let mut bench = Bench::new();
    bench.disk_holds = true;
    let job = bench.submission(&[]);
    bench.enqueue(&job);
    assert_eq!(bench.sends(), 0);
    let write = bench.waiting.remove(0);
    assert_eq!(
        write.jobs[0].reach,
        Reach::Unknown,
        "on disk it may have left before it does"
    );
    bench.tell(Event::PersistFailed(write.number));
    assert!(bench.asked.contains(&Effect::StoreTrouble));
    assert_eq!(bench.sends(), 0);
    bench.pass(Duration::from_secs(6));
    assert_eq!(bench.sends(), 0, "tried again, and still not on disk");
    bench.disk_holds = false;
    bench.disk_writes();
    assert_eq!(bench.sends(), 1);
}

#[test]
fn an_unknown_outcome_is_looked_up_and_the_same_key_sent_again_only_when_the_portal_lacks_it() {
    let mut bench = Bench::new();
    let job = bench.submission(&[]);
    bench.enqueue(&job);
    let (id, first) = bench.sent();
    bench.answer(id, Err(Failure::Unknown));
    bench.pass(A_WHILE);
    assert_eq!(bench.sends(), 1);
    let asked = bench.answer_where(
        |call| matches!(call, Call::Operation { .. }),
        Ok(Reply::Operation(None)),
    );
    assert_eq!(asked, Call::Operation { key: first[1].key });
    bench.answer_where(
        |call| matches!(call, Call::Dossier { .. }),
        Ok(Reply::Dossier(None)),
    );
    let (id, again) = bench.sent();
    assert_eq!(again, first, "same keys, same bodies");
    bench.answer(id, done(&again, &[&job]));
    assert!(bench.confirmed(&job));
}

#[test]
fn after_a_crash_in_flight_the_portal_is_asked_first() {
    let mut bench = Bench::new();
    let job = bench.submission(&[]);
    bench.enqueue(&job);
    let (_, operations) = bench.sent();
    let kept: Vec<JobState> = bench.jobs.values().cloned().collect();
    let mut bench = Bench::load(kept, Vec::new());
    assert_eq!(bench.sends(), 0);
    let body = serde_json::to_value(receipt(&job)).unwrap();
    let stored = StoredAnswer {
        key: operations[1].key,
        status: 201,
        body,
    };
    bench.answer_where(
        |call| matches!(call, Call::Operation { .. }),
        Ok(Reply::Operation(Some(stored))),
    );
    assert!(bench.confirmed(&job));
    assert_eq!(bench.sends(), 0);
}

#[test]
fn already_submitted_is_compared_with_the_dossier() {
    for equal in [true, false] {
        let mut bench = Bench::new();
        let job = bench.submission(&[]);
        bench.enqueue(&job);
        let (id, operations) = bench.sent();
        bench.answer(
            id,
            refuses_last(&operations, &problem(409, ProblemCode::AlreadySubmitted)),
        );
        bench.pass(A_WHILE);
        let mut other = receipt(&job);
        if !equal {
            other.answers_sha256 = "00".into();
        }
        bench.answer_where(
            |call| matches!(call, Call::Dossier { .. }),
            dossier(job.dossier, Some(other)),
        );
        assert_eq!(bench.confirmed(&job), equal);
        if !equal {
            assert!(matches!(
                bench.phase(&job),
                Phase::Held {
                    reason: HeldReason::OtherSubmission { .. }
                }
            ));
            bench.tell(Event::Recalled(job.id));
            assert!(
                matches!(bench.phase(&job), Phase::Held { .. }),
                "the portal has it: there is no way back"
            );
        }
    }
}

#[test]
fn a_manifest_that_differs_in_anything_is_never_confirmed() {
    type Spoil = fn(&mut Submission);
    let spoils: [(&str, Spoil); 8] = [
        ("answers", |s| s.answers_sha256.replace_range(0..1, "x")),
        ("hash", |s| s.manifest[1].sha256 = "bb".into()),
        ("size", |s| s.manifest[0].size -= 1),
        ("component", |s| s.manifest[0].component = "TP99".into()),
        ("missing", |s| drop(s.manifest.pop())),
        ("doubled", |s| s.manifest.push(s.manifest[0].clone())),
        ("dossier", |s| s.uid = uuid::Uuid::nil()),
        ("code", |s| s.code = " ".into()),
    ];
    for (what, spoil) in spoils {
        let mut bench = Bench::new();
        let job = bench.submission(&["aa", "bb0"]);
        bench.enqueue(&job);
        bench.answer_where(
            |call| matches!(call, Call::Missing { .. }),
            Ok(Reply::Missing(Vec::new())),
        );
        let (id, operations) = bench.sent();
        let mut receipt = receipt(&job);
        spoil(&mut receipt);
        let mut answer = done(&operations, &[&job]);
        if let Ok(Reply::Answers(answers)) = &mut answer {
            answers[1].body = serde_json::to_value(receipt).unwrap();
        }
        bench.answer(id, answer);
        assert!(!bench.confirmed(&job), "{what}");
        let Phase::Held {
            reason: HeldReason::ManifestDiffers { differences },
        } = bench.phase(&job)
        else {
            panic!("{what}: {:?}", bench.phase(&job))
        };
        assert_eq!(differences.len(), 1, "{what}: {differences:?}");
        if what == "hash" {
            assert!(
                matches!(&differences[0], Difference::PaperBytes { file_name, .. } if file_name == "tệp 1.pdf")
            );
        }
    }
}

#[test]
fn in_flight_waits_and_missing_files_are_uploaded_again_under_a_new_key() {
    let mut bench = Bench::new();
    let job = bench.submission(&["aa"]);
    bench.enqueue(&job);
    bench.answer_where(
        |call| matches!(call, Call::Missing { .. }),
        Ok(Reply::Missing(Vec::new())),
    );
    let (id, first) = bench.sent();
    bench.answer(id, refuses_last(&first, &problem(409, ProblemCode::InFlight)));
    bench.pass(A_WHILE);
    let lost = problem(409, ProblemCode::BlobsMissing);
    let stored = StoredAnswer {
        key: first[1].key,
        status: 409,
        body: serde_json::to_value(lost).unwrap(),
    };
    bench.answer_where(
        |call| matches!(call, Call::Operation { .. }),
        Ok(Reply::Operation(Some(stored))),
    );
    bench.answer_where(
        |call| matches!(call, Call::Missing { .. }),
        Ok(Reply::Missing(vec!["aa".into()])),
    );
    assert!(
        bench
            .find(|call| matches!(call, Call::CreateUpload { .. }))
            .is_some()
    );
    bench.answer_where(
        |call| matches!(call, Call::CreateUpload { .. }),
        Ok(Reply::Created { url: "u".into() }),
    );
    bench.answer_where(
        |call| matches!(call, Call::PatchUpload { .. }),
        Ok(Reply::Patched { offset: 100_000 }),
    );
    let (_, second) = bench.sent();
    assert_eq!(second.len(), 1, "registered it is already");
    assert_ne!(second[0].key, first[1].key);
}

#[test]
fn a_refusal_is_held_with_the_portals_words_and_tried_again_under_a_new_key() {
    let mut bench = Bench::new();
    let job = bench.submission(&[]);
    bench.enqueue(&job);
    let (id, first) = bench.sent();
    let words = problem(422, ProblemCode::InvalidFields);
    bench.answer(id, refuses_last(&first, &words));
    assert_eq!(
        *bench.phase(&job),
        Phase::Held {
            reason: HeldReason::Refused {
                problem: Box::new(words)
            }
        }
    );
    bench.tell(Event::Retry(job.id));
    let (_, second) = bench.sent();
    assert_ne!(second[0].key, first[1].key);
}

#[test]
fn a_portal_that_never_settles_ends_in_held_not_in_a_loop() {
    let mut bench = Bench::new();
    let job = bench.submission(&[]);
    bench.enqueue(&job);
    for _ in 0..50 {
        if let Some(id) = bench.find(|call| matches!(call, Call::Send { .. })) {
            let Call::Send { operations } = bench.calls[&id].clone() else {
                unreachable!()
            };
            bench.answer(id, refuses_last(&operations, &problem(412, ProblemCode::Changed)));
        }
        if bench.find(|call| matches!(call, Call::Dossier { .. })).is_some() {
            bench.answer_where(
                |call| matches!(call, Call::Dossier { .. }),
                dossier(job.dossier, None),
            );
        }
        bench.pass(Duration::from_secs(60));
    }
    assert!(
        matches!(bench.phase(&job), Phase::Held { .. }),
        "{:?}",
        bench.phase(&job)
    );
    assert!(bench.sends() < 10);
}

/// I7: a job of version 1, as some desk has it on disk, must be readable for ever.
#[test]
fn jobs_written_by_the_first_version_are_read() {
    let fixture = include_str!("job-v1.json");
    let json: serde_json::Value = serde_json::from_str(fixture).unwrap();
    let job = JobState::from_json(&json).unwrap();
    assert_eq!(job.reach, Reach::Unknown);
    assert_eq!(job.content().unwrap().papers.len(), 1);
    assert_eq!(job.intent, submission(content(&["aa"])));
    assert_eq!(job.to_json(), json, "and written as it was");
    let mut newer = json;
    newer["version"] = 2.into();
    assert!(JobState::from_json(&newer).is_err());
}
