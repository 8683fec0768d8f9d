//! Small values by name: the user's settings, the last place, whether the outbox is paused; and how
//! often a procedure was used.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    ReadTx, Result, WriteTx,
    sql::{Json, Stamp},
};

impl ReadTx<'_> {
    /// The value kept under `name`.
    pub fn setting<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let text: Option<String> = self
            .conn
            .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()?;
        Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    /// Procedures by how often they were used here, most used first: code and count.
    pub fn procedure_usage(&self, limit: u32) -> Result<Vec<(String, u32)>> {
        let mut query = self.conn.prepare_cached(
            "SELECT procedure, uses FROM procedure_use ORDER BY uses DESC, last_used_at DESC, procedure LIMIT ?1",
        )?;
        Ok(query
            .query_map([limit], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?)
    }
}

impl WriteTx<'_> {
    /// Keeps a value.
    pub fn set_setting<T: Serialize>(&self, name: &str, value: &T) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO setting (name, value) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            )?
            .execute(params![name, Json(value)])?;
        Ok(())
    }

    /// Forgets a value.
    pub fn remove_setting(&self, name: &str) -> Result<()> {
        self.conn.execute("DELETE FROM setting WHERE name = ?1", [name])?;
        Ok(())
    }

    /// Notes that a procedure was used.
    pub fn note_procedure_use(&self, procedure: &str, now: DateTime<Utc>) -> Result<()> {
        self.conn.execute(
            "INSERT INTO procedure_use (procedure, uses, last_used_at) VALUES (?1, 1, ?2)
             ON CONFLICT (procedure) DO UPDATE SET uses = uses + 1, last_used_at = excluded.last_used_at",
            params![procedure, Stamp(now)],
        )?;
        Ok(())
    }
}
