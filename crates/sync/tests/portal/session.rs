//! The session in the middle of things.

use motcua_sync::{
    client::ClientError,
    driver::SyncEvent,
    engine::{Link, Stage},
};

use crate::world::{World, config, papers, until};

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_session_pauses_and_loses_nothing() {
    let world = World::start().await;
    let desk = world.desk(1).await;
    until("the link is up", || *desk.sync.link().borrow() == Link::Online).await;
    // somebody signs out everywhere, from another device
    let elsewhere = world.client(&crate::desk::Memory::new());
    world.sign_in(&elsewhere, 1).await;
    elsewhere.sign_out(true).await.unwrap();

    let job = desk.submit(desk.content(papers(&desk, 2_000)));
    until("it asks for a sign-in", || {
        desk.memory
            .heard(|event| matches!(event, SyncEvent::NeedSignIn { .. }))
            > 0
    })
    .await;
    let view = desk.sync.view().await.unwrap();
    assert_eq!(view.jobs[0].stage, Stage::NeedsSignIn);
    assert!(view.jobs[0].can_recall);

    // another person signs in at this desk: the dossier waits for its own
    let other = world.citizen(&desk.client, 2).await;
    desk.sync.session(Some(&other));
    let view = desk.sync.view().await.unwrap();
    assert_eq!(view.jobs[0].stage, Stage::NeedsSignIn);
    let account = world.sign_in(&desk.client, 1).await;
    desk.sync.session(Some(&account));
    desk.confirmed(&job).await;
    let ledger = world.ledger();
    assert_eq!(ledger.dossiers.len(), 1);
    assert_eq!(ledger.dossiers[0].account, account.id.to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_refresh_serves_everybody_who_waits_for_it() {
    let mut config = config();
    config.lifetimes.access = 12;
    let world = World::with(config).await;
    let memory = crate::desk::Memory::new();
    let client = world.client(&memory);
    world.citizen(&client, 1).await;
    let first = memory.session.lock().unwrap().clone().unwrap();
    // the portal's clock runs past the access token
    until("the token has run out", || {
        chrono::Utc::now() > first.access_expires_at + chrono::TimeDelta::milliseconds(50)
    })
    .await;
    let before = world.proxy.requests("/v1/sessions/refresh");
    let all = futures_util::future::join_all((0..8).map(|_| client.me())).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    assert_eq!(world.proxy.requests("/v1/sessions/refresh"), before + 1);
    let second = memory.session.lock().unwrap().clone().unwrap();
    assert_ne!(first.refresh_token, second.refresh_token, "rotated, and saved");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_for_one_account_never_speaks_for_another() {
    let world = World::start().await;
    let memory = crate::desk::Memory::new();
    let client = world.client(&memory);
    let first = world.citizen(&client, 1).await;
    let bound = client.only_as(first.id);
    bound.me().await.unwrap();
    world.citizen(&client, 2).await;
    assert!(matches!(bound.me().await, Err(ClientError::SignInNeeded)));
    client.me().await.unwrap();
}
