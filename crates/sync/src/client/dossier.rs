//! Dossiers, the change feed, look-up by strangers.

use motcua_portal_api::{
    blob::{MissingAnswer, MissingQuery},
    change::{ChangePage, ChangedAnswer, ChangedQuery},
    dossier::{Dossier, DossierPage, Lookup, LookupAnswer, RegisterDossier},
    paths,
    problem::ProblemCode,
};
use uuid::Uuid;

use super::{PortalClient, error::ClientError, request::Ask};

impl PortalClient {
    /// One dossier; `None` when the portal does not have it under this account.
    ///
    /// # Errors
    /// As every call that needs a session.
    pub async fn dossier(&self, uid: Uuid) -> Result<Option<Dossier>, ClientError> {
        found(self.json(Ask::get(paths::dossier(uid)).signed_in()).await)
    }

    /// A page of one's own dossiers.
    ///
    /// # Errors
    /// As every call that needs a session.
    pub async fn dossiers(&self, cursor: Option<&str>, limit: u32) -> Result<DossierPage, ClientError> {
        let ask = Ask::get(paths::DOSSIERS)
            .signed_in()
            .query("cursor", cursor)
            .query("limit", Some(limit));
        self.json(ask).await
    }

    /// Replaces a dossier that is not submitted yet, if nobody else has meanwhile.
    ///
    /// # Errors
    /// `Changed`, `AlreadySubmitted`, `InvalidFields`.
    pub async fn save_dossier(
        &self,
        key: Uuid,
        version: u32,
        body: &RegisterDossier,
    ) -> Result<Dossier, ClientError> {
        self.json(
            Ask::put(paths::dossier(body.uid), body)?
                .signed_in()
                .key(key)
                .if_match(version),
        )
        .await
    }

    /// Deletes a dossier that is not submitted yet.
    ///
    /// # Errors
    /// `Changed`, `AlreadySubmitted`.
    pub async fn delete_dossier(&self, key: Uuid, uid: Uuid, version: u32) -> Result<(), ClientError> {
        self.done(
            Ask::delete(paths::dossier(uid))
                .signed_in()
                .key(key)
                .if_match(version),
        )
        .await
    }

    /// Which of these files the portal lacks under this account. At most 1,000.
    ///
    /// # Errors
    /// As every call that needs a session.
    pub async fn missing_blobs(&self, sha256: Vec<String>) -> Result<Vec<String>, ClientError> {
        let query = MissingQuery { sha256 };
        let answer: MissingAnswer = self
            .json(Ask::post(paths::BLOBS_MISSING, &query)?.signed_in())
            .await?;
        Ok(answer.missing)
    }

    /// What changed since `cursor`; everything without one.
    ///
    /// # Errors
    /// `Gone` when the cursor is too old: begin again without one.
    pub async fn changes(&self, cursor: Option<&str>, limit: u32) -> Result<ChangePage, ClientError> {
        let ask = Ask::get(paths::CHANGES)
            .signed_in()
            .query("cursor", cursor)
            .query("limit", Some(limit));
        self.json(ask).await
    }

    /// Some of these dossiers, as many as one answer holds, each as it is now. At most 100. `None`: this portal
    /// gives dossiers one by one only.
    ///
    /// # Errors
    /// As every call that needs a session.
    pub async fn changed_dossiers(&self, uids: Vec<Uuid>) -> Result<Option<ChangedAnswer>, ClientError> {
        let query = ChangedQuery { uids };
        let ask = Ask::post(paths::CHANGED_DOSSIERS, &query)?.signed_in().streamed();
        match self.json(ask).await {
            // a portal of an earlier contract has no such path
            Err(ClientError::Problem { problem, .. }) if matches!(problem.status, 404 | 405) => Ok(None),
            answer => answer.map(Some),
        }
    }

    /// Looks a dossier up by its code and the key printed on the acknowledgement.
    ///
    /// # Errors
    /// `NotFound`, `TooManyRequests`.
    pub async fn lookup(&self, code: &str, key: &str) -> Result<LookupAnswer, ClientError> {
        let body = Lookup {
            code: code.to_owned(),
            key: key.to_owned(),
        };
        self.json(Ask::post(paths::LOOKUP, &body)?).await
    }
}

/// Turns "not found" into `None`. Only the portal's own problem document counts: a 404 of
/// something in between is an error.
pub(super) fn found<T>(answer: Result<T, ClientError>) -> Result<Option<T>, ClientError> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.code() == Some(ProblemCode::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
