//! Versioned documents from the portal that replace the bundled ones: catalogue editions, places,
//! holidays, the portal's profile.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::{
    ReadTx, Result, StoreError, WriteTx,
    sql::{Sha, Stamp},
};

/// Zstandard's usual level: small enough, and quick to open.
const LEVEL: i32 = 3;

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
    /// A document; its hash is checked.
    pub fn document(&self, name: &str) -> Result<Option<StoredDocument>> {
        let sql = "SELECT version, etag, sha256, body, fetched_at FROM document WHERE name = ?1";
        let row = self
            .conn
            .query_row(sql, [name], |row| {
                let body: Vec<u8> = row.get(3)?;
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get::<_, Sha>(2)?,
                    body,
                    row.get::<_, Stamp>(4)?,
                ))
            })
            .optional()?;
        let Some((version, etag, Sha(sha256), packed, Stamp(fetched_at))) = row else {
            return Ok(None);
        };
        let body = zstd::decode_all(packed.as_slice())?;
        if Sha256::digest(&body).as_slice() != sha256 {
            return Err(StoreError::Damaged {
                detail: "a document does not match its hash".into(),
            });
        }
        Ok(Some(StoredDocument {
            name: name.to_owned(),
            version,
            etag,
            body,
            fetched_at,
        }))
    }

    /// Names, versions and `ETag`s, without bodies.
    pub fn document_versions(&self) -> Result<Vec<(String, u32, Option<String>)>> {
        let mut query = self
            .conn
            .prepare("SELECT name, version, etag FROM document ORDER BY name")?;
        Ok(query
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?)
    }
}

impl WriteTx<'_> {
    /// Keeps a document, in place of the version before.
    pub fn put_document(&self, document: &StoredDocument) -> Result<()> {
        let sha256 = Sha(Sha256::digest(&document.body).into());
        let packed = zstd::encode_all(document.body.as_slice(), LEVEL)?;
        self.conn.execute(
            "INSERT INTO document (name, version, etag, sha256, body, fetched_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (name) DO UPDATE SET version = excluded.version, etag = excluded.etag,
                sha256 = excluded.sha256, body = excluded.body, fetched_at = excluded.fetched_at",
            params![document.name, document.version, document.etag, sha256, packed, Stamp(document.fetched_at)],
        )?;
        Ok(())
    }
}
