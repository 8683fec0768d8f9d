//! One direction of a connection, and how narrow and long it is.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    io::AsyncWriteExt as _,
    net::tcp::OwnedWriteHalf,
    sync::mpsc,
    time::{Instant, sleep_until},
};

/// Pieces that may be on their way at once.
const UNDER_WAY: usize = 256;

/// A direction that all connections share.
#[derive(Clone)]
pub struct Narrow {
    bytes_per_second: u32,
    delay: Duration,
    /// When what was given to it so far has left.
    free: Arc<Mutex<Instant>>,
}

impl Narrow {
    /// A direction that takes so many bytes a second and needs `delay` to the other end.
    pub fn new(bytes_per_second: u32, delay: Duration) -> Self {
        Self {
            bytes_per_second,
            delay,
            free: Arc::new(Mutex::new(Instant::now())),
        }
    }

    /// How long it takes to the other end.
    pub fn delay(&self) -> Duration {
        self.delay
    }

    /// When a piece that is given to it now has left.
    fn leaves(&self, bytes: usize) -> Instant {
        let needs = Duration::from_secs_f64(bytes as f64 / f64::from(self.bytes_per_second));
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        *free = (*free).max(Instant::now()) + needs;
        *free
    }
}

/// The way to one end of one connection.
pub enum Lane {
    /// As wide as will go.
    Wide(OwnedWriteHalf),
    /// Through something narrow. What has left arrives, whatever becomes of the connection meanwhile.
    Narrow(Narrow, mpsc::Sender<(Instant, Vec<u8>)>),
}

impl Lane {
    /// The way to `end`.
    pub fn new(mut end: OwnedWriteHalf, narrow: Option<Narrow>) -> Self {
        let Some(narrow) = narrow else {
            return Self::Wide(end);
        };
        let (sender, mut under_way) = mpsc::channel::<(Instant, Vec<u8>)>(UNDER_WAY);
        tokio::spawn(async move {
            while let Some((arrives, piece)) = under_way.recv().await {
                sleep_until(arrives).await;
                if end.write_all(&piece).await.is_err() {
                    return;
                }
            }
        });
        Self::Narrow(narrow, sender)
    }

    /// Gives it a piece, as soon as it can leave.
    ///
    /// # Errors
    /// When the other end is gone.
    pub async fn carry(&mut self, piece: &[u8]) -> io::Result<()> {
        match self {
            Self::Wide(end) => end.write_all(piece).await,
            Self::Narrow(narrow, under_way) => {
                let left = narrow.leaves(piece.len());
                sleep_until(left).await;
                let arrives = left + narrow.delay();
                under_way
                    .send((arrives, piece.to_vec()))
                    .await
                    .map_err(|_| io::ErrorKind::BrokenPipe.into())
            }
        }
    }
}
