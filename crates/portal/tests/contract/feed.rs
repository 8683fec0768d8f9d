//! The change feed: nothing is missed, one entry per thing, old cursors are told.

use motcua_domain::content::FieldValue;
use motcua_portal_api::change::{ChangeKind, ChangePage, ChangedAnswer, ChangedQuery};
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

async fn changed(person: &Person, uids: Vec<Uuid>) -> ChangedAnswer {
    let ask = person.ask(Method::POST, "/v1/changes/dossiers");
    json(ask.json(&ChangedQuery { uids }), StatusCode::OK).await
}

#[tokio::test]
async fn many_changed_dossiers_come_in_one_small_answer_and_a_strangers_never() {
    let world = World::new().await;
    let (ann, bob) = (world.person(1).await, world.person(2).await);
    let dossiers: Vec<_> = (0..100).map(|seed| complete(seed).0).collect();
    for dossier in &dossiers {
        ann.register_dossier(dossier).await;
    }
    let uids: Vec<Uuid> = dossiers.iter().map(|d| d.uid).collect();
    delete(&ann, uids[3]).await;

    let answer = changed(&ann, uids.clone()).await;
    let left: Vec<Uuid> = uids.iter().copied().filter(|uid| *uid != uids[3]).collect();
    let got: Vec<Uuid> = answer.dossiers.iter().map(|d| d.summary.uid).collect();
    assert_eq!((got, answer.gone), (left, vec![uids[3]]));
    let alone = json(
        ann.ask(Method::GET, &format!("/v1/dossiers/{}", uids[0])),
        StatusCode::OK,
    )
    .await;
    assert_eq!(answer.dossiers[0], alone);

    let strangers = changed(&bob, uids.clone()).await;
    assert_eq!((strangers.dossiers.len(), strangers.gone), (0, uids.clone()));

    let too_many = ChangedQuery {
        uids: (0..101).map(|_| Uuid::new_v4()).collect(),
    };
    let ask = ann.ask(Method::POST, "/v1/changes/dossiers").json(&too_many);
    refused(ask, 400, "bad_request").await;

    let ask = ann.ask(Method::POST, "/v1/changes/dossiers");
    let ask = ask.json(&ChangedQuery { uids });
    let packed = ask.header("accept-encoding", "zstd").send().await.unwrap();
    assert_eq!(packed.headers()["content-encoding"], "zstd");
    assert_eq!(packed.headers()["cache-control"], "no-store");
    let packed = packed.bytes().await.unwrap();
    let whole = zstd::decode_all(&packed[..]).unwrap();
    assert!(
        packed.len() * 5 < whole.len(),
        "{} of {}",
        packed.len(),
        whole.len()
    );
}

#[tokio::test]
async fn an_answer_with_huge_dossiers_ends_early_and_the_rest_is_asked_for_again() {
    let world = World::new().await;
    let ann = world.person(1).await;
    let mut uids = Vec::new();
    for seed in 0..4 {
        let mut dossier = complete(seed).0;
        dossier
            .content
            .answers
            .insert("form.note".into(), FieldValue::Text("ố".repeat(300_000)));
        ann.register_dossier(&dossier).await;
        uids.push(dossier.uid);
    }
    let first = changed(&ann, uids.clone()).await;
    assert!(first.dossiers.len() < 4, "{}", first.dossiers.len());
    let rest = changed(&ann, uids[first.dossiers.len()..].to_vec()).await;
    let got: Vec<Uuid> = first
        .dossiers
        .iter()
        .chain(&rest.dossiers)
        .map(|d| d.summary.uid)
        .collect();
    assert_eq!(got, uids);
}
