//! Taking a file in: read, hash and encrypt in one pass.

use std::{
    cell::Cell,
    fs::{self, File, Metadata},
    io::{self, Read, Write},
    iter,
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
    time::SystemTime,
};

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Blobs, StoredBlob, folder};
use crate::{Result, StoreError, files};

/// Read at a time; four of them are in memory.
const BLOCK: usize = 256 * 1024;

impl Blobs {
    /// Copies, hashes and encrypts in one pass with bounded memory. `progress` is told the bytes so far.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`] above `limit` bytes, [`StoreError::Source`] when `source` cannot be
    /// read, [`StoreError::DiskFull`]; nothing stays behind.
    pub fn put(
        &self,
        source: &mut dyn Read,
        limit: u64,
        progress: &mut dyn FnMut(u64),
    ) -> Result<StoredBlob> {
        let temporary = Temporary(self.incoming().join(Uuid::new_v4().simple().to_string()));
        let file = files::private_file().create_new(true).open(&temporary.0)?;
        let (sha256, size) = self.encrypt(source, file, limit, progress)?;
        let pin = self.pin(sha256);
        self.put_in_place(&temporary.0, &self.path(&sha256))?;
        Ok(StoredBlob { pin, size })
    }

    /// The same from a file, whose size and time of change are compared before and after.
    ///
    /// # Errors
    /// Besides those of [`Blobs::put`], [`StoreError::SourceChanged`] when the file was written to, cut
    /// short or replaced meanwhile.
    pub fn put_file(&self, path: &Path, limit: u64, progress: &mut dyn FnMut(u64)) -> Result<StoredBlob> {
        let mut file = File::open(path).map_err(StoreError::Source)?;
        let before = file.metadata().map_err(StoreError::Source)?;
        if !before.is_file() {
            return Err(StoreError::Source(io::Error::new(
                io::ErrorKind::InvalidInput,
                "not a file",
            )));
        }
        if before.len() > limit {
            return Err(StoreError::TooLarge { limit });
        }
        let blob = self.put(&mut file, limit, progress)?;
        let opened = file.metadata().map_err(StoreError::Source)?;
        let named = fs::metadata(path).map_err(|_| StoreError::SourceChanged)?;
        if fingerprint(&before) == fingerprint(&opened)
            && fingerprint(&before) == fingerprint(&named)
            && before.len() == blob.size()
        {
            Ok(blob)
        } else {
            Err(StoreError::SourceChanged)
        }
    }

    /// Hashing and encrypting take about the same time: each has a thread.
    fn encrypt(
        &self,
        source: &mut dyn Read,
        file: File,
        limit: u64,
        progress: &mut dyn FnMut(u64),
    ) -> Result<([u8; 32], u64)> {
        thread::scope(|scope| {
            let (full, to_encrypt) = mpsc::sync_channel::<Vec<u8>>(1);
            let (spent, empty) = mpsc::channel::<Vec<u8>>();
            let recipient = self.inner.identity.to_public();
            let encryptor = scope.spawn(move || -> Result<()> {
                let encryptor = age::Encryptor::with_recipients(iter::once(&recipient as _))
                    .map_err(|error| StoreError::Io(io::Error::other(error)))?;
                let failure = Cell::new(None);
                let written = (|| {
                    let mut stream = encryptor.wrap_output(Noting {
                        file: &file,
                        failure: &failure,
                    })?;
                    for block in to_encrypt {
                        stream.write_all(&block)?;
                        let _ = spent.send(block);
                    }
                    stream.finish()?;
                    file.sync_all()
                })();
                written.map_err(|error| failure.take().unwrap_or(error).into())
            });
            let read = (|| {
                let mut hasher = Sha256::new();
                let mut size = 0;
                loop {
                    let mut block = empty.try_recv().unwrap_or_default();
                    fill(source, &mut block).map_err(StoreError::Source)?;
                    if block.is_empty() {
                        return Ok((hasher.finalize().into(), size));
                    }
                    size += block.len() as u64;
                    if size > limit {
                        return Err(StoreError::TooLarge { limit });
                    }
                    hasher.update(&block);
                    if full.send(block).is_err() {
                        // The other thread stopped; its error says why.
                        return Ok(([0; 32], 0));
                    }
                    progress(size);
                }
            })();
            drop(full);
            let written = encryptor
                .join()
                .unwrap_or_else(|_| Err(StoreError::Io(io::Error::other("encryption failed"))));
            let read = read?;
            written?;
            Ok(read)
        })
    }

    fn put_in_place(&self, temporary: &Path, path: &Path) -> Result<()> {
        let folder = folder(path)?;
        if !folder.is_dir() {
            files::create_private_dir(folder)?;
            files::sync_dir(&self.inner.dir)?;
        }
        // Over a file of the same plaintext too: it mends one that was damaged. Where an open reader
        // forbids that (Windows), the one in place stays, if it is whole.
        match fs::rename(temporary, path) {
            Err(_) if path.is_file() && super::BlobReader::open(path, &self.inner.identity).is_ok() => {}
            other => other?,
        }
        files::sync_dir(folder)?;
        Ok(())
    }
}

/// Fills a block as far as the source goes.
fn fill(source: &mut dyn Read, block: &mut Vec<u8>) -> io::Result<()> {
    block.resize(BLOCK, 0);
    let mut filled = 0;
    while filled < BLOCK {
        match source.read(&mut block[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    block.truncate(filled);
    Ok(())
}

/// What changes when somebody writes to a file.
fn fingerprint(metadata: &Metadata) -> (u64, Option<SystemTime>) {
    (metadata.len(), metadata.modified().ok())
}

/// Keeps what the file system said: the library puts some of its errors into words of its own, and a
/// full disk must be told from the rest.
struct Noting<'f> {
    file: &'f File,
    failure: &'f Cell<Option<io::Error>>,
}

impl Write for Noting<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes).inspect_err(|error| {
            if error.kind() != io::ErrorKind::Interrupted {
                self.failure.set(Some(
                    error
                        .raw_os_error()
                        .map_or(error.kind().into(), io::Error::from_raw_os_error),
                ));
            }
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Removed when dropped, unless it was renamed into place.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
