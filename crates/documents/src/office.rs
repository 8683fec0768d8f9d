//! ZIP-based documents, told apart by the names in their directory; nothing is unpacked.

use std::io::{Read, Seek};

use crate::{FileKind, FileProblem, inspect::read_at};

/// The end record with the longest comment.
const END: u64 = 22 + 65_535;

/// A directory larger than this is no office document.
const DIRECTORY: u64 = 4 * 1024 * 1024;

/// Which of the ZIP-based kinds it is. Its directory is at its end, so that a half-copied one has none.
pub(crate) fn kind<R: Read + Seek>(reader: &mut R, size: u64) -> Result<FileKind, FileProblem> {
    let tail = read_at(reader, size.saturating_sub(END), END)?;
    let record = tail
        .windows(22)
        .rev()
        .find(|window| window.starts_with(b"PK\x05\x06"))
        .ok_or(FileProblem::Truncated)?;
    let (length, offset) = (u64::from(u32_at(record, 12)), u64::from(u32_at(record, 16)));
    if offset.saturating_add(length) > size || length > DIRECTORY {
        return Ok(FileKind::Zip);
    }
    let directory = read_at(reader, offset, length)?;
    let names = names(&directory);
    let has = |name: &str| names.contains(&name.as_bytes());
    Ok(if has("[Content_Types].xml") && has("word/document.xml") {
        FileKind::Docx
    } else if has("[Content_Types].xml") && has("xl/workbook.xml") {
        FileKind::Xlsx
    } else if has("content.xml") && is_open_document_text(reader)? {
        FileKind::Odt
    } else {
        FileKind::Zip
    })
}

/// The names in a directory, as far as it can be read.
fn names(directory: &[u8]) -> Vec<&[u8]> {
    let mut names = Vec::new();
    let mut rest = directory;
    while rest.starts_with(b"PK\x01\x02") && rest.len() >= 46 {
        let (name, extra, comment) = (u16_at(rest, 28), u16_at(rest, 30), u16_at(rest, 32));
        let Some(found) = rest.get(46..46 + name) else {
            break;
        };
        names.push(found);
        rest = rest.get(46 + name + extra + comment..).unwrap_or_default();
    }
    names
}

/// OpenDocument puts its media type, unpacked, into the first file of the archive.
fn is_open_document_text<R: Read + Seek>(reader: &mut R) -> Result<bool, FileProblem> {
    let head = read_at(reader, 0, 30 + 8 + 64)?;
    let media_type = FileKind::Odt.media_type().as_bytes();
    Ok(head.get(30..38) == Some(b"mimetype")
        && head
            .get(38 + u16_at(&head, 28)..)
            .is_some_and(|content| content.starts_with(media_type)))
}

fn u16_at(bytes: &[u8], at: usize) -> usize {
    bytes
        .get(at..at + 2)
        .map_or(0, |pair| usize::from(u16::from_le_bytes([pair[0], pair[1]])))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .map_or(0, |four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}
