//! The automatic officer of training, under a clock that is moved by hand.

use chrono::Duration;
use motcua_domain::{money::MoneyState, status::BusinessStatus};
use motcua_portal::{Config, officer::SupplementMode};
use motcua_portal_api::dossier::{AnswerSupplement, Submission};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use uuid::Uuid;

use crate::world::{Citizen, World, read, training};

fn working() -> Config {
    let mut config = training();
    config.officer.automatic = true;
    config
}

async fn status(world: &World, citizen: &Citizen, uid: Uuid) -> Option<BusinessStatus> {
    world.dossier(citizen, uid).await.summary.status
}

/// Lets seconds pass until the dossier has the status.
async fn comes_to(world: &World, citizen: &Citizen, uid: Uuid, wanted: BusinessStatus) {
    world
        .until(&format!("{wanted:?}"), async || {
            world.pass(Duration::seconds(1));
            status(world, citizen, uid).await == Some(wanted)
        })
        .await;
}

#[tokio::test]
async fn from_acceptance_over_supplement_and_payment_to_the_result() {
    let world = World::with(working()).await;
    let citizen = world.citizen(1).await;
    let submission = world
        .submit(&citizen, 250.0, "Xin yêu cầu bổ sung để tập huấn")
        .await;
    comes_to(
        &world,
        &citizen,
        submission.uid,
        BusinessStatus::SupplementRequested,
    )
    .await;
    let asked = world.dossier(&citizen, submission.uid).await;
    assert!(asked.summary.due_on.is_some());
    let request = &asked.supplements[0];
    assert_eq!(request.items.len(), 1);
    assert_eq!(request.items[0].component.as_deref(), Some("1.004232-TP02"));

    let answer = AnswerSupplement {
        answer_uid: Uuid::new_v4(),
        content: asked.content.clone(),
        note: String::new(),
    };
    let path = format!(
        "/v1/dossiers/{}/supplements/{}/answer",
        submission.uid, request.id
    );
    let response = world
        .send(Some(&citizen), Method::POST, &path, Some(&answer))
        .await;
    read::<Submission>(response, StatusCode::CREATED, "answering").await;
    comes_to(&world, &citizen, submission.uid, BusinessStatus::PaymentRequested).await;

    let owed = world.obligation(&citizen, submission.uid).await;
    let attempt = world.begin(&citizen, owed.id, "vnpay:NCB").await;
    world.press(&attempt, "pay", "normal").await;
    comes_to(&world, &citizen, submission.uid, BusinessStatus::Returned).await;

    let done = world.dossier(&citizen, submission.uid).await;
    assert_eq!(done.supplements.len(), 1, "one request only");
    let path = format!("/v1/dossiers/{}/results/{}", submission.uid, done.results[0].id);
    let file = world
        .send(Some(&citizen), Method::GET, &path, None::<&Value>)
        .await;
    assert_eq!(file.status(), StatusCode::OK);
    assert!(file.bytes().await.unwrap().starts_with(b"%PDF-"));
    let mut statuses: Vec<_> = done.events.iter().map(|event| event.status.code()).collect();
    statuses.dedup();
    assert_eq!(statuses, [1, 2, 4, 5, 4, 6, 4, 9, 10]);
}

#[tokio::test]
async fn it_waits_for_its_time_and_a_restart_forgets_and_repeats_nothing() {
    let world = World::with(working()).await;
    let citizen = world.citizen(1).await;
    let submission = world.submit(&citizen, 150.0, "").await;
    world
        .until("the first step is written down", async || {
            let db = rusqlite::Connection::open(world.folder.path().join("portal.sqlite3")).unwrap();
            db.query_row("SELECT count(*) FROM officer_plans", [], |row| {
                row.get::<_, u32>(0)
            })
            .unwrap()
                == 1
        })
        .await;
    assert_eq!(
        status(&world, &citizen, submission.uid).await,
        Some(BusinessStatus::Registered)
    );
    world.pass(Duration::seconds(3));
    let world = world.restart(working()).await;
    assert_eq!(
        status(&world, &citizen, submission.uid).await,
        Some(BusinessStatus::Registered),
        "not yet"
    );
    world.pass(Duration::seconds(1));
    world
        .until("accepted", async || {
            status(&world, &citizen, submission.uid).await != Some(BusinessStatus::Registered)
        })
        .await;
    comes_to(&world, &citizen, submission.uid, BusinessStatus::PaymentRequested).await;
    let world = world.restart(working()).await;
    let events = world.dossier(&citizen, submission.uid).await.events;
    let statuses: Vec<_> = events.iter().map(|event| event.status.code()).collect();
    assert_eq!(statuses, [1, 2, 4, 6], "each step once");
}

#[tokio::test]
async fn always_and_never_ask_for_a_supplement() {
    for (mode, note, asks) in [
        (SupplementMode::Always, "", true),
        (SupplementMode::Never, "bổ sung", false),
    ] {
        let mut config = working();
        config.officer.supplement = mode;
        let world = World::with(config).await;
        let citizen = world.citizen(1).await;
        let submission = world.submit(&citizen, 150.0, note).await;
        let wanted = if asks {
            BusinessStatus::SupplementRequested
        } else {
            BusinessStatus::PaymentRequested
        };
        comes_to(&world, &citizen, submission.uid, wanted).await;
        assert_eq!(
            world.dossier(&citizen, submission.uid).await.supplements.len(),
            usize::from(asks)
        );
    }
}

#[tokio::test]
async fn a_late_payment_is_reconciled_without_a_person() {
    let world = World::with(working()).await;
    let citizen = world.citizen(1).await;
    let (submission, _, attempt) = world.paying(&citizen).await;
    let secret = world.hash_secret();
    assert_eq!(world.ipn(&world.notice(&attempt, "51"), &secret).await, "00");
    assert_eq!(world.ipn(&world.notice(&attempt, "00"), &secret).await, "00");
    world
        .until("reconciled", async || {
            world.pass(Duration::seconds(1));
            world.obligation(&citizen, submission.uid).await.state == MoneyState::Paid
        })
        .await;
    let ledger = world.ledger();
    assert_eq!(ledger.attempts[0].state, "late");
    assert_eq!(ledger.attempts[0].reconciled.as_deref(), Some("accepted"));
    assert_eq!(ledger.receipts.len(), 1);
}
