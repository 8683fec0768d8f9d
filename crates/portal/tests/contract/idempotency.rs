//! The same key and body get the same answer, and the effect happens once.

use motcua_portal_api::{account::Registered, batch::StoredAnswer, dossier::Dossier};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use uuid::Uuid;

use crate::world::{World, complete, json, refused, registration};

#[tokio::test]
async fn a_replayed_mutation_is_marked_and_another_body_is_refused() {
    let world = World::new().await;
    let person = world.person(1).await;
    let (mut dossier, _) = complete(1);
    let key = Uuid::new_v4();
    let first: Value = json(
        person.send(Method::POST, "/v1/dossiers", key, &dossier),
        StatusCode::CREATED,
    )
    .await;
    let world = world.restart().await;
    let person = crate::world::Person {
        base: world.base.clone(),
        ..person
    };
    world.clock.advance(chrono::Duration::days(31));
    let person = person.sign_in().await;
    let again = person
        .send(Method::POST, "/v1/dossiers", key, &dossier)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), StatusCode::CREATED);
    assert_eq!(again.headers()["idempotent-replay"], "true");
    assert_eq!(again.headers()["etag"], "\"1\"");
    assert_eq!(again.json::<Value>().await.unwrap(), first);
    dossier.content.answers.remove("form.aquifer");
    refused(
        person.send(Method::POST, "/v1/dossiers", key, &dossier),
        422,
        "key_reused",
    )
    .await;
    let withdrawal = serde_json::json!({ "reason": "x" });
    let path = format!("/v1/dossiers/{}/withdrawal", dossier.uid);
    refused(
        person.send(Method::POST, &path, key, &withdrawal),
        422,
        "key_reused",
    )
    .await;

    let known: StoredAnswer = json(
        person.ask(Method::GET, &format!("/v1/operations/{key}")),
        StatusCode::OK,
    )
    .await;
    assert_eq!((known.status, &known.body), (201, &first));
    refused(
        person.ask(Method::GET, &format!("/v1/operations/{}", Uuid::new_v4())),
        404,
        "not_found",
    )
    .await;
}

#[tokio::test]
async fn keys_belong_to_an_account() {
    let world = World::new().await;
    let (ann, bob) = (world.person(1).await, world.person(2).await);
    let key = Uuid::new_v4();
    let (of_ann, _) = complete(1);
    let (of_bob, _) = complete(2);
    let _: Dossier = json(
        ann.send(Method::POST, "/v1/dossiers", key, &of_ann),
        StatusCode::CREATED,
    )
    .await;
    refused(
        bob.ask(Method::GET, &format!("/v1/operations/{key}")),
        404,
        "not_found",
    )
    .await;
    let _: Dossier = json(
        bob.send(Method::POST, "/v1/dossiers", key, &of_bob),
        StatusCode::CREATED,
    )
    .await;
}

#[tokio::test]
async fn a_refusal_changes_nothing_and_leaves_the_key_free() {
    let world = World::new().await;
    let person = world.person(1).await;
    let (dossier, files) = complete(1);
    person.register_dossier(&dossier).await;
    let key = Uuid::new_v4();
    refused(
        person.submission(dossier.uid, key, &dossier.content),
        409,
        "blobs_missing",
    )
    .await;
    for file in &files {
        person.upload(file).await;
    }
    let _: Value = json(
        person.submission(dossier.uid, key, &dossier.content),
        StatusCode::CREATED,
    )
    .await;
}

#[tokio::test]
async fn a_registration_whose_answer_was_lost_is_answered_again() {
    let world = World::new().await;
    let key = Uuid::new_v4().to_string();
    let send = |body: &_| world.post("/v1/accounts", body).header("idempotency-key", &key);
    let first: Registered = json(send(&registration(1)), StatusCode::CREATED).await;
    let second: Registered = json(send(&registration(1)), StatusCode::CREATED).await;
    assert_eq!(first, second);
    let mut other = registration(1);
    other.password = "Khac@123456".into();
    refused(send(&other), 422, "key_reused").await;
    let subject = "Xác nhận đăng ký tài khoản sử dụng cổng dịch vụ công trực tuyến";
    world.letter("nguoi1@example.com", subject, 1).await;
    assert_eq!(world.letters().await.len(), 1, "one registration, one letter");
}

#[tokio::test]
async fn identical_submissions_at_once_make_one_dossier() {
    let world = World::new().await;
    let person = world.person(1).await;
    let (dossier, files) = complete(1);
    person.register_dossier(&dossier).await;
    for file in &files {
        person.upload(file).await;
    }
    let key = Uuid::new_v4();
    // Half of them under one key, half under keys of their own, all at once.
    let requests = (0..24).map(|n| {
        let key = if n % 2 == 0 { key } else { Uuid::new_v4() };
        person.submission(dossier.uid, key, &dossier.content).send()
    });
    let mut codes = std::collections::BTreeSet::new();
    for answer in futures_util::future::join_all(requests).await {
        let answer = answer.unwrap();
        let status = answer.status();
        let body: Value = answer.json().await.unwrap();
        match status {
            StatusCode::CREATED => codes.insert(body["code"].as_str().unwrap().to_owned()),
            StatusCode::CONFLICT => {
                let code = body["code"].as_str().unwrap();
                assert!(matches!(code, "in_flight" | "already_submitted"), "{body}");
                false
            }
            _ => panic!("{status} {body}"),
        };
    }
    assert_eq!(
        codes.into_iter().collect::<Vec<_>>(),
        ["000.00.12.H34-220401-0001"]
    );
    let rows: u32 = world
        .app
        .db
        .read_blocking(|db| Ok(db.query_row("SELECT count(*) FROM submissions", [], |r| r.get(0))?))
        .unwrap();
    assert_eq!(rows, 1);
}
