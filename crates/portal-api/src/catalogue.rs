//! Catalogue editions on offer.

use serde::{Deserialize, Serialize};

/// `GET /v1/catalogue`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CatalogueIndex {
    /// Editions, oldest first.
    pub editions: Vec<EditionEntry>,
    /// National codes of what people file most at this portal, most filed first, at most 20; empty
    /// where the portal does not say.
    #[serde(default)]
    pub common: Vec<String>,
}

/// One edition on offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EditionEntry {
    /// Name.
    pub edition: String,
    /// Version.
    pub version: u32,
    /// Lower-case hex SHA-256 of the edition's document as served.
    pub sha256: String,
}
