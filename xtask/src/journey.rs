//! The journey: the real window driven through WebDriver in a virtual desktop.

use anyhow::{Context as _, Result};
use xshell::{Shell, cmd};

use crate::{desktop, project};

/// Options of `cargo xtask journey`.
#[derive(clap::Args)]
pub struct Options {
    /// Only the journeys whose name contains this.
    #[arg(long)]
    only: Option<String>,
    /// How often to play them.
    #[arg(long, default_value_t = 1)]
    times: u32,
}

impl Options {
    /// The journey through training only, as `cargo xtask run` plays it without a display.
    pub fn training() -> Self {
        Self {
            only: Some("training".to_owned()),
            times: 1,
        }
    }

    /// All journeys, so many times in a row.
    pub fn all(times: u32) -> Self {
        Self { only: None, times }
    }
}

/// Builds the desk, the portal and the journeys, and plays them.
///
/// # Errors
/// When something does not build or a journey fails; what each step saw is in `target/journey/`.
pub fn run(shell: &Shell, options: &Options) -> Result<()> {
    project::build_all(shell)?;
    let features = project::EVERYTHING;
    let built = cmd!(
        shell,
        "cargo test --workspace {features...} --no-run --message-format=json"
    )
    .read()?;
    let binaries = test_binaries(&built);
    anyhow::ensure!(!binaries.is_empty(), "no journey was built");
    let pictures = project::target().join("journey");
    for round in 1..=options.times {
        project::step(&format!("Journey {round} of {}", options.times));
        for binary in &binaries {
            let home = std::env::temp_dir().join(format!("motcua-journey-{}-{round}", std::process::id()));
            shell.create_dir(&home)?;
            let _pictures = shell.push_env("MOTCUA_PICTURES", &pictures);
            let _programs = shell.push_env("MOTCUA_PROGRAMS", project::target().join("debug"));
            // What was awaited and what the window showed say more than a stack, and come last.
            let _stacks = shell.push_env("RUST_BACKTRACE", "0");
            let mut arguments = vec!["--test-threads=1".to_owned(), "--nocapture".to_owned()];
            arguments.extend(options.only.clone());
            let played = desktop::run_in(shell, &home, std::path::Path::new(binary), &arguments);
            shell.remove_path(&home).ok();
            played.with_context(|| format!("pictures of every step are in {}", pictures.display()))?;
        }
    }
    Ok(())
}

/// The journeys among cargo's messages. Two fields are wanted of each line, so no JSON reader is pulled in.
fn test_binaries(messages: &str) -> Vec<String> {
    messages
        .lines()
        .filter(|line| line.contains("\"kind\":[\"test\"]") && line.contains("/tests/journey#"))
        .filter_map(|line| line.split("\"executable\":\"").nth(1)?.split('"').next())
        .map(str::to_owned)
        .collect()
}
