//! Small values by name: the user's settings, the last place, whether the outbox is paused, how often
//! a procedure was used, …

use chrono::{DateTime, Utc};
use serde::{Serialize, de::DeserializeOwned};

use crate::{ReadTx, Result, WriteTx};

impl ReadTx<'_> {
    /// The value kept under `key`.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        todo!("{key}")
    }
    /// Procedures by how often they were used here, most used first: code and count.
    pub fn procedure_usage(&self, limit: u32) -> Result<Vec<(String, u32)>> {
        todo!("{limit}")
    }
}
impl WriteTx<'_> {
    /// Keeps a value.
    pub fn set_setting<T: Serialize>(&self, key: &str, value: &T) -> Result<()> {
        let _ = value;
        todo!("{key}")
    }
    /// Forgets a value.
    pub fn remove_setting(&self, key: &str) -> Result<()> {
        todo!("{key}")
    }
    /// Notes that a procedure was used.
    pub fn note_procedure_use(&self, procedure: &str, now: DateTime<Utc>) -> Result<()> {
        todo!("{procedure}{now}")
    }
}
