//! The contract itself: document, profile, catalogue, problems.

use motcua_domain::{
    catalogue::Catalogue,
    catalogue_delta::{EditionDelta, Hashed, apply},
};
use motcua_portal_api::{catalogue::CatalogueIndex, profile::PortalProfile};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::world::{World, json, problem_of, refused, sha256};

#[tokio::test]
async fn the_committed_openapi_document_is_the_one_that_is_served() {
    let committed = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/portal-contract/openapi.json"
    ))
    .unwrap();
    let world = World::new().await;
    let served = world
        .at(Method::GET, "/openapi.json")
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        served == committed,
        "they differ; run: cargo run -p motcua-portal -- openapi > docs/portal-contract/openapi.json"
    );
}

#[tokio::test]
async fn the_document_names_every_path_of_the_contract_and_no_reference_leads_nowhere() {
    let world = World::new().await;
    let document: Value = json(world.at(Method::GET, "/openapi.json"), StatusCode::OK).await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    use motcua_portal_api::paths as p;
    let id = uuid::Uuid::nil();
    let known: Vec<&str> = document["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let fits = |path: &str| {
        known.iter().any(|template| {
            let (a, b): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
            a.len() == b.len() && a.iter().zip(&b).all(|(t, s)| t.starts_with('{') || t == s)
        })
    };
    let mut paths: Vec<String> = [
        p::PROFILE,
        p::ACCOUNTS,
        p::ACCOUNT_CONFIRM,
        p::ACCOUNT_RESEND,
        p::PASSWORD_FORGOT,
        p::PASSWORD_RESET,
        p::SESSIONS,
        p::SESSION_REFRESH,
        p::SESSION_CURRENT,
        p::ME,
        p::CATALOGUE,
        p::BLOBS_MISSING,
        p::UPLOADS,
        p::DOSSIERS,
        p::BATCH,
        p::CHANGES,
        p::OBLIGATIONS,
        p::LOOKUP,
        p::PLACES,
        p::HOLIDAYS,
    ]
    .map(str::to_owned)
    .to_vec();
    paths.extend([
        p::catalogue_edition("2022"),
        p::catalogue_changes("2022"),
        p::dossier(id),
        p::submission(id),
        p::supplement(id, id),
        p::withdrawal(id),
        p::result_file(id, id),
        p::operation(id),
        p::attempts(id),
        p::attempt(id),
        p::receipt(id),
    ]);
    for path in paths {
        assert!(fits(&path), "{path} is not in the document");
    }
    let text = document.to_string();
    for reference in text
        .split("\"#/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        assert!(
            document.pointer(&format!("/{reference}")).is_some(),
            "{reference} leads nowhere"
        );
    }
}

#[tokio::test]
async fn the_profile_is_stable_and_helps() {
    let world = World::new().await;
    let read = || async {
        json::<PortalProfile>(
            world.at(Method::GET, "/.well-known/motcua-portal"),
            StatusCode::OK,
        )
        .await
    };
    let first = read().await;
    assert!(first.training && first.name.contains("tập huấn"));
    let numbers: Vec<&str> = first.hotlines.iter().map(|h| h.number.as_str()).collect();
    assert_eq!(numbers, ["0260.3797799", "0260.3958.789", "0260.3916028"]);
    assert!(first.questions.len() >= 8);
    assert_eq!(first.now, crate::world::start_of_time());
    let id = first.portal_id;
    let world = world.restart().await;
    let again: PortalProfile = json(
        world.at(Method::GET, "/.well-known/motcua-portal"),
        StatusCode::OK,
    )
    .await;
    assert_eq!(again.portal_id, id);
    let other = World::new().await;
    let stranger: PortalProfile = json(
        other.at(Method::GET, "/.well-known/motcua-portal"),
        StatusCode::OK,
    )
    .await;
    assert_ne!(stranger.portal_id, id);
}

#[tokio::test]
async fn both_editions_are_served_under_their_hash() {
    let world = World::new().await;
    let index: CatalogueIndex = json(world.at(Method::GET, "/v1/catalogue"), StatusCode::OK).await;
    assert_eq!(
        index
            .editions
            .iter()
            .map(|e| e.edition.as_str())
            .collect::<Vec<_>>(),
        ["2022", "2026"]
    );
    for entry in &index.editions {
        let path = format!("/v1/catalogue/{}", entry.edition);
        let answer = world.at(Method::GET, &path).send().await.unwrap();
        let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
        let bytes = answer.bytes().await.unwrap();
        assert_eq!(sha256(&bytes), entry.sha256);
        let catalogue: Catalogue = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(catalogue.version, entry.version);
        let packed = world
            .at(Method::GET, &path)
            .header("accept-encoding", "gzip, zstd")
            .send()
            .await
            .unwrap();
        assert_eq!(packed.headers()["content-encoding"], "zstd");
        assert_ne!(packed.headers()["etag"].to_str().unwrap(), tag);
        let packed = packed.bytes().await.unwrap();
        assert!(packed.len() * 4 < bytes.len());
        assert_eq!(zstd::decode_all(&packed[..]).unwrap(), bytes);
        let known = world
            .at(Method::GET, &path)
            .header("if-none-match", &tag)
            .send()
            .await
            .unwrap();
        assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
    }
    assert_eq!(
        index.places_sha256,
        Some(sha256(
            &world
                .at(Method::GET, "/v1/places")
                .send()
                .await
                .unwrap()
                .bytes()
                .await
                .unwrap()
        ))
    );
    refused(world.at(Method::GET, "/v1/catalogue/1999"), 404, "not_found").await;
    for path in ["/v1/places", "/v1/holidays"] {
        let _: Value = json(world.at(Method::GET, path), StatusCode::OK).await;
    }
}

#[tokio::test]
async fn what_changed_since_a_version_leads_to_exactly_the_version_on_offer() {
    let world = World::new().await;
    let whole = |world: &World| world.at(Method::GET, "/v1/catalogue/2022");
    let old: Value = json(whole(&world), StatusCode::OK).await;
    let cursor = Hashed::new(&old).sha256;
    let changes = format!("/v1/catalogue/2022/changes?cursor={cursor}");
    let none: EditionDelta = json(world.at(Method::GET, &changes), StatusCode::OK).await;
    assert_eq!((&none.sha256, none.lists.len()), (&cursor, 0));

    let mut new = old.clone();
    new["version"] = 2.into();
    new["procedures"].as_array_mut().unwrap().remove(3);
    new["procedures"][5]["name"] = "Tên mới".into();
    let folder = world.folder.path().join("catalogue");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(
        folder.join("2022.json"),
        serde_json::to_string_pretty(&new).unwrap(),
    )
    .unwrap();
    let world = world.restart().await;
    let index: CatalogueIndex = json(world.at(Method::GET, "/v1/catalogue"), StatusCode::OK).await;
    let answer = world.at(Method::GET, &changes).send().await.unwrap();
    let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
    let delta: EditionDelta = answer.json().await.unwrap();
    let (hashed, catalogue) = apply(&old, &delta).unwrap();
    assert_eq!(
        (hashed.sha256.as_str(), catalogue.version),
        (index.editions[0].sha256.as_str(), 2)
    );
    let served = whole(&world).send().await.unwrap().text().await.unwrap();
    assert_eq!(hashed.body, served);
    let known = world.at(Method::GET, &changes).header("if-none-match", &tag);
    assert_eq!(known.send().await.unwrap().status(), StatusCode::NOT_MODIFIED);

    let unknown = "/v1/catalogue/2022/changes?cursor=khong-co";
    refused(world.at(Method::GET, unknown), 410, "gone").await;
    refused(
        world.at(Method::GET, "/v1/catalogue/2022/changes"),
        400,
        "bad_request",
    )
    .await;
    refused(
        world.at(Method::GET, "/v1/catalogue/1999/changes?cursor=x"),
        404,
        "not_found",
    )
    .await;
}

#[tokio::test]
async fn whatever_is_wrong_is_told_as_a_problem_document() {
    let world = World::with(|config| config.limits.json = 2000).await;
    let problem = refused(world.at(Method::GET, "/khong-co"), 404, "not_found").await;
    assert_eq!(problem["type"], "about:blank#not_found");
    assert_eq!(problem["trace_id"].as_str().unwrap().len(), 16);
    refused(world.at(Method::DELETE, "/v1/catalogue"), 405, "bad_request").await;
    refused(world.at(Method::GET, "/v1/me"), 401, "sign_in_needed").await;
    refused(
        world
            .at(Method::GET, "/v1/dossiers/khong-phai-uuid")
            .bearer_auth("x"),
        401,
        "sign_in_needed",
    )
    .await;
    let post = |body: &'static str, kind: &str| {
        world
            .at(Method::POST, "/v1/sessions")
            .header("content-type", kind)
            .header("accept-language", "en")
            .body(body)
    };
    refused(post("{}", "text/plain"), 415, "wrong_media_type").await;
    refused(post("{", "application/json"), 400, "bad_request").await;
    let secret = refused(
        post(r#"{"name":{"x":"bi-mat"}}"#, "application/json"),
        400,
        "bad_request",
    )
    .await;
    assert!(
        !secret.to_string().contains("bi-mat"),
        "what was sent is not sent back"
    );
    assert!(
        secret["detail"]
            .as_str()
            .unwrap()
            .starts_with("The portal cannot read")
    );
    let large = world.post(
        "/v1/lookup",
        &serde_json::json!({ "code": "x".repeat(3000), "key": "" }),
    );
    let answer = large.send().await.unwrap();
    let problem = problem_of(answer, 413, "too_large").await;
    assert_eq!(problem["limits"]["max_bytes"], 2000);
}

#[tokio::test]
async fn a_panic_is_a_problem_and_the_next_request_works() {
    use axum::{Router, middleware, routing::get};
    async fn broken() -> &'static str {
        panic!("a fault of ours")
    }
    let world = World::new().await;
    let guard = middleware::from_fn_with_state(world.app.clone(), motcua_portal::http::problem::render);
    let router = Router::new()
        .route("/broken", get(broken))
        .route("/fine", get(|| async { "fine" }))
        .layer(guard);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let problem = refused(world.http.get(format!("{base}/broken")), 500, "internal").await;
    assert!(
        !problem.to_string().contains("a fault of ours"),
        "what went wrong inside stays inside"
    );
    assert_eq!(
        world
            .http
            .get(format!("{base}/fine"))
            .send()
            .await
            .unwrap()
            .status(),
        StatusCode::OK
    );
}
