//! What the client makes of a server that is hostile, broken or not the portal at all.

#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::future::BoxFuture;
use motcua_domain::language::Language;
use motcua_portal_api::account::Session;
use motcua_sync::{
    client::{ClientConfig, ClientError, PortalClient, Reached},
    ports::{StoreFailure, Tokens},
};
use tokio::{io::AsyncWriteExt, net::TcpListener};
use uuid::Uuid;

const ME: Uuid = Uuid::from_u128(1);

/// A session that never runs out.
struct SignedIn;

impl Tokens for SignedIn {
    fn load(&self) -> BoxFuture<'_, Option<Session>> {
        let session = serde_json::json!({
            "access_token": "secret", "access_expires_at": "2099-01-01T00:00:00Z",
            "refresh_token": "more secret", "refresh_expires_at": "2099-01-01T00:00:00Z",
            "account": { "id": ME, "version": 1, "details": {
                "kind": "citizen", "full_name": "An", "organisation_name": null, "id_number": "062099000001",
                "id_issued_on": null, "phone": "0912345678", "email": "an@example.vn" } }
        });
        Box::pin(async move { serde_json::from_value(session).ok() })
    }
    fn save(&self, _: Session) -> BoxFuture<'_, Result<(), StoreFailure>> {
        Box::pin(async { Ok(()) })
    }
    fn clear(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

fn client(address: &str) -> PortalClient {
    let config = ClientConfig {
        address: address.into(),
        portal_id: None,
        device_id: Uuid::new_v4(),
        language: Language::Vi,
    };
    PortalClient::new(config, Arc::new(SignedIn)).unwrap()
}

/// A server that answers everything alike, and what it was sent.
async fn server(answer: fn() -> Response) -> (String, Arc<Mutex<Vec<HeaderMap>>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = seen.clone();
    let router = Router::new().fallback(move |request: Request| {
        noted.lock().unwrap().push(request.headers().clone());
        async move { answer() }
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, seen)
}

fn html(status: StatusCode) -> Response {
    (
        status,
        [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
        "<html>Xin chào</html>",
    )
        .into_response()
}

#[tokio::test]
async fn a_redirect_is_never_followed_and_the_session_stays_here() {
    let (elsewhere, seen_there) = server(|| html(StatusCode::OK)).await;
    static THERE: Mutex<String> = Mutex::new(String::new());
    *THERE.lock().unwrap() = elsewhere;
    let (address, _) = server(|| {
        (
            StatusCode::FOUND,
            [(header::LOCATION, THERE.lock().unwrap().clone())],
            "",
        )
            .into_response()
    })
    .await;
    assert!(matches!(
        client(&address).me().await,
        Err(ClientError::Captive { .. })
    ));
    assert!(seen_there.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_page_in_place_of_data_is_a_captive_portal_and_the_outcome_is_unknown() {
    let (address, _) = server(|| html(StatusCode::OK)).await;
    let client = client(&address);
    let error = client.me().await.unwrap_err();
    assert!(matches!(error, ClientError::Captive { .. }), "{error}");
    assert_eq!(error.reached(), Reached::Unknown);
    assert!(matches!(client.profile().await, Err(ClientError::Captive { .. })));
}

#[tokio::test]
async fn what_something_on_the_way_says_is_not_taken_for_the_portals_word() {
    // a 404 page is not "the portal does not have it"
    let (address, _) = server(|| html(StatusCode::NOT_FOUND)).await;
    assert!(matches!(
        client(&address).dossier(ME).await,
        Err(ClientError::Contract { .. })
    ));
    // a gateway's 502 is trouble of the portal, and the outcome is unknown
    let (address, _) = server(|| html(StatusCode::BAD_GATEWAY)).await;
    let error = client(&address).me().await.unwrap_err();
    assert_eq!(
        (error.problem().unwrap().status, error.reached()),
        (502, Reached::Unknown)
    );
    // its 413 is a refusal
    let (address, _) = server(|| html(StatusCode::PAYLOAD_TOO_LARGE)).await;
    let error = client(&address).me().await.unwrap_err();
    assert_eq!(
        (error.problem().unwrap().status, error.reached()),
        (413, Reached::Never)
    );
}

#[tokio::test]
async fn retry_after_is_read() {
    let (address, _) =
        server(|| (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "17")]).into_response()).await;
    match client(&address).me().await {
        Err(ClientError::Problem { retry_after, .. }) => assert_eq!(retry_after, Some(17)),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_endless_answer_is_not_read_to_its_end() {
    let (address, _) = server(|| {
        let chunk = axum::body::Bytes::from(vec![b'['; 1 << 20]);
        let endless = futures_util::stream::repeat_with(move || Ok::<_, std::io::Error>(chunk.clone()));
        (
            [(header::CONTENT_TYPE, "application/json")],
            Body::from_stream(endless),
        )
            .into_response()
    })
    .await;
    assert!(matches!(
        client(&address).me().await,
        Err(ClientError::Contract { .. })
    ));
}

#[tokio::test]
async fn a_deep_or_wrong_answer_is_an_error_that_quotes_nothing() {
    let (address, _) = server(|| {
        (
            [(header::CONTENT_TYPE, "application/json")],
            r#"{"details":"Nguyễn Văn An 062099000001"}"#,
        )
            .into_response()
    })
    .await;
    let error = client(&address).me().await.unwrap_err().to_string();
    assert!(!error.contains("062099"), "{error}");
    let (address, _) =
        server(|| ([(header::CONTENT_TYPE, "application/json")], "[".repeat(100_000)).into_response()).await;
    assert!(client(&address).me().await.is_err());
}

#[tokio::test]
async fn never_left_and_unknown_are_told_apart() {
    // nobody listens
    let silent = tokio::net::TcpSocket::new_v4().unwrap();
    silent.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = format!("http://{}", silent.local_addr().unwrap());
    assert_eq!(client(&address).me().await.unwrap_err().reached(), Reached::Never);

    // somebody takes the request and says nothing, or half of an answer
    for half in [
        "",
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{\"id\":",
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut request = [0; 4096];
                let _ = tokio::io::AsyncReadExt::read(&mut socket, &mut request).await;
                let _ = socket.write_all(half.as_bytes()).await;
                let _ = socket.shutdown().await;
            }
        });
        assert_eq!(
            client(&address).me().await.unwrap_err().reached(),
            Reached::Unknown,
            "{half:?}"
        );
    }
}

#[tokio::test]
async fn another_portal_at_the_address_gets_nothing() {
    let (address, seen) = server(|| {
        let profile = serde_json::json!({
            "contract": 1, "portal_id": Uuid::from_u128(8), "name": "Cổng khác", "training": false,
            "default_edition": "2022", "default_limits": { "media_types": [], "max_bytes": 1 },
            "hotlines": [], "questions": [], "payment_methods": [], "now": "2022-04-01T00:00:00Z"
        });
        axum::Json(profile).into_response()
    })
    .await;
    let config = ClientConfig {
        address,
        portal_id: Some(Uuid::from_u128(7)),
        device_id: Uuid::new_v4(),
        language: Language::Vi,
    };
    let client = PortalClient::new(config, Arc::new(SignedIn)).unwrap();
    assert!(matches!(
        client.profile().await,
        Err(ClientError::OtherPortal { .. })
    ));
    assert!(
        seen.lock()
            .unwrap()
            .iter()
            .all(|headers| !headers.contains_key(header::AUTHORIZATION))
    );
}
