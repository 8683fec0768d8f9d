//! The way to a portal: through which proxy, and whom to trust beside the system's authorities.

use reqwest::{Certificate, ClientBuilder, Url};
use sha2::{Digest, Sha256};

/// Largest file of certificates that is looked at, in bytes.
const MAX_CERTIFICATES: usize = 1 << 20;
/// Proxies are often named without a port; this is the one they mean.
const PROXY_PORT: u16 = 8080;

/// The way to a portal.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// Through which proxy. A portal on this computer is never behind one.
    pub proxy: ProxyChoice,
    /// Authorities that may vouch for the portal beside those of the system.
    pub authorities: Authorities,
}

/// Through which proxy.
#[derive(Debug, Clone, Default)]
pub enum ProxyChoice {
    /// As the system says.
    #[default]
    System,
    /// None.
    Direct,
    /// This one.
    Manual(ManualProxy),
}

/// A proxy by its address, with a name and a password where it asks for them.
#[derive(Clone)]
pub struct ManualProxy {
    address: Url,
    credentials: Option<(String, String)>,
}

impl std::fmt::Debug for ManualProxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ManualProxy")
            .field("address", &self.address.as_str())
            .finish_non_exhaustive()
    }
}

/// What is wrong with a setting of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// The proxy's address is none; it is like `proxy.example.vn:3128`.
    #[error("the proxy's address cannot be used; it is like proxy.example.vn:3128")]
    ProxyAddress,
    /// The file holds no certificate of an authority.
    #[error("there is no certificate in the file that can be used; ask for it in the form PEM or DER")]
    NoCertificate,
}

impl ManualProxy {
    /// A proxy at `host:port` or `http(s)://host:port`. An empty `user` means that it asks for none.
    ///
    /// # Errors
    /// [`NetworkError::ProxyAddress`].
    pub fn new(address: &str, user: &str, password: &str) -> Result<Self, NetworkError> {
        let typed = address.trim();
        let full = if typed.contains("://") {
            typed.to_owned()
        } else {
            format!("http://{typed}")
        };
        let mut url = Url::parse(&full).map_err(|_| NetworkError::ProxyAddress)?;
        let plain = matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && matches!(url.path(), "" | "/")
            && url.query().is_none();
        if !plain {
            return Err(NetworkError::ProxyAddress);
        }
        if url.scheme() == "http" && url.port().is_none() && !full.trim_end_matches('/').ends_with(":80") {
            url.set_port(Some(PROXY_PORT))
                .map_err(|()| NetworkError::ProxyAddress)?;
        }
        let credentials = (!user.is_empty()).then(|| (user.to_owned(), password.to_owned()));
        Ok(Self {
            address: url,
            credentials,
        })
    }

    /// Its address, complete.
    pub fn address(&self) -> &str {
        self.address.as_str().trim_end_matches('/')
    }
}

/// Certificates of authorities, each in DER.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authorities(Vec<Vec<u8>>);

impl Authorities {
    /// Reads a file of certificates, PEM (one or many) or DER (one), and tries them.
    ///
    /// # Errors
    /// [`NetworkError::NoCertificate`] when there is none, or one of them cannot be used.
    pub fn read(bytes: &[u8]) -> Result<Self, NetworkError> {
        if bytes.len() > MAX_CERTIFICATES {
            return Err(NetworkError::NoCertificate);
        }
        let found = match std::str::from_utf8(bytes) {
            Ok(text) if text.contains(BEGIN) => from_pem(text).ok_or(NetworkError::NoCertificate)?,
            _ => vec![bytes.to_vec()],
        };
        Self::of(found)
    }

    /// Those kept before, each in DER.
    ///
    /// # Errors
    /// As [`Authorities::read`].
    pub fn of(certificates: Vec<Vec<u8>>) -> Result<Self, NetworkError> {
        let read = Self(certificates);
        if read.0.is_empty() || read.0.iter().any(Vec::is_empty) {
            return Err(NetworkError::NoCertificate);
        }
        // The verifier takes each of them apart; it is the judge of what can be used.
        read.add(reqwest::Client::builder())
            .and_then(ClientBuilder::build)
            .map_err(|_| NetworkError::NoCertificate)?;
        Ok(read)
    }

    /// Each in DER.
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.0
    }

    /// All of them in PEM, to be kept.
    pub fn to_pem(&self) -> String {
        use base64::{Engine, engine::general_purpose::STANDARD};
        self.0
            .iter()
            .map(|der| format!("{BEGIN}\n{}\n{END}\n", STANDARD.encode(der)))
            .collect()
    }

    /// SHA-256 of the first one, to compare with what the portal's people say.
    pub fn fingerprint(&self) -> Option<String> {
        self.0.first().map(|der| hex::encode(Sha256::digest(der)))
    }

    fn add(&self, builder: ClientBuilder) -> Result<ClientBuilder, reqwest::Error> {
        if self.0.is_empty() {
            return Ok(builder);
        }
        let certificates: Result<Vec<_>, _> = self.0.iter().map(|der| Certificate::from_der(der)).collect();
        Ok(builder.tls_certs_merge(certificates?))
    }
}

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

fn from_pem(text: &str) -> Option<Vec<Vec<u8>>> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    text.split(BEGIN)
        .skip(1)
        .map(|rest| {
            let body: String = rest.split(END).next()?.split_whitespace().collect();
            STANDARD.decode(body).ok()
        })
        .collect()
}

impl Network {
    /// Puts the way into a client that is being made.
    pub(super) fn apply(
        &self,
        builder: ClientBuilder,
        loopback: bool,
    ) -> Result<ClientBuilder, reqwest::Error> {
        let builder = match &self.proxy {
            // A training portal on this computer is never behind the office's proxy.
            _ if loopback => builder.no_proxy(),
            ProxyChoice::System => builder,
            ProxyChoice::Direct => builder.no_proxy(),
            ProxyChoice::Manual(manual) => {
                let mut proxy = reqwest::Proxy::all(manual.address.clone())?;
                if let Some((user, password)) = &manual.credentials {
                    proxy = proxy.basic_auth(user, password);
                }
                // Only this one, whatever the system says.
                builder.no_proxy().proxy(proxy)
            }
        };
        self.authorities.add(builder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_are_named_as_people_name_them() {
        for (typed, meant) in [
            ("proxy.tinh.vn:3128", "http://proxy.tinh.vn:3128"),
            (" 10.0.0.1 ", "http://10.0.0.1:8080"),
            ("http://proxy.tinh.vn/", "http://proxy.tinh.vn:8080"),
            ("https://proxy.tinh.vn", "https://proxy.tinh.vn"),
        ] {
            assert_eq!(
                ManualProxy::new(typed, "", "").unwrap().address(),
                meant,
                "{typed}"
            );
        }
        for wrong in [
            "",
            "socks5://x:1",
            "http://a:b@x:1",
            "x:y",
            "http://x/pac.js",
            "x:99999",
        ] {
            assert!(ManualProxy::new(wrong, "", "").is_err(), "{wrong}");
        }
        let secret = ManualProxy::new("p:1", "lan", "mật khẩu").unwrap();
        assert!(!format!("{secret:?}").contains("mật khẩu"));
    }

    #[test]
    fn what_is_no_certificate_is_refused_when_it_is_chosen() {
        for wrong in [
            &b""[..],
            b"hello",
            b"-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----",
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        ] {
            assert_eq!(Authorities::read(wrong), Err(NetworkError::NoCertificate));
        }
    }
}
