//! Accounts, their letters and their sessions.

pub mod details;
pub mod password;
pub mod register;
pub mod reset;
pub mod sessions;
pub mod throttle;
pub mod tokens;

use chrono::{DateTime, Utc};
use motcua_domain::identity;
use motcua_portal_api::account::{Account, AccountDetails, AccountKind};
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use crate::{
    db::convert,
    error::{ApiError, ApiResult},
};

/// An account's row.
#[derive(Clone)]
pub struct AccountRow {
    /// Id.
    pub id: Uuid,
    /// Who.
    pub details: AccountDetails,
    /// PHC string.
    pub password_hash: String,
    /// When the address was confirmed.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// Counts up with every change.
    pub version: u32,
}

impl AccountRow {
    fn read(row: &Row<'_>) -> Result<Self, rusqlite::Error> {
        Ok(Self {
            id: convert::uuid(row, "id")?,
            details: AccountDetails {
                kind: convert::name(row, "kind")?,
                full_name: row.get("full_name")?,
                organisation_name: row.get("organisation_name")?,
                id_number: row.get("id_number")?,
                id_issued_on: convert::day_opt(row, "id_issued_on")?,
                phone: row.get("phone")?,
                email: row.get("email")?,
            },
            password_hash: row.get("password_hash")?,
            confirmed_at: convert::at_opt(row, "confirmed_at")?,
            created_at: convert::at(row, "created_at")?,
            version: row.get("version")?,
        })
    }

    /// As its owner sees it.
    pub fn account(&self) -> Account {
        Account {
            id: self.id,
            details: self.details.clone(),
            version: self.version,
        }
    }
}

/// The account with this id; 404 when there is none.
///
/// # Errors
/// 404.
pub fn by_id(db: &Connection, id: Uuid) -> ApiResult<AccountRow> {
    db.prepare_cached("SELECT * FROM accounts WHERE id = ?1")?
        .query_row([id.to_string()], AccountRow::read)
        .optional()?
        .ok_or_else(ApiError::not_found)
}

/// The account that signs in under this name: e-mail address or identity number.
///
/// # Errors
/// Those of the database.
pub fn by_name(db: &Connection, name: &str) -> ApiResult<Option<AccountRow>> {
    let row = match identity::normalise_email(name) {
        Ok(email) if name.contains('@') => db
            .prepare_cached("SELECT * FROM accounts WHERE email_key = ?1")?
            .query_row([email], AccountRow::read)
            .optional()?,
        _ => db
            .prepare_cached("SELECT * FROM accounts WHERE id_key = ?1")?
            .query_row([id_key(name)], AccountRow::read)
            .optional()?,
    };
    Ok(row)
}

/// An identity number as it is compared.
pub fn id_key(number: &str) -> String {
    identity::normalise_id(number).to_uppercase()
}

/// A name to sign in with as it is counted by throttles: two spellings of one name are one.
pub fn name_key(name: &str) -> String {
    match identity::normalise_email(name) {
        Ok(email) if name.contains('@') => email,
        _ => id_key(name),
    }
}

/// Checked details as they are kept: trimmed, telephone and number without the blanks people put in.
pub fn normalised(details: &AccountDetails) -> AccountDetails {
    let trimmed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    AccountDetails {
        kind: details.kind,
        full_name: trimmed(&details.full_name),
        organisation_name: match details.kind {
            AccountKind::Citizen => None,
            _ => details
                .organisation_name
                .as_deref()
                .map(trimmed)
                .filter(|n| !n.is_empty()),
        },
        id_number: identity::normalise_id(&details.id_number),
        id_issued_on: details.id_issued_on,
        phone: identity::normalise_phone(&details.phone).unwrap_or_else(|_| details.phone.clone()),
        email: details.email.trim().to_owned(),
    }
}
