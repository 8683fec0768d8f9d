//! `cargo xtask bench`.

use anyhow::Result;
use xshell::Shell;

/// Options of `cargo xtask bench`.
#[derive(clap::Args)]
pub struct Options {}

/// Measures.
pub fn run(_shell: &Shell, _options: &Options) -> Result<()> {
    Ok(())
}
