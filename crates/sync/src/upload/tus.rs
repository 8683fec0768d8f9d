//! Requests of tus 1.0.

use std::time::Duration;

use base64::{Engine, prelude::BASE64_STANDARD};
use motcua_portal_api::{headers, paths};
use reqwest::{
    Method, Response, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION},
};

use super::body::{FileStream, Gauge};
use crate::{
    client::{Ask, ClientError, PortalClient, Reached, check},
    ports::{BlobSource, FileTrouble},
};

/// Version of the protocol.
const TUS: &str = "1.0.0";
/// An upload of which no byte moves for this long is given up.
const STALLED: Duration = Duration::from_secs(60);
/// After its last byte was handed over, what is still in buffers may take this long on a slow link.
const LAST_ANSWER: Duration = Duration::from_secs(300);

/// What to send of which file, and where.
#[derive(Debug, Clone)]
pub struct UploadSpec {
    /// Address of the upload.
    pub url: String,
    /// Hash of the file.
    pub sha256: String,
    /// Offset to begin at, as the portal named it.
    pub offset: u64,
    /// Bytes of the whole file.
    pub size: u64,
}

/// Why a PATCH ended.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The file cannot be read here.
    #[error(transparent)]
    File(#[from] FileTrouble),
    /// Network or portal.
    #[error(transparent)]
    Client(#[from] ClientError),
}

impl PortalClient {
    /// Creates an upload and says where it is.
    ///
    /// # Errors
    /// `TooLarge`, or an address outside the portal.
    pub async fn create_upload(&self, sha256: &str, size: u64) -> Result<String, ClientError> {
        let ask = Ask::post_empty(paths::UPLOADS)
            .signed_in()
            .key(uuid::Uuid::new_v4())
            .header(headers::TUS_RESUMABLE, TUS)
            .header(headers::UPLOAD_LENGTH, size.to_string())
            .header(
                headers::UPLOAD_METADATA,
                format!("sha256 {}", BASE64_STANDARD.encode(sha256)),
            );
        let response = self.send(ask).await?;
        let location = response
            .headers()
            .get(LOCATION)
            .and_then(|location| location.to_str().ok())
            .ok_or_else(|| ClientError::Contract {
                detail: "an upload without an address".to_owned(),
            })?;
        Ok(self.own_url(location)?.to_string())
    }

    /// How many bytes the portal has; `None` when it does not know the upload any more.
    ///
    /// # Errors
    /// As every call that needs a session.
    pub async fn upload_offset(&self, url: &str) -> Result<Option<u64>, ClientError> {
        let ask = Ask::at(Method::HEAD, self.own_url(url)?)
            .signed_in()
            .header(headers::TUS_RESUMABLE, TUS);
        let response = self.answer(&ask).await?;
        match response.status() {
            StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::FORBIDDEN => Ok(None),
            status if status.is_success() => offset_of(&response).map(Some),
            _ => Err(check(response).await.err().unwrap_or_else(no_offset)),
        }
    }

    /// Sends a file from `spec.offset` to its end, as one request. `progress` is told the offset
    /// handed to the network; the truth is what [`PortalClient::upload_offset`] says after a cut.
    /// Dropping the future ends the upload; the portal keeps what it has.
    ///
    /// # Errors
    /// `HashMismatch` when the portal got other bytes than the hash promises; 409 when the offset
    /// is not the portal's.
    pub async fn upload_from(
        &self,
        spec: &UploadSpec,
        files: &dyn BlobSource,
        mut progress: impl FnMut(u64) + Send,
    ) -> Result<u64, UploadError> {
        let url = self.own_url(&spec.url)?;
        let token = self.access_token().await?;
        let bytes = files.open(&spec.sha256, spec.offset).await?;
        let gauge = Gauge::new(spec.offset);
        let left = spec.size.saturating_sub(spec.offset);
        let ask = Ask::at(Method::PATCH, url)
            .header(headers::TUS_RESUMABLE, TUS)
            .header(headers::UPLOAD_OFFSET, spec.offset.to_string());
        let request = self
            .prepare(&ask, Some(&token))?
            .header(CONTENT_TYPE, "application/offset+octet-stream")
            .header(CONTENT_LENGTH, left)
            .body(reqwest::Body::wrap_stream(FileStream::new(
                bytes,
                left,
                gauge.clone(),
                self.clone(),
            )));
        let request = self.carry(request);
        tokio::pin!(request);
        let sent = loop {
            let patience = if gauge.offset() >= spec.size {
                LAST_ANSWER
            } else {
                STALLED
            };
            tokio::select! {
                biased;
                sent = &mut request => break sent,
                () = gauge.moved() => progress(gauge.offset()),
                () = tokio::time::sleep(patience) => {
                    return Err(ClientError::Unreachable { reached: Reached::Unknown, detail: "stalled".to_owned() }.into());
                }
            }
        };
        let response = match sent {
            Ok(response) => response,
            Err(error) => {
                return Err(match gauge.trouble() {
                    Some(trouble) => UploadError::File(trouble),
                    None => error.into(),
                });
            }
        };
        match response.status() {
            StatusCode::UNAUTHORIZED => {
                // so that the next try has a token that works
                self.renewed_token(&token).await?;
                Err(ClientError::Unreachable {
                    reached: Reached::Unknown,
                    detail: "the session was renewed".to_owned(),
                }
                .into())
            }
            status if status.is_success() => Ok(offset_of(&response)?),
            _ => Err(check(response).await.err().unwrap_or_else(no_offset).into()),
        }
    }

    /// Tells the portal that an upload is of no use any more.
    ///
    /// # Errors
    /// As every call that needs a session; nothing depends on it.
    pub async fn drop_upload(&self, url: &str) -> Result<(), ClientError> {
        let ask = Ask::at(Method::DELETE, self.own_url(url)?)
            .signed_in()
            .header(headers::TUS_RESUMABLE, TUS);
        self.done(ask).await
    }
}

fn offset_of(response: &Response) -> Result<u64, ClientError> {
    response
        .headers()
        .get(headers::UPLOAD_OFFSET)
        .and_then(|offset| offset.to_str().ok())
        .and_then(|offset| offset.parse().ok())
        .ok_or_else(no_offset)
}

fn no_offset() -> ClientError {
    ClientError::Contract {
        detail: "an upload without an offset".to_owned(),
    }
}
