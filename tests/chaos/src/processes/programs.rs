//! Where the programs are.

use std::path::PathBuf;

use anyhow::{Result, ensure};

/// A program of this workspace, as it was last built.
///
/// # Errors
/// When it was not.
pub fn program(name: &str) -> Result<PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let found = match std::env::var_os("MOTCUA_PROGRAMS") {
        Some(folder) => PathBuf::from(folder).join(file),
        None => {
            let mut folder = std::env::current_exe()?;
            folder.pop();
            // tests lie one folder deeper than programs
            if folder.ends_with("deps") {
                folder.pop();
            }
            folder.join(file)
        }
    };
    ensure!(
        found.is_file(),
        "{} is not there; build it first: cargo build --workspace",
        found.display()
    );
    Ok(found)
}
