//! Versioned documents from the portal that replace the bundled ones: catalogue editions, places,
//! holidays, the portal's profile.

use chrono::{DateTime, Utc};

use crate::{ReadTx, Result, WriteTx};

/// A document as the portal served it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDocument {
    /// `catalogue/2022`, `places`, `holidays`, `profile`.
    pub name: String,
    /// The portal's version of it.
    pub version: u32,
    /// For `If-None-Match`.
    pub etag: Option<String>,
    /// Its bytes, kept compressed.
    pub body: Vec<u8>,
    /// When it was fetched.
    pub fetched_at: DateTime<Utc>,
}

impl ReadTx<'_> {
    /// A document.
    pub fn document(&self, name: &str) -> Result<Option<StoredDocument>> {
        todo!("{name}")
    }
    /// Names, versions and `ETag`s, without bodies.
    pub fn document_versions(&self) -> Result<Vec<(String, u32, Option<String>)>> {
        todo!()
    }
}
impl WriteTx<'_> {
    /// Keeps a document, in place of the version before.
    pub fn put_document(&self, document: &StoredDocument) -> Result<()> {
        todo!("{}", document.name)
    }
}
