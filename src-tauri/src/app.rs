//! Putting the program together.

use std::{path::PathBuf, sync::Arc};

use motcua_desk::{
    Desk,
    deps::{Deps, Randomness, SystemClock},
    keys::SystemVault,
};
use tauri::{App, Manager};

#[cfg(target_os = "linux")]
use crate::session_bus::SessionBus;
use crate::{bindings, commands, drops::Drops, logging, notices, protocol, training::ChildPortal, window};

/// Service name of the keyring's entries; never changed, or keys are not found again.
const KEYRING: &str = "vn.motcua.desk";
/// The folder of everything, for tests and for people with several desks.
const HOME: &str = "MOTCUA_HOME";

/// Runs until the window is closed.
pub fn run(#[cfg(target_os = "linux")] bus: SessionBus) -> Result<(), Box<dyn std::error::Error>> {
    let bindings = bindings::builder();
    let commands = bindings.invoke_handler();
    let builder = tauri::Builder::default();
    #[cfg(target_os = "linux")]
    let builder = {
        bus.hide(); // while the toolkit starts, which is before the first plugin
        builder.plugin(session_bus_is_back(&bus))
    };
    let app = builder
        .plugin(single_instance())
        .plugin(
            tauri_plugin_window_state::Builder::new()
                // the window is shown by its own rule, not by how it was left
                .with_state_flags(window::kept_state())
                .build(),
        )
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(
            tauri_plugin_opener::Builder::new()
                .open_js_links_on_click(false)
                .build(),
        )
        .register_asynchronous_uri_scheme_protocol(protocol::SCHEME, protocol::serve)
        .invoke_handler(commands)
        .setup(move |app| {
            bindings.mount_events(app);
            #[cfg(target_os = "linux")]
            if bus.portal_hangs() {
                log::warn!("the desktop portal does not answer; the window starts without it");
                bus.hide();
                let opened = window::open(app.handle());
                bus.show();
                opened?;
                return start_desk(app);
            }
            // the store opens while the window is made
            start_desk(app)?;
            Ok(window::open(app.handle())?)
        })
        .build(tauri::generate_context!())?;
    app.run(|app, event| {
        if let tauri::RunEvent::Exit = event
            && let Some(desk) = app.try_state::<Desk>()
        {
            // what was under way goes on at the next start; the store is let go in an orderly way
            tauri::async_runtime::block_on(desk.close());
        }
    });
    Ok(())
}

/// The toolkit has started: what follows has the session bus.
#[cfg(target_os = "linux")]
fn session_bus_is_back(bus: &SessionBus) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    let bus = bus.clone();
    tauri::plugin::Builder::new("session-bus")
        .setup(move |_app, _api| {
            bus.show();
            Ok(())
        })
        .build()
}

/// A second start brings the first window forward. Desks with a folder of their own are apart.
fn single_instance() -> tauri::plugin::TauriPlugin<tauri::Wry> {
    let plugin =
        tauri_plugin_single_instance::Builder::new().callback(|app, _arguments, _folder| window::show(app));
    #[cfg(target_os = "linux")]
    let plugin = match std::env::var_os(HOME) {
        Some(home) => plugin.dbus_id(format!("vn.motcua.desk.h{:016x}", name_of(&home))),
        None => plugin,
    };
    plugin.build()
}

/// A name for a folder that is the same at every start (FNV-1a).
#[cfg(target_os = "linux")]
fn name_of(home: &std::ffi::OsStr) -> u64 {
    home.as_encoded_bytes()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
}

fn start_desk(app: &mut App) -> Result<(), Box<dyn std::error::Error>> {
    let home = match std::env::var_os(HOME) {
        Some(home) => PathBuf::from(home),
        None => app.path().app_local_data_dir()?,
    };
    std::fs::create_dir_all(&home)?;
    logging::start(&home);
    let deps = Deps {
        clock: Arc::new(SystemClock),
        random: Arc::new(Randomness::system()),
        vault: Arc::new(SystemVault::new(KEYRING)),
        training: Arc::new(ChildPortal::beside_this_program()),
    };
    // the desk spawns its background tasks on the runtime that is entered here
    let desk = tauri::async_runtime::block_on(async { Desk::open(home, deps) });
    notices::forward(app.handle(), &desk);
    app.manage(Drops::default());
    app.manage(commands::backup::Chosen::default());
    app.manage(window::Leaving::default());
    app.manage(desk);
    Ok(())
}
