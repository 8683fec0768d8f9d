//! `cargo xtask interop`: see `tests/interop`.

use anyhow::{Context as _, Result};
use xshell::{Shell, cmd};

use crate::{prerequisites, project};

/// Portal and desk against tus-js-client, the reference tus server and schemathesis.
///
/// # Errors
/// When a peer cannot be had, or does not get along with ours.
pub fn run(shell: &Shell) -> Result<()> {
    prerequisites::install(shell, prerequisites::Purpose::Interop)?;
    let shell = &project::shell()?;
    let folder = project::root().join("tests/interop");
    install_peers(shell)?;
    let python = project::target().join("interop-python");
    let requirements = folder.join("fuzz/requirements.txt");
    cmd!(shell, "python3 -m venv {python}").run()?;
    let pip = python.join("bin/pip");
    cmd!(
        shell,
        "{pip} install --quiet --disable-pip-version-check --requirement {requirements}"
    )
    .run()?;

    project::step("Portal and desk with their peers");
    let _fuzzer = shell.push_env("MOTCUA_SCHEMATHESIS", python.join("bin/schemathesis"));
    cmd!(
        shell,
        "cargo test --package motcua-interop --features peers -- --nocapture"
    )
    .run()?;
    Ok(())
}

/// Installs the peers that are Node's.
///
/// # Errors
/// When the registry or Node is not there.
pub fn install_peers(shell: &Shell) -> Result<()> {
    project::step("Installing the peers");
    let _folder = shell.push_dir(project::root().join("tests/interop/peers"));
    let npm = project::npm();
    cmd!(shell, "{npm} ci --no-audit --no-fund --silent")
        .run()
        .context("npm ci failed: is Node 20 or newer installed?")?;
    Ok(())
}
