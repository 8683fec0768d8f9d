//! A job: one thing the user asked the portal for, as it is kept on disk.

use chrono::{DateTime, Utc};
use motcua_domain::content::DossierContent;
use motcua_portal_api::{
    dossier::{DossierSummary, Submission},
    problem::Problem,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::verify::Difference;
use crate::ports::FileTrouble;

/// Version of [`JobState`] this program writes. A higher one on disk was written by a newer
/// program and is left alone.
pub const JOB_VERSION: u32 = 1;

/// A job as it is kept on disk: the whole of what must survive a crash.
///
/// The content is frozen in it, and its idempotency keys follow from [`JobState::id`] and
/// [`JobState::generation`] alone (see [`super::keys`]), so that they are on disk with the job,
/// before its first byte can leave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobState {
    /// [`JOB_VERSION`] of the writer.
    pub version: u32,
    /// Random (v4), made once.
    pub id: Uuid,
    /// Dossier it is about.
    pub dossier: Uuid,
    /// Whose session it needs; `None` until somebody signs in and takes it.
    pub account: Option<Uuid>,
    /// What is asked of the portal.
    pub intent: Intent,
    /// Who waits for it.
    pub priority: Priority,
    /// Order of queueing; smaller first. Jobs of one dossier are done strictly in this order.
    pub position: i64,
    /// When it was queued.
    pub queued_at: DateTime<Utc>,
    /// Where it stands.
    pub phase: Phase,
    /// Counts up each time the portal definitely refused and the job is tried anew: a new key.
    pub generation: u32,
    /// Whether the portal may have it.
    pub reach: Reach,
    /// Whether the portal is known to have the dossier as a draft.
    pub registered: bool,
    /// The user wants it back; nothing more is sent, the portal is asked.
    pub recall_wanted: bool,
    /// Tries without success since it last moved.
    pub tries: u32,
}

impl JobState {
    /// A new job, ready to be written in the transaction that freezes its content.
    pub fn new(
        id: Uuid,
        dossier: Uuid,
        account: Option<Uuid>,
        intent: Intent,
        position: i64,
        queued_at: DateTime<Utc>,
    ) -> Self {
        Self {
            version: JOB_VERSION,
            id,
            dossier,
            account,
            intent,
            priority: Priority::Interactive,
            position,
            queued_at,
            phase: Phase::Queued,
            generation: 0,
            reach: Reach::Nowhere,
            registered: false,
            recall_wanted: false,
            tries: 0,
        }
    }

    /// The same, as part of a bulk sending: it lets others pass.
    pub fn bulk(mut self) -> Self {
        self.priority = Priority::Bulk;
        self
    }

    /// Reads a job from its JSON.
    ///
    /// # Errors
    /// [`JobUnreadable`] when a newer program wrote it or it is damaged. The row must be kept.
    pub fn from_json(json: &serde_json::Value) -> Result<Self, JobUnreadable> {
        let version = json.get("version").and_then(serde_json::Value::as_u64);
        match version {
            Some(version) if version > u64::from(JOB_VERSION) => Err(JobUnreadable::Newer { version }),
            _ => Self::deserialize(json).map_err(|error| JobUnreadable::Damaged {
                detail: error.to_string(),
            }),
        }
    }

    /// The JSON to keep.
    pub fn to_json(&self) -> serde_json::Value {
        // plain data with text keys always serialises
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Whether nothing is left to do.
    pub fn finished(&self) -> bool {
        matches!(
            self.phase,
            Phase::Confirmed { .. } | Phase::Recalled | Phase::Discarded
        )
    }

    /// The frozen content, if the intent has any.
    pub fn content(&self) -> Option<&DossierContent> {
        match &self.intent {
            Intent::Submission { content, .. } | Intent::Supplement { content, .. } => Some(content),
            Intent::Withdrawal { .. } => None,
        }
    }
}

/// Why a job on disk cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobUnreadable {
    /// Written by a newer program.
    #[error(
        "written by a newer version of the program (job version {version}); update the program to send it"
    )]
    Newer {
        /// Its version.
        version: u64,
    },
    /// Not a job.
    #[error("the entry of the outbox is damaged ({detail}); restore it from a backup")]
    Damaged {
        /// What the parser said.
        detail: String,
    },
}

/// What is asked of the portal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Intent {
    /// A first submission.
    Submission {
        /// Procedure, e.g. `1.004232`.
        procedure: String,
        /// Edition of the catalogue it was made under.
        edition: String,
        /// Version of the edition.
        catalogue_version: u32,
        /// Frozen content.
        content: DossierContent,
    },
    /// An answer to a request for supplements.
    Supplement {
        /// The request.
        supplement: Uuid,
        /// Id of the answer, unique for ever.
        answer_uid: Uuid,
        /// The whole content after the correction, frozen.
        content: DossierContent,
        /// A word to the officer.
        note: String,
    },
    /// Asks the portal to withdraw the dossier.
    Withdrawal {
        /// Why.
        reason: String,
    },
}

/// Who waits for a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Somebody at the counter.
    Interactive,
    /// Nobody in particular.
    Bulk,
}

/// Where a job stands. Kept small: what happens at the moment is not on disk, since after a
/// crash nothing is happening.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Phase {
    /// To be done.
    Queued,
    /// Waits for the user.
    Held {
        /// Why.
        reason: HeldReason,
    },
    /// Done: the portal's answer agrees with what was frozen.
    Confirmed {
        /// What the portal holds.
        outcome: Box<Outcome>,
    },
    /// Taken back: the portal does not have it and will not get it.
    Recalled,
    /// The user gave a held job up.
    Discarded,
}

/// What the portal holds after a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// A submission or an answer to a request, compared and found equal.
    Submitted {
        /// The portal's receipt.
        submission: Submission,
    },
    /// A withdrawal.
    Withdrawn {
        /// The dossier after it.
        summary: DossierSummary,
    },
}

/// Whether the portal may have what a job sends. Decides about "back to draft".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// No byte of the request has left, or the portal said that it does not have it.
    Nowhere,
    /// The request may have left; the answer is not known.
    Unknown,
    /// The portal has something under this dossier.
    AtPortal,
}

/// Why a job waits for the user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HeldReason {
    /// The portal refused; its own words.
    Refused {
        /// As the portal said it.
        problem: Box<Problem>,
    },
    /// The portal took it, but what it stored is not what was sent. To be shown loudly.
    ManifestDiffers {
        /// Every difference.
        differences: Vec<Difference>,
    },
    /// The portal holds another submission under this dossier (another desk, an old backup).
    OtherSubmission {
        /// Every difference.
        differences: Vec<Difference>,
        /// What the portal holds, to be shown beside it.
        code: String,
    },
    /// A file cannot be sent from this computer.
    File {
        /// Which.
        sha256: String,
        /// What is wrong.
        trouble: FileTrouble,
    },
    /// A file arrived damaged twice.
    UploadDamaged {
        /// Which.
        sha256: String,
    },
    /// The portal's answers make no sense to this program.
    Unreadable {
        /// For a technician; no personal data.
        detail: String,
    },
}

/// An upload under way, as it is kept on disk: its address is stored before its first byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadState {
    /// Whose.
    pub account: Uuid,
    /// Lower-case hex SHA-256 of the file.
    pub sha256: String,
    /// Bytes in all.
    pub size: u64,
    /// Its address at the portal.
    pub url: String,
}
