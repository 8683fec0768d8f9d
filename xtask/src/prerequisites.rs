//! What the machine must have, and how it gets it.

use anyhow::{Result, bail};
use xshell::{Shell, cmd};

use crate::project::{on_path, step};

/// What the packages are wanted for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Building and opening the desk.
    Run,
    /// Also driving it in a virtual display.
    Test,
    /// Building, and running peers written in Python.
    Interop,
}

/// Debian packages to build and open the desk.
const BUILD: &[&str] = &[
    "build-essential",
    "pkg-config",
    "clang",
    "mold",
    "libwebkit2gtk-4.1-dev",
    "librsvg2-dev",
    "libayatana-appindicator3-dev",
    "libxdo-dev",
    "libssl-dev",
    "fonts-noto-core",
    "xdg-utils",
];

/// Debian packages to drive it: a virtual display with a window manager, WebDriver, a session
/// bus with a keyring, the bus of screen readers, synthetic X events, a browser for the bank's page, readers of PDF
/// and QR codes, and what benchmarks are compared with.
const DRIVE: &[&str] = &[
    "webkit2gtk-driver",
    "xvfb",
    "xauth",
    "xdotool",
    "openbox",
    "dbus-x11",
    "gnome-keyring",
    "at-spi2-core",
    "chromium",
    "chromium-driver",
    "poppler-utils",
    "zbar-tools",
    "imagemagick",
    "procps",
    "curl",
];

/// Debian packages for the peers that are not Node's.
const PEERS: &[&str] = &["python3-venv"];

/// Says what is missing and installs it.
///
/// # Errors
/// When something is missing that cannot be installed from here; the message names it.
pub fn install(shell: &Shell, purpose: Purpose) -> Result<()> {
    if !on_path("node") || !on_path(crate::project::npm().trim_end_matches(".cmd")) {
        bail!("Node 20 or newer with npm is missing. Install it and run the same command again.");
    }
    if !cfg!(target_os = "linux") {
        return elsewhere(purpose);
    }
    if !on_path("apt-get") {
        bail!(
            "This machine has no apt-get. Install what your distribution calls these packages and run the same \
             command again: {}",
            wanted(purpose).join(" ")
        );
    }
    let missing: Vec<&str> = wanted(purpose)
        .into_iter()
        .filter(|package| !installed(shell, package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    step(&format!("Missing, being installed: {}", missing.join(" ")));
    let root = cmd!(shell, "id -u").quiet().read()? == "0";
    if !root && !on_path("sudo") {
        bail!(
            "Run this once as root, then the same command again:\n  apt-get install {}",
            missing.join(" ")
        );
    }
    let apt_get: &[&str] = if root {
        &["apt-get"]
    } else {
        &["sudo", "--preserve-env=DEBIAN_FRONTEND", "apt-get"]
    };
    let (program, first) = (apt_get[0], &apt_get[1..]);
    let _quiet = shell.push_env("DEBIAN_FRONTEND", "noninteractive");
    cmd!(shell, "{program} {first...} update -qq").run()?;
    cmd!(
        shell,
        "{program} {first...} install -y -qq --no-install-recommends {missing...}"
    )
    .run()?;
    Ok(())
}

fn wanted(purpose: Purpose) -> Vec<&'static str> {
    match purpose {
        Purpose::Run => BUILD.to_vec(),
        Purpose::Test => [BUILD, DRIVE].concat(),
        Purpose::Interop => [BUILD, PEERS].concat(),
    }
}

fn installed(shell: &Shell, package: &str) -> bool {
    let format = "${db:Status-Status}";
    cmd!(shell, "dpkg-query -W -f={format} {package}")
        .quiet()
        .ignore_stderr()
        .ignore_status()
        .read()
        .is_ok_and(|status| status == "installed")
}

fn elsewhere(purpose: Purpose) -> Result<()> {
    if purpose == Purpose::Test {
        bail!("The journey drives a real window on Linux only. On this system: cargo xtask run");
    }
    if cfg!(windows) {
        step(
            "Needed on Windows: Visual Studio Build Tools with C++, WebView2 (part of Windows 11), Perl for OpenSSL",
        );
    } else {
        step("Needed on macOS: the Xcode command line tools (xcode-select --install)");
    }
    Ok(())
}
