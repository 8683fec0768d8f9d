//! `cargo xtask test`.

use std::time::Instant;

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::{interop, journey, prerequisites, project};

/// Options of `cargo xtask test`.
#[derive(clap::Args)]
pub struct Options {
    /// Also what takes long: the journey ten times, more seeds of the simulation, the places against their kept
    /// pictures, and portal and desk with their peers.
    #[arg(long)]
    full: bool,
}

/// Everything that must hold before a change lands.
pub fn run(shell: &Shell, options: &Options) -> Result<()> {
    let started = Instant::now();
    prerequisites::install(shell, prerequisites::Purpose::Test)?;
    // The linker may have come with the packages just installed.
    let shell = &project::shell()?;
    project::step("Formatting");
    cmd!(shell, "cargo fmt --all --check").run()?;

    project::install_ui(shell)?;
    project::build_ui(shell)?;
    {
        let _folder = shell.push_dir("ui");
        let npm = project::npm();
        project::step("The window: lint, types, unit tests");
        cmd!(shell, "{npm} run --silent lint").run()?;
        cmd!(shell, "{npm} run --silent typecheck").run()?;
        cmd!(shell, "{npm} run --silent test").run()?;
        if options.full {
            project::step("The window: places as they were kept in pictures");
            cmd!(shell, "{npm} run --silent pictures:check -- --full").run()?;
        }
    }

    project::step("Clippy");
    let features = project::EVERYTHING;
    cmd!(
        shell,
        "cargo clippy --workspace --all-targets {features...} --quiet -- -D warnings"
    )
    .run()?;
    project::build_all(shell)?;
    project::step("Rust tests");
    if options.full {
        shell.set_var("MOTCUA_SEEDS", "100000");
    } else {
        // The same cases every time: what fails here fails for whoever looks into it.
        shell.set_var("PROPTEST_RNG_SEED", "20251");
    }
    // Without the journeys, which want a desktop.
    cmd!(shell, "cargo test --workspace").run()?;
    if options.full {
        interop::run(shell)?;
    }

    journey::run(shell, &journey::Options::all(if options.full { 10 } else { 1 }))?;
    eprintln!("\nEverything holds ({} s).", started.elapsed().as_secs());
    Ok(())
}
