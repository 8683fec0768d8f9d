//! The portal client: one typed method per endpoint of [`motcua_portal_api::paths`].
//!
//! It never follows a redirect, never sends the session to another origin, reads no answer
//! without a limit, and every error says whether the request can have reached the portal.

mod account;
mod carrier;
mod catalogue;
mod dossier;
mod download;
mod error;
mod money;
mod network;
mod operation;
mod request;
mod session;
mod training;

use std::sync::{Arc, RwLock};
use std::time::Duration;

use motcua_domain::language::Language;
use motcua_portal_api::{paths, profile::PortalProfile};
use reqwest::Url;
use uuid::Uuid;

pub use carrier::Carrier;
pub use catalogue::Fetched;
pub use download::Download;
pub(crate) use error::problem_of_status;
pub use error::{ClientError, ProxyTrouble, Reached};
pub use network::{Authorities, ManualProxy, Network, NetworkError, ProxyChoice};
pub use session::NoTokens;

use crate::{pace::Pace, ports::Tokens};
pub(crate) use request::{Ask, check};
use session::Keeper;

/// Contract version this client speaks.
pub const CONTRACT: u32 = 1;
/// How long a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Which portal, and as whom.
#[derive(Debug, Clone)]
pub struct ClientConfig {
    /// Address of the portal, `https://…` (plain `http` for a portal on this computer).
    pub address: String,
    /// The portal the store is bound to; anything else that answers is taken for a captive portal.
    pub portal_id: Option<Uuid>,
    /// Made once by the desk; refresh tokens are bound to it.
    pub device_id: Uuid,
    /// Language of the portal's words.
    pub language: Language,
}

/// A portal. Cheap to clone; clones share connections and session.
#[derive(Clone)]
pub struct PortalClient {
    pub(crate) inner: Arc<Inner>,
    /// Speaks for this account only.
    pub(crate) only: Option<Uuid>,
}

pub(crate) struct Inner {
    pub(crate) base: Url,
    /// Makes requests; [`Inner::carrier`] sends them.
    pub(crate) http: reqwest::Client,
    carrier: Arc<dyn Carrier>,
    pub(crate) keeper: Keeper,
    pub(crate) language: RwLock<Language>,
    portal_id: Option<Uuid>,
    pub(crate) device_id: Uuid,
    /// What the outbox sends waits here; what somebody waits for at the screen does not.
    pub(crate) pace: Pace,
}

impl std::fmt::Debug for PortalClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PortalClient")
            .field("base", &self.inner.base.as_str())
            .finish_non_exhaustive()
    }
}

impl PortalClient {
    /// A client; nothing is asked yet.
    ///
    /// # Errors
    /// [`ClientError::Address`] when the address is none, or is plain `http` to another computer.
    pub fn new(config: ClientConfig, tokens: Arc<dyn Tokens>) -> Result<Self, ClientError> {
        Self::by_way_of(&Network::default(), config, tokens)
    }

    /// A client that takes this way to the portal.
    ///
    /// # Errors
    /// As [`PortalClient::new`].
    pub fn by_way_of(
        network: &Network,
        config: ClientConfig,
        tokens: Arc<dyn Tokens>,
    ) -> Result<Self, ClientError> {
        let base = parse_address(&config.address)?;
        let mut http = reqwest::Client::builder()
            .user_agent(concat!("motcua/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .tcp_keepalive(Duration::from_secs(20))
            .tcp_nodelay(true)
            // Shorter than most servers and NATs keep a silent connection, so that a request
            // seldom goes into one that is gone.
            .pool_idle_timeout(Duration::from_secs(20))
            .redirect(reqwest::redirect::Policy::none())
            .referer(false);
        #[cfg(any(target_os = "linux", target_os = "android", target_os = "fuchsia"))]
        {
            // A dead link under an upload is noticed after a minute, not after a quarter of an hour.
            http = http.tcp_user_timeout(Duration::from_secs(60));
        }
        let http = network
            .apply(http, is_loopback(&base))
            .and_then(reqwest::ClientBuilder::build)
            .map_err(|error| ClientError::Address {
                detail: error.to_string(),
            })?;
        let carrier = Arc::new(carrier::Network(http.clone()));
        Self::over(config, tokens, http, carrier)
    }

    /// A client whose requests travel with `carrier`; `http` only puts them together.
    ///
    /// # Errors
    /// As [`PortalClient::new`].
    pub fn over(
        config: ClientConfig,
        tokens: Arc<dyn Tokens>,
        http: reqwest::Client,
        carrier: Arc<dyn Carrier>,
    ) -> Result<Self, ClientError> {
        let base = parse_address(&config.address)?;
        Ok(Self {
            inner: Arc::new(Inner {
                base,
                http,
                carrier,
                keeper: Keeper::new(tokens),
                language: RwLock::new(config.language),
                portal_id: config.portal_id,
                device_id: config.device_id,
                pace: Pace::default(),
            }),
            only: None,
        })
    }

    /// Bytes a second that files and queued operations may take towards the portal, together.
    pub(crate) fn set_pace(&self, bytes_per_second: Option<u32>) {
        self.inner.pace.set(bytes_per_second);
    }

    /// A client that can only ask what needs no sign-in.
    ///
    /// # Errors
    /// As [`PortalClient::new`].
    pub fn anonymous(config: ClientConfig) -> Result<Self, ClientError> {
        Self::new(config, Arc::new(NoTokens))
    }

    /// A client that sends nothing in anybody else's name: when another account has signed in
    /// meanwhile, its calls fail with [`ClientError::SignInNeeded`].
    pub fn only_as(&self, account: Uuid) -> Self {
        Self {
            inner: self.inner.clone(),
            only: Some(account),
        }
    }

    /// The portal's address, with a slash at its end.
    pub fn address(&self) -> &str {
        self.inner.base.as_str()
    }

    /// Asks for the portal's words in another language from now on.
    pub fn set_language(&self, language: Language) {
        if let Ok(mut current) = self.inner.language.write() {
            *current = language;
        }
    }

    /// Who the portal is. Also the probe of the link: cheap, and proof that no captive portal is
    /// in between.
    ///
    /// # Errors
    /// [`ClientError::Captive`] when something else answers, [`ClientError::TooNew`] when the
    /// portal speaks a newer contract only.
    pub async fn profile(&self) -> Result<PortalProfile, ClientError> {
        let profile: PortalProfile = match self.json(Ask::get(paths::PROFILE).probe()).await {
            // Whatever answers here without speaking the contract is not the portal.
            Err(ClientError::Contract { detail }) => return Err(ClientError::Captive { detail }),
            other => other?,
        };
        if profile.contract != CONTRACT {
            return Err(ClientError::TooNew {
                contract: profile.contract,
            });
        }
        match self.inner.portal_id {
            Some(expected) if expected != profile.portal_id => Err(ClientError::OtherPortal {
                expected,
                found: profile.portal_id,
            }),
            _ => Ok(profile),
        }
    }

    /// Sends a request that was put together with [`PortalClient::prepare`].
    pub(crate) async fn carry(
        &self,
        request: reqwest::RequestBuilder,
    ) -> Result<reqwest::Response, ClientError> {
        let request = request.build().map_err(|error| ClientError::network(&error))?;
        self.inner.carrier.carry(request).await
    }

    /// Whether `url` is at this portal: same scheme, host and port.
    pub(crate) fn own_url(&self, location: &str) -> Result<Url, ClientError> {
        let foreign = || ClientError::Contract {
            detail: "an address outside the portal".to_owned(),
        };
        let url = self.inner.base.join(location).map_err(|_| foreign())?;
        if url.origin() == self.inner.base.origin() {
            Ok(url)
        } else {
            Err(foreign())
        }
    }
}

fn parse_address(address: &str) -> Result<Url, ClientError> {
    let wrong = |detail: &str| ClientError::Address {
        detail: detail.to_owned(),
    };
    let mut url = Url::parse(address.trim()).map_err(|error| wrong(&error.to_string()))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("no name or password belongs in the address"));
    }
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => return Err(wrong("the address must begin with https://")),
        _ => return Err(wrong("only https:// is possible")),
    }
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!(
            parse_address(" https://dvc.example.vn/cong ").unwrap().as_str(),
            "https://dvc.example.vn/cong/"
        );
        assert_eq!(
            parse_address("http://127.0.0.1:8080").unwrap().as_str(),
            "http://127.0.0.1:8080/"
        );
        assert!(parse_address("http://[::1]:9").is_ok());
        for wrong in [
            "http://dvc.example.vn",
            "https://a:b@dvc.example.vn",
            "ftp://x",
            "dvc.example.vn",
            "",
        ] {
            assert!(
                matches!(parse_address(wrong), Err(ClientError::Address { .. })),
                "{wrong}"
            );
        }
    }
}
