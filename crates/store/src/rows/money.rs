//! Attempts to pay that were made here: the uid is on disk before the portal hears of it, so that a
//! lost answer is looked up and never tried twice.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{ReadTx, Result, WriteTx};

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

impl ReadTx<'_> {
    /// The attempt for an obligation whose outcome is not known yet.
    pub fn open_payment(&self, obligation: Uuid) -> Result<Option<PaymentIntent>> {
        todo!("{obligation}")
    }
    /// All attempts of an account whose outcome is not known yet.
    pub fn open_payments(&self, account: Uuid) -> Result<Vec<PaymentIntent>> {
        todo!("{account}")
    }
}
impl WriteTx<'_> {
    /// Keeps an intent. [`crate::StoreError::Conflict`] while another one for the obligation is open.
    pub fn put_payment_intent(&self, intent: &PaymentIntent) -> Result<()> {
        todo!("{intent:?}")
    }
    /// The portal said how an attempt ended.
    pub fn settle_payment(&self, uid: Uuid, outcome: &str) -> Result<()> {
        todo!("{uid}{outcome}")
    }
}
