//! `cargo xtask bench search`: the search beside SQLite FTS5, tantivy and MiniSearch.

use anyhow::{Context as _, Result};
use xshell::{Shell, cmd};

use crate::project;

/// Builds the package of the peers, measures, and writes the search's part of `docs/benchmarks.md`.
pub fn run(shell: &Shell) -> Result<()> {
    let folder = project::root().join("tests/search-bench");
    {
        let _folder = shell.push_dir(&folder);
        let npm = project::npm();
        project::step("Installing MiniSearch");
        cmd!(shell, "{npm} ci --no-audit --no-fund")
            .run()
            .context("npm ci failed: is Node 20 or newer installed?")?;
    }
    let manifest = folder.join("Cargo.toml");
    let target = project::target();
    project::step("Building the search and its peers (this takes some minutes)");
    cmd!(
        shell,
        "cargo build --release --locked --manifest-path {manifest} --target-dir {target}"
    )
    .run()?;
    project::step("Measuring the search");
    let program = target.join("release/motcua-search-bench");
    let report = cmd!(shell, "{program}").read()?;
    println!("{report}");
    project::put_part(
        shell,
        &project::root().join("docs/benchmarks.md"),
        "search",
        &report,
    )?;
    project::step("docs/benchmarks.md has the search's part");
    Ok(())
}
