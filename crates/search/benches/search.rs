//! The search's figures: success by kind over the judged sets, and for 1,000, 10,000 and 100,000
//! procedures the time to build, the size, and the latency of each keystroke, beside plain SQLite FTS5
//! on the same queries in the same run (each keystroke the best of three).
//!
//! `cargo bench -p motcua-search --bench search` prints tables; `-- --json` adds one line of JSON at the
//! end, for `cargo xtask bench search`.
#![allow(clippy::unwrap_used)]

#[path = "../tests/common/mod.rs"]
mod common;
mod fts5;

use std::time::{Duration, Instant};

use common::{
    JUDGED_2022, JUDGED_2026, Judged, Tally, ask, catalogue, catalogue_2022, codes, index, judged, table,
    tally, with_neighbours,
};
use motcua_domain::catalogue::Catalogue;
use serde_json::json;

fn main() {
    let set = judged(JUDGED_2022);
    let mut figures = Vec::new();
    success("2022", &catalogue_2022(), &set, &mut figures);
    success(
        "2026",
        &catalogue(motcua_data::CATALOGUE_2026),
        &judged(JUDGED_2026),
        &mut figures,
    );
    success(
        "2022 among 10,000",
        &with_neighbours(catalogue_2022(), 10_000),
        &set,
        &mut figures,
    );
    println!(
        "{:>8} {:>10} {:>10} {:>9} {:>9} {:>9} {:>11} {:>11}",
        "size", "build", "index", "p50", "p99", "max", "FTS5 p50", "FTS5 p99"
    );
    for size in [1_000, 10_000, 100_000] {
        speed(size, &set, &mut figures);
    }
    if std::env::args().any(|a| a == "--json") {
        println!("{}", json!({ "search": figures }));
    }
}

fn success(name: &str, catalogue: &Catalogue, set: &[Judged], figures: &mut Vec<serde_json::Value>) {
    let index = index(catalogue);
    let ours = tally(set, &mut |j| {
        let found = ask(&index, &j.query, j.sector.as_deref());
        codes(catalogue, &found).into_iter().map(str::to_owned).collect()
    });
    let plain = fts5::Plain::new(catalogue);
    let theirs = tally(set, &mut |j| plain.search(&j.query, j.sector.as_deref()));
    println!("{}", table(&format!("Một Cửa, catalogue {name}"), &ours));
    println!("{}", table(&format!("plain FTS5, catalogue {name}"), &theirs));
    let of = |row: &Tally| json!({ "queries": row.all, "at1": row.at1(), "at3": row.at3() });
    let all = "\u{2211} all";
    figures.push(json!({ "set": name, "ours": of(&ours[all]), "fts5": of(&theirs[all]) }));
}

fn speed(size: usize, set: &[Judged], figures: &mut Vec<serde_json::Value>) {
    let catalogue = with_neighbours(catalogue_2022(), size);
    let start = Instant::now();
    let index = index(&catalogue);
    let built = start.elapsed();
    let plain = fts5::Plain::new(&catalogue);
    let step = if size > 10_000 { 20 } else { 4 };
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for judged in set.iter().step_by(step) {
        for (at, c) in judged.query.char_indices() {
            let typed = &judged.query[..at + c.len_utf8()];
            ours.push(timed(|| ask(&index, typed, None).total));
            theirs.push(timed(|| plain.search(typed, None).len()));
        }
    }
    ours.sort();
    theirs.sort();
    let at = |times: &[Duration], part: f64| times[((times.len() - 1) as f64 * part) as usize];
    let ms = |d: Duration| d.as_secs_f64() * 1e3;
    println!(
        "{size:>8} {:>7.0} ms {:>7.1} MB {:>6.2} ms {:>6.2} ms {:>6.2} ms {:>8.2} ms {:>8.2} ms",
        ms(built),
        index.bytes() as f64 / 1e6,
        ms(at(&ours, 0.5)),
        ms(at(&ours, 0.99)),
        ms(at(&ours, 1.0)),
        ms(at(&theirs, 0.5)),
        ms(at(&theirs, 0.99)),
    );
    figures.push(json!({
        "size": size, "keys": ours.len(), "build_ms": ms(built), "index_bytes": index.bytes(),
        "p50_ms": ms(at(&ours, 0.5)), "p99_ms": ms(at(&ours, 0.99)), "max_ms": ms(at(&ours, 1.0)),
        "fts5_p50_ms": ms(at(&theirs, 0.5)), "fts5_p99_ms": ms(at(&theirs, 0.99)),
    }));
}

/// The best of three, so that what else the machine does is not measured.
fn timed<T>(mut run: impl FnMut() -> T) -> Duration {
    let once = |_| {
        let start = Instant::now();
        std::hint::black_box(run());
        start.elapsed()
    };
    (0..3).map(once).min().unwrap_or_default()
}
