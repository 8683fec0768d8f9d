//! Keeps a broken desktop portal from holding up the start.

/// Must be called before the toolkit starts.
pub fn guard() {
    // A desktop portal that is named on the bus but cannot start makes GTK wait 25 s for an answer
    // (tauri#12742). Outside a sandbox nothing of it is needed; inside one it is the only way out.
    if std::env::var_os("FLATPAK_ID").is_none() && std::env::var_os("GTK_USE_PORTAL").is_none() {
        let _ = gtk::glib::setenv("GTK_USE_PORTAL", "0", false);
    }
}
