//! Accounts that signed in here, and their sessions.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    ReadTx, Result, StoreError, WriteTx,
    sql::{Id, Json, Stamp},
};

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

impl std::fmt::Debug for StoredSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Tokens never reach a log.
        f.debug_struct("StoredSession")
            .field("access_expires_at", &self.access_expires_at)
            .field("refresh_expires_at", &self.refresh_expires_at)
            .finish_non_exhaustive()
    }
}

fn record(row: &Row<'_>) -> rusqlite::Result<AccountRecord> {
    Ok(AccountRecord {
        id: row.get::<_, Id>(0)?.0,
        details: row.get::<_, Json<Value>>(1)?.0,
        version: row.get(2)?,
    })
}

impl ReadTx<'_> {
    /// Who is signed in (also while the session has run out).
    pub fn current_account(&self) -> Result<Option<AccountRecord>> {
        let sql = "SELECT account.id, account.details, account.version FROM meta
                   JOIN account ON account.id = meta.current_account WHERE meta.one = 1";
        Ok(self.conn.prepare_cached(sql)?.query_row([], record).optional()?)
    }

    /// An account.
    pub fn account(&self, id: Uuid) -> Result<Option<AccountRecord>> {
        let sql = "SELECT id, details, version FROM account WHERE id = ?1";
        Ok(self
            .conn
            .prepare_cached(sql)?
            .query_row([Id(id)], record)
            .optional()?)
    }

    /// Everybody who signed in here.
    pub fn accounts(&self) -> Result<Vec<AccountRecord>> {
        let mut query = self
            .conn
            .prepare_cached("SELECT id, details, version FROM account ORDER BY id")?;
        Ok(query.query_map([], record)?.collect::<rusqlite::Result<_>>()?)
    }

    /// The account's session, if any.
    pub fn session(&self, account: Uuid) -> Result<Option<StoredSession>> {
        let sql = "SELECT access_token, access_expires_at, refresh_token, refresh_expires_at
                   FROM session WHERE account = ?1";
        Ok(self
            .conn
            .prepare_cached(sql)?
            .query_row([Id(account)], |row| {
                Ok(StoredSession {
                    access_token: row.get(0)?,
                    access_expires_at: row.get::<_, Stamp>(1)?.0,
                    refresh_token: row.get(2)?,
                    refresh_expires_at: row.get::<_, Stamp>(3)?.0,
                })
            })
            .optional()?)
    }

    /// How far the account's change feed was read.
    pub fn change_cursor(&self, account: Uuid) -> Result<Option<String>> {
        let sql = "SELECT change_cursor FROM account WHERE id = ?1";
        let cursor: Option<Option<String>> = self
            .conn
            .prepare_cached(sql)?
            .query_row([Id(account)], |row| row.get(0))
            .optional()?;
        Ok(cursor.flatten())
    }
}

impl WriteTx<'_> {
    /// Keeps or renews an account's details.
    pub fn put_account(&self, account: &AccountRecord) -> Result<()> {
        self.conn.execute(
            "INSERT INTO account (id, details, version) VALUES (?1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET details = excluded.details, version = excluded.version",
            params![Id(account.id), Json(&account.details), account.version],
        )?;
        Ok(())
    }

    /// Says who is signed in. Nothing of anybody's is deleted.
    pub fn set_current_account(&self, account: Option<Uuid>) -> Result<()> {
        if let Some(id) = account
            && self.account(id)?.is_none()
        {
            return Err(StoreError::NotFound("account"));
        }
        self.conn.execute(
            "UPDATE meta SET current_account = ?1 WHERE one = 1",
            [account.map(Id)],
        )?;
        Ok(())
    }

    /// Keeps a session, in place of the one before.
    pub fn put_session(&self, account: Uuid, session: &StoredSession) -> Result<()> {
        self.conn.execute(
            "INSERT INTO session (account, access_token, access_expires_at, refresh_token, refresh_expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (account) DO UPDATE SET access_token = excluded.access_token,
                access_expires_at = excluded.access_expires_at, refresh_token = excluded.refresh_token,
                refresh_expires_at = excluded.refresh_expires_at",
            params![
                Id(account),
                session.access_token,
                Stamp(session.access_expires_at),
                session.refresh_token,
                Stamp(session.refresh_expires_at)
            ],
        )?;
        Ok(())
    }

    /// Forgets a session.
    pub fn remove_session(&self, account: Uuid) -> Result<()> {
        self.conn
            .execute("DELETE FROM session WHERE account = ?1", [Id(account)])?;
        Ok(())
    }

    /// Notes how far the change feed was read; `None` starts it anew.
    pub fn set_change_cursor(&self, account: Uuid, cursor: Option<&str>) -> Result<()> {
        match self.conn.execute(
            "UPDATE account SET change_cursor = ?2 WHERE id = ?1",
            params![Id(account), cursor],
        )? {
            0 => Err(StoreError::NotFound("account")),
            _ => Ok(()),
        }
    }
}
