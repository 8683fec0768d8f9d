//! Guessing is slow, and the clock is injected.

use chrono::Duration;
use motcua_portal::config::Throttle;
use reqwest::StatusCode;
use serde_json::json as object;

use crate::world::{PASSWORD, Person, World, refused};

#[tokio::test]
async fn wrong_passwords_under_one_name_are_slowed_down_also_across_a_restart() {
    let world = World::with(|c| {
        c.throttles.sign_in_name = Throttle {
            count: 3,
            seconds: 900,
        }
    })
    .await;
    let person = world.person(1).await;
    for _ in 0..3 {
        refused(person.sign_in_request("Sai@12345"), 401, "wrong_credentials").await;
    }
    let answer = person.sign_in_request(PASSWORD).send().await.unwrap();
    assert_eq!(
        answer.status(),
        StatusCode::TOO_MANY_REQUESTS,
        "also with the right password"
    );
    let wait: i64 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=900).contains(&wait));
    // The identity number is another name of the same account, with its own count; others go on.
    let other = Person::unknown(&world, 2);
    refused(other.sign_in_request("Sai@12345"), 401, "wrong_credentials").await;

    let world = world.restart().await;
    let person = Person::unknown(&world, 1);
    refused(person.sign_in_request(PASSWORD), 429, "too_many_requests").await;
    world.clock.advance(Duration::seconds(wait));
    person.sign_in().await;
}

#[tokio::test]
async fn many_names_from_one_address_are_slowed_down() {
    let world = World::with(|c| {
        c.throttles.sign_in_address = Throttle {
            count: 5,
            seconds: 900,
        }
    })
    .await;
    for number in 0..5 {
        refused(
            Person::unknown(&world, number).sign_in_request("Sai@12345"),
            401,
            "wrong_credentials",
        )
        .await;
    }
    refused(
        Person::unknown(&world, 9).sign_in_request("Sai@12345"),
        429,
        "too_many_requests",
    )
    .await;
}

#[tokio::test]
async fn guesses_at_once_gain_nothing() {
    let world = World::with(|c| {
        c.throttles.sign_in_name = Throttle {
            count: 3,
            seconds: 900,
        }
    })
    .await;
    let person = world.person(1).await;
    let guesses = (0..12).map(|n| person.sign_in_request(&format!("Sai@1234{n}")).send());
    let answers = futures_util::future::join_all(guesses).await;
    let looked_at = answers
        .iter()
        .filter(|a| a.as_ref().unwrap().status() == StatusCode::UNAUTHORIZED)
        .count();
    assert_eq!(looked_at, 3);
}

#[tokio::test]
async fn codes_and_links_cannot_be_tried_through() {
    let world = World::with(|c| {
        c.throttles.tokens_address = Throttle {
            count: 4,
            seconds: 900,
        }
    })
    .await;
    let guess = || {
        world.post(
            "/v1/accounts/password/reset",
            &object!({ "token": "AAAABBBBCCCC", "password": "Moi@123456" }),
        )
    };
    for _ in 0..4 {
        refused(guess(), 404, "not_found").await;
    }
    refused(guess(), 429, "too_many_requests").await;
    let link = world.post("/v1/accounts/confirmation", &object!({ "token": "x" }));
    refused(link, 429, "too_many_requests").await;
}

#[tokio::test]
async fn a_dossier_cannot_be_looked_up_by_trying_keys() {
    let world = World::with(|c| {
        c.throttles.lookup_code = Throttle {
            count: 3,
            seconds: 900,
        }
    })
    .await;
    let person = world.person(1).await;
    let (_, submission) = person.submitted(1).await;
    let look = |key: &str| world.post("/v1/lookup", &object!({ "code": submission.code, "key": key }));
    assert_eq!(
        look(&submission.lookup_key).send().await.unwrap().status(),
        StatusCode::OK
    );
    for _ in 0..3 {
        refused(look("AAAA-BBBB-CCCC"), 404, "not_found").await;
    }
    refused(look(&submission.lookup_key), 429, "too_many_requests").await;
    world.clock.advance(Duration::seconds(901));
    assert_eq!(
        look(&submission.lookup_key).send().await.unwrap().status(),
        StatusCode::OK
    );
}
