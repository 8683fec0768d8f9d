//! The bytes of a PATCH: pieces of a file, each read when the network asks for it.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use tokio::{io::ReadBuf, sync::Notify, time::Sleep};

use crate::{
    client::PortalClient,
    ports::{BlobBytes, FileTrouble},
};

/// Bytes in a piece. The HTTP library takes up to sixteen ahead of the socket, so this bounds how
/// far the progress shown can run ahead of the truth.
pub const PIECE: usize = 16 << 10;

/// What is told of a body while it is sent.
pub(super) struct Gauge {
    /// Offset in the file up to which bytes were handed over.
    offset: AtomicU64,
    moved: Notify,
    trouble: Mutex<Option<FileTrouble>>,
}

impl Gauge {
    pub(super) fn new(offset: u64) -> Arc<Self> {
        Arc::new(Self {
            offset: AtomicU64::new(offset),
            moved: Notify::new(),
            trouble: Mutex::new(None),
        })
    }
    pub(super) fn offset(&self) -> u64 {
        self.offset.load(Ordering::Relaxed)
    }
    /// Ends when the next piece was handed over.
    pub(super) async fn moved(&self) {
        self.moved.notified().await;
    }
    /// What was wrong with the file, if that is why the body ended.
    pub(super) fn trouble(&self) -> Option<FileTrouble> {
        self.trouble.lock().ok().and_then(|trouble| *trouble)
    }
}

/// A file from some offset to its end as a stream of pieces.
pub(super) struct FileStream {
    bytes: BlobBytes,
    left: u64,
    buffer: BytesMut,
    gauge: Arc<Gauge>,
    client: PortalClient,
    /// A piece that the cap on bytes a second holds back until then.
    held: Option<(Pin<Box<Sleep>>, Bytes)>,
}

impl FileStream {
    pub(super) fn new(bytes: BlobBytes, left: u64, gauge: Arc<Gauge>, client: PortalClient) -> Self {
        Self {
            bytes,
            left,
            buffer: BytesMut::new(),
            gauge,
            client,
            held: None,
        }
    }

    /// Hands a piece over.
    fn pass(&self, piece: Bytes) -> Poll<Option<io::Result<Bytes>>> {
        self.gauge.offset.fetch_add(piece.len() as u64, Ordering::Relaxed);
        self.gauge.moved.notify_one();
        Poll::Ready(Some(Ok(piece)))
    }

    fn fail(&mut self, trouble: FileTrouble, error: io::Error) -> Poll<Option<io::Result<Bytes>>> {
        self.left = 0;
        if let Ok(mut slot) = self.gauge.trouble.lock() {
            *slot = Some(trouble);
        }
        Poll::Ready(Some(Err(error)))
    }
}

impl Stream for FileStream {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Some((sleep, _)) = &mut this.held {
            std::task::ready!(sleep.as_mut().poll(context));
            if let Some((_, piece)) = this.held.take() {
                return this.pass(piece);
            }
        }
        if this.left == 0 {
            return Poll::Ready(None);
        }
        let wanted = usize::try_from(this.left).unwrap_or(PIECE).min(PIECE);
        this.buffer.resize(wanted, 0);
        let mut into = ReadBuf::new(&mut this.buffer);
        match this.bytes.as_mut().poll_read(context, &mut into) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Err(error)) => {
                let trouble = match error.kind() {
                    io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => FileTrouble::Damaged,
                    io::ErrorKind::NotFound => FileTrouble::Missing,
                    _ => FileTrouble::Unreadable,
                };
                this.fail(trouble, error)
            }
            Poll::Ready(Ok(())) => {
                let read = into.filled().len();
                if read == 0 {
                    return this.fail(FileTrouble::Damaged, io::ErrorKind::UnexpectedEof.into());
                }
                this.left -= read as u64;
                let piece = this.buffer.split_to(read).freeze();
                let wait = this.client.inner.pace.take(read as u64);
                if wait.is_zero() {
                    return this.pass(piece);
                }
                let mut sleep = Box::pin(tokio::time::sleep(wait));
                // asked once, so that it wakes this stream when it ends
                if sleep.as_mut().poll(context).is_ready() {
                    return this.pass(piece);
                }
                this.held = Some((sleep, piece));
                Poll::Pending
            }
        }
    }
}
