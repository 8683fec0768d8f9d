//! The way to the portal.

use std::path::PathBuf;

use super::{Answer, Desk};
use crate::{
    network,
    views::network::{NetworkSettings, ProxyChange},
};

impl Desk {
    /// How the portal is reached.
    pub async fn network_settings(&self) -> Answer<NetworkSettings> {
        network::view(&self.house.room().await?).await
    }

    /// Sets the proxy, kept in the encrypted store. What is under way goes on over the new way.
    ///
    /// # Errors
    /// [`crate::error::ErrorCode::InvalidFields`] with the field `address`.
    pub async fn set_proxy(&self, change: ProxyChange) -> Answer<NetworkSettings> {
        network::set_proxy(&self.house.room().await?, change).await
    }

    /// Takes in a file of certificates (PEM or DER) of authorities that may vouch for the portal beside those
    /// of the system; `None` lets go of the one there is.
    ///
    /// # Errors
    /// [`crate::error::ErrorCode::BadFile`].
    pub async fn set_certificate(&self, file: Option<PathBuf>) -> Answer<NetworkSettings> {
        network::set_certificate(&self.house.room().await?, file).await
    }
}
