//! `cargo xtask bench`.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::{desktop, interop, prerequisites, project, search};

/// Options of `cargo xtask bench`.
#[derive(clap::Args)]
pub struct Options {
    /// Only these: `keystroke`, `crowd`, `wire`, `narrow`, `frames`, `lists`, `form`, `window`, `search`. All of them without a name.
    only: Vec<String>,
}

/// Builds everything as it is shipped and measures it in a virtual desktop. Without a choice, the
/// table goes to `docs/benchmarks.md`.
pub fn run(shell: &Shell, options: &Options) -> Result<()> {
    let search = |one: &String| one == "search";
    if options.only.is_empty() || options.only.iter().any(search) {
        search::run(shell)?;
    }
    if !options.only.is_empty() && options.only.iter().all(search) {
        return Ok(());
    }
    prerequisites::install(shell, prerequisites::Purpose::Test)?;
    let shell = &project::shell()?;
    interop::install_peers(shell)?;
    project::build_ui(shell)?;
    project::step("Building as shipped (this takes some minutes)");
    cmd!(
        shell,
        "cargo build --release --package motcua-shell --package motcua-portal --package motcua-cli --package motcua-empty-window --package motcua-bench"
    )
    .run()?;
    project::step("Measuring");
    let programs = project::target().join("release");
    let report = project::target().join("benchmarks.md");
    let _programs = shell.push_env("MOTCUA_PROGRAMS", &programs);
    let _report = shell.push_env("MOTCUA_REPORT", &report);
    let home = std::env::temp_dir().join(format!("motcua-bench-{}", std::process::id()));
    shell.create_dir(&home)?;
    let measured = desktop::run_in(shell, &home, &programs.join("motcua-bench"), &options.only);
    shell.remove_path(&home)?;
    measured?;
    if options.only.is_empty() {
        let text = shell.read_file(&report)?;
        project::put_part(shell, &project::root().join("docs/benchmarks.md"), "desk", &text)?;
        project::step("docs/benchmarks.md is written");
    }
    Ok(())
}
