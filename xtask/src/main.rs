//! `cargo xtask …`: everything one does with this project.

mod bench;
mod chaos;
mod desktop;
mod interop;
mod journey;
mod prerequisites;
mod project;
mod run;
mod search;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds, runs, tests and measures Một Cửa. Installs what is missing first.
#[derive(Parser)]
#[command(name = "cargo xtask", version)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Installs what is missing, builds, and opens the desk; without a display plays the journey in a virtual one.
    Run(run::Options),
    /// Formatting, lints, all tests, and the journey in the real window.
    Test(test::Options),
    /// Only the journey in the real window; pictures go to `target/journey/`.
    Journey(journey::Options),
    /// Benchmarks, as ratios within one run; writes `docs/benchmarks.md`.
    Bench(bench::Options),
    /// Desks, links and portals under seeded faults, for as long as one likes; fails when anything is lost or doubled.
    Chaos(chaos::Options),
    /// Portal and desk against other people's programs: tus-js-client, the reference tus server, schemathesis.
    Interop,
    /// Rebuilds `data/catalogue`, `data/places.json` and `data/holidays.json` from their sources.
    Catalogue,
    /// Only installs what is missing.
    Setup,
}

fn main() -> ExitCode {
    match perform(Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        // In one line, whatever the machine wants to know of stacks: what failed said its own words above.
        Err(error) => {
            eprintln!("\nFailed: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> anyhow::Result<()> {
    let shell = project::shell()?;
    match task {
        Task::Run(options) => run::run(&shell, &options),
        Task::Test(options) => test::run(&shell, &options),
        Task::Journey(options) => {
            prerequisites::install(&shell, prerequisites::Purpose::Test)?;
            project::build_ui(&shell)?;
            journey::run(&shell, &options)
        }
        Task::Bench(options) => bench::run(&shell, &options),
        Task::Chaos(options) => chaos::run(&shell, &options),
        Task::Interop => interop::run(&shell),
        Task::Catalogue => project::build_catalogue(&shell),
        Task::Setup => prerequisites::install(&shell, prerequisites::Purpose::Test),
    }
}
