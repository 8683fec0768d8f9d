//! How requests travel: over the network, or (in simulations) to a portal in the same process.

use futures_util::future::BoxFuture;
use reqwest::{Request, Response};

use super::error::ClientError;

/// Takes a request to the portal and its answer back.
pub trait Carrier: Send + Sync + 'static {
    /// Carries one request. The error says whether it can have arrived.
    fn carry(&self, request: Request) -> BoxFuture<'_, Result<Response, ClientError>>;
}

/// Over the network.
pub(super) struct Network(pub(super) reqwest::Client);

impl Carrier for Network {
    fn carry(&self, request: Request) -> BoxFuture<'_, Result<Response, ClientError>> {
        Box::pin(async move {
            self.0
                .execute(request)
                .await
                .map_err(|error| ClientError::network(&error))
        })
    }
}
