//! Cold start to a usable first screen, and the memory of all processes, against an empty Tauri
//! window built the same way. Both are started the same way and watched by the same means, turn about.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use motcua_journey::{wait, webdriver, window::signal};
use thirtyfour::prelude::*;

use crate::samples::{Row, Samples};

const MARKER: &str = "MOTCUA_BENCH_RUN";
/// How long a window that was asked to close may take before it is killed.
const CLOSING: Duration = Duration::from_secs(10);

struct Opened {
    milliseconds: f64,
    mebibytes: f64,
}

/// Measures `times` starts of each, interleaved.
///
/// # Errors
/// When a window does not come up.
pub async fn measure(times: usize) -> Result<Vec<Row>> {
    let (mut desk, mut empty) = (
        (Samples::default(), Samples::default()),
        (Samples::default(), Samples::default()),
    );
    let home = tempfile::tempdir()?;
    for round in 0..times {
        let of_desk = open("motcua-desk", "//h1", home.path(), round)
            .await
            .context("the desk")?;
        let of_empty = open("motcua-empty-window", "//*[@id='usable']", home.path(), round)
            .await
            .context("empty")?;
        desk.0.push(of_desk.milliseconds);
        desk.1.push(of_desk.mebibytes);
        empty.0.push(of_empty.milliseconds);
        empty.1.push(of_empty.mebibytes);
    }
    let row = |what: &str, unit: &str, ours: &Samples, theirs: &Samples| Row {
        what: what.to_owned(),
        measured: format!(
            "desk {:.0} {unit}, empty window {:.0} {unit} (medians, n = {})",
            ours.median(),
            theirs.median(),
            ours.len()
        ),
        ratio: ours.median() / theirs.median(),
        bar: 1.25,
    };
    Ok(vec![
        row("cold start to a usable first screen", "ms", &desk.0, &empty.0),
        row("memory of all processes (PSS)", "MiB", &desk.1, &empty.1),
    ])
}

async fn open(program: &str, usable: &str, home: &Path, round: usize) -> Result<Opened> {
    let run = format!("{program}-{round}");
    let waiting = webdriver::driver(program, home, &[(MARKER, &run)]).await?;
    let started = Instant::now();
    let (driver, mut server) = waiting.open().await?;
    let deadline = started + wait::PATIENCE;
    while !is_shown(&driver, usable).await {
        ensure!(Instant::now() < deadline, "{program} shows no {usable}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
    let mebibytes = memory(&run)?;
    tokio::time::timeout(CLOSING, driver.quit()).await.ok();
    gone(&run).await?;
    server.kill().await?;
    Ok(Opened {
        milliseconds,
        mebibytes,
    })
}

async fn is_shown(driver: &WebDriver, usable: &str) -> bool {
    match driver.find(By::XPath(usable)).await {
        Ok(found) => found.is_displayed().await.unwrap_or(false),
        Err(_) => false,
    }
}

/// Waits until every process of a run is gone: the next start would find the home taken. What stays is killed.
async fn gone(run: &str) -> Result<()> {
    let all_gone = || async { Ok(processes(run)?.is_empty().then_some(())) };
    if wait::until_within(CLOSING, "the window's end", all_gone)
        .await
        .is_ok()
    {
        return Ok(());
    }
    for pid in processes(run)? {
        signal(pid, "KILL").await.ok();
    }
    wait::until("the window's end after a kill", all_gone).await
}

/// The processes of a run, without the driver itself and those that have ended and wait for their parent.
fn processes(run: &str) -> Result<Vec<u32>> {
    let marker = format!("{MARKER}={run}");
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc")?.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        let ours = std::fs::read(entry.path().join("environ"))
            .is_ok_and(|all| all.split(|byte| *byte == 0).any(|one| one == marker.as_bytes()));
        let driver = std::fs::read_to_string(entry.path().join("comm"))
            .is_ok_and(|name| name.starts_with("WebKitWebDriv"));
        if ours && !driver {
            found.push(pid);
        }
    }
    Ok(found)
}

/// Proportional set size of every process of a run, in MiB.
fn memory(run: &str) -> Result<f64> {
    let mut kibibytes = 0.0;
    for pid in processes(run)? {
        let rollup = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        kibibytes += rollup
            .lines()
            .find_map(|line| {
                line.strip_prefix("Pss:")?
                    .split_whitespace()
                    .next()?
                    .parse::<f64>()
                    .ok()
            })
            .unwrap_or(0.0);
    }
    Ok(kibibytes / 1024.0)
}
