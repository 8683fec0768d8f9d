//! Reading at any offset.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use zeroize::Zeroizing;

use super::stream::{CHUNK, ChunkKey, HEADER, SEALED, layout};
use crate::{Result, StoreError, keys::Secret};

/// The plaintext of a blob; every byte it gives was authenticated. Keeps one chunk of 64 KiB in memory.
pub struct BlobReader {
    file: File,
    key: ChunkKey,
    sha256: [u8; 32],
    chunks: u64,
    size: u64,
    position: u64,
    /// The chunk in `buffer`, and how many bytes of plaintext it has.
    loaded: Option<(u64, usize)>,
    buffer: Zeroizing<Vec<u8>>,
}

impl BlobReader {
    pub(super) fn open(path: &Path, content_key: &Secret, sha256: [u8; 32]) -> Result<Self> {
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(StoreError::DamagedBlob),
            Err(error) => return Err(error.into()),
        };
        let (chunks, size) = layout(file.metadata()?.len()).ok_or(StoreError::DamagedBlob)?;
        let mut header = [0; HEADER];
        file.read_exact(&mut header)
            .map_err(|_| StoreError::DamagedBlob)?;
        let mut reader = Self {
            key: ChunkKey::of_header(content_key, &header)?,
            file,
            sha256,
            chunks,
            size,
            position: 0,
            loaded: None,
            buffer: Zeroizing::new(vec![0; SEALED]),
        };
        // The last chunk vouches for the length, and that this is the file of that hash.
        reader.load(chunks - 1).map_err(|_| StoreError::DamagedBlob)?;
        Ok(reader)
    }

    /// Bytes of plaintext.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Brings a chunk into the buffer.
    fn load(&mut self, number: u64) -> io::Result<usize> {
        if let Some((loaded, len)) = self.loaded
            && loaded == number
        {
            return Ok(len);
        }
        self.loaded = None;
        let last = number + 1 == self.chunks;
        let start = HEADER as u64 + number * SEALED as u64;
        let len = if last {
            usize::try_from(self.size - number * CHUNK as u64).unwrap_or(0)
        } else {
            CHUNK
        };
        let sealed = &mut self.buffer[..len + SEALED - CHUNK];
        if self.file.stream_position()? != start {
            self.file.seek(SeekFrom::Start(start))?;
        }
        self.file.read_exact(sealed)?;
        self.key
            .open(number, last.then_some(&self.sha256), sealed)
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "a stored file is damaged"))?;
        self.loaded = Some((number, len));
        Ok(len)
    }
}

impl Read for BlobReader {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.size || buf.is_empty() {
            return Ok(0);
        }
        let within = usize::try_from(self.position % CHUNK as u64).unwrap_or(0);
        let len = self.load(self.position / CHUNK as u64)?;
        let read = buf.len().min(len - within);
        buf[..read].copy_from_slice(&self.buffer[within..within + read]);
        self.position += read as u64;
        Ok(read)
    }
}

impl Seek for BlobReader {
    fn seek(&mut self, pos: SeekFrom) -> io::Result<u64> {
        self.position = match pos {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::Current(delta) => self.position.checked_add_signed(delta),
            SeekFrom::End(delta) => self.size.checked_add_signed(delta),
        }
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "cannot seek before the start"))?;
        Ok(self.position)
    }
}
