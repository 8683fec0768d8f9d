//! Pictures: whole from their beginning to their end, without decoding a pixel.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use crate::{FileKind, FileProblem};

/// Turns the end of the file into "cut off", and anything else into "cannot be read".
fn cut(error: io::Error) -> FileProblem {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => FileProblem::Truncated,
        _ => FileProblem::Unreadable,
    }
}

/// Walks the segments to the end mark (ISO/IEC 10918-1 Annex B); what comes behind it does not matter.
pub(crate) fn check_jpeg<R: Read + Seek>(reader: &mut R) -> Result<(), FileProblem> {
    let damaged = FileProblem::Damaged { kind: FileKind::Jpeg };
    reader.seek(SeekFrom::Start(2)).map_err(cut)?;
    let mut bytes = BufReader::with_capacity(64 * 1024, reader);
    let mut has_frame = false;
    let mut marker = next_marker(&mut bytes, false)?;
    loop {
        match marker {
            0xd9 if has_frame => return Ok(()),
            0xd9 => return Err(damaged),
            // Marks without a length.
            0x01 | 0xd0..=0xd8 => marker = next_marker(&mut bytes, false)?,
            _ => {
                let mut length = [0; 2];
                bytes.read_exact(&mut length).map_err(cut)?;
                let length = u16::from_be_bytes(length);
                let Some(mut body) = length.checked_sub(2) else {
                    return Err(damaged);
                };
                // A frame header: all of C0 to CF but tables (C4, C8, CC).
                if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
                    let mut frame = [0; 5];
                    if body < 5 {
                        return Err(damaged);
                    }
                    bytes.read_exact(&mut frame).map_err(cut)?;
                    body -= 5;
                    if frame[3..] == [0, 0] {
                        return Err(damaged);
                    }
                    has_frame = true;
                }
                skip(&mut bytes, u64::from(body))?;
                // Behind the header of a scan comes the picture itself.
                marker = next_marker(&mut bytes, marker == 0xda)?;
            }
        }
    }
}

/// The next marker. In a scan, everything up to a mark that is no stuffing and no restart is skipped;
/// elsewhere a mark must follow at once (fill bytes aside).
fn next_marker(bytes: &mut impl Read, in_scan: bool) -> Result<u8, FileProblem> {
    let mut byte = [0];
    let mut next = |bytes: &mut _| -> Result<u8, FileProblem> {
        Read::read_exact(bytes, &mut byte).map_err(cut)?;
        Ok(byte[0])
    };
    loop {
        if next(bytes)? != 0xff {
            if in_scan {
                continue;
            }
            return Err(FileProblem::Damaged { kind: FileKind::Jpeg });
        }
        let mut marker = next(bytes)?;
        while marker == 0xff {
            marker = next(bytes)?;
        }
        match marker {
            0x00 | 0xd0..=0xd7 if in_scan => {}
            0x00 => return Err(FileProblem::Damaged { kind: FileKind::Jpeg }),
            marker => return Ok(marker),
        }
    }
}

fn skip(bytes: &mut impl Read, count: u64) -> Result<(), FileProblem> {
    let skipped = io::copy(&mut bytes.take(count), &mut io::sink()).map_err(cut)?;
    if skipped == count {
        Ok(())
    } else {
        Err(FileProblem::Truncated)
    }
}

/// Walks the chunks to IEND (ISO/IEC 15948).
pub(crate) fn check_png<R: Read + Seek>(reader: &mut R, size: u64) -> Result<(), FileProblem> {
    let damaged = FileProblem::Damaged { kind: FileKind::Png };
    let mut at = 8;
    let mut has_data = false;
    loop {
        let mut chunk = [0; 8];
        reader
            .seek(SeekFrom::Start(at))
            .and_then(|_| reader.read_exact(&mut chunk))
            .map_err(cut)?;
        let [a, b, c, d, kind @ ..] = chunk;
        let length = u64::from(u32::from_be_bytes([a, b, c, d]));
        if !kind.iter().all(u8::is_ascii_alphabetic) || length > i32::MAX as u64 {
            return Err(damaged);
        }
        let end = at + 8 + length + 4;
        if end > size {
            return Err(FileProblem::Truncated);
        }
        match &kind {
            b"IHDR" if at == 8 && length == 13 => {
                let mut header = [0; 8];
                reader.read_exact(&mut header).map_err(cut)?;
                if header[..4] == [0; 4] || header[4..] == [0; 4] {
                    return Err(damaged);
                }
            }
            _ if at == 8 => return Err(damaged),
            b"IDAT" => has_data = true,
            b"IEND" if has_data => return Ok(()),
            b"IEND" => return Err(damaged),
            _ => {}
        }
        at = end;
    }
}
