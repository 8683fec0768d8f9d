//! Copies of what the portal last said, for showing offline, and files of results.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    ReadTx, Result, StoredBlob, WriteTx,
    sql::{Id, Json, Sha, Stamp, unsigned},
};

/// A thing as the portal last described it.
#[derive(Debug, Clone, PartialEq)]
pub struct PortalCopy {
    /// Whose.
    pub account: Uuid,
    /// `dossier`, `obligations`, …
    pub kind: String,
    /// Id of the thing; for things an account has one of, the account's.
    pub id: Uuid,
    /// The portal's version of it.
    pub version: u32,
    /// The portal's JSON.
    pub body: Value,
    /// When it was fetched.
    pub fetched_at: DateTime<Utc>,
}

/// A file of a result that is on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultRecord {
    /// Id at the portal.
    pub id: Uuid,
    /// Dossier.
    pub dossier: Uuid,
    /// Name.
    pub file_name: String,
    /// Bytes.
    pub size: u64,
    /// Lower-case hex SHA-256 of the bytes here.
    pub sha256: String,
}

impl ReadTx<'_> {
    /// A copy.
    pub fn portal_copy(&self, account: Uuid, kind: &str, id: Uuid) -> Result<Option<PortalCopy>> {
        let sql =
            "SELECT version, body, fetched_at FROM portal_copy WHERE owner = ?1 AND kind = ?2 AND id = ?3";
        Ok(self
            .conn
            .prepare_cached(sql)?
            .query_row(params![Id(account), kind, Id(id)], |row| {
                Ok(PortalCopy {
                    account,
                    kind: kind.to_owned(),
                    id,
                    version: row.get(0)?,
                    body: row.get::<_, Json<_>>(1)?.0,
                    fetched_at: row.get::<_, Stamp>(2)?.0,
                })
            })
            .optional()?)
    }

    /// Downloaded results of a dossier.
    pub fn results(&self, dossier: Uuid) -> Result<Vec<ResultRecord>> {
        let number = self.number(dossier)?;
        let mut query = self.conn.prepare_cached(
            "SELECT result_file.id, file_name, blob.size, result_file.sha256 FROM result_file
             JOIN blob ON blob.sha256 = result_file.sha256 WHERE dossier = ?1 ORDER BY fetched_at, result_file.id",
        )?;
        let rows = query.query_map([number], |row| {
            Ok(ResultRecord {
                id: row.get::<_, Id>(0)?.0,
                dossier,
                file_name: row.get(1)?,
                size: unsigned(row.get(2)?),
                sha256: row.get::<_, Sha>(3)?.hex(),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl WriteTx<'_> {
    /// Keeps a copy, in place of the one before.
    pub fn put_portal_copy(&self, copy: &PortalCopy) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO portal_copy (owner, kind, id, version, body, fetched_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (owner, kind, id) DO UPDATE SET version = excluded.version, body = excluded.body,
                    fetched_at = excluded.fetched_at",
            )?
            .execute(params![
                Id(copy.account),
                copy.kind,
                Id(copy.id),
                copy.version,
                Json(&copy.body),
                Stamp(copy.fetched_at)
            ])?;
        Ok(())
    }

    /// Forgets a copy (a tombstone came); fine when there is none.
    pub fn remove_portal_copy(&self, account: Uuid, kind: &str, id: Uuid) -> Result<()> {
        self.conn.execute(
            "DELETE FROM portal_copy WHERE owner = ?1 AND kind = ?2 AND id = ?3",
            params![Id(account), kind, Id(id)],
        )?;
        Ok(())
    }

    /// Keeps a downloaded result.
    pub fn put_result(
        &self,
        dossier: Uuid,
        id: Uuid,
        file_name: &str,
        blob: &StoredBlob,
        now: DateTime<Utc>,
    ) -> Result<ResultRecord> {
        let number = self.number(dossier)?;
        self.name_blob(blob, now)?;
        self.conn.execute(
            "INSERT INTO result_file (id, dossier, file_name, sha256, fetched_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET file_name = excluded.file_name, sha256 = excluded.sha256,
                fetched_at = excluded.fetched_at",
            params![Id(id), number, file_name, blob.sha(), Stamp(now)],
        )?;
        Ok(ResultRecord {
            id,
            dossier,
            file_name: file_name.to_owned(),
            size: blob.size(),
            sha256: blob.sha256(),
        })
    }
}
