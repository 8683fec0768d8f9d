//! File bytes, named by their SHA-256.

use serde::{Deserialize, Serialize};

/// `POST /v1/blobs/missing`. At most 1,000 hashes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MissingQuery {
    /// Lower-case hex SHA-256.
    pub sha256: Vec<String>,
}

/// Which of them this account still has to upload. A stranger's file is always missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MissingAnswer {
    /// In the order asked.
    pub missing: Vec<String>,
}
