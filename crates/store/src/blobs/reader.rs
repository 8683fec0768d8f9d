//! Reading at any offset.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    iter,
    path::Path,
};

use age::{Decryptor, stream::StreamReader, x25519::Identity};

use crate::{Result, StoreError};

/// The plaintext of a blob; every byte it gives was authenticated. Memory: two blocks of 64 KiB.
pub struct BlobReader {
    stream: StreamReader<BufReader<File>>,
    size: u64,
    position: u64,
}

impl BlobReader {
    pub(super) fn open(path: &Path, identity: &Identity) -> Result<Self> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(StoreError::DamagedBlob),
            Err(error) => return Err(error.into()),
        };
        let mut stream = Decryptor::new_buffered(BufReader::new(file))
            .and_then(|decryptor| decryptor.decrypt(iter::once(identity as _)))
            .map_err(|_| StoreError::DamagedBlob)?;
        // Authenticates the last block as the last, and with it the length.
        let size = stream
            .seek(SeekFrom::End(0))
            .map_err(|_| StoreError::DamagedBlob)?;
        stream
            .seek(SeekFrom::Start(0))
            .map_err(|_| StoreError::DamagedBlob)?;
        Ok(Self {
            stream,
            size,
            position: 0,
        })
    }

    /// Bytes of plaintext.
    pub fn size(&self) -> u64 {
        self.size
    }
}

impl Read for BlobReader {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.position >= self.size {
            return Ok(0);
        }
        let read = self.stream.read(buf)?;
        self.position += read as u64;
        Ok(read)
    }
}

impl Seek for BlobReader {
    fn seek(&mut self, pos: SeekFrom) -> io::Result<u64> {
        let target = match pos {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::Current(delta) => self.position.checked_add_signed(delta),
            SeekFrom::End(delta) => self.size.checked_add_signed(delta),
        }
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "cannot seek before the start"))?;
        if target < self.size {
            self.stream.seek(SeekFrom::Start(target))?;
        }
        self.position = target;
        Ok(target)
    }
}
