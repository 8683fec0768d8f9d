//! How eager the outbox is.

use std::time::Duration;

/// Figures of the state machine. The defaults suit a village office's link.
#[derive(Debug, Clone, PartialEq)]
pub struct Tuning {
    /// Requests with mutations under way at once.
    pub sends: usize,
    /// Uploads under way at once.
    pub uploads: usize,
    /// Look-ups of lost answers under way at once.
    pub checks: usize,
    /// Bytes of JSON in one batch (the portal takes 1 MiB).
    pub batch_bytes: usize,
    /// Jobs in one batch.
    pub batch_jobs: usize,
    /// How long a job waits for company while another request is under way.
    pub linger: Duration,
    /// Hashes in one question.
    pub missing_hashes: usize,
    /// Longest wait before an upload goes on that was cut while its bytes were leaving.
    pub resume_pause: Duration,
    /// First wait after a failure; doubles with each further one.
    pub backoff_base: Duration,
    /// Longest wait after failures.
    pub backoff_cap: Duration,
    /// Longest wait between tries of a dead link.
    pub probe_cap: Duration,
    /// Longest wait a portal may ask for.
    pub retry_after_cap: Duration,
    /// Lost answers in a row, without anything coming through, after which the link is probed.
    pub suspicious_cuts: u32,
    /// Different requests failing in a row with 5xx after which the portal is left alone for a while.
    pub breaker: usize,
    /// How long after an unknown outcome "the portal does not have it" is believed for
    /// "back to draft": a request may still be on its way.
    pub settle: Duration,
    /// New keys in a row without the user before a job is held.
    pub generations: u32,
    /// Tries without success, of a job or of one of its files, after which it raises its hand.
    pub stuck_after: u32,
    /// How long nothing at all may get through, with the portal there and nothing asked to wait,
    /// before what waits raises its hand.
    pub stuck_time: Duration,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            sends: 3,
            uploads: 3,
            checks: 6,
            batch_bytes: 1_000_000,
            batch_jobs: 400,
            linger: Duration::from_millis(300),
            missing_hashes: 1_000,
            resume_pause: Duration::from_millis(100),
            backoff_base: Duration::from_secs(1),
            backoff_cap: Duration::from_secs(300),
            probe_cap: Duration::from_secs(30),
            retry_after_cap: Duration::from_secs(3_600),
            suspicious_cuts: 3,
            breaker: 4,
            settle: Duration::from_secs(30),
            generations: 6,
            stuck_after: 8,
            stuck_time: Duration::from_secs(15 * 60),
        }
    }
}
