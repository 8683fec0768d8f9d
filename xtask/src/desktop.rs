//! A virtual desktop of its own for one command: X server, window manager, session bus and an
//! unlocked keyring, all of it private and gone afterwards.

use std::path::Path;

use anyhow::{Context as _, Result};
use xshell::{Shell, cmd};

/// Size of the virtual screen, the one the windows are designed for.
pub const SCREEN: &str = "1366x768x24";

const SCRIPT: &str = r#"
set -eu
eval "$(printf 'only-for-tests' | gnome-keyring-daemon --unlock --components=secrets | sed 's/^/export /')"
openbox --sm-disable &
exec "$@"
"#;

/// Runs a command in a virtual desktop whose home is `home`.
///
/// # Errors
/// When the desktop does not start or the command fails.
pub fn run_in(shell: &Shell, home: &Path, program: &Path, arguments: &[String]) -> Result<()> {
    let runtime = home.join("runtime");
    shell.create_dir(&runtime)?;
    #[cfg(unix)]
    std::fs::set_permissions(&runtime, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    let data = home.join(".local/share");
    shell.create_dir(&data)?;
    let _home = shell.push_env("HOME", home);
    let _runtime = shell.push_env("XDG_RUNTIME_DIR", &runtime);
    let _data = shell.push_env("XDG_DATA_HOME", &data);
    let _config = shell.push_env("XDG_CONFIG_HOME", home.join(".config"));
    let _cache = shell.push_env("XDG_CACHE_HOME", home.join(".cache"));
    // A desktop portal that is named but cannot start stalls GTK for 25 s.
    let _portal = shell.push_env("GTK_USE_PORTAL", "0");
    let _a11y = shell.push_env("NO_AT_BRIDGE", "1");
    let screen = format!("-screen 0 {SCREEN} -nolisten tcp");
    cmd!(shell, "xvfb-run --auto-servernum --server-args={screen} dbus-run-session -- bash -c {SCRIPT} desktop {program} {arguments...}")
        .run()
        .context("the command in the virtual desktop failed")
}
