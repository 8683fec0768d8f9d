//! Keeps a broken desktop portal from holding up the start.
//!
//! GTK asks the session bus for the desktop portal as it starts, and the window asks it for the
//! colour scheme. A portal that is named on the bus but cannot start (a session without its desktop,
//! a remote login) makes them wait 25 s and 5 s (tauri#12742); no setting of theirs prevents it. So
//! the portal is asked first, for a moment; if it does not answer, GTK starts and the window is made
//! as on a machine without a session bus. Everything else (keyring, notifications) has the bus.

use std::{sync::mpsc, thread, time::Duration};

use gtk::glib;

const PORTAL: &str = "org.freedesktop.portal.Desktop";
const ADDRESS: &str = "DBUS_SESSION_BUS_ADDRESS";
/// No bus has this address: whoever asks is told at once that there is none.
const NOWHERE: &str = "unix:path=/nonexistent/motcua-no-session-bus";
/// How long a healthy portal may take to start. GTK would wait for it as well.
const PATIENCE: Duration = Duration::from_millis(1500);

/// The session bus, as the toolkit is to see it.
#[derive(Clone)]
pub struct SessionBus {
    /// The real address, where the portal on it does not answer.
    hidden: Option<String>,
}

impl SessionBus {
    /// Looks at the portal. Must be called before anything else of the program runs.
    pub fn examine() -> Self {
        // inside a sandbox the portal is the only way out; elsewhere GTK's own dialogs are used
        if std::env::var_os("FLATPAK_ID").is_none() && std::env::var_os("GTK_USE_PORTAL").is_none() {
            let _ = glib::setenv("GTK_USE_PORTAL", "0", false);
        }
        let Some(address) = address() else {
            return Self { hidden: None };
        };
        let (sender, answer) = mpsc::channel();
        // left behind when it hangs
        let _ = thread::Builder::new().name("portal-probe".into()).spawn(move || {
            let _ = sender.send(probe());
        });
        let hangs = matches!(
            answer.recv_timeout(PATIENCE),
            Err(mpsc::RecvTimeoutError::Timeout)
        );
        Self {
            hidden: hangs.then_some(address),
        }
    }

    /// Whether the portal hangs.
    pub fn portal_hangs(&self) -> bool {
        self.hidden.is_some()
    }

    /// From now on the toolkit finds no session bus, if the portal on it hangs.
    pub fn hide(&self) {
        if self.portal_hangs() {
            // the variable exists or nothing else runs yet, so that no reader meets a moving list
            let _ = glib::setenv(ADDRESS, NOWHERE, true);
        }
    }

    /// From now on everything finds it again.
    pub fn show(&self) {
        if let Some(address) = &self.hidden {
            let _ = glib::setenv(ADDRESS, address, true);
        }
    }
}

/// Where the session bus is.
fn address() -> Option<String> {
    if let Ok(address) = std::env::var(ADDRESS) {
        return (!address.is_empty()).then_some(address);
    }
    let bus = std::path::PathBuf::from(std::env::var_os("XDG_RUNTIME_DIR")?).join("bus");
    bus.exists().then(|| format!("unix:path={}", bus.display()))
}

/// Asks for the portal, and starts it where the bus knows how. Any answer is a good one: only
/// silence makes the toolkit wait.
fn probe() -> zbus::Result<()> {
    let bus = zbus::blocking::Connection::session()?;
    let ask = |member: &str, name: &str| {
        bus.call_method(
            Some("org.freedesktop.DBus"),
            "/org/freedesktop/DBus",
            Some("org.freedesktop.DBus"),
            member,
            &name,
        )
    };
    let running: bool = ask("NameHasOwner", PORTAL)?.body().deserialize()?;
    if !running {
        bus.call_method(
            Some("org.freedesktop.DBus"),
            "/org/freedesktop/DBus",
            Some("org.freedesktop.DBus"),
            "StartServiceByName",
            &(PORTAL, 0u32),
        )?;
    }
    bus.call_method(
        Some(PORTAL),
        "/org/freedesktop/portal/desktop",
        Some("org.freedesktop.DBus.Peer"),
        "Ping",
        &(),
    )?;
    Ok(())
}
