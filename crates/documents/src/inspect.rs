//! The verdict.

use std::io::{Read, Seek, SeekFrom};

use motcua_domain::paper::PaperLimits;

use crate::{FileKind, FileProblem, image, office, pdf};

/// What a file was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// Kind.
    pub kind: FileKind,
    /// Media type, by the bytes.
    pub media_type: &'static str,
    /// Size in bytes.
    pub size: u64,
    /// Pages, where the kind has them and they were counted.
    pub pages: Option<u32>,
}

/// How much of the beginning tells the kind.
const HEAD: u64 = 4096;

/// Looks at a file: is it one of the kinds taken, whole, not too large, and can it be opened?
///
/// Memory: 32 MiB at most, whatever the size of the file.
pub fn inspect<R: Read + Seek>(
    reader: &mut R,
    file_name: &str,
    limits: &PaperLimits,
) -> Result<Inspected, FileProblem> {
    let size = reader
        .seek(SeekFrom::End(0))
        .map_err(|_| FileProblem::Unreadable)?;
    if size == 0 {
        return Err(FileProblem::Empty);
    }
    if size > limits.max_bytes {
        return Err(FileProblem::TooLarge {
            size,
            max: limits.max_bytes,
        });
    }
    let head = read_at(reader, 0, HEAD)?;
    if head.iter().all(|byte| *byte == 0) {
        // What a copy leaves that reserved its place and was cut off.
        return Err(FileProblem::Truncated);
    }
    let taken: Vec<FileKind> = limits
        .media_types
        .iter()
        .filter_map(|media_type| FileKind::of_media_type(media_type))
        .collect();
    let found = match FileKind::sniff(&head) {
        Some(FileKind::Zip) => Some(office::kind(reader, size)?),
        other => other,
    };
    if let Some(claimed) = FileKind::claimed(file_name)
        && found != Some(claimed)
    {
        return Err(FileProblem::NotWhatItSays { claimed, found });
    }
    let Some(kind) = found.filter(|kind| limits.media_types.iter().any(|taken| taken == kind.media_type()))
    else {
        return Err(FileProblem::WrongKind { found, taken });
    };
    let pages = match kind {
        FileKind::Pdf => pdf::check(reader, size)?,
        FileKind::Jpeg => image::check_jpeg(reader).map(|()| None)?,
        FileKind::Png => image::check_png(reader, size).map(|()| None)?,
        _ => None,
    };
    Ok(Inspected {
        kind,
        media_type: kind.media_type(),
        size,
        pages,
    })
}

/// Up to `len` bytes from `offset`.
pub(crate) fn read_at<R: Read + Seek>(reader: &mut R, offset: u64, len: u64) -> Result<Vec<u8>, FileProblem> {
    let mut bytes = Vec::new();
    reader
        .seek(SeekFrom::Start(offset))
        .and_then(|_| reader.by_ref().take(len).read_to_end(&mut bytes))
        .map_err(|_| FileProblem::Unreadable)?;
    Ok(bytes)
}
