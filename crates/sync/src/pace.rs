//! A cap on bytes a second, shared by everything that is sent. It sleeps for nobody: it is told the
//! time and says how long to wait.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// Bytes that may go at once after a pause, in time: long enough to hide the network's own
/// hiccups, short enough that nobody else on the line notices.
const BURST: Duration = Duration::from_millis(250);

/// Counts bytes against a cap.
#[derive(Debug, Default)]
pub(crate) struct Bucket {
    cap: Option<u32>,
    /// What was let through is paid for then.
    paid_at: Duration,
}

impl Bucket {
    /// Sets the cap; `None` takes it away. Waits that were given stay as they are.
    pub(crate) fn set(&mut self, now: Duration, cap: Option<u32>) {
        // debts were made under the old cap
        if self.cap != cap {
            self.cap = cap.filter(|cap| *cap > 0);
            self.paid_at = now;
        }
    }

    /// So many bytes want to go: how long they wait. They are counted as gone.
    pub(crate) fn take(&mut self, now: Duration, bytes: u64) -> Duration {
        let Some(cap) = self.cap else {
            return Duration::ZERO;
        };
        let cost = Duration::from_nanos(bytes.saturating_mul(1_000_000_000) / u64::from(cap));
        let free_since = self.paid_at.max(now.saturating_sub(BURST));
        self.paid_at = free_since + cost;
        self.paid_at.saturating_sub(now)
    }
}

/// A [`Bucket`] on tokio's clock.
#[derive(Debug)]
pub(crate) struct Pace {
    started: Instant,
    bucket: Mutex<Bucket>,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            started: Instant::now(),
            bucket: Mutex::default(),
        }
    }
}

impl Pace {
    /// Sets the cap in bytes a second.
    pub(crate) fn set(&self, cap: Option<u32>) {
        let now = self.started.elapsed();
        self.bucket
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .set(now, cap);
    }

    /// How long so many bytes wait before they go.
    pub(crate) fn take(&self, bytes: u64) -> Duration {
        let now = self.started.elapsed();
        self.bucket
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take(now, bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_any_stretch_of_time_no_more_than_the_cap_and_its_burst_gets_through() {
        let mut bucket = Bucket::default();
        bucket.set(Duration::ZERO, Some(64_000));
        let (mut now, mut gone) = (Duration::from_secs(9), 0u64);
        let begin = now;
        // sizes as they come: pieces of files, forms, a batch
        for turn in 0..2_000u64 {
            let bytes = [16_384, 700, 16_384, 90_000][(turn % 4) as usize];
            now += bucket.take(now, bytes);
            gone += bytes;
            let most = (now - begin + BURST).as_secs_f64() * 64_000.0;
            assert!(gone as f64 <= most + 1.0, "{gone} bytes by {now:?}");
        }
        // and not much less
        assert!(gone as f64 >= (now - begin).as_secs_f64() * 64_000.0);
    }

    #[test]
    fn without_a_cap_nothing_waits_and_an_old_debt_does_not_outlive_its_cap() {
        let mut bucket = Bucket::default();
        assert_eq!(bucket.take(Duration::ZERO, u64::MAX / 2), Duration::ZERO);
        bucket.set(Duration::ZERO, Some(1_000));
        assert!(bucket.take(Duration::ZERO, 3_600_000) > Duration::from_secs(3_000));
        bucket.set(Duration::ZERO, Some(1_000_000));
        assert!(bucket.take(Duration::ZERO, 1_000) < Duration::from_secs(1));
        bucket.set(Duration::ZERO, None);
        assert_eq!(bucket.take(Duration::ZERO, 1_000_000), Duration::ZERO);
    }
}
