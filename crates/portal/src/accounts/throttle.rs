//! Counting attempts, so that nothing can be guessed by trying. Kept in the database: a restart
//! does not give a guesser new tries. Buckets are keyed hashes and hold no name or address.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Transaction};

use crate::{
    config::Throttle,
    db::convert::ms,
    error::{ApiError, ApiResult},
    state::App,
};

/// A counter for one subject.
#[derive(Debug, Clone)]
pub struct Bucket {
    name: String,
    throttle: Throttle,
}

impl Bucket {
    /// The counter of `kind` for `subject`.
    pub fn new(app: &App, kind: &str, subject: &str, throttle: Throttle) -> Self {
        let mac = app
            .secrets
            .mac("throttle", format!("{kind}\0{subject}").as_bytes());
        Self {
            name: format!("{kind}:{}", hex::encode(&mac[..12])),
            throttle,
        }
    }

    /// Counts one attempt, or refuses it with 429 and the time until the window ends.
    ///
    /// # Errors
    /// 429.
    pub fn take(&self, tx: &Transaction<'_>, now: DateTime<Utc>) -> ApiResult<()> {
        let window = self.throttle.seconds * 1000;
        let row: Option<(u32, i64)> = tx
            .prepare_cached("SELECT count, started_at FROM throttle WHERE bucket = ?1")?
            .query_row([&self.name], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let now = ms(now);
        match row {
            Some((count, started)) if (started..started + window).contains(&now) => {
                if count >= self.throttle.count {
                    let left = u64::try_from(started + window - now).unwrap_or(0);
                    return Err(ApiError::too_many_requests(left.div_ceil(1000)));
                }
                tx.prepare_cached("UPDATE throttle SET count = count + 1 WHERE bucket = ?1")?
                    .execute([&self.name])?;
            }
            _ => {
                tx.prepare_cached(
                    "INSERT INTO throttle (bucket, count, started_at) VALUES (?1, 1, ?2)
                     ON CONFLICT (bucket) DO UPDATE SET count = 1, started_at = excluded.started_at",
                )?
                .execute((&self.name, now))?;
            }
        }
        Ok(())
    }

    /// Forgets all attempts: the right password was given.
    ///
    /// # Errors
    /// Those of the database.
    pub fn clear(&self, tx: &Transaction<'_>) -> ApiResult<()> {
        tx.prepare_cached("DELETE FROM throttle WHERE bucket = ?1")?
            .execute([&self.name])?;
        Ok(())
    }

    /// Takes one attempt back.
    ///
    /// # Errors
    /// Those of the database.
    pub fn give_back(&self, tx: &Transaction<'_>) -> ApiResult<()> {
        tx.prepare_cached("UPDATE throttle SET count = max(0, count - 1) WHERE bucket = ?1")?
            .execute([&self.name])?;
        Ok(())
    }
}
