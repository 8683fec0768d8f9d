//! `cargo xtask run`.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::{journey, prerequisites, project};

/// Options of `cargo xtask run`.
#[derive(clap::Args)]
pub struct Options {
    /// Build as shipped: slower to build, quicker to start.
    #[arg(long)]
    release: bool,
}

/// Installs what is missing, builds, and opens the desk.
pub fn run(shell: &Shell, options: &Options) -> Result<()> {
    let display = !cfg!(target_os = "linux")
        || std::env::var_os("DISPLAY").is_some()
        || std::env::var_os("WAYLAND_DISPLAY").is_some();
    let purpose = if display {
        prerequisites::Purpose::Run
    } else {
        prerequisites::Purpose::Test
    };
    prerequisites::install(shell, purpose)?;
    // The linker may have come with the packages just installed.
    let shell = &project::shell()?;
    project::build_ui(shell)?;
    if !display {
        project::step(
            "This machine has no display: the journey is played in a virtual one, its pictures go to target/journey/",
        );
        return journey::run(shell, &journey::Options::training());
    }
    project::step("Building the desk (the first time takes some minutes)");
    let release: &[&str] = if options.release { &["--release"] } else { &[] };
    cmd!(
        shell,
        "cargo build {release...} --package motcua-portal --package motcua-shell"
    )
    .run()?;
    let folder = project::target().join(if options.release { "release" } else { "debug" });
    project::step("Opening the desk");
    let desk = folder.join(format!("motcua-desk{}", std::env::consts::EXE_SUFFIX));
    cmd!(shell, "{desk}").run()?;
    Ok(())
}
