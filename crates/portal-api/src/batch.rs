//! Many small mutations in one request, and the look-up of lost answers.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::dossier::{AnswerSupplement, RegisterDossier, Submit, Withdraw};

/// `POST /v1/batch`: at most 1 MiB after decompression.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Batch {
    /// Done in order; one that fails holds up only those that depend on it.
    pub operations: Vec<BatchOperation>,
}

/// One mutation with its key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BatchOperation {
    /// Idempotency key.
    pub key: Uuid,
    /// Keys of operations in this batch that must have succeeded.
    #[serde(default)]
    pub after: Vec<Uuid>,
    /// What.
    pub action: Action,
}

/// The mutations that may travel in a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Action {
    /// `POST /v1/dossiers`.
    Register {
        /// Body.
        body: RegisterDossier,
    },
    /// `PUT /v1/dossiers/{uid}` with `If-Match`.
    Replace {
        /// Body; its uid is that of the path.
        body: RegisterDossier,
        /// `If-Match`.
        version: u32,
    },
    /// `DELETE /v1/dossiers/{uid}` with `If-Match`.
    Delete {
        /// Path.
        uid: Uuid,
        /// `If-Match`.
        version: u32,
    },
    /// `POST /v1/dossiers/{uid}/restoration`.
    Restore {
        /// Body; its uid is that of the path.
        body: RegisterDossier,
    },
    /// `POST /v1/dossiers/{uid}/submission`.
    Submit {
        /// Path.
        uid: Uuid,
        /// Body.
        body: Submit,
    },
    /// `POST …/supplements/{id}/answer`.
    AnswerSupplement {
        /// Path.
        uid: Uuid,
        /// Path.
        supplement: Uuid,
        /// Body.
        body: AnswerSupplement,
    },
    /// `POST …/withdrawal`.
    Withdraw {
        /// Path.
        uid: Uuid,
        /// Body.
        body: Withdraw,
    },
}

/// 200 of a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BatchAnswer {
    /// In the order of the operations.
    pub answers: Vec<StoredAnswer>,
}

/// The answer an operation got, as it is replayed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StoredAnswer {
    /// Its key.
    pub key: Uuid,
    /// HTTP status it got or would have got alone; 424 when what it depends on failed.
    pub status: u16,
    /// Its body: the answer of the action, or a problem document.
    pub body: serde_json::Value,
}
