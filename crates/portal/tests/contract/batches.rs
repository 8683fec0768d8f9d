//! Many mutations in one request.

use motcua_portal_api::{
    batch::{Action, Batch, BatchAnswer, BatchOperation},
    dossier::{Submit, Withdraw},
};
use reqwest::{Method, StatusCode};
use uuid::Uuid;

use crate::world::{World, complete, json, refused};

fn operation(action: Action, after: &[Uuid]) -> BatchOperation {
    BatchOperation {
        key: Uuid::new_v4(),
        after: after.to_vec(),
        action,
    }
}

#[tokio::test]
async fn each_operation_has_its_answer_and_failures_hold_up_only_their_own() {
    let world = World::new().await;
    let person = world.person(1).await;
    let (good, files) = complete(1);
    let (bad, _) = complete(2);
    for file in &files {
        person.upload(file).await;
    }
    let submit = |d: &motcua_portal_api::dossier::RegisterDossier| Action::Submit {
        uid: d.uid,
        body: Submit {
            content: d.content.clone(),
        },
    };
    let register_bad = operation(Action::Register { body: bad.clone() }, &[]);
    let submit_bad = operation(submit(&bad), &[register_bad.key]);
    let withdraw_bad = operation(
        Action::Withdraw {
            uid: bad.uid,
            body: Withdraw {
                reason: "Thôi".into(),
            },
        },
        &[submit_bad.key],
    );
    let register_good = operation(Action::Register { body: good.clone() }, &[]);
    let submit_good = operation(submit(&good), &[register_good.key]);
    let batch = Batch {
        operations: vec![register_bad, submit_bad, withdraw_bad, register_good, submit_good],
    };
    let plain = serde_json::to_vec(&batch).unwrap();
    let packed = zstd::bulk::compress(&plain, 9).unwrap();
    let send = || {
        person
            .ask(Method::POST, "/v1/batch")
            .header("content-type", "application/json")
            .header("content-encoding", "zstd")
            .body(packed.clone())
    };
    let answer: BatchAnswer = json(send(), StatusCode::OK).await;
    let statuses: Vec<u16> = answer.answers.iter().map(|a| a.status).collect();
    assert_eq!(statuses, [201, 409, 424, 201, 201]);
    assert_eq!(answer.answers[1].body["code"], "blobs_missing");
    assert_eq!(answer.answers[4].body["code"], "000.00.12.H34-220401-0001");
    // Lost and sent again: what succeeded is replayed, also alone.
    let again: BatchAnswer = json(send(), StatusCode::OK).await;
    assert_eq!(again.answers[4], answer.answers[4]);
    let alone = person
        .submission(good.uid, batch.operations[4].key, &good.content)
        .send()
        .await
        .unwrap();
    assert_eq!(alone.headers()["idempotent-replay"], "true");
    let key = batch.operations[4].key;
    let found = person
        .ask(Method::GET, &format!("/v1/operations/{key}"))
        .send()
        .await
        .unwrap();
    assert_eq!(found.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_thousand_small_dossiers_register_in_one_request_and_too_much_is_refused() {
    let world = World::new().await;
    let person = world.person(1).await;
    let operations: Vec<_> = (0..1000)
        .map(|seed| {
            let mut dossier = complete(seed).0;
            dossier.content.papers.clear();
            dossier
                .content
                .answers
                .retain(|path, _| path.starts_with("applicant.full"));
            operation(Action::Register { body: dossier }, &[])
        })
        .collect();
    let batch = Batch { operations };
    let answer: BatchAnswer = json(person.ask(Method::POST, "/v1/batch").json(&batch), StatusCode::OK).await;
    assert!(answer.answers.iter().all(|a| a.status == 201));

    let bomb = zstd::bulk::compress(&vec![b' '; 8 << 20], 19).unwrap();
    assert!(bomb.len() < 4096);
    let send = person
        .ask(Method::POST, "/v1/batch")
        .header("content-type", "application/json");
    refused(
        send.header("content-encoding", "zstd").body(bomb),
        413,
        "too_large",
    )
    .await;
    let twice = Batch {
        operations: vec![batch.operations[0].clone(), batch.operations[0].clone()],
    };
    refused(
        person.ask(Method::POST, "/v1/batch").json(&twice),
        400,
        "bad_request",
    )
    .await;
}
