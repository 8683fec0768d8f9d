//! Attempts to pay that were made here: the uid is on disk before the portal hears of it, so that a
//! lost answer is looked up and never tried twice.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, params};
use uuid::Uuid;

use crate::{
    ReadTx, Result, StoreError, WriteTx,
    sql::{Id, Stamp},
};

/// An attempt that this desk started or was about to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentIntent {
    /// Made here; unique for ever.
    pub uid: Uuid,
    /// Whose.
    pub account: Uuid,
    /// What is paid.
    pub obligation: Uuid,
    /// Way to pay.
    pub method: String,
    /// Who pays, when not the applicant.
    pub payer_name: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Once the portal said how it ended: its word for it.
    pub outcome: Option<String>,
}

const SELECT: &str =
    "SELECT uid, owner, obligation, method, payer_name, created_at, outcome FROM payment_intent";

fn intent(row: &Row<'_>) -> rusqlite::Result<PaymentIntent> {
    Ok(PaymentIntent {
        uid: row.get::<_, Id>(0)?.0,
        account: row.get::<_, Id>(1)?.0,
        obligation: row.get::<_, Id>(2)?.0,
        method: row.get(3)?,
        payer_name: row.get(4)?,
        created_at: row.get::<_, Stamp>(5)?.0,
        outcome: row.get(6)?,
    })
}

impl ReadTx<'_> {
    /// The attempt for an obligation whose outcome is not known yet.
    pub fn open_payment(&self, obligation: Uuid) -> Result<Option<PaymentIntent>> {
        let sql = format!("{SELECT} WHERE obligation = ?1 AND outcome IS NULL");
        Ok(self
            .conn
            .prepare_cached(&sql)?
            .query_row([Id(obligation)], intent)
            .optional()?)
    }

    /// All attempts of an account whose outcome is not known yet.
    pub fn open_payments(&self, account: Uuid) -> Result<Vec<PaymentIntent>> {
        let sql = format!("{SELECT} WHERE owner = ?1 AND outcome IS NULL ORDER BY created_at");
        let mut query = self.conn.prepare_cached(&sql)?;
        Ok(query
            .query_map([Id(account)], intent)?
            .collect::<rusqlite::Result<_>>()?)
    }
}

impl WriteTx<'_> {
    /// Keeps a new intent.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] while another one for the obligation is open: its outcome comes first.
    pub fn put_payment_intent(&self, intent: &PaymentIntent) -> Result<()> {
        if self
            .open_payment(intent.obligation)?
            .is_some_and(|open| open.uid != intent.uid)
        {
            return Err(StoreError::Conflict(
                "another attempt to pay this is not settled yet",
            ));
        }
        self.conn.execute(
            "INSERT INTO payment_intent (uid, owner, obligation, method, payer_name, created_at, outcome)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (uid) DO UPDATE SET outcome = excluded.outcome",
            params![
                Id(intent.uid),
                Id(intent.account),
                Id(intent.obligation),
                intent.method,
                intent.payer_name,
                Stamp(intent.created_at),
                intent.outcome
            ],
        )?;
        Ok(())
    }

    /// The portal said how an attempt ended.
    pub fn settle_payment(&self, uid: Uuid, outcome: &str) -> Result<()> {
        match self.conn.execute(
            "UPDATE payment_intent SET outcome = ?2 WHERE uid = ?1",
            params![Id(uid), outcome],
        )? {
            0 => Err(StoreError::NotFound("payment")),
            _ => Ok(()),
        }
    }
}
