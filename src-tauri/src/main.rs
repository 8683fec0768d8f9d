//! The window of Một Cửa: a native frame around the pages of `ui/`, with all that is worth knowing
//! in `motcua-desk`. What is here is what only a desktop program can do: windows, dialogs, dropped
//! files, notifications, the child process of the training portal.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod app;
mod bindings;
mod commands;
mod dialogs;
mod drops;
mod events;
mod logging;
mod notices;
mod protocol;
#[cfg(target_os = "linux")]
mod rendering;
#[cfg(target_os = "linux")]
mod session_bus;
mod training;
mod window;

fn main() {
    #[cfg(target_os = "linux")]
    rendering::examine();
    #[cfg(target_os = "linux")]
    let bus = session_bus::SessionBus::examine();
    if let Err(error) = app::run(
        #[cfg(target_os = "linux")]
        bus,
    ) {
        // nobody reads a log at this point; the system's own error output is all there is
        eprintln!("Không khởi động được chương trình / the program could not start: {error}");
        std::process::exit(1);
    }
}
