//! Files: address before byte, the portal's offset, once for all.

use std::time::Duration;

use motcua_portal_api::problem::ProblemCode;
use motcua_sync::{
    engine::{Call, CallId, Effect, Event, Failure, HeldReason, Phase, Reply, UploadState},
    ports::FileTrouble,
};

use crate::bench::{Bench, ME, done, refused};

const SIZE: u64 = 100_000;

fn asks_missing(bench: &mut Bench, missing: &[&str]) {
    let missing = missing.iter().map(|sha| (*sha).to_owned()).collect();
    bench.answer_where(
        |call| matches!(call, Call::Missing { .. }),
        Ok(Reply::Missing(missing)),
    );
}

fn created(bench: &mut Bench, url: &str) {
    bench.answer_where(
        |call| matches!(call, Call::CreateUpload { .. }),
        Ok(Reply::Created { url: url.into() }),
    );
}

fn patch(bench: &Bench) -> Option<(CallId, u64)> {
    bench.calls.iter().find_map(|(id, call)| match call {
        Call::PatchUpload { offset, .. } => Some((*id, *offset)),
        _ => None,
    })
}

#[test]
fn the_address_is_on_disk_before_the_first_byte_and_the_portals_offset_decides() {
    let mut bench = Bench::new();
    let job = bench.submission(&["aa"]);
    bench.enqueue(&job);
    asks_missing(&mut bench, &["aa"]);
    bench.disk_holds = true;
    created(&mut bench, "u/1");
    assert!(patch(&bench).is_none());
    assert_eq!(bench.waiting[0].uploads[0].url, "u/1");
    bench.disk_holds = false;
    bench.disk_writes();
    let (id, offset) = patch(&bench).unwrap();
    assert_eq!(offset, 0);
    bench.tell(Event::Progress {
        call: id,
        offset: 70_000,
    });
    assert_eq!(bench.outbox.view().jobs[0].bytes_done, 70_000);
    bench.answer(id, Err(Failure::Unknown));
    bench.pass(Duration::from_secs(3));
    bench.answer_where(
        |call| matches!(call, Call::HeadUpload { .. }),
        Ok(Reply::Offset(Some(65_536))),
    );
    assert_eq!(
        bench.outbox.view().jobs[0].bytes_done,
        65_536,
        "the truth, once the portal has said it"
    );
    let (id, offset) = patch(&bench).unwrap();
    assert_eq!(offset, 65_536);
    bench.answer(id, Ok(Reply::Patched { offset: SIZE }));
    assert!(bench.uploads.is_empty());
    assert_eq!(bench.sends(), 1);
}

/// An upload of one file, about to send from the first byte.
fn uploading() -> Bench {
    let mut bench = Bench::new();
    let job = bench.submission(&["aa"]);
    bench.enqueue(&job);
    asks_missing(&mut bench, &["aa"]);
    created(&mut bench, "u/1");
    bench
}

/// Bytes leave, up to `handed`, then the line is cut.
fn cut_after(bench: &mut Bench, handed: u64) {
    let (id, _) = patch(bench).unwrap();
    bench.tell(Event::Progress {
        call: id,
        offset: handed,
    });
    bench.answer(id, Err(Failure::Unknown));
}

fn asks_offset(call: &Call) -> bool {
    matches!(call, Call::HeadUpload { .. })
}

#[test]
fn an_upload_cut_while_bytes_arrive_goes_on_at_once_however_often() {
    let mut bench = uploading();
    for arrived in (4_000..SIZE).step_by(4_000) {
        cut_after(&mut bench, arrived);
        bench.pass(Duration::from_millis(100));
        bench.answer_where(asks_offset, Ok(Reply::Offset(Some(arrived))));
        assert_eq!(patch(&bench).unwrap().1, arrived);
    }
    let (id, _) = patch(&bench).unwrap();
    bench.answer(id, Ok(Reply::Patched { offset: SIZE }));
    assert_eq!(bench.sends(), 1);
}

#[test]
fn an_upload_whose_bytes_never_arrive_is_tried_less_and_less_often() {
    let mut bench = uploading();
    let mut tries = 0;
    for _ in 0..600 {
        while let Some(id) = bench.find(asks_offset) {
            bench.answer(id, Ok(Reply::Offset(Some(0))));
        }
        if patch(&bench).is_some() {
            tries += 1;
            cut_after(&mut bench, 65_536);
        }
        bench.pass(Duration::from_millis(100));
    }
    assert!((3..=12).contains(&tries), "{tries} tries in a minute");
}

#[test]
fn after_a_crash_an_upload_goes_on_where_it_was() {
    let mut bench = Bench::new();
    let job = bench.submission(&["aa"]);
    let upload = UploadState {
        account: ME,
        sha256: "aa".into(),
        size: SIZE,
        url: "u/1".into(),
    };
    bench = Bench::load(vec![job], vec![upload]);
    asks_missing(&mut bench, &["aa"]);
    assert!(
        bench
            .find(|call| matches!(call, Call::CreateUpload { .. }))
            .is_none()
    );
    bench.answer_where(
        |call| matches!(call, Call::HeadUpload { .. }),
        Ok(Reply::Offset(Some(40_000))),
    );
    assert_eq!(patch(&bench).unwrap().1, 40_000);
}

#[test]
fn a_file_of_many_dossiers_is_sent_once() {
    let mut bench = Bench::new();
    bench.tell(Event::Paused);
    let jobs: Vec<_> = (0..30).map(|_| bench.submission(&["aa", "bb"])).collect();
    for job in &jobs {
        bench.enqueue(job);
    }
    bench.tell(Event::Resumed);
    asks_missing(&mut bench, &["aa", "bb"]);
    created(&mut bench, "u/1");
    created(&mut bench, "u/2");
    while let Some((id, _)) = patch(&bench) {
        bench.answer(id, Ok(Reply::Patched { offset: SIZE }));
    }
    let patches = bench
        .asked
        .iter()
        .filter(|e| {
            matches!(
                e,
                Effect::Call {
                    call: Call::PatchUpload { .. },
                    ..
                }
            )
        })
        .count();
    let questions = bench
        .asked
        .iter()
        .filter(|e| {
            matches!(
                e,
                Effect::Call {
                    call: Call::Missing { .. },
                    ..
                }
            )
        })
        .count();
    assert_eq!((patches, questions, bench.sends()), (2, 1, 1));
    let (id, operations) = bench.sent();
    bench.answer(id, done(&operations, &jobs.iter().collect::<Vec<_>>()));
    // and the next dossier with the same file needs no question at all
    let next = bench.submission(&["aa"]);
    bench.enqueue(&next);
    assert_eq!(bench.sends(), 2);
}

#[test]
fn a_file_that_arrives_damaged_is_sent_once_more_and_then_held() {
    let mut bench = Bench::new();
    let job = bench.submission(&["aa"]);
    let other = bench.submission(&[]);
    bench.enqueue(&job);
    asks_missing(&mut bench, &["aa"]);
    for url in ["u/1", "u/2"] {
        assert!(matches!(bench.phase(&job), Phase::Queued));
        created(&mut bench, url);
        let (id, offset) = patch(&bench).unwrap();
        assert_eq!(offset, 0);
        bench.answer(id, refused(422, ProblemCode::HashMismatch, None));
    }
    let held = Phase::Held {
        reason: HeldReason::UploadDamaged { sha256: "aa".into() },
    };
    assert_eq!(*bench.phase(&job), held);
    bench.enqueue(&other);
    assert_eq!(bench.sends(), 1, "others go on");
    bench.tell(Event::Retry(job.id));
    assert!(bench.find(|call| matches!(call, Call::Missing { .. })).is_some());
}

#[test]
fn a_file_that_is_gone_here_holds_its_dossier_only() {
    let mut bench = Bench::new();
    let job = bench.submission(&["aa"]);
    let good = bench.submission(&["bb"]);
    bench.enqueue(&job);
    asks_missing(&mut bench, &["aa"]);
    bench.enqueue(&good);
    asks_missing(&mut bench, &["bb"]);
    created(&mut bench, "u/1");
    let (id, _) = patch(&bench).unwrap();
    bench.answer(id, Err(Failure::File(FileTrouble::Missing)));
    let reason = HeldReason::File {
        sha256: "aa".into(),
        trouble: FileTrouble::Missing,
    };
    assert_eq!(*bench.phase(&job), Phase::Held { reason });
    created(&mut bench, "u/2");
    let (id, _) = patch(&bench).unwrap();
    bench.answer(id, Ok(Reply::Patched { offset: SIZE }));
    assert_eq!(bench.sends(), 1);
}

#[test]
fn pausing_cuts_uploads_and_lets_mutations_finish() {
    let mut bench = Bench::new();
    let small = bench.submission(&[]);
    let large = bench.submission(&["aa"]);
    bench.enqueue(&small);
    bench.enqueue(&large);
    asks_missing(&mut bench, &["aa"]);
    created(&mut bench, "u/1");
    bench.tell(Event::Paused);
    assert!(patch(&bench).is_none());
    let (id, operations) = bench.sent();
    bench.answer(id, done(&operations, &[&small]));
    assert!(bench.confirmed(&small));
    bench.pass(Duration::from_secs(600));
    assert!(bench.calls.is_empty());
    bench.tell(Event::Resumed);
    assert!(
        bench
            .find(|call| matches!(call, Call::HeadUpload { .. }))
            .is_some()
    );
}
