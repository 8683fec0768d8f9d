//! Tokens: what travels is random; what is kept is only a hash of it.

use chrono::{DateTime, Duration, Utc};
use rusqlite::{OptionalExtension, Transaction};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    db::convert::{self, ms},
    error::{ApiError, ApiResult},
    state::App,
};

/// What is kept of a session's token. A fast hash is enough for 256 random bits.
pub fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// What a letter's token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Confirms the address.
    Confirm,
    /// Sets a new password.
    Reset,
}

impl Purpose {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reset => "reset",
        }
    }
}

/// A code of a letter as it is compared: people may type it in small letters and with blanks.
pub fn normalise_code(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

fn mac(app: &App, purpose: Purpose, token: &str) -> [u8; 32] {
    let token = match purpose {
        Purpose::Confirm => token.trim().to_owned(),
        Purpose::Reset => normalise_code(token),
    };
    app.secrets
        .mac("mail-token", format!("{}\0{token}", purpose.as_str()).as_bytes())
}

/// Makes a token for a letter and keeps its keyed hash.
///
/// # Errors
/// Those of the database.
pub fn issue(tx: &Transaction<'_>, app: &App, account: Uuid, purpose: Purpose) -> ApiResult<String> {
    let (token, lifetime) = match purpose {
        Purpose::Confirm => (app.random.token(), app.config.lifetimes.confirmation),
        // Typed by people: 12 readable characters, 58 bits, tried at most a few times.
        Purpose::Reset => (app.random.readable(12), app.config.lifetimes.reset),
    };
    let now = app.now();
    tx.execute(
        "INSERT INTO mail_tokens (mac, account, purpose, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        (
            &mac(app, purpose, &token)[..],
            account.to_string(),
            purpose.as_str(),
            ms(now),
            ms(now + Duration::seconds(lifetime)),
        ),
    )?;
    Ok(token)
}

/// A token that was found.
#[derive(Debug, Clone, Copy)]
pub struct MailToken {
    /// Whose.
    pub account: Uuid,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
    /// When it was used.
    pub used_at: Option<DateTime<Utc>>,
}

/// Finds a token of a letter.
///
/// # Errors
/// 404 when it was never issued.
pub fn find(tx: &Transaction<'_>, app: &App, purpose: Purpose, token: &str) -> ApiResult<MailToken> {
    tx.query_row(
        "SELECT account, expires_at, used_at FROM mail_tokens WHERE mac = ?1 AND purpose = ?2",
        (&mac(app, purpose, token)[..], purpose.as_str()),
        |row| {
            Ok(MailToken {
                account: convert::uuid(row, "account")?,
                expires_at: convert::at(row, "expires_at")?,
                used_at: convert::at_opt(row, "used_at")?,
            })
        },
    )
    .optional()?
    .ok_or_else(ApiError::not_found)
}

/// Marks every token of an account and purpose as used.
///
/// # Errors
/// Those of the database.
pub fn use_all(tx: &Transaction<'_>, app: &App, account: Uuid, purpose: Purpose) -> ApiResult<()> {
    tx.execute(
        "UPDATE mail_tokens SET used_at = ?1 WHERE account = ?2 AND purpose = ?3 AND used_at IS NULL",
        (ms(app.now()), account.to_string(), purpose.as_str()),
    )?;
    Ok(())
}
