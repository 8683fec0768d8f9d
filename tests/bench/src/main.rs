//! Benchmarks: every figure is a ratio within one run, against a floor or a peer measured beside it.

mod crowd;
mod form;
mod frames;
mod keystroke;
mod lists;
mod neighbours;
mod samples;
mod window;
mod wire;

use std::fmt::Write as _;

use anyhow::Result;
use samples::Row;

fn main() -> Result<()> {
    let only: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |name: &str| only.is_empty() || only.iter().any(|one| one == name);
    let runtime = tokio::runtime::Runtime::new()?;
    let mut rows: Vec<Row> = Vec::new();
    let mut took = |measured: Vec<Row>| {
        // What is measured is told at once: a later part that fails does not take it away.
        measured.iter().for_each(|row| eprintln!("{}", row.line()));
        rows.extend(measured);
    };
    if wanted("keystroke") {
        took(keystroke::measure(100_000)?);
    }
    if wanted("crowd") {
        took(crowd::measure(100_000)?);
    }
    if wanted("wire") {
        took(runtime.block_on(wire::measure())?);
    }
    if wanted("narrow") {
        took(runtime.block_on(wire::narrow::measure())?);
    }
    if wanted("frames") {
        took(runtime.block_on(frames::measure())?);
    }
    if wanted("lists") {
        took(runtime.block_on(lists::measure(100_000))?);
    }
    if wanted("form") {
        took(runtime.block_on(form::measure())?);
    }
    if wanted("window") {
        took(runtime.block_on(window::measure(20))?);
    }
    let report = report(&rows)?;
    println!("{report}");
    if let Some(path) = std::env::var_os("MOTCUA_REPORT") {
        std::fs::write(path, report)?;
    }
    Ok(())
}

fn report(rows: &[Row]) -> Result<String> {
    let mut text = String::from(
        "# Benchmarks\n\nWritten by `cargo xtask bench`. Every figure is a ratio within one run on one machine, against a \
         floor or a peer measured beside it; samples are interleaved. The bars are those of the design.\n\n",
    );
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name\t: "))
        .unwrap_or("unknown processor");
    let cores = std::thread::available_parallelism()?;
    writeln!(
        text,
        "Machine: {model}, {cores} cores, release build, virtual display.\n"
    )?;
    text.push_str("| what a user feels | measured | ratio | bar |\n|---|---|---|---|\n");
    for row in rows {
        writeln!(text, "{}", row.line())?;
    }
    Ok(text)
}
