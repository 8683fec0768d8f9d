//! The programs under test, as built.

use std::path::PathBuf;

/// A program built by this workspace.
pub fn built(name: &str) -> PathBuf {
    let folder = std::env::var_os("MOTCUA_PROGRAMS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/debug"),
        PathBuf::from,
    );
    folder.join(name)
}

/// Where pictures go.
pub fn pictures() -> PathBuf {
    std::env::var_os("MOTCUA_PICTURES").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/journey"),
        PathBuf::from,
    )
}

/// A port nobody listens on.
///
/// # Errors
/// When the system has none.
pub fn free_port() -> std::io::Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
