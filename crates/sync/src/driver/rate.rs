//! How fast bytes move, over the last few seconds.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

/// Seconds looked back.
const WINDOW: Duration = Duration::from_secs(8);

/// Bytes that moved lately.
#[derive(Debug, Default)]
pub(super) struct Rate {
    moved: VecDeque<(Instant, u64)>,
}

impl Rate {
    /// So many more bytes have moved.
    pub(super) fn add(&mut self, now: Instant, bytes: u64) {
        self.moved.push_back((now, bytes));
        while self.moved.front().is_some_and(|(at, _)| now - *at > WINDOW) {
            self.moved.pop_front();
        }
    }

    /// Bytes per second; `None` before there is enough to tell.
    pub(super) fn per_second(&self, now: Instant) -> Option<u64> {
        let first = self.moved.front()?.0;
        let time = now - first;
        if time < Duration::from_millis(500) {
            return None;
        }
        // what came with the first mark moved before it
        let bytes: u64 = self.moved.iter().skip(1).map(|(_, bytes)| bytes).sum();
        Some((bytes as f64 / time.as_secs_f64()) as u64)
    }
}
