//! The change feed: nothing is missed, one entry per thing, old cursors are told.

use motcua_portal_api::change::{ChangeKind, ChangePage};
use reqwest::{Method, StatusCode};
use uuid::Uuid;

use crate::world::{Person, World, complete, json, refused};

async fn page(person: &Person, cursor: Option<&str>, limit: u32) -> ChangePage {
    let cursor = cursor.map(|c| format!("&cursor={c}")).unwrap_or_default();
    json(
        person.ask(Method::GET, &format!("/v1/changes?limit={limit}{cursor}")),
        StatusCode::OK,
    )
    .await
}

async fn delete(person: &Person, uid: Uuid) {
    let answer = person
        .ask(Method::DELETE, &format!("/v1/dossiers/{uid}"))
        .header("idempotency-key", Uuid::new_v4().to_string())
        .header("if-match", "\"1\"")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn changes_come_once_per_thing_in_pages_with_tombstones() {
    let world = World::new().await;
    let (ann, bob) = (world.person(1).await, world.person(2).await);
    let dossiers: Vec<_> = (0..5).map(|seed| complete(seed).0).collect();
    for dossier in &dossiers {
        ann.register_dossier(dossier).await;
    }
    let first = page(&ann, None, 3).await;
    assert!(first.more);
    let second = page(&ann, Some(&first.next_cursor), 3).await;
    assert!(!second.more);
    let seen: Vec<Uuid> = first
        .changes
        .iter()
        .chain(&second.changes)
        .map(|c| c.id)
        .collect();
    assert_eq!(seen, dossiers.iter().map(|d| d.uid).collect::<Vec<_>>());
    assert!(
        page(&bob, None, 100).await.changes.is_empty(),
        "nobody hears of a stranger's"
    );

    let (submitted, _) = ann.submitted(7).await;
    delete(&ann, dossiers[1].uid).await;
    let later = page(&ann, Some(&second.next_cursor), 100).await;
    let ids: Vec<_> = later.changes.iter().map(|c| (c.kind, c.id, c.deleted)).collect();
    assert_eq!(
        ids,
        [
            (ChangeKind::Dossier, submitted.uid, false),
            (ChangeKind::Dossier, dossiers[1].uid, true)
        ],
        "registered and submitted is one change"
    );
    let nothing = page(&ann, Some(&later.next_cursor), 100).await;
    assert!(nothing.changes.is_empty() && !nothing.more);
    let fresh = page(&ann, None, 100).await;
    assert!(
        fresh.changes.iter().all(|c| !c.deleted),
        "who has nothing needs no tombstones"
    );
}

#[tokio::test]
async fn a_cursor_from_before_forgotten_tombstones_or_of_another_database_is_gone() {
    let world = World::new().await;
    let ann = world.person(1).await;
    let (dossier, _) = complete(1);
    ann.register_dossier(&dossier).await;
    let old = page(&ann, None, 100).await.next_cursor;
    delete(&ann, dossier.uid).await;
    let new = page(&ann, Some(&old), 100).await.next_cursor;
    world.clock.advance(chrono::Duration::days(200));
    let app = world.app.clone();
    tokio::task::spawn_blocking(move || motcua_portal::tidy::once(&app))
        .await
        .unwrap()
        .unwrap();
    let ann = ann.sign_in().await;
    let stale = ann.ask(Method::GET, &format!("/v1/changes?cursor={old}"));
    refused(stale, 410, "gone").await;
    assert!(
        page(&ann, Some(&new), 100).await.changes.is_empty(),
        "who had seen it goes on"
    );

    let other = World::new().await;
    let stranger = other.person(1).await;
    refused(
        stranger.ask(Method::GET, &format!("/v1/changes?cursor={new}")),
        410,
        "gone",
    )
    .await;
    refused(ann.ask(Method::GET, "/v1/changes?cursor=abc"), 400, "bad_request").await;
}
