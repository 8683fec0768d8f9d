//! Catalogue, places and holidays: documents that are fetched again only when they changed.

use motcua_domain::catalogue::Catalogue;
use motcua_portal_api::{catalogue::CatalogueIndex, paths};
use reqwest::{StatusCode, header::ETAG};
use serde::de::DeserializeOwned;

use super::{PortalClient, error::ClientError, request::Ask};

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

    /// An edition; `None` when `etag` still names the current version.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn catalogue(
        &self,
        edition: &str,
        etag: Option<&str>,
    ) -> Result<Option<Fetched<Catalogue>>, ClientError> {
        self.document(paths::catalogue_edition(edition), etag).await
    }

    /// Places of all editions, as `places.json`.
    ///
    /// # Errors
    /// As every call.
    pub async fn places<T: DeserializeOwned>(
        &self,
        etag: Option<&str>,
    ) -> Result<Option<Fetched<T>>, ClientError> {
        self.document(paths::PLACES.to_owned(), etag).await
    }

    /// Holidays, as `holidays.json`.
    ///
    /// # Errors
    /// As every call.
    pub async fn holidays<T: DeserializeOwned>(
        &self,
        etag: Option<&str>,
    ) -> Result<Option<Fetched<T>>, ClientError> {
        self.document(paths::HOLIDAYS.to_owned(), etag).await
    }

    async fn document<T: DeserializeOwned>(
        &self,
        path: String,
        etag: Option<&str>,
    ) -> Result<Option<Fetched<T>>, ClientError> {
        let response = self.send(Ask::get(path).if_none_match(etag).streamed()).await?;
        if response.status() == StatusCode::NOT_MODIFIED {
            return Ok(None);
        }
        let etag = response
            .headers()
            .get(ETAG)
            .and_then(|etag| etag.to_str().ok())
            .map(str::to_owned);
        let value = super::request::parse_json(response).await?;
        Ok(Some(Fetched { value, etag }))
    }
}
