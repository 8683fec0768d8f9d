//! Files, streamed: they may be large and are never whole in memory.

use std::time::Duration;

use bytes::Bytes;
use motcua_portal_api::paths;
use reqwest::Response;
use uuid::Uuid;

use super::{
    PortalClient,
    error::{ClientError, Reached},
    request::Ask,
};

/// A download that brings nothing for this long is given up.
const STALLED: Duration = Duration::from_secs(60);

/// A file on its way.
#[derive(Debug)]
pub struct Download {
    response: Response,
}

impl Download {
    /// Bytes in all, if the portal said so.
    pub fn size(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// The next piece; `None` at the end. The caller compares size and hash with the dossier's
    /// [`motcua_portal_api::dossier::ResultFile`] before it shows the file.
    ///
    /// # Errors
    /// [`ClientError::Unreachable`] when the connection is cut or stalls.
    pub async fn next(&mut self) -> Result<Option<Bytes>, ClientError> {
        tokio::time::timeout(STALLED, self.response.chunk())
            .await
            .map_err(|_| ClientError::Unreachable {
                reached: Reached::Unknown,
                detail: "stalled".to_owned(),
            })?
            .map_err(|error| ClientError::network(&error))
    }
}

impl PortalClient {
    /// A file of the result.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn result_file(&self, dossier: Uuid, file: Uuid) -> Result<Download, ClientError> {
        let response = self
            .send(Ask::get(paths::result_file(dossier, file)).signed_in().streamed())
            .await?;
        Ok(Download { response })
    }

    /// A file that this account uploaded from another computer.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn blob(&self, sha256: &str) -> Result<Download, ClientError> {
        let response = self
            .send(Ask::get(paths::blob(sha256)).signed_in().streamed())
            .await?;
        Ok(Download { response })
    }
}
