//! Hộp gửi.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The outbox, next to be sent first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct OutboxView {
    /// Paused by the user.
    pub paused: bool,
    /// One per dossier.
    pub items: Vec<OutboxItem>,
    /// When and how fast the user wants it to send.
    #[serde(default)]
    #[specta(optional)]
    pub rules: OutboxRules,
    /// It is not the time to send by itself; that comes then.
    #[serde(default)]
    #[specta(optional)]
    pub opens_at: Option<DateTime<Utc>>,
}

/// When and how fast to send. The usual rules ask for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
pub struct OutboxRules {
    /// The only time of day at which anything is sent by itself; `None`: any.
    pub hours: Option<SendingHours>,
    /// KiB a second towards the portal at most, 8 at least; `None`: as many as the link takes.
    pub kib_per_second: Option<u32>,
}

/// A part of every day, on Việt Nam's clock; over midnight when `from` is after `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SendingHours {
    /// First minute of the day, 0 to 1439.
    pub from: u16,
    /// First minute after, 0 to 1439; not `from`.
    pub until: u16,
}

/// A dossier on its way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct OutboxItem {
    /// Dossier.
    pub dossier: Uuid,
    /// Title of the procedure.
    pub procedure_name: String,
    /// Applicant.
    pub applicant_name: String,
    /// What is being sent: a first submission, a supplement, a withdrawal.
    pub kind: OutboxKind,
    /// Stage.
    pub stage: OutboxStage,
    /// In words: what happens now, or why it waits and what to do.
    pub words: String,
    /// Bytes the portal has.
    #[specta(type = u32)]
    pub bytes_done: u64,
    /// Bytes in all.
    #[specta(type = u32)]
    pub bytes_total: u64,
    /// Seconds left at the present rate.
    pub seconds_left: Option<u32>,
    /// Tries so far.
    pub tries: u32,
    /// Next try.
    pub next_try: Option<DateTime<Utc>>,
    /// When it was queued.
    pub queued_at: DateTime<Utc>,
    /// It has not got through for long although nothing was asked to wait: it wants to be looked at.
    #[serde(default)]
    #[specta(optional)]
    pub stuck: bool,
    /// Whether "back to draft" is possible now.
    pub can_recall: bool,
    /// Files with their own progress.
    pub files: Vec<OutboxFile>,
}

/// A file on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct OutboxFile {
    /// Name.
    pub file_name: String,
    /// Bytes the portal has.
    #[specta(type = u32)]
    pub bytes_done: u64,
    /// Bytes in all.
    #[specta(type = u32)]
    pub bytes_total: u64,
}

/// What is being sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum OutboxKind {
    /// A first submission.
    Submission,
    /// An answer to a request for supplements.
    Supplement,
    /// A withdrawal.
    Withdrawal,
}

/// Stage of sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum OutboxStage {
    /// Waits for its turn, the link, the night, …
    Waiting,
    /// Waits for sign-in.
    NeedsSignIn,
    /// The dossier is being registered.
    Registering,
    /// Files are on their way.
    Uploading,
    /// The submission is on its way.
    Submitting,
    /// The outcome of a request is not known and is being asked for.
    Checking,
    /// Held for the user.
    Held,
}
