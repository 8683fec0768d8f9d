//! Registering, confirming, changing one's details.

use motcua_portal_api::account::{Account, Registered};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json as object};
use uuid::Uuid;

use crate::world::{PASSWORD, Person, World, json, refused, registration, token_in};

const CONFIRM: &str = "Xác nhận đăng ký tài khoản sử dụng cổng dịch vụ công trực tuyến";

fn paths(problem: &Value) -> Vec<&str> {
    problem["field_errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["path"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn all_errors_of_a_registration_come_at_once_in_the_language_asked_for() {
    let world = World::new().await;
    let mut bad = registration(1);
    bad.details.full_name = " ".into();
    bad.details.id_number = "12345".into();
    bad.details.phone = "12".into();
    bad.details.email = "khong-phai-thu".into();
    bad.password = "yeu".into();
    bad.accepts_terms = false;
    let ask = |language: &str| {
        world
            .post("/v1/accounts", &bad)
            .header("idempotency-key", Uuid::new_v4().to_string())
            .header("accept-language", language)
    };
    let vietnamese = refused(ask("vi"), 422, "invalid_fields").await;
    for path in [
        "details.full_name",
        "details.id_number",
        "details.phone",
        "details.email",
        "password",
        "accepts_terms",
    ] {
        assert!(
            paths(&vietnamese).contains(&path),
            "{path} is missing in {vietnamese}"
        );
    }
    let english = refused(ask("en-GB, vi;q=0.5"), 422, "invalid_fields").await;
    assert_eq!(paths(&vietnamese), paths(&english));
    assert_ne!(
        vietnamese["field_errors"][0]["message"],
        english["field_errors"][0]["message"]
    );
}

#[tokio::test]
async fn signing_in_works_only_after_the_link_of_the_letter_was_confirmed() {
    let world = World::new().await;
    let person = Person::unknown(&world, 1);
    person.register().await;
    let why = refused(person.sign_in_request(PASSWORD), 403, "not_confirmed").await;
    assert!(why["detail"].as_str().unwrap().contains(CONFIRM));
    // Who does not know the password does not learn that the account waits for confirmation.
    refused(person.sign_in_request("Sai@12345"), 401, "wrong_credentials").await;

    let letter = world.letter(&person.email, CONFIRM, 1).await;
    let token = token_in(&letter.body);
    assert!(letter.body.contains(&format!("{}/confirm?token=", world.base)));
    // Opening the link shows a button and confirms nothing: programs that check links do that too.
    let page = world
        .at(Method::GET, &format!("/confirm?token={token}"))
        .send()
        .await
        .unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    assert!(page.text().await.unwrap().contains("Xác nhận</button>"));
    refused(person.sign_in_request(PASSWORD), 403, "not_confirmed").await;

    let pressed = world
        .at(Method::POST, "/confirm")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("token={token}"))
        .send()
        .await
        .unwrap();
    assert_eq!(pressed.status(), StatusCode::OK);
    let person = person.sign_in().await;
    let me: Account = json(person.ask(Method::GET, "/v1/me"), StatusCode::OK).await;
    assert_eq!(me.details.email, person.email);
    // A second click is fine.
    let again = world
        .post("/v1/accounts/confirmation", &object!({ "token": token }))
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn the_database_holds_neither_passwords_nor_tokens() {
    let world = World::new().await;
    let person = world.person(1).await;
    let token = token_in(&world.letter(&person.email, CONFIRM, 1).await.body);
    let refresh = person.session.as_ref().unwrap().refresh_token.clone();
    let secrets = [PASSWORD.to_owned(), person.token.clone(), refresh];
    let folder = world.folder.clone();
    let world = world.restart().await;
    for name in ["portal.sqlite3", "portal.sqlite3-wal"] {
        let bytes = std::fs::read(folder.path().join(name)).unwrap_or_default();
        for secret in &secrets {
            let held = bytes.windows(secret.len()).any(|w| w == secret.as_bytes());
            assert!(!held, "{name} holds a secret in the clear");
        }
    }
    // Letters of training lie in its own mailbox, tokens of the portal's do not.
    let hits: u32 = world
        .app
        .db
        .read_blocking(|db| {
            Ok(db.query_row(
                "SELECT count(*) FROM mail_tokens WHERE CAST(mac AS TEXT) LIKE ?1",
                [&token],
                |r| r.get(0),
            )?)
        })
        .unwrap();
    assert_eq!(hits, 0);
}

#[tokio::test]
async fn an_old_link_is_refused_and_a_new_letter_helps() {
    let world = World::new().await;
    let person = Person::unknown(&world, 1);
    person.register().await;
    let old = token_in(&world.letter(&person.email, CONFIRM, 1).await.body);
    world.clock.advance(chrono::Duration::days(3));
    let confirm = |token: &str| world.post("/v1/accounts/confirmation", &object!({ "token": token }));
    refused(confirm(&old), 410, "gone").await;
    refused(confirm("nothing"), 404, "not_found").await;
    for email in [person.email.as_str(), "ai-do@example.com"] {
        let answer = world
            .post("/v1/accounts/confirmation/resend", &object!({ "email": email }))
            .send()
            .await
            .unwrap();
        assert_eq!(
            answer.status(),
            StatusCode::ACCEPTED,
            "nobody learns whether {email} is known"
        );
    }
    let new = token_in(&world.letter(&person.email, CONFIRM, 2).await.body);
    assert_eq!(
        confirm(&new).send().await.unwrap().status(),
        StatusCode::NO_CONTENT
    );
    person.sign_in().await;
}

#[tokio::test]
async fn an_address_or_number_registers_once_but_an_unconfirmed_one_is_not_kept_for_ever() {
    let world = World::new().await;
    let person = Person::unknown(&world, 1);
    person.register().await;
    let again = |change: fn(&mut motcua_portal_api::account::Registration)| {
        let mut body = registration(1);
        change(&mut body);
        world
            .post("/v1/accounts", &body)
            .header("idempotency-key", Uuid::new_v4().to_string())
    };
    let both = refused(again(|_| {}), 409, "account_exists").await;
    assert_eq!(paths(&both), ["details.email", "details.id_number"]);
    let other_case = refused(
        again(|b| b.details.email = "NGUOI1@Example.com".into()),
        409,
        "account_exists",
    )
    .await;
    assert!(paths(&other_case).contains(&"details.email"));
    let by_number = refused(
        again(|b| b.details.email = "khac@example.com".into()),
        409,
        "account_exists",
    )
    .await;
    assert_eq!(paths(&by_number), ["details.id_number"]);
    world.clock.advance(chrono::Duration::days(3));
    let _: Registered = json(again(|_| {}), StatusCode::CREATED).await;
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_by_a_code_and_ends_every_session() {
    let world = World::new().await;
    let person = world.person(1).await;
    let forgot = |email: &str| world.post("/v1/accounts/password/forgot", &object!({ "email": email }));
    assert_eq!(
        forgot("ai-do@example.com").send().await.unwrap().status(),
        StatusCode::ACCEPTED
    );
    assert_eq!(
        forgot(&person.email).send().await.unwrap().status(),
        StatusCode::ACCEPTED
    );
    let letter = world
        .letter(
            &person.email,
            "Mã đặt lại mật khẩu tài khoản cổng dịch vụ công trực tuyến",
            1,
        )
        .await;
    let code = letter
        .body
        .lines()
        .map(str::trim)
        .find(|l| l.len() == 14 && l.matches('-').count() == 2)
        .unwrap();
    let reset = |token: &str, password: &str| {
        world.post(
            "/v1/accounts/password/reset",
            &object!({ "token": token, "password": password }),
        )
    };
    refused(reset(code, "yeu"), 422, "invalid_fields").await;
    refused(reset("AAAA-BBBB-CCCC", "Moi@123456"), 404, "not_found").await;
    // As people type it.
    let typed = code.to_lowercase().replace('-', " ");
    assert_eq!(
        reset(&typed, "Moi@123456").send().await.unwrap().status(),
        StatusCode::NO_CONTENT
    );
    refused(reset(code, "Khac@123456"), 410, "gone").await;
    refused(person.ask(Method::GET, "/v1/me"), 401, "sign_in_needed").await;
    refused(person.sign_in_request(PASSWORD), 401, "wrong_credentials").await;
    assert_eq!(
        person
            .sign_in_request("Moi@123456")
            .send()
            .await
            .unwrap()
            .status(),
        StatusCode::CREATED
    );
    world
        .letter(
            &person.email,
            "Mật khẩu tài khoản cổng dịch vụ công trực tuyến đã được đổi",
            1,
        )
        .await;
}

#[tokio::test]
async fn details_change_under_their_version_and_what_identifies_stays() {
    let world = World::new().await;
    let person = world.person(1).await;
    let read = person.ask(Method::GET, "/v1/me").send().await.unwrap();
    assert_eq!(read.headers()["etag"], "\"1\"");
    let known = person
        .ask(Method::GET, "/v1/me")
        .header("if-none-match", "\"1\"")
        .send()
        .await
        .unwrap();
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
    let mut details = registration(1).details;
    details.phone = "+84 987 654 321".into();
    let change = |details: &_, version: &str| {
        person
            .send(Method::PUT, "/v1/me", Uuid::new_v4(), details)
            .header("if-match", version)
    };
    let changed: Account = json(change(&details, "\"1\""), StatusCode::OK).await;
    assert_eq!(
        (changed.version, changed.details.phone.as_str()),
        (2, "0987654321")
    );
    let late = change(&details, "\"1\"").send().await.unwrap();
    assert_eq!(late.headers()["etag"], "\"2\"", "412 tells the version now");
    assert_eq!(late.status(), StatusCode::PRECONDITION_FAILED);
    details.email = "khac@example.com".into();
    details.id_number = "062085999999".into();
    let refusal = refused(change(&details, "\"2\""), 422, "invalid_fields").await;
    assert_eq!(paths(&refusal), ["id_number", "email"]);
}
