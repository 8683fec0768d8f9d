//! Obligations, attempts, receipts.

use bytes::Bytes;
use motcua_portal_api::{
    money::{Attempt, Obligation, ObligationPage, StartAttempt},
    paths,
};
use uuid::Uuid;

use super::{PortalClient, error::ClientError, request::Ask};

/// Largest receipt that is read.
const MAX_RECEIPT: usize = 16 << 20;

impl PortalClient {
    /// Everything the account owes or paid, newest first.
    ///
    /// # Errors
    /// As every call that needs a session.
    pub async fn obligations(&self) -> Result<Vec<Obligation>, ClientError> {
        let page: ObligationPage = self.json(Ask::get(paths::OBLIGATIONS).signed_in()).await?;
        Ok(page.obligations)
    }

    /// Starts an attempt. `body.uid` and `key` must be on disk before this is called; after an
    /// unknown outcome ask [`PortalClient::attempt`] first.
    ///
    /// # Errors
    /// `PaymentBlocked` while another attempt is under way or the fee is paid.
    pub async fn start_attempt(
        &self,
        key: Uuid,
        obligation: Uuid,
        body: &StartAttempt,
    ) -> Result<Attempt, ClientError> {
        self.json(Ask::post(paths::attempts(obligation), body)?.signed_in().key(key))
            .await
    }

    /// An attempt as it is now; `None` when the portal does not have it. The portal asks the bank
    /// when in doubt.
    ///
    /// # Errors
    /// As every call that needs a session.
    pub async fn attempt(&self, uid: Uuid) -> Result<Option<Attempt>, ClientError> {
        super::dossier::found(self.json(Ask::get(paths::attempt(uid)).signed_in()).await)
    }

    /// Gives an attempt up.
    ///
    /// # Errors
    /// `PaymentBlocked` when the bank has it already.
    pub async fn cancel_attempt(&self, key: Uuid, uid: Uuid) -> Result<(), ClientError> {
        self.done(Ask::delete(paths::attempt(uid)).signed_in().key(key))
            .await
    }

    /// A receipt as PDF.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn receipt(&self, id: Uuid) -> Result<Bytes, ClientError> {
        let response = self.send(Ask::get(paths::receipt(id)).signed_in()).await?;
        super::request::read_capped(response, MAX_RECEIPT).await
    }
}
