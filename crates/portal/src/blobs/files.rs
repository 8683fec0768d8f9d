//! Where files lie, and what can be said of their bytes.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::state::App;

/// A stored file.
pub fn blob_path(app: &App, account: Uuid, sha256: &str) -> PathBuf {
    app.folders.blobs.join(account.to_string()).join(sha256)
}

/// An unfinished upload.
pub fn upload_path(app: &App, upload: Uuid) -> PathBuf {
    app.folders.uploads.join(upload.to_string())
}

/// A result that was handed out.
pub fn result_path(app: &App, result: Uuid) -> PathBuf {
    app.folders.results.join(result.to_string())
}

/// What reading a file's bytes showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Bytes.
    pub size: u64,
    /// Lower-case hex.
    pub sha256: String,
    /// What the first bytes say it is; `None`: nothing known.
    pub media_type: Option<&'static str>,
}

/// Reads a file to its end. Blocks; memory stays at one buffer whatever the size.
///
/// # Errors
/// Those of the file system.
pub fn look_at(path: &Path) -> io::Result<Seen> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0u8; 256 * 1024];
    let mut hasher = Sha256::new();
    let mut size = 0u64;
    let mut media_type = None;
    loop {
        let read = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if size == 0 {
            media_type = sniff(&buffer[..read]);
        }
        hasher.update(&buffer[..read]);
        size += read as u64;
    }
    Ok(Seen {
        size,
        sha256: hex::encode(hasher.finalize()),
        media_type,
    })
}

/// The media type that the first bytes of a file show, for the formats that dossiers use.
pub fn sniff(head: &[u8]) -> Option<&'static str> {
    // ISO 32000: the header may be preceded by other bytes; readers look at the first 1024.
    if head.windows(5).take(1024).any(|w| w == b"%PDF-") {
        return Some("application/pdf");
    }
    let starts = |magic: &[u8]| head.starts_with(magic);
    if starts(&[0xff, 0xd8, 0xff]) {
        Some("image/jpeg")
    } else if starts(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if starts(b"II*\0") || starts(b"MM\0*") {
        Some("image/tiff")
    } else if head.get(4..8) == Some(b"ftyp") && matches!(head.get(8..12), Some(b"heic" | b"heix" | b"mif1"))
    {
        Some("image/heic")
    } else {
        None
    }
}

/// The media types that [`sniff`] can tell: a file that calls itself one of these must be it.
pub fn can_tell(media_type: &str) -> bool {
    matches!(
        media_type,
        "application/pdf" | "image/jpeg" | "image/png" | "image/tiff" | "image/heic"
    )
}
