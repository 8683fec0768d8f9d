//! Where things are and how they are built.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use xshell::{Shell, cmd};

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default()
}

/// A shell at the root, with a fast linker where the machine has one.
pub fn shell() -> Result<Shell> {
    let shell = Shell::new()?;
    shell.change_dir(root());
    if cfg!(target_os = "linux") && on_path("mold") && on_path("clang") {
        shell.set_var("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER", "clang");
        shell.set_var(
            "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS",
            "-C link-arg=-fuse-ld=mold",
        );
    }
    Ok(shell)
}

/// Whether a program can be found on `PATH`.
pub fn on_path(program: &str) -> bool {
    let suffix = std::env::consts::EXE_SUFFIX;
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(format!("{program}{suffix}")).is_file())
    })
}

/// Says what is being done now.
pub fn step(what: &str) {
    eprintln!("\n── {what}");
}

/// Installs the window's packages if the lock file changed, and builds the window into `ui/dist`.
pub fn build_ui(shell: &Shell) -> Result<()> {
    install_ui(shell)?;
    step("Building the window");
    let _folder = shell.push_dir("ui");
    let npm = npm();
    cmd!(shell, "{npm} run --silent build")
        .run()
        .context("the window does not build")
}

/// Installs the window's packages if the lock file is newer than what is installed.
pub fn install_ui(shell: &Shell) -> Result<()> {
    let lock = root().join("ui/package-lock.json");
    let installed = root().join("ui/node_modules/.package-lock.json");
    let current = match (
        lock.metadata()?.modified(),
        installed.metadata().and_then(|m| m.modified()),
    ) {
        (Ok(lock), Ok(installed)) => installed >= lock,
        _ => false,
    };
    if current {
        return Ok(());
    }
    step("Installing the window's packages");
    let _folder = shell.push_dir("ui");
    let npm = npm();
    cmd!(shell, "{npm} ci --no-audit --no-fund")
        .run()
        .context("npm ci failed: is Node 20 or newer installed?")?;
    // npm keeps the time of the archive on some machines; the comparison above needs now.
    let marker = std::fs::File::options().append(true).open(&installed)?;
    marker.set_modified(std::time::SystemTime::now())?;
    Ok(())
}

/// `npm` by the name the system knows it under.
pub fn npm() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

/// Rebuilds the committed catalogue from its sources.
pub fn build_catalogue(shell: &Shell) -> Result<()> {
    step("Building the catalogue");
    cmd!(shell, "cargo run --quiet --package motcua-catalogue-builder").run()?;
    Ok(())
}

/// The features with which everything is built and tested: the same for each step, so that dependencies are built once.
pub const EVERYTHING: &[&str] = &["--features", "motcua-journey/window,motcua-interop/peers"];

/// Builds all programs and all tests.
pub fn build_all(shell: &Shell) -> Result<()> {
    step("Building all programs and tests (the first time takes some minutes)");
    let features = EVERYTHING;
    cmd!(shell, "cargo build --workspace --all-targets {features...}").run()?;
    Ok(())
}

/// Where cargo puts its results.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Puts one part of a Markdown file between its marks, in place of what stood there, else at the end.
pub fn put_part(shell: &Shell, file: &Path, part: &str, text: &str) -> Result<()> {
    let (open, close) = (format!("<!-- {part} -->"), format!("<!-- /{part} -->"));
    let before = shell.read_file(file).unwrap_or_default();
    let marked = format!("{open}\n{}\n{close}", text.trim());
    let after = match (before.find(&open), before.find(&close)) {
        (Some(start), Some(end)) if start < end => {
            format!("{}{marked}{}", &before[..start], &before[end + close.len()..])
        }
        _ if before.trim().is_empty() => format!("{marked}\n"),
        _ => format!("{}\n\n{marked}\n", before.trim_end()),
    };
    shell.write_file(file, after)?;
    Ok(())
}
