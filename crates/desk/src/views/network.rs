//! The way to the portal, as it is set.

use serde::{Deserialize, Serialize};

/// How the portal is reached. The proxy's password is never shown again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct NetworkSettings {
    /// Through which proxy.
    pub proxy: ProxyKind,
    /// Address of the proxy, for [`ProxyKind::Manual`].
    pub address: String,
    /// Name that the proxy asks for; empty when it asks for none.
    pub user: String,
    /// Whether a password for the proxy is kept.
    pub password_set: bool,
    /// Authorities that may vouch for the portal beside those of the system.
    pub certificate: Option<CertificateFile>,
}

/// Through which proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum ProxyKind {
    /// As the system says.
    #[default]
    System,
    /// None.
    None,
    /// One by its address.
    Manual,
}

/// A file of certificates that was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct CertificateFile {
    /// Its name when it was chosen.
    pub name: String,
    /// Certificates in it.
    pub count: u32,
    /// SHA-256 of the first one, in hexadecimal, to compare with what the network's people say.
    pub sha256: String,
}

/// What is to be changed of the proxy.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct ProxyChange {
    /// Through which proxy.
    pub proxy: ProxyKind,
    /// Its address; kept also while another kind is in use.
    pub address: String,
    /// Name that it asks for; empty for none.
    pub user: String,
    /// Its password; `None` leaves the one that is kept.
    pub password: Option<String>,
}

impl std::fmt::Debug for ProxyChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProxyChange")
            .field("proxy", &self.proxy)
            .finish_non_exhaustive()
    }
}
