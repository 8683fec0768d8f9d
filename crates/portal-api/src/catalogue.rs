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
    /// Lower-case hex SHA-256 of `/v1/places` as served; `None` where the portal does not say.
    #[serde(default)]
    pub places_sha256: Option<String>,
    /// The same of `/v1/holidays`.
    #[serde(default)]
    pub holidays_sha256: Option<String>,
}

/// One edition on offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EditionEntry {
    /// Name.
    pub edition: String,
    /// Version.
    pub version: u32,
    /// Lower-case hex SHA-256 of the edition's document as served, which is its canonical form
    /// (RFC 8785). Also the cursor of whoever holds this version.
    pub sha256: String,
}
