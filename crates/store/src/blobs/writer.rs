//! Taking a file in: read, hash and encrypt in one pass.

use std::{
    fs::{self, File, Metadata},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver, Sender},
    thread,
    time::SystemTime,
};

use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    BlobReader, Blobs, StoredBlob, folder,
    stream::{CHUNK, ChunkKey, SEALED, TAG},
};
use crate::{
    Result, StoreError,
    backup::{self, Stop},
    files,
    sql::Sha,
};

/// Chunks that travel together.
const CHUNKS: usize = 4;

/// Blocks in memory, on their way round.
const BLOCKS: usize = 4;

/// Written before the disk is asked to begin.
const SYNC_EVERY: usize = 8 * 1024 * 1024;

impl Blobs {
    /// Copies, hashes and encrypts in one pass with bounded memory (1 MiB). `progress` is told the bytes
    /// so far.
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
        let (sha256, size) = self.encrypt(source, &file, limit, progress)?;
        drop(file);
        let pin = self.pin(sha256);
        self.put_in_place(&temporary.0, sha256)?;
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

    /// One thread reads and hashes, one encrypts and writes, one keeps the disk busy.
    fn encrypt(
        &self,
        source: &mut dyn Read,
        file: &File,
        limit: u64,
        progress: &mut dyn FnMut(u64),
    ) -> Result<([u8; 32], u64)> {
        let (key, header) = ChunkKey::fresh(&self.inner.content_key)?;
        thread::scope(|scope| {
            let (full, to_encrypt) = mpsc::channel();
            let (spent, empty) = mpsc::channel();
            for _ in 0..BLOCKS {
                let _ = spent.send(Block::new());
            }
            let (written, to_sync) = mpsc::sync_channel::<()>(1);
            // What this says is of no account: the last sync, whose answer counts, comes after it.
            scope.spawn(move || to_sync.iter().for_each(|()| drop(file.sync_data())));
            let encryptor = scope.spawn(move || -> Result<()> {
                let mut output: &File = file;
                output.write_all(&header)?;
                let mut sealer = Sealer {
                    key,
                    number: 0,
                    unsynced: 0,
                };
                for step in to_encrypt {
                    match step {
                        Step::More(mut block) => {
                            sealer.seal(&mut block, None, output)?;
                            if sealer.unsynced >= SYNC_EVERY && written.try_send(()).is_ok() {
                                sealer.unsynced = 0;
                            }
                            let _ = spent.send(block);
                        }
                        Step::Last(mut block, sha256) => sealer.seal(&mut block, Some(&sha256), output)?,
                    }
                }
                drop(written);
                Ok(file.sync_all()?)
            });
            let read = read_all(source, limit, progress, &empty, full);
            let written = encryptor
                .join()
                .unwrap_or_else(|_| Err(StoreError::Io(io::Error::other("encryption failed"))));
            match read {
                // The writer stopped; its error says why.
                Ok(None) => Err(written.err().unwrap_or(StoreError::DamagedBlob)),
                Ok(Some(read)) => written.map(|()| read),
                Err(error) => Err(error),
            }
        })
    }

    /// Takes an encrypted copy of the file from elsewhere, if it is whole; says whether it was.
    pub(crate) fn mend(&self, sha256: &Sha, copy: &Path, stop: &Stop) -> Result<bool> {
        let temporary = Temporary(self.incoming().join(Uuid::new_v4().simple().to_string()));
        backup::copy_file(copy, &temporary.0, stop)?;
        let whole = BlobReader::open(&temporary.0, &self.inner.content_key, sha256.0).and_then(|reader| {
            let mut hasher = Sha256::new();
            io::copy(&mut { reader }, &mut hasher).map_err(|_| StoreError::DamagedBlob)?;
            Ok(hasher.finalize().as_slice() == sha256.0)
        });
        if !whole.unwrap_or(false) {
            return Ok(false);
        }
        let _pin = self.pin(sha256.0);
        self.put_in_place(&temporary.0, sha256.0)?;
        Ok(true)
    }

    fn put_in_place(&self, temporary: &Path, sha256: [u8; 32]) -> Result<()> {
        let path = self.path(&sha256);
        let folder = folder(&path)?;
        if !folder.is_dir() {
            files::create_private_dir(folder)?;
            files::sync_dir(&self.inner.dir)?;
        }
        // Over a file of the same plaintext too: it mends one that was damaged. Where an open reader
        // forbids that (Windows), the one in place stays, if it is whole.
        match fs::rename(temporary, &path) {
            Err(_) if self.open(&hex::encode(sha256)).is_ok() => {}
            other => other?,
        }
        files::sync_dir(folder)?;
        Ok(())
    }
}

/// Up to [`CHUNKS`] chunks of plaintext, each with room for its tag behind it.
struct Block {
    bytes: Zeroizing<Vec<u8>>,
    /// Bytes of plaintext.
    len: usize,
}

enum Step {
    More(Block),
    Last(Block, [u8; 32]),
}

impl Block {
    fn new() -> Self {
        Self {
            bytes: Zeroizing::new(vec![0; CHUNKS * SEALED]),
            len: 0,
        }
    }

    /// Fills it as far as the source goes.
    fn fill(&mut self, source: &mut dyn Read) -> io::Result<()> {
        self.len = 0;
        for chunk in self.bytes.chunks_exact_mut(SEALED) {
            let mut filled = 0;
            while filled < CHUNK {
                match source.read(&mut chunk[filled..CHUNK]) {
                    Ok(0) => {
                        self.len += filled;
                        return Ok(());
                    }
                    Ok(read) => filled += read,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
            self.len += CHUNK;
        }
        Ok(())
    }

    /// The plaintext, chunk by chunk.
    fn chunks(&self) -> impl Iterator<Item = &[u8]> {
        let len = self.len;
        self.bytes
            .chunks_exact(SEALED)
            .enumerate()
            .map(move |(number, chunk)| &chunk[..len.saturating_sub(number * CHUNK).min(CHUNK)])
            .take(len.div_ceil(CHUNK))
    }
}

/// Reads and hashes; always one block ahead, so that the last one is known as the last. `None` when
/// nobody takes the blocks any more.
fn read_all(
    source: &mut dyn Read,
    limit: u64,
    progress: &mut dyn FnMut(u64),
    empty: &Receiver<Block>,
    full: Sender<Step>,
) -> Result<Option<([u8; 32], u64)>> {
    let mut hasher = Sha256::new();
    let mut size = 0;
    let mut ahead: Option<Block> = None;
    loop {
        let Ok(mut block) = empty.recv() else {
            return Ok(None);
        };
        block.fill(source).map_err(StoreError::Source)?;
        if block.len == 0 {
            let sha256 = hasher.finalize().into();
            let last = ahead.unwrap_or(block);
            return Ok(full.send(Step::Last(last, sha256)).ok().map(|()| (sha256, size)));
        }
        size += block.len as u64;
        if size > limit {
            return Err(StoreError::TooLarge { limit });
        }
        block.chunks().for_each(|chunk| hasher.update(chunk));
        if let Some(before) = ahead.replace(block)
            && full.send(Step::More(before)).is_err()
        {
            return Ok(None);
        }
        progress(size);
    }
}

/// Numbers, seals and writes chunks.
struct Sealer {
    key: ChunkKey,
    number: u64,
    unsynced: usize,
}

impl Sealer {
    fn seal(&mut self, block: &mut Block, last: Option<&[u8; 32]>, mut output: impl Write) -> Result<()> {
        let chunks = block.len.div_ceil(CHUNK).max(1);
        let mut sealed = 0;
        for (at, chunk) in block.bytes.chunks_exact_mut(SEALED).take(chunks).enumerate() {
            let len = (block.len - at * CHUNK).min(CHUNK);
            let last = last.filter(|_| at + 1 == chunks);
            let tag = self.key.seal(self.number, last, &mut chunk[..len])?;
            chunk[len..len + TAG].copy_from_slice(&tag);
            self.number += 1;
            sealed += len + TAG;
        }
        // Whole chunks lie end to end; only the last of the file is shorter.
        output.write_all(&block.bytes[..sealed])?;
        self.unsynced += sealed;
        Ok(())
    }
}

/// What changes when somebody writes to a file.
fn fingerprint(metadata: &Metadata) -> (u64, Option<SystemTime>) {
    (metadata.len(), metadata.modified().ok())
}

/// Removed when dropped; after it was renamed into place there is nothing to remove.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
