//! The search's figures: success by kind over the judged sets, and for 1,000, 10,000 and 100,000
//! procedures the time to build, the size, and the latency of each keystroke, beside plain SQLite FTS5,
//! tantivy and MiniSearch on the same queries in the same run, one after the other for each keystroke.
//!
//! Prints Markdown. `--quick` leaves out 100,000 procedures and most of the keystrokes; `--speed` leaves out the success.

#[path = "../../../crates/search/tests/common/mod.rs"]
mod common;
mod fts5;
mod minisearch;
mod peer;
mod tantivy_peer;

use std::{collections::BTreeMap, time::Duration};

use anyhow::Result;
use common::{
    COUNTER, JUDGED_2022, JUDGED_2026, Judged, Tally, catalogue, catalogue_2022, judged, judged_2022,
};
use motcua_domain::catalogue::Catalogue;
use peer::Engine;

/// All sorts together.
const ALL: &str = "\u{2211} all";

fn main() -> Result<()> {
    let asked = |name: &str| std::env::args().any(|a| a == name);
    if !asked("--speed") {
        found()?;
    }
    times(asked("--quick"))
}

/// How often the right procedure is found.
fn found() -> Result<()> {
    let in_2022 = catalogue_2022();
    println!("## Finding a procedure\n");
    println!(
        "Written by `cargo xtask bench search`. Judged queries, of which the right procedure is wanted first (@1) and among the \
         first three (@3); peers set up as one would in an afternoon: folded words, beginnings, slips where the engine has them.\n"
    );
    let rows = vec![
        success("2022, first set", &in_2022, &judged(JUDGED_2022))?,
        success("2022, counter, first batch", &in_2022, &judged(COUNTER[0]))?,
        success("2022, counter, second batch", &in_2022, &judged(COUNTER[1]))?,
        success("2022, counter, third batch", &in_2022, &judged(COUNTER[2]))?,
        success("2022, counter, fourth batch", &in_2022, &judged(COUNTER[3]))?,
        success("2022, counter, fifth batch", &in_2022, &judged(COUNTER[4]))?,
        success(
            "2026",
            &catalogue(motcua_data::CATALOGUE_2026),
            &judged(JUDGED_2026),
        )?,
        success(
            "first set among 10,000",
            &common::with_neighbours(in_2022.clone(), 10_000),
            &judged(JUDGED_2022),
        )?,
        success(
            "all sets among 10,000",
            &common::with_neighbours(in_2022.clone(), 10_000),
            &judged_2022(),
        )?,
    ];
    println!("| set | queries | Một Cửa @1 / @3 | FTS5 | tantivy | MiniSearch |\n|---|---|---|---|---|---|");
    for (name, queries, tallies) in &rows {
        let of = |t: &BTreeMap<String, Tally>| format!("{:.1} / {:.1}", t[ALL].at1(), t[ALL].at3());
        let cells: Vec<String> = tallies.iter().map(of).collect();
        println!("| {name} | {queries} | {} |", cells.join(" | "));
    }
    println!("\nBy kind, over all sets of 2022 (per cent @1 / @3):\n");
    by_kind(&in_2022)
}

/// How long it takes.
fn times(quick: bool) -> Result<()> {
    println!(
        "\nKeystrokes of the same queries, in the core, best of three; the engines take turns at each keystroke.\n\n\
         | procedures | keystrokes | engine | p50 ms | p99 ms | p99 against ours | built in ms | index MB |\n|---|---|---|---|---|---|---|---|"
    );
    // The peers take up to seconds a key at the last size, so it is asked for fewer.
    let sizes: &[(usize, usize)] = if quick {
        &[(1_000, 400), (10_000, 200)]
    } else {
        &[(1_000, 2_000), (10_000, 1_000), (100_000, 60)]
    };
    for &(size, keystrokes) in sizes {
        speed(size, &judged_2022(), keystrokes)?;
    }
    Ok(())
}

fn engines(catalogue: &Catalogue) -> Result<Vec<Box<dyn Engine>>> {
    Ok(vec![
        Box::new(peer::Ours::new(catalogue)),
        Box::new(fts5::Fts5::new(catalogue)?),
        Box::new(tantivy_peer::Tantivy::new(catalogue)?),
        Box::new(minisearch::MiniSearch::new(catalogue)?),
    ])
}

type Success = (String, usize, Vec<BTreeMap<String, Tally>>);

fn success(name: &str, catalogue: &Catalogue, set: &[Judged]) -> Result<Success> {
    let mut tallies = Vec::new();
    for mut engine in engines(catalogue)? {
        let mut failed = None;
        tallies.push(common::tally(
            set,
            &mut |j| match engine.search(&j.query, j.sector.as_deref()) {
                Ok((codes, _)) => codes,
                Err(error) => {
                    failed.get_or_insert(error);
                    Vec::new()
                }
            },
        ));
        if let Some(error) = failed {
            eprintln!("{}: {error:#}", engine.name());
        }
    }
    Ok((name.to_owned(), set.len(), tallies))
}

fn by_kind(catalogue: &Catalogue) -> Result<()> {
    let (_, _, tallies) = success("", catalogue, &judged_2022())?;
    println!("| kind | queries | Một Cửa | FTS5 | tantivy | MiniSearch |\n|---|---|---|---|---|---|");
    for (kind, ours) in &tallies[0] {
        let of = |t: &BTreeMap<String, Tally>| format!("{:.1} / {:.1}", t[kind].at1(), t[kind].at3());
        let cells: Vec<String> = tallies.iter().map(of).collect();
        println!("| {kind} | {} | {} |", ours.all, cells.join(" | "));
    }
    Ok(())
}

/// Asks all engines in turn for each of `keystrokes` beginnings of the judged queries, spread evenly over all there
/// are, over `size` procedures.
fn speed(size: usize, set: &[Judged], keystrokes: usize) -> Result<()> {
    let catalogue = common::with_neighbours(catalogue_2022(), size);
    let mut engines = engines(&catalogue)?;
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); engines.len()];
    let typed: Vec<&str> = set
        .iter()
        .flat_map(|judged| {
            let query = judged.query.as_str();
            query
                .char_indices()
                .map(move |(at, c)| &query[..at + c.len_utf8()])
        })
        .collect();
    for typed in typed.iter().step_by(typed.len().div_ceil(keystrokes)) {
        for (engine, times) in engines.iter_mut().zip(&mut times) {
            let mut best = Duration::MAX;
            for _ in 0..3 {
                best = best.min(engine.search(typed, None)?.1);
            }
            times.push(best);
        }
    }
    let ms = |d: Duration| d.as_secs_f64() * 1e3;
    let at = |times: &[Duration], part: f64| times[((times.len() - 1) as f64 * part) as usize];
    times.iter_mut().for_each(|t| t.sort());
    let ours = at(&times[0], 0.99);
    for (engine, times) in engines.iter().zip(&times) {
        println!(
            "| {size} | {} | {} | {:.2} | {:.2} | {:.1} × | {:.0} | {:.1} |",
            times.len(),
            engine.name(),
            ms(at(times, 0.5)),
            ms(at(times, 0.99)),
            ms(at(times, 0.99)) / ms(ours),
            ms(engine.built()),
            engine.bytes() as f64 / 1e6,
        );
    }
    Ok(())
}
