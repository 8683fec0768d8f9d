//! Access and refresh tokens.

use chrono::Duration;
use motcua_portal_api::account::Session;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::json as object;
use uuid::Uuid;

use crate::world::{World, json, refused};

fn refresh(world: &World, token: &str, device: Uuid) -> RequestBuilder {
    world.post(
        "/v1/sessions/refresh",
        &object!({ "refresh_token": token, "device_id": device }),
    )
}

#[tokio::test]
async fn a_refresh_token_works_once_and_a_lost_answer_is_given_again() {
    let world = World::new().await;
    let person = world.person(1).await;
    let first = person.session.clone().unwrap();
    assert!(first.refresh_expires_at - first.access_expires_at > Duration::days(29));
    world.clock.advance(Duration::minutes(16));
    refused(person.ask(Method::GET, "/v1/me"), 401, "sign_in_needed").await;

    let second: Session = json(
        refresh(&world, &first.refresh_token, person.device),
        StatusCode::OK,
    )
    .await;
    assert_ne!(second.refresh_token, first.refresh_token);
    world.clock.advance(Duration::seconds(59));
    let again: Session = json(
        refresh(&world, &first.refresh_token, person.device),
        StatusCode::OK,
    )
    .await;
    assert_eq!(
        again, second,
        "the same token within a minute gets the same successor"
    );
    let works = world
        .at(Method::GET, "/v1/me")
        .bearer_auth(&second.access_token)
        .send()
        .await
        .unwrap();
    assert_eq!(works.status(), StatusCode::OK);

    let third: Session = json(
        refresh(&world, &second.refresh_token, person.device),
        StatusCode::OK,
    )
    .await;
    world.clock.advance(Duration::seconds(2));
    refused(
        refresh(&world, &first.refresh_token, person.device),
        401,
        "session_ended",
    )
    .await;
    // A token that comes back late was stolen, or its owner's was: the family ends.
    refused(
        refresh(&world, &third.refresh_token, person.device),
        401,
        "session_ended",
    )
    .await;
    let token = &third.access_token;
    refused(
        world.at(Method::GET, "/v1/me").bearer_auth(token),
        401,
        "sign_in_needed",
    )
    .await;
}

#[tokio::test]
async fn a_refresh_token_of_another_device_ends_the_session() {
    let world = World::new().await;
    let person = world.person(1).await;
    let token = person.session.as_ref().unwrap().refresh_token.clone();
    refused(refresh(&world, &token, Uuid::new_v4()), 401, "session_ended").await;
    refused(refresh(&world, &token, person.device), 401, "session_ended").await;
}

#[tokio::test]
async fn signing_out_ends_this_session_and_signing_out_everywhere_ends_all() {
    let world = World::new().await;
    let here = world.person(1).await;
    let there = crate::world::Person::unknown(&world, 1).sign_in().await;
    let out = here
        .ask(Method::DELETE, "/v1/sessions/current")
        .send()
        .await
        .unwrap();
    assert_eq!(out.status(), StatusCode::NO_CONTENT);
    refused(here.ask(Method::GET, "/v1/me"), 401, "sign_in_needed").await;
    let token = here.session.as_ref().unwrap().refresh_token.clone();
    refused(refresh(&world, &token, here.device), 401, "session_ended").await;
    assert_eq!(
        there.ask(Method::GET, "/v1/me").send().await.unwrap().status(),
        StatusCode::OK
    );

    let here = here.sign_in().await;
    let out = there.ask(Method::DELETE, "/v1/sessions").send().await.unwrap();
    assert_eq!(out.status(), StatusCode::NO_CONTENT);
    refused(here.ask(Method::GET, "/v1/me"), 401, "sign_in_needed").await;
}

#[tokio::test]
async fn sessions_survive_a_restart_and_end_when_nobody_uses_them() {
    let world = World::new().await;
    let person = world.person(1).await;
    let world = world.restart().await;
    let token = person.session.as_ref().unwrap().refresh_token.clone();
    world.clock.advance(Duration::days(31));
    let next: Session = json(refresh(&world, &token, person.device), StatusCode::OK).await;
    world.clock.advance(Duration::days(61));
    refused(
        refresh(&world, &next.refresh_token, person.device),
        401,
        "session_ended",
    )
    .await;
}
