//! Private copies: a paper that another program is to open lies in the clear for a while, where only its
//! user may read it. It is wiped when the desk closes, and at the next start if that was not to be.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::{files::SavedFile, shared::Shared};

fn folder(home: &Path) -> PathBuf {
    home.join("private-copies")
}

/// Writes a copy that another program can open; it is read-only, since changes to it would be lost.
pub(crate) fn make(shared: &Shared, file: &SavedFile) -> io::Result<PathBuf> {
    let dir = folder(&shared.home).join(shared.id().simple().to_string());
    private_dir(&dir)?;
    let path = dir.join(name(&file.file_name, &file.media_type));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut out = options.open(&path)?;
    out.write_all(&file.bytes)?;
    out.sync_all()?;
    Ok(path)
}

fn private_dir(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(dir)
}

/// A name that the system opens as what the bytes are, whatever the file was called: a paper named
/// `x.pdf.exe` is never started.
fn name(given: &str, media_type: &str) -> String {
    let ending = match media_type {
        "application/pdf" => "pdf",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        _ => "bin",
    };
    let stem = Path::new(given)
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or_default();
    let stem: String = stem
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || " -_".contains(c) {
                c
            } else {
                '-'
            }
        })
        .take(80)
        .collect();
    let stem = stem.trim();
    format!("{}.{ending}", if stem.is_empty() { "tep" } else { stem })
}

/// Overwrites and deletes every copy. One that another program holds open stays for the next time. On
/// disks that write elsewhere than they read from, overwriting may leave old bytes behind: that is
/// why viewing happens inside the window.
pub(crate) fn wipe(home: &Path) {
    let dir = folder(home);
    let wiped = files(&dir).and_then(|files| {
        for file in &files {
            overwrite(file)?;
            fs::remove_file(file)?;
        }
        match fs::remove_dir_all(&dir) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    });
    if let Err(error) = wiped {
        log::warn!("a private copy could not be wiped yet: {}", error.kind());
    }
}

fn files(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        other => other?,
    };
    for entry in entries {
        let entry = entry?;
        // Not through links: they may lead out of here.
        if entry.file_type()?.is_dir() {
            found.extend(files(&entry.path())?);
        } else {
            found.push(entry.path());
        }
    }
    Ok(found)
}

fn overwrite(path: &Path) -> io::Result<()> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Ok(());
    }
    let mut file: File = OpenOptions::new().write(true).open(path)?;
    let mut left = file.metadata()?.len();
    let zeros = [0; 64 * 1024];
    while left > 0 {
        let part = usize::try_from(left).unwrap_or(usize::MAX).min(zeros.len());
        file.write_all(&zeros[..part])?;
        left -= part as u64;
    }
    file.sync_all()
}
