//! VietQR: a code for the phone, a transfer, a signed notice.

use chrono::Duration;
use motcua_domain::money::MoneyState;
use motcua_portal::{
    bank::read_vietqr,
    money::{TransferNotice, sign_body},
};
use motcua_portal_api::money::{Attempt, AttemptState, Obligation};
use reqwest::StatusCode;
use serde_json::Value;
use uuid::Uuid;

use crate::world::{Citizen, World};

async fn scanning(world: &World, citizen: &Citizen) -> (Uuid, Obligation, Attempt) {
    let submission = world.submit(citizen, 150.0, "").await;
    let owed = world.obligation(citizen, submission.uid).await;
    let attempt = world.begin(citizen, owed.id, "vietqr").await;
    (submission.uid, owed, attempt)
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

async fn scan(world: &World, payload: &str, scenario: &str) {
    let form = format!("payload={}&scenario={scenario}&seconds=60", encoded(payload));
    let response = world.post_form(&format!("{}/transfer", world.bank), form).await;
    assert_eq!(
        response.status(),
        StatusCode::OK,
        "{}",
        response.text().await.unwrap()
    );
}

async fn tell(world: &World, notice: &TransferNotice, key: &str) -> String {
    let body = serde_json::to_vec(notice).unwrap();
    let response = world
        .http
        .post(format!("{}/payments/transfer-notice", world.portal))
        .header("content-type", "application/json")
        .header("x-bank-signature", sign_body(&body, key))
        .body(body)
        .send()
        .await
        .unwrap();
    let reply: Value = response.json().await.unwrap();
    reply["RspCode"].as_str().unwrap().to_owned()
}

fn notice(world: &World, owed: &Obligation, number: &str, content: &str) -> TransferNotice {
    TransferNotice {
        transaction_no: number.to_owned(),
        account: owed.beneficiary.account.clone(),
        amount: owed.total.0,
        content: content.to_owned(),
        paid_at: world.now(),
    }
}

#[tokio::test]
async fn a_scanned_code_pays_the_fee() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (dossier, owed, attempt) = scanning(&world, &citizen).await;
    assert!(attempt.pay_url.is_none());
    let payload = attempt.qr_payload.clone().unwrap();
    let code = read_vietqr(&payload).unwrap();
    assert_eq!(code.account, owed.beneficiary.account);
    assert_eq!(code.amount, Some(owed.total.0));
    assert_eq!(code.purpose, attempt.reference);

    scan(&world, &payload, "duplicate").await;
    world.notices(2).await;
    let paid = world.obligation(&citizen, dossier).await;
    assert_eq!(paid.state, MoneyState::Paid);
    assert!(paid.receipt.is_some());
    let effects: Vec<_> = world
        .ledger()
        .bank_notices
        .into_iter()
        .map(|n| (n.answered, n.effect))
        .collect();
    assert_eq!(
        effects,
        [
            ("00".into(), "settled".into()),
            ("02".into(), "repeated".to_owned())
        ]
    );
}

#[tokio::test]
async fn the_reference_is_found_in_what_the_payer_typed() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (dossier, owed, attempt) = scanning(&world, &citizen).await;
    let content = format!(
        "Nguyễn Văn An nộp phí {} hs nuoc",
        attempt.reference.to_lowercase()
    );
    let form = format!(
        "account={}&amount={}&content={}",
        owed.beneficiary.account,
        encoded("300.000"),
        encoded(&content)
    );
    let response = world.post_form(&format!("{}/transfer", world.bank), form).await;
    assert_eq!(response.status(), StatusCode::OK);
    world.notices(1).await;
    assert_eq!(world.obligation(&citizen, dossier).await.state, MoneyState::Paid);
}

#[tokio::test]
async fn forged_wrong_unknown_and_surplus_transfers() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (dossier, owed, attempt) = scanning(&world, &citizen).await;
    let key = world.transfer_key();
    let good = notice(&world, &owed, "900001", &attempt.reference);

    assert_eq!(
        tell(&world, &good, &world.hash_secret()).await,
        "97",
        "the other key signs no transfers"
    );
    let short = TransferNotice {
        amount: owed.total.0 - 1,
        transaction_no: "900002".into(),
        ..good.clone()
    };
    assert_eq!(tell(&world, &short, &key).await, "04");
    let elsewhere = TransferNotice {
        account: "123456".into(),
        transaction_no: "900003".into(),
        ..good.clone()
    };
    assert_eq!(tell(&world, &elsewhere, &key).await, "01");
    let unknown = notice(&world, &owed, "900004", "tien an trua");
    assert_eq!(tell(&world, &unknown, &key).await, "01");
    assert_eq!(
        world.obligation(&citizen, dossier).await.state,
        MoneyState::Pending
    );

    assert_eq!(tell(&world, &good, &key).await, "00");
    assert_eq!(tell(&world, &good, &key).await, "02");
    let twice = notice(&world, &owed, "900005", &attempt.reference);
    assert_eq!(
        tell(&world, &twice, &key).await,
        "00",
        "real money: taken down, to be paid back"
    );
    let ledger = world.ledger();
    assert_eq!(ledger.receipts.len(), 1);
    let effects: Vec<_> = ledger.bank_notices.iter().map(|n| n.effect.as_str()).collect();
    assert_eq!(
        effects,
        [
            "forged",
            "mismatch",
            "unmatched",
            "unmatched",
            "settled",
            "repeated",
            "surplus"
        ]
    );
}

#[tokio::test]
async fn a_transfer_after_the_end_waits_for_the_officer() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (dossier, owed, attempt) = scanning(&world, &citizen).await;
    world.pass(Duration::minutes(16));
    assert_eq!(
        world.attempt(&citizen, attempt.uid).await.state,
        AttemptState::Expired
    );
    scan(&world, attempt.qr_payload.as_ref().unwrap(), "normal").await;
    // That it was not paid in time may have been found out at the bank before, and is a notice, too.
    world
        .until("the late transfer", async || {
            world.attempt(&citizen, attempt.uid).await.state == AttemptState::Late
        })
        .await;
    let late = world.obligation(&citizen, dossier).await;
    assert_eq!(late.state, MoneyState::Pending);
    assert_eq!(
        world.try_start(&citizen, owed.id, "vietqr").await.status(),
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn a_damaged_code_is_refused_in_words() {
    let world = World::start().await;
    let form = format!("payload={}", encoded("00020101021238560010A0000007276304FFFF"));
    let response = world.post_form(&format!("{}/transfer", world.bank), form).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(response.text().await.unwrap().contains("Hãy"));
}
