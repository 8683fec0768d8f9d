//! The journey: the real window driven through WebDriver in a virtual desktop.

use anyhow::{Context as _, Result};
use xshell::{Shell, cmd};

use crate::{desktop, project};

/// What a journey leaves among its pictures when the desk's process ended without a panic and without being closed.
/// Seen once in some hundred plays, in a way that leaves web view, toolkit and display as suspects; what the desk said
/// last stands in this file.
const ENDED: &str = "ended-unasked.txt";

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
    // Rounds that look for what happens now and then want to see it.
    let mut again = options.times > 1;
    for round in 1..=options.times {
        project::step(&format!("Journey {round} of {}", options.times));
        for binary in &binaries {
            let _pictures = shell.push_env("MOTCUA_PICTURES", &pictures);
            let _programs = shell.push_env("MOTCUA_PROGRAMS", project::target().join("debug"));
            // What was awaited and what the window showed say more than a stack, and come last.
            let _stacks = shell.push_env("RUST_BACKTRACE", "0");
            let mut arguments = vec!["--test-threads=1".to_owned(), "--nocapture".to_owned()];
            arguments.extend(options.only.clone());
            let ended = pictures.join(ENDED);
            shell.remove_path(&ended)?;
            let mut played = play(shell, binary, &arguments);
            if let Err(error) = &played
                && ended.exists()
                && !again
            {
                again = true;
                eprintln!("\nFailed: {error:#}");
                project::step(
                    "The desk ended unasked and without a panic; this journey is played once more, and no other is",
                );
                played = play(shell, binary, &arguments);
            }
            played.with_context(|| format!("pictures of every step are in {}", pictures.display()))?;
        }
    }
    Ok(())
}

/// Plays one journey in a desktop of its own.
fn play(shell: &Shell, binary: &str, arguments: &[String]) -> Result<()> {
    let home = std::env::temp_dir().join(format!("motcua-journey-{}", std::process::id()));
    shell.create_dir(&home)?;
    let played = desktop::run_in(shell, &home, std::path::Path::new(binary), arguments);
    shell.remove_path(&home).ok();
    played
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
