//! Catalogue, places and holidays: documents that are fetched again only when they changed.

use bytes::Bytes;
use motcua_domain::catalogue_delta::EditionDelta;
use motcua_portal_api::{catalogue::CatalogueIndex, paths};
use reqwest::{StatusCode, header::ETAG};

use super::{
    PortalClient,
    error::ClientError,
    request::{Ask, read_json_bytes},
};

/// A document with the name of its version.
#[derive(Debug, Clone, PartialEq)]
pub struct Fetched<T> {
    /// The document.
    pub value: T,
    /// Its `ETag`, to be given next time.
    pub etag: Option<String>,
}

impl PortalClient {
    /// Editions on offer.
    ///
    /// # Errors
    /// As every call.
    pub async fn catalogue_index(&self) -> Result<CatalogueIndex, ClientError> {
        self.json(Ask::get(paths::CATALOGUE)).await
    }

    /// An edition as served, byte for byte.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn catalogue(&self, edition: &str) -> Result<Bytes, ClientError> {
        let ask = Ask::get(paths::catalogue_edition(edition)).streamed();
        read_json_bytes(self.send(ask).await?).await
    }

    /// What changed in an edition since the version whose SHA-256 is `cursor`; `None`: this portal cannot
    /// say, and the whole edition is to be fetched.
    ///
    /// # Errors
    /// As every call.
    pub async fn catalogue_changes(
        &self,
        edition: &str,
        cursor: &str,
    ) -> Result<Option<EditionDelta>, ClientError> {
        let ask = Ask::get(paths::catalogue_changes(edition))
            .query("cursor", Some(cursor))
            .streamed();
        match self.json(ask).await {
            // a portal of the first contract has no such path
            Err(ClientError::Problem { problem, .. }) if matches!(problem.status, 404 | 410) => Ok(None),
            answer => answer.map(Some),
        }
    }

    /// Places of all editions, as `places.json`; `None` when `etag` still names the current version.
    ///
    /// # Errors
    /// As every call.
    pub async fn places(&self, etag: Option<&str>) -> Result<Option<Fetched<Bytes>>, ClientError> {
        self.document(paths::PLACES, etag).await
    }

    /// Holidays, as `holidays.json`; `None` when `etag` still names the current version.
    ///
    /// # Errors
    /// As every call.
    pub async fn holidays(&self, etag: Option<&str>) -> Result<Option<Fetched<Bytes>>, ClientError> {
        self.document(paths::HOLIDAYS, etag).await
    }

    async fn document(
        &self,
        path: &'static str,
        etag: Option<&str>,
    ) -> Result<Option<Fetched<Bytes>>, ClientError> {
        let response = self.send(Ask::get(path).if_none_match(etag).streamed()).await?;
        if response.status() == StatusCode::NOT_MODIFIED {
            return Ok(None);
        }
        let etag = response
            .headers()
            .get(ETAG)
            .and_then(|etag| etag.to_str().ok())
            .map(str::to_owned);
        let value = read_json_bytes(response).await?;
        Ok(Some(Fetched { value, etag }))
    }
}
