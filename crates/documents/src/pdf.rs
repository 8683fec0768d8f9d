//! PDF: whole, readable, without a password, with at least one page.

use std::io::{Read, Seek};

use lopdf::{Document, Error};

use crate::{FileKind, FileProblem, inspect::read_at};

/// Where the end is looked for; producers may append a little.
const TAIL: u64 = 64 * 1024;

/// Up to this size the structure is read; above it, only the beginning and the end.
const READ_WHOLE: u64 = 32 * 1024 * 1024;

/// Number of pages, where it was counted.
pub(crate) fn check<R: Read + Seek>(reader: &mut R, size: u64) -> Result<Option<u32>, FileProblem> {
    let head = read_at(reader, 0, 4096)?;
    let tail = read_at(reader, size.saturating_sub(TAIL), TAIL)?;
    // A linearized file says how long it is; cut off, it may still have an end mark near its beginning.
    if linearized_length(&head).is_some_and(|length| length > size) {
        return Err(FileProblem::Truncated);
    }
    let Some(end) = find_last(&tail, b"%%EOF") else {
        return Err(FileProblem::Truncated);
    };
    let xref_beyond_end = start_of_xref(&tail[..end]).is_some_and(|offset| offset >= size);
    if size > READ_WHOLE {
        if xref_beyond_end {
            return Err(FileProblem::Truncated);
        }
        return if has_encryption(&tail) {
            Err(FileProblem::Encrypted)
        } else {
            Ok(None)
        };
    }
    let bytes = read_at(reader, 0, size)?;
    match Document::load_metadata_mem(&bytes) {
        Ok(found) if found.encrypted && found.page_count == 0 => Err(FileProblem::Encrypted),
        Ok(found) if xref_beyond_end && found.xref_recovery.is_some() => Err(FileProblem::Truncated),
        Ok(found) if found.page_count == 0 => Err(FileProblem::NoPages),
        Ok(found) => Ok(Some(found.page_count)),
        Err(Error::InvalidPassword | Error::UnsupportedSecurityHandler(_)) => Err(FileProblem::Encrypted),
        Err(_) if has_encryption(&tail) => Err(FileProblem::Encrypted),
        Err(error) => {
            // What the parser says may quote the file.
            log::debug!("a PDF of {size} bytes is not readable: {}", kind_of(&error));
            Err(FileProblem::Damaged { kind: FileKind::Pdf })
        }
    }
}

fn kind_of(error: &Error) -> String {
    let text = format!("{error:?}");
    text.split(['(', ' ', '{']).next().unwrap_or_default().to_owned()
}

fn find_last(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).rposition(|window| window == word)
}

fn has_encryption(tail: &[u8]) -> bool {
    find_last(tail, b"/Encrypt").is_some()
}

/// The offset behind the last `startxref`.
fn start_of_xref(tail: &[u8]) -> Option<u64> {
    number_after(tail, find_last(tail, b"startxref")? + b"startxref".len())
}

/// `/L` of the linearization dictionary, the first object of the file.
fn linearized_length(head: &[u8]) -> Option<u64> {
    let start = head.windows(11).position(|window| window == b"/Linearized")?;
    let end = head[start..]
        .windows(2)
        .position(|window| window == b">>")
        .map_or(head.len(), |at| start + at);
    let dictionary = &head[start..end];
    let at = dictionary.windows(3).position(|window| {
        window[..2] == *b"/L" && (window[2].is_ascii_digit() || window[2].is_ascii_whitespace())
    })?;
    number_after(dictionary, at + 2)
}

fn number_after(bytes: &[u8], at: usize) -> Option<u64> {
    let digits: Vec<u8> = bytes
        .get(at..)?
        .iter()
        .skip_while(|byte| byte.is_ascii_whitespace())
        .take_while(|byte| byte.is_ascii_digit())
        .copied()
        .collect();
    String::from_utf8(digits).ok()?.parse().ok()
}
