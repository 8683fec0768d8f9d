//! The way to the portal: kept with the store, taken at once, and worded when it does not lead there.

use std::fs;

use motcua_desk::{error::ErrorCode, prelude::*};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::common::*;
use crate::portal::*;

const AUTHORITY: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../sync/tests/network_ca/authority.pem"
);

/// A proxy that never takes the name and password it is given; its address.
async fn proxy_that_asks() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = [0; 4096];
            let _ = stream.read(&mut head).await;
            let answer = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n";
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    address
}

fn by(address: &str, password: Option<&str>) -> ProxyChange {
    ProxyChange {
        proxy: ProxyKind::Manual,
        address: address.to_owned(),
        user: "lan".to_owned(),
        password: password.map(str::to_owned),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn proxy_and_certificate_are_kept_encrypted_and_taken_at_once() {
    let bench = Bench::new();
    let desk = bench.open();
    opened(&desk).await;
    assert_eq!(desk.network_settings().await.unwrap().proxy, ProxyKind::System);

    let wrong = desk.set_proxy(by("socks5://x", None)).await.unwrap_err();
    assert_eq!(
        (wrong.code, wrong.fields[0].path.as_str()),
        (ErrorCode::InvalidFields, "address")
    );
    let proxy = proxy_that_asks().await;
    let kept = desk.set_proxy(by(&proxy, Some("bí mật của tôi"))).await.unwrap();
    assert_eq!(kept.address, format!("http://{proxy}"));
    assert!(kept.password_set);
    let refused = desk.test_portal("https://cong.test".into()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Offline);
    assert!(refused.message.contains("proxy"), "{}", refused.message);

    let bad = bench.home.path().join("chung-thu.pem");
    fs::write(&bad, "không phải chứng thư").unwrap();
    assert_eq!(
        desk.set_certificate(Some(bad)).await.unwrap_err().code,
        ErrorCode::BadFile
    );
    let kept = desk.set_certificate(Some(AUTHORITY.into())).await.unwrap();
    let file = kept.certificate.clone().unwrap();
    assert_eq!(
        (file.name.as_str(), file.count, file.sha256.len()),
        ("authority.pem", 1, 64)
    );
    desk.close().await;

    let desk = bench.open();
    opened(&desk).await;
    assert_eq!(desk.network_settings().await.unwrap(), kept);
    let renamed = desk.set_proxy(by(&proxy, None)).await.unwrap();
    assert!(renamed.password_set, "left as it was");
    let without = desk
        .set_proxy(ProxyChange {
            proxy: ProxyKind::None,
            user: String::new(),
            ..by(&proxy, None)
        })
        .await
        .unwrap();
    assert!(!without.password_set, "nobody asks for it any more");
    assert_eq!(desk.set_certificate(None).await.unwrap().certificate, None);
    desk.close().await;
    let mut files = vec![bench.home.path().to_owned()];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let bytes = fs::read(&path).unwrap();
            let secret = "bí mật của tôi".as_bytes();
            assert!(
                !bytes.windows(secret.len()).any(|part| part == secret),
                "{}",
                path.display()
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_goes_on_after_the_way_was_changed() {
    let bench = Bench::new();
    let mut portal = Portal::start(real()).await;
    let desk = bench.open();
    desk.connect_portal(portal.address()).await.unwrap();
    join(&desk, &portal, 41).await;
    let id = complete_draft(&bench, &desk, "duong").await;
    desk.submit(id).await.unwrap();
    // A portal on this computer is not behind the proxy, so that it is reached all the same.
    desk.set_proxy(by("10.255.255.1:3128", Some("x"))).await.unwrap();
    until(&desk, "it is submitted", || async {
        desk.dossier(id).await.unwrap().code.is_some().then_some(())
    })
    .await;
    assert_eq!(desk.status().await.unwrap().connection.state, LinkState::Online);
    desk.close().await;
    portal.down().await;
}
