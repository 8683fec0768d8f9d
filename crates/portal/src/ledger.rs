//! `motcua-portal ledger --json`: what the portal holds, straight from its database and files.

use std::{io::Write, path::Path};

/// Writes the ledger of a data folder.
///
/// # Errors
/// When the folder holds no portal, or cannot be read.
pub fn write(_data: &Path, _json: bool, _out: &mut dyn Write) -> anyhow::Result<()> {
    Ok(())
}
