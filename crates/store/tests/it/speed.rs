//! Measurements against peers in the same run; `cargo test -p motcua-store --release -- --ignored --nocapture speed`.

use std::{
    fs::{self, File},
    io::Write,
    time::{Duration, Instant},
};

use motcua_store::{ListFilter, Whose};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::support::{at, bench, new_draft, set};

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn timed(action: impl FnOnce()) -> Duration {
    let start = Instant::now();
    action();
    start.elapsed()
}

#[test]
#[ignore = "a measurement"]
fn saving_a_field_against_a_bare_insert() {
    let bench = bench();
    let dossier = new_draft(&bench.store, None, 0);
    let dir = TempDir::new().unwrap();
    let bare = Connection::open(dir.path().join("bare.db")).unwrap();
    bare.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE t (id INTEGER PRIMARY KEY, value TEXT)",
    )
    .unwrap();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for number in 0..400 {
        let value = format!("Nguyễn Văn {number}");
        theirs.push(timed(|| {
            bare.prepare_cached("INSERT INTO t (value) VALUES (?1)")
                .unwrap()
                .execute([&value])
                .unwrap();
        }));
        ours.push(timed(|| {
            bench
                .store
                .write(|tx| {
                    tx.set_answers(
                        dossier,
                        &[set(&format!("form.f{}", number % 20), &value)],
                        at(number),
                    )
                })
                .unwrap();
        }));
    }
    let (ours, theirs) = (median(ours), median(theirs));
    println!(
        "field save {ours:?}, bare insert {theirs:?}, ratio {:.2}",
        ours.as_secs_f64() / theirs.as_secs_f64()
    );
}

#[test]
#[ignore = "a measurement"]
fn attaching_against_copy_and_fsync() {
    let bench = bench();
    let dir = TempDir::new().unwrap();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for number in 0..9_u8 {
        let source = dir.path().join(format!("source{number}"));
        fs::write(&source, vec![number; 50_000_000]).unwrap();
        theirs.push(timed(|| {
            let target = dir.path().join(format!("copy{number}"));
            fs::copy(&source, &target).unwrap();
            File::open(&target).unwrap().sync_all().unwrap();
        }));
        ours.push(timed(|| {
            bench
                .store
                .blobs()
                .put_file(&source, u64::MAX, &mut |_| {})
                .unwrap();
        }));
    }
    let (ours, theirs) = (median(ours), median(theirs));
    println!(
        "attach {ours:?}, copy and fsync {theirs:?}, ratio {:.2}",
        ours.as_secs_f64() / theirs.as_secs_f64()
    );
    std::io::stdout().flush().unwrap();
}

#[test]
#[ignore = "a measurement"]
fn the_first_page_of_many() {
    let bench = bench();
    let page = || {
        median(
            (0..50)
                .map(|_| {
                    timed(|| {
                        let page = bench
                            .store
                            .read(|tx| tx.list_dossiers(Whose::Account(None), ListFilter::All, "", None, 50))
                            .unwrap();
                        assert!(page.rows.len() >= 50);
                        bench
                            .store
                            .read(|tx| tx.count_dossiers(Whose::Account(None)))
                            .unwrap();
                    })
                })
                .collect(),
        )
    };
    let fill = |from: i64, to: i64| {
        for chunk in (from..to).collect::<Vec<_>>().chunks(1000) {
            bench
                .store
                .write(|tx| {
                    for number in chunk {
                        let mut new = crate::support::draft(uuid::Uuid::new_v4(), None);
                        new.answers.insert(
                            "applicant.full_name".into(),
                            crate::support::text(&format!("Nguyễn Văn {number}")),
                        );
                        tx.create_dossier(&new, at(*number))?;
                    }
                    Ok(())
                })
                .unwrap();
        }
    };
    fill(0, 100);
    let few = page();
    fill(100, 100_000);
    let many = page();
    let search = timed(|| {
        bench
            .store
            .read(|tx| tx.list_dossiers(Whose::Account(None), ListFilter::All, "nguyen 5", None, 50))
            .unwrap();
    });
    let dossier = new_draft(&bench.store, None, 200_000);
    let save = median(
        (0..200)
            .map(|number| {
                timed(|| {
                    bench
                        .store
                        .write(|tx| {
                            tx.set_answers(dossier, &[set("form.f", &number.to_string())], at(number))
                        })
                        .unwrap();
                })
            })
            .collect(),
    );
    println!("first page of 100: {few:?}, of 100,000: {many:?}; search {search:?}; field save {save:?}");
    let bench_path = bench.path();
    println!(
        "database {} MB",
        fs::metadata(bench_path.join("motcua.db")).unwrap().len() / 1_000_000
    );
    let opened = timed(|| drop(bench.reopen()));
    println!("open {opened:?}");
}
