//! The way to a portal as offices have it: a proxy that asks for a name and a password, and a portal
//! whose certificate an authority of the office's own has signed.

#![allow(clippy::unwrap_used)]

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use motcua_domain::language::Language;
use motcua_sync::client::{
    Authorities, ClientConfig, ClientError, ManualProxy, Network, NoTokens, PortalClient, ProxyChoice,
    ProxyTrouble,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};
use uuid::Uuid;

const AUTHORITY: &[u8] = include_bytes!("network_ca/authority.pem");
const CERTIFICATE: &[u8] = include_bytes!("network_ca/portal.pem");
const KEY: &[u8] = include_bytes!("network_ca/portal.key");
const PORTAL: &str = "https://cong.test/dvc";

/// A portal over TLS that answers who it is; its address on this computer, and how often it was asked.
async fn portal() -> (String, Arc<AtomicUsize>) {
    let chain = vec![CertificateDer::from_pem_slice(CERTIFICATE).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, counted) = (acceptor.clone(), counted.clone());
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    return;
                };
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    let Ok(byte) = stream.read_u8().await else { return };
                    head.push(byte);
                }
                counted.fetch_add(1, Ordering::SeqCst);
                let body = serde_json::json!({
                    "contract": 1, "portal_id": Uuid::from_u128(7), "name": "Cổng nội bộ", "training": false,
                    "default_edition": "2022", "default_limits": { "media_types": ["application/pdf"], "max_bytes": 1000 },
                    "hotlines": [], "questions": [], "payment_methods": [], "now": "2026-01-05T02:00:00Z" })
                .to_string();
                let answer = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    (address, asked)
}

/// How the proxy behaves.
#[derive(Clone, Copy)]
enum Mood {
    /// Only for `lan` with the right password.
    Asks,
    /// To nowhere.
    Refuses,
}

/// A proxy that knows `cong.test`; its address, and where it was asked to go.
async fn proxy(portal: String, mood: Mood) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = seen.clone();
    let right = format!("basic {}", STANDARD.encode("lan:mật khẩu dài")).to_lowercase();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (portal, noted, right) = (portal.clone(), noted.clone(), right.clone());
            tokio::spawn(async move {
                let mut client = BufReader::new(stream);
                let (mut first, mut known) = (String::new(), false);
                loop {
                    let mut line = String::new();
                    if client.read_line(&mut line).await.unwrap_or(0) == 0 || line == "\r\n" {
                        break;
                    }
                    let lower = line.trim().to_lowercase();
                    known |= lower.strip_prefix("proxy-authorization: ") == Some(&right);
                    if first.is_empty() {
                        first = line.trim().to_owned();
                    }
                }
                noted.lock().unwrap().push(first);
                let refusal = match mood {
                    Mood::Refuses => Some("403 Forbidden\r\n"),
                    Mood::Asks if !known => {
                        Some("407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n")
                    }
                    Mood::Asks => None,
                };
                if let Some(refusal) = refusal {
                    let answer = format!("HTTP/1.1 {refusal}Content-Length: 0\r\n\r\n");
                    let _ = client.write_all(answer.as_bytes()).await;
                    return;
                }
                let mut upstream = TcpStream::connect(portal).await.unwrap();
                let _ = client
                    .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    .await;
                let _ = tokio::io::copy_bidirectional(&mut client, &mut upstream).await;
            });
        }
    });
    (address, seen)
}

fn client(proxy: &str, user: &str, password: &str, authorities: Authorities) -> PortalClient {
    let network = Network {
        proxy: ProxyChoice::Manual(ManualProxy::new(proxy, user, password).unwrap()),
        authorities,
    };
    let config = ClientConfig {
        address: PORTAL.into(),
        portal_id: None,
        device_id: Uuid::new_v4(),
        language: Language::Vi,
    };
    PortalClient::by_way_of(&network, config, Arc::new(NoTokens)).unwrap()
}

fn own() -> Authorities {
    Authorities::read(AUTHORITY).unwrap()
}

#[tokio::test]
async fn a_portal_of_the_offices_own_authority_behind_a_proxy_with_a_password() {
    let (portal, asked) = portal().await;
    let (proxy, seen) = proxy(portal, Mood::Asks).await;
    let profile = client(&proxy, "lan", "mật khẩu dài", own())
        .profile()
        .await
        .unwrap();
    assert_eq!(profile.name, "Cổng nội bộ");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert_eq!(*seen.lock().unwrap(), ["CONNECT cong.test:443 HTTP/1.1"]);
}

#[tokio::test]
async fn each_thing_that_is_wrong_is_told_apart_and_nothing_reaches_the_portal() {
    let (portal, asked) = portal().await;
    let (asks, _) = proxy(portal.clone(), Mood::Asks).await;
    let (refuses, _) = proxy(portal, Mood::Refuses).await;
    let silent = tokio::net::TcpSocket::new_v4().unwrap();
    silent.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let gone = silent.local_addr().unwrap().to_string();
    for (proxy, user, password, expected) in [
        (&asks, "", "", ProxyTrouble::Credentials),
        (&asks, "lan", "sai", ProxyTrouble::Credentials),
        (&gone, "lan", "mật khẩu dài", ProxyTrouble::Unreachable),
        (&refuses, "lan", "mật khẩu dài", ProxyTrouble::Refused),
    ] {
        let error = client(proxy, user, password, own()).profile().await.unwrap_err();
        assert!(
            matches!(error, ClientError::Proxy { trouble } if trouble == expected),
            "{expected:?}: {error:?}"
        );
        assert!(error.offline());
    }
    let strange = client(&asks, "lan", "mật khẩu dài", Authorities::default());
    let error = strange.profile().await.unwrap_err();
    assert!(matches!(error, ClientError::Tls { .. }), "{error:?}");
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[test]
fn a_file_of_authorities_in_either_form() {
    let pem = own();
    let der = Authorities::read(&pem.certificates()[0]).unwrap();
    assert_eq!(der, pem);
    let both = [AUTHORITY, AUTHORITY].concat();
    assert_eq!(Authorities::read(&both).unwrap().certificates().len(), 2);
    assert_eq!(Authorities::read(pem.to_pem().as_bytes()).unwrap(), pem);
    assert_eq!(pem.fingerprint().unwrap().len(), 64);
}
