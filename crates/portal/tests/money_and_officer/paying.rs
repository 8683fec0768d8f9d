//! The way of a payment, from the fee to the receipt.

use chrono::Duration;
use motcua_domain::money::{MoneyState, Vnd};
use motcua_portal_api::money::{Attempt, AttemptState};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use uuid::Uuid;

use crate::world::{World, read};

#[tokio::test]
async fn a_fee_is_paid_through_the_banks_page_and_only_its_notice_counts() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let submission = world.submit(&citizen, 150.0, "").await;
    let owed = world.obligation(&citizen, submission.uid).await;
    assert_eq!(owed.state, MoneyState::Due);
    assert_eq!(owed.total, Vnd(300_000), "the tier below 200 m³ a day");
    assert!(owed.illustrative, "an amount that nobody decreed is marked");
    assert_eq!(
        submission.obligations,
        vec![owed.clone()],
        "the submission already says what follows"
    );
    assert_eq!(
        world.dossier(&citizen, submission.uid).await.summary.money,
        MoneyState::Due
    );

    let attempt = world.begin(&citizen, owed.id, "vnpay:NCB").await;
    assert_eq!(attempt.amount, owed.total);
    assert_eq!(attempt.state, AttemptState::Pending);
    assert_eq!(
        world.dossier(&citizen, submission.uid).await.summary.money,
        MoneyState::Pending
    );
    let (status, page) = world.bank_page(&attempt).await;
    assert_eq!(status, StatusCode::OK);
    for words in [
        "Ngân hàng mô phỏng – tập huấn",
        "300.000\u{a0}₫",
        "Thanh toán",
        "Không đủ tiền",
        "Hủy",
    ] {
        assert!(page.contains(words), "{words} is missing in {page}");
    }

    let response = world.press(&attempt, "pay", "delay").await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let back = response.headers()["location"].to_str().unwrap().to_owned();
    assert!(
        back.starts_with(&format!("{}/payments/vnpay/return?", world.portal)),
        "{back}"
    );
    let shown = world.http.get(&back).send().await.unwrap().text().await.unwrap();
    assert!(shown.contains("Đang chờ thông báo của ngân hàng"), "{shown}");
    assert_eq!(
        world.obligation(&citizen, submission.uid).await.state,
        MoneyState::Pending,
        "the browser's return proves nothing"
    );

    world.pass(Duration::seconds(61));
    world.notices(1).await;
    let paid = world.obligation(&citizen, submission.uid).await;
    assert_eq!(paid.state, MoneyState::Paid);
    assert_eq!(paid.attempts[0].state, AttemptState::Paid);
    let receipt = paid.receipt.expect("a receipt");
    assert_eq!(receipt.amount, Vnd(300_000));
    assert_eq!(receipt.number, "TH22-0000001");
    assert_eq!(receipt.payer_name, "Nguyễn Văn An");
    let shown = world.http.get(&back).send().await.unwrap().text().await.unwrap();
    assert!(shown.contains("Đã thanh toán"), "{shown}");

    let response = world
        .send(
            Some(&citizen),
            Method::GET,
            &format!("/v1/receipts/{}", receipt.id),
            None::<&Value>,
        )
        .await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "application/pdf");
    assert!(response.bytes().await.unwrap().starts_with(b"%PDF-"));

    let dossier = world.dossier(&citizen, submission.uid).await;
    assert_eq!(dossier.summary.money, MoneyState::Paid);
    assert!(
        dossier.events.last().unwrap().text.contains("TH22-0000001"),
        "the payment is an event"
    );
    let again = world.try_start(&citizen, owed.id, "vietqr").await;
    let problem: Value = read(again, StatusCode::CONFLICT, "paying twice").await;
    assert_eq!(problem["code"], "payment_blocked");
}

#[tokio::test]
async fn the_tier_follows_the_flow_and_the_change_feed_tells_of_money() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let submission = world.submit(&citizen, 250.0, "").await;
    assert_eq!(submission.obligations[0].total, Vnd(800_000));
    let feed: Value = world.get(&citizen, "/v1/changes").await;
    let cursor = feed["next_cursor"].as_str().unwrap().to_owned();
    let attempt = world
        .begin(&citizen, submission.obligations[0].id, "vnpay:VNPAYEWALLET")
        .await;
    world.press(&attempt, "pay", "normal").await;
    world.notices(1).await;
    let feed: Value = world.get(&citizen, &format!("/v1/changes?cursor={cursor}")).await;
    assert_eq!(feed["changes"][0]["id"], submission.uid.to_string(), "{feed}");
}

#[tokio::test]
async fn an_attempt_without_an_outcome_blocks_a_second_and_an_ended_one_does_not() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (submission, owed, first) = world.paying(&citizen).await;
    let problem: Value = read(
        world.try_start(&citizen, owed.id, "vietqr").await,
        StatusCode::CONFLICT,
        "a second attempt",
    )
    .await;
    assert_eq!(problem["code"], "payment_blocked");

    world.press(&first, "insufficient", "normal").await;
    world.notices(1).await;
    let failed = world.attempt(&citizen, first.uid).await;
    assert_eq!(failed.state, AttemptState::Failed);
    assert!(failed.message.unwrap().contains("không đủ số dư"));
    assert_eq!(
        world.obligation(&citizen, submission.uid).await.state,
        MoneyState::Failed
    );

    let second = world.begin(&citizen, owed.id, "vnpay:BIDV").await;
    assert_ne!(
        second.reference, first.reference,
        "each attempt has its own reference"
    );
    world.press(&second, "cancel", "normal").await;
    world.notices(2).await;
    assert_eq!(
        world.attempt(&citizen, second.uid).await.state,
        AttemptState::Cancelled
    );

    let third = world.begin(&citizen, owed.id, "vnpay:BIDV").await;
    world.press(&third, "pay", "normal").await;
    world.notices(3).await;
    let paid = world.obligation(&citizen, submission.uid).await;
    assert_eq!(paid.state, MoneyState::Paid);
    let states: Vec<_> = paid.attempts.iter().map(|a| a.state).collect();
    assert_eq!(
        states,
        [AttemptState::Failed, AttemptState::Cancelled, AttemptState::Paid]
    );
}

#[tokio::test]
async fn the_same_attempt_asked_for_twice_is_one_and_a_strangers_is_not_there() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let stranger = world.citizen(2).await;
    let (_, owed, attempt) = world.paying(&citizen).await;
    // Another key, as after a lost answer that was not looked up.
    let body = serde_json::json!({ "uid": attempt.uid, "method": "vnpay:NCB", "payer_name": null });
    let path = format!("/v1/obligations/{}/attempts", owed.id);
    let response = world.send(Some(&citizen), Method::POST, &path, Some(&body)).await;
    assert_eq!(
        read::<Attempt>(response, StatusCode::CREATED, "again").await,
        attempt
    );

    let theirs = world.try_start(&stranger, owed.id, "vietqr").await;
    assert_eq!(theirs.status(), StatusCode::NOT_FOUND);
    let path = format!("/v1/attempts/{}", attempt.uid);
    for method in [Method::GET, Method::DELETE] {
        let response = world.send(Some(&stranger), method, &path, None::<&Value>).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
    }
    let page: Value = world.get(&stranger, "/v1/obligations").await;
    assert_eq!(page["obligations"], serde_json::json!([]));
    let unknown = world.try_start(&citizen, owed.id, "vnpay:NOBANK").await;
    assert_eq!(unknown.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn two_attempts_at_the_same_moment_are_one() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let submission = world.submit(&citizen, 150.0, "").await;
    let owed = world.obligation(&citizen, submission.uid).await;
    let tries = (0..8).map(|_| world.try_start(&citizen, owed.id, "vietqr"));
    let answers = futures_util::future::join_all(tries).await;
    let started = answers
        .iter()
        .filter(|answer| answer.status() == StatusCode::CREATED)
        .count();
    assert_eq!(started, 1);
    assert_eq!(world.ledger().attempts.len(), 1);
}

#[tokio::test]
async fn what_lapsed_can_be_tried_again() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (submission, owed, first) = world.paying(&citizen).await;
    world.pass(Duration::minutes(16));
    // No look at the first one needed: its end is found out when the second is asked for.
    let second = world.begin(&citizen, owed.id, "vnpay:NCB").await;
    assert_eq!(
        world.attempt(&citizen, first.uid).await.state,
        AttemptState::Expired
    );
    let (status, page) = world.bank_page(&first).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("Quá thời gian thanh toán"),
        "the bank takes nothing after the end: {page}"
    );
    world.press(&second, "pay", "normal").await;
    world.notices(2).await;
    assert_eq!(
        world.obligation(&citizen, submission.uid).await.state,
        MoneyState::Paid
    );
}

#[tokio::test]
async fn giving_up_asks_the_bank_first() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    // Never opened: the bank knows nothing of it.
    let (_, owed, first) = world.paying(&citizen).await;
    let gone: Attempt = read(
        world.give_up(&citizen, first.uid).await,
        StatusCode::OK,
        "giving up",
    )
    .await;
    assert_eq!(gone.state, AttemptState::Cancelled);
    // Again: the same answer.
    let gone: Attempt = read(
        world.give_up(&citizen, first.uid).await,
        StatusCode::OK,
        "giving up twice",
    )
    .await;
    assert_eq!(gone.state, AttemptState::Cancelled);

    // Paid at the bank a moment ago, and the notice is not here yet.
    let second = world.begin(&citizen, owed.id, "vnpay:NCB").await;
    world.press(&second, "pay", "silent").await;
    let kept: Attempt = read(
        world.give_up(&citizen, second.uid).await,
        StatusCode::OK,
        "too late",
    )
    .await;
    assert_eq!(
        kept.state,
        AttemptState::Paid,
        "what the bank has taken stays paid"
    );
    assert_eq!(world.ledger().receipts.len(), 1);
}

#[tokio::test]
async fn nothing_is_given_up_while_the_bank_cannot_be_asked() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (submission, owed, attempt) = world.paying(&citizen).await;
    world.cut_bank().await;
    let refused = world.give_up(&citizen, attempt.uid).await;
    assert!(refused.headers().contains_key("retry-after"));
    let problem: Value = read(refused, StatusCode::SERVICE_UNAVAILABLE, "giving up").await;
    assert_eq!(problem["retryable"], true);
    assert_eq!(
        world.obligation(&citizen, submission.uid).await.state,
        MoneyState::Pending
    );

    // Past its end it stays unknown as long as the bank may still say "paid" …
    world.pass(Duration::minutes(20));
    assert_eq!(
        world.attempt(&citizen, attempt.uid).await.state,
        AttemptState::Pending
    );
    assert_eq!(
        world.try_start(&citizen, owed.id, "vietqr").await.status(),
        StatusCode::CONFLICT
    );
    // … but not for ever.
    world.pass(Duration::minutes(60));
    assert_eq!(
        world.attempt(&citizen, attempt.uid).await.state,
        AttemptState::Expired
    );
}

#[tokio::test]
async fn a_withdrawn_dossier_owes_nothing() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let submission = world.submit(&citizen, 150.0, "").await;
    let owed = world.obligation(&citizen, submission.uid).await;
    let body = serde_json::json!({ "reason": "Đổi địa điểm khoan" });
    let path = format!("/v1/dossiers/{}/withdrawal", submission.uid);
    let response = world.send(Some(&citizen), Method::POST, &path, Some(&body)).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(
        world.obligation(&citizen, submission.uid).await.state,
        MoneyState::None
    );
    let blocked = world.try_start(&citizen, owed.id, "vietqr").await;
    assert_eq!(blocked.status(), StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_payer_may_be_somebody_else() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let submission = world.submit(&citizen, 150.0, "").await;
    let owed = world.obligation(&citizen, submission.uid).await;
    let body =
        serde_json::json!({ "uid": Uuid::new_v4(), "method": "vnpay:NCB", "payer_name": " Trần Thị Bình " });
    let path = format!("/v1/obligations/{}/attempts", owed.id);
    let response = world.send(Some(&citizen), Method::POST, &path, Some(&body)).await;
    let attempt: Attempt = read(response, StatusCode::CREATED, "starting").await;
    world.press(&attempt, "pay", "normal").await;
    world.notices(1).await;
    let paid = world.obligation(&citizen, submission.uid).await;
    assert_eq!(paid.receipt.unwrap().payer_name, "Trần Thị Bình");
}
