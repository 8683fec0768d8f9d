//! Accounts that signed in here, and their sessions.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::{ReadTx, Result, WriteTx};

/// An account that signed in here.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountRecord {
    /// Id at the portal.
    pub id: Uuid,
    /// The portal's details of it, as JSON.
    pub details: Value,
    /// The portal's version of it.
    pub version: u32,
}

/// Tokens of an account.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredSession {
    /// Bearer token.
    pub access_token: String,
    /// When it stops working.
    pub access_expires_at: DateTime<Utc>,
    /// Works once.
    pub refresh_token: String,
    /// When it stops working.
    pub refresh_expires_at: DateTime<Utc>,
}

impl ReadTx<'_> {
    /// Who is signed in (also while the session has run out).
    pub fn current_account(&self) -> Result<Option<AccountRecord>> {
        todo!()
    }
    /// An account.
    pub fn account(&self, id: Uuid) -> Result<Option<AccountRecord>> {
        todo!("{id}")
    }
    /// The account's session, if any.
    pub fn session(&self, account: Uuid) -> Result<Option<StoredSession>> {
        todo!("{account}")
    }
    /// How far the account's change feed was read.
    pub fn change_cursor(&self, account: Uuid) -> Result<Option<String>> {
        todo!("{account}")
    }
}
impl WriteTx<'_> {
    /// Keeps or renews an account's details.
    pub fn put_account(&self, account: &AccountRecord) -> Result<()> {
        todo!("{account:?}")
    }
    /// Says who is signed in. Nothing of anybody's is deleted.
    pub fn set_current_account(&self, account: Option<Uuid>) -> Result<()> {
        todo!("{account:?}")
    }
    /// Keeps a session, in place of the one before.
    pub fn put_session(&self, account: Uuid, session: &StoredSession) -> Result<()> {
        let _ = session;
        todo!("{account}")
    }
    /// Forgets a session.
    pub fn remove_session(&self, account: Uuid) -> Result<()> {
        todo!("{account}")
    }
    /// Notes how far the change feed was read; `None` starts it anew.
    pub fn set_change_cursor(&self, account: Uuid, cursor: Option<&str>) -> Result<()> {
        todo!("{account}{cursor:?}")
    }
}
