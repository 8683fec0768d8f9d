//! `cargo xtask chaos`: see `tests/chaos`.

use std::process::Command;

use anyhow::{Context as _, Result};
use xshell::{Shell, cmd};

use crate::project;

/// Options of `cargo xtask chaos`; all go to the program that does it.
#[derive(clap::Args)]
pub struct Options {
    /// `--seeds N --from S [--against model|handlers|both] [--trace]`, or `--real --runs N [--desks N] [--from S]`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds what is needed and runs it. Its last line is `seeds N, lost 0, doubled 0`; otherwise the
/// exit code is 1.
///
/// # Errors
/// When something does not build or cannot be run.
pub fn run(shell: &Shell, options: &Options) -> Result<()> {
    project::step("Building desk, portal and chaos");
    let packages = ["motcua-chaos", "motcua-cli", "motcua-portal"].map(|name| ["--package", name]);
    let packages = packages.as_flattened();
    cmd!(shell, "cargo build --quiet {packages...}").run()?;
    let program = project::target()
        .join("debug")
        .join(format!("motcua-chaos{}", std::env::consts::EXE_SUFFIX));
    let ended = Command::new(&program)
        .args(&options.arguments)
        .status()
        .with_context(|| program.display().to_string())?;
    std::process::exit(ended.code().unwrap_or(1))
}
