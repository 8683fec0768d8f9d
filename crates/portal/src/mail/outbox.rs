//! The outbox of letters: queued in the transaction that causes them, sent until a server takes them.

use chrono::{DateTime, Duration, Utc};
use rusqlite::{Connection, OptionalExtension, Transaction};
use uuid::Uuid;

use crate::{
    accounts::{self, tokens},
    db::convert::{self, ms},
    error::ApiResult,
    state::App,
};

/// Kinds of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letter {
    /// Confirms the address.
    Confirm,
    /// Code for a new password.
    Reset,
    /// Says that the password was changed.
    PasswordChanged,
}

impl Letter {
    fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reset => "reset",
            Self::PasswordChanged => "password_changed",
        }
    }

    fn from_str(text: &str) -> Self {
        match text {
            "reset" => Self::Reset,
            "password_changed" => Self::PasswordChanged,
            _ => Self::Confirm,
        }
    }
}

/// Queues a letter. Notify [`crate::state::Inner::mail_waiting`] after the commit.
///
/// # Errors
/// Those of the database.
pub fn queue(tx: &Transaction<'_>, app: &App, account: Uuid, letter: Letter) -> ApiResult<()> {
    let now = ms(app.now());
    tx.execute(
        "INSERT INTO mail_outbox (account, purpose, created_at, next_at) VALUES (?1, ?2, ?3, ?3)",
        (account.to_string(), letter.as_str(), now),
    )?;
    Ok(())
}

/// A letter that is due, with a token of its own.
pub struct Due {
    /// Row.
    pub id: i64,
    /// Kind.
    pub letter: Letter,
    /// Address.
    pub email: String,
    /// Name for the greeting.
    pub name: String,
    /// Token or code to put into it; empty for letters without.
    pub token: String,
}

/// The next letter that is due, if any. Its token is made now: so none lies in the outbox.
///
/// # Errors
/// Those of the database.
pub fn next_due(tx: &Transaction<'_>, app: &App) -> ApiResult<Option<Due>> {
    let row = tx
        .query_row(
            "SELECT id, account, purpose FROM mail_outbox
             WHERE sent_at IS NULL AND failed_at IS NULL AND next_at <= ?1 ORDER BY next_at, id LIMIT 1",
            [ms(app.now())],
            |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    convert::uuid(row, "account")?,
                    row.get::<_, String>(2)?,
                ))
            },
        )
        .optional()?;
    let Some((id, account, purpose)) = row else {
        return Ok(None);
    };
    let account = accounts::by_id(tx, account)?;
    let letter = Letter::from_str(&purpose);
    let token = match letter {
        Letter::Confirm => tokens::issue(tx, app, account.id, tokens::Purpose::Confirm)?,
        Letter::Reset => tokens::issue(tx, app, account.id, tokens::Purpose::Reset)?,
        Letter::PasswordChanged => String::new(),
    };
    Ok(Some(Due {
        id,
        letter,
        email: account.details.email,
        name: account.details.full_name,
        token,
    }))
}

/// When the next letter is due.
///
/// # Errors
/// Those of the database.
pub fn next_at(db: &Connection) -> ApiResult<Option<DateTime<Utc>>> {
    let next: Option<i64> = db.query_row(
        "SELECT min(next_at) FROM mail_outbox WHERE sent_at IS NULL AND failed_at IS NULL",
        [],
        |row| row.get(0),
    )?;
    Ok(next.map(convert::moment))
}

/// A server took the letter.
///
/// # Errors
/// Those of the database.
pub fn sent(tx: &Transaction<'_>, app: &App, id: i64) -> ApiResult<()> {
    tx.execute(
        "UPDATE mail_outbox SET sent_at = ?1, attempts = attempts + 1, last_error = NULL WHERE id = ?2",
        (ms(app.now()), id),
    )?;
    Ok(())
}

/// No server took the letter: later again, with growing pauses, or never when it is `hopeless` or
/// too old.
///
/// # Errors
/// Those of the database.
pub fn failed(tx: &Transaction<'_>, app: &App, id: i64, why: &str, hopeless: bool) -> ApiResult<()> {
    let (attempts, created): (u32, i64) = tx.query_row(
        "SELECT attempts, created_at FROM mail_outbox WHERE id = ?1",
        [id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let now = app.now();
    let smtp = &app.config.smtp;
    let pause = smtp.retry_seconds.saturating_mul(1 << attempts.min(12)).min(3600);
    let next = now + Duration::seconds(i64::try_from(pause).unwrap_or(3600));
    let given_up = i64::try_from(smtp.give_up_seconds).unwrap_or(i64::MAX / 2000) * 1000;
    let over = (hopeless || ms(now) - created > given_up).then_some(ms(now));
    tx.execute(
        "UPDATE mail_outbox SET attempts = attempts + 1, next_at = ?1, failed_at = ?2, last_error = ?3 WHERE id = ?4",
        (ms(next), over, why, id),
    )?;
    Ok(())
}
