//! What banks, lines and strangers do to notices: late, twice, out of order, forged, wrong, lost.

use chrono::Duration;
use motcua_domain::money::MoneyState;
use motcua_portal::{ledger::BankNotice, money::rows};
use motcua_portal_api::money::AttemptState;
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::world::{World, read};

fn told(notices: &[BankNotice]) -> Vec<(&str, &str)> {
    notices
        .iter()
        .map(|notice| (notice.answered.as_str(), notice.effect.as_str()))
        .collect()
}

#[tokio::test]
async fn a_repeated_notice_changes_nothing() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (submission, _, attempt) = world.paying(&citizen).await;
    world.press(&attempt, "pay", "duplicate").await;
    world.notices(2).await;
    let before = world.dossier(&citizen, submission.uid).await;
    let ledger = world.ledger();
    assert_eq!(
        told(&ledger.bank_notices),
        [("00", "settled"), ("02", "repeated")]
    );
    assert_eq!(ledger.receipts.len(), 1);

    let notice = world.notice(&attempt, "00");
    assert_eq!(world.ipn(&notice, &world.hash_secret()).await, "02");
    let refusal = world.notice(&attempt, "24");
    assert_eq!(
        world.ipn(&refusal, &world.hash_secret()).await,
        "02",
        "a later refusal takes nothing back"
    );
    assert_eq!(world.dossier(&citizen, submission.uid).await, before);
}

#[tokio::test]
async fn one_receipt_however_many_notices_arrive_at_once() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (_, _, attempt) = world.paying(&citizen).await;
    let notice = world.notice(&attempt, "00");
    let secret = world.hash_secret();
    let answers = futures_util::future::join_all((0..24).map(|_| world.ipn(&notice, &secret))).await;
    assert_eq!(answers.iter().filter(|code| *code == "00").count(), 1);
    assert_eq!(answers.iter().filter(|code| *code == "02").count(), 23);
    let ledger = world.ledger();
    assert_eq!(ledger.receipts.len(), 1);
    assert_eq!(ledger.attempts[0].state, "paid");
}

#[tokio::test]
async fn a_lost_notice_is_told_again_and_a_silent_bank_is_asked() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (first, _, attempt) = world.paying(&citizen).await;
    world.press(&attempt, "pay", "drop_first").await;
    assert_eq!(
        world.obligation(&citizen, first.uid).await.state,
        MoneyState::Pending
    );
    world.pass(Duration::seconds(31));
    world.notices(1).await;
    assert_eq!(
        world.obligation(&citizen, first.uid).await.state,
        MoneyState::Paid
    );

    let (second, _, attempt) = world.paying(&citizen).await;
    world.press(&attempt, "pay", "silent").await;
    assert_eq!(
        world.attempt(&citizen, attempt.uid).await.state,
        AttemptState::Pending,
        "no doubt yet"
    );
    world.pass(Duration::seconds(31));
    assert_eq!(
        world.attempt(&citizen, attempt.uid).await.state,
        AttemptState::Paid
    );
    assert_eq!(
        world.obligation(&citizen, second.uid).await.state,
        MoneyState::Paid
    );
    assert_eq!(world.ledger().bank_notices.last().unwrap().kind, "query");
}

#[tokio::test]
async fn nobody_has_to_look_for_a_silent_payment_to_be_found() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (submission, _, attempt) = world.paying(&citizen).await;
    world.press(&attempt, "pay", "silent").await;
    tokio::spawn(motcua_portal::money::ask::watch(
        world.app.clone(),
        world.stop.clone(),
    ));
    world.pass(Duration::seconds(31));
    world
        .until("the round finds it", async || {
            world.obligation(&citizen, submission.uid).await.state == MoneyState::Paid
        })
        .await;
}

#[tokio::test]
async fn a_clock_that_was_put_back_does_not_keep_a_silent_bank_from_being_asked() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (submission, _, attempt) = world.paying(&citizen).await;
    world.press(&attempt, "pay", "silent").await;
    world.pass(Duration::hours(-3));
    motcua_portal::money::ask::round(&world.app).await.unwrap();
    let paid = world.obligation(&citizen, submission.uid).await;
    assert_eq!(paid.state, MoneyState::Paid);
}

#[tokio::test]
async fn money_that_a_silent_bank_took_after_the_payer_gave_up_is_found() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (submission, _, attempt) = world.paying(&citizen).await;
    // The bank's page is still open in the browser, and has not heard of it.
    assert_eq!(
        world.give_up(&citizen, attempt.uid).await.status(),
        StatusCode::OK
    );
    world.press(&attempt, "pay", "silent").await;
    let round = || motcua_portal::money::ask::round(&world.app);
    let state = async || world.attempt(&citizen, attempt.uid).await.state;
    round().await.unwrap();
    assert_eq!(state().await, AttemptState::Cancelled, "asked a moment ago");

    world.pass(Duration::seconds(31));
    round().await.unwrap();
    assert_eq!(state().await, AttemptState::Late);
    assert_eq!(
        world.obligation(&citizen, submission.uid).await.state,
        MoneyState::Pending,
        "nobody pays again before an officer has looked"
    );
    let notices = world.ledger().bank_notices;
    assert_eq!(told(&notices), [("00", "late")]);
    assert_eq!(notices[0].kind, "query");
}

#[tokio::test]
async fn an_attempt_that_stays_unpaid_is_asked_about_less_and_less_and_then_no_more() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (_, _, attempt) = world.paying(&citizen).await;
    world.give_up(&citizen, attempt.uid).await;
    let asked_at = async || {
        let uid = attempt.uid;
        let row = world.app.db.read(move |db| rows::attempt(db, uid)).await;
        row.unwrap().unwrap().asked_at
    };
    let mut asked = Vec::new();
    let gave_up = world.now();
    while world.now() - gave_up < Duration::days(9) {
        // Steps that are small beside what has passed.
        let step = ((world.now() - gave_up) / 8).max(Duration::seconds(10));
        world.pass(step);
        motcua_portal::money::ask::round(&world.app).await.unwrap();
        let now = asked_at().await.unwrap();
        if asked.last() != Some(&now) {
            asked.push(now);
        }
    }
    assert!((8..20).contains(&asked.len()), "{asked:?}");
    let waits: Vec<_> = asked.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(waits.is_sorted(), "{waits:?}");
    assert!(
        world.now() - asked[asked.len() - 1] > Duration::days(2),
        "{asked:?}"
    );
}

#[tokio::test]
async fn notices_out_of_order_leave_a_paid_fee_paid() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (submission, _, attempt) = world.paying(&citizen).await;
    world.press(&attempt, "pay", "reorder").await;
    world.notices(2).await;
    assert_eq!(
        told(&world.ledger().bank_notices),
        [("00", "settled"), ("02", "repeated")]
    );
    assert_eq!(
        world.obligation(&citizen, submission.uid).await.state,
        MoneyState::Paid
    );
}

#[tokio::test]
async fn money_after_a_refusal_is_kept_for_reconciliation() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (submission, owed, attempt) = world.paying(&citizen).await;
    let secret = world.hash_secret();
    assert_eq!(world.ipn(&world.notice(&attempt, "51"), &secret).await, "00");
    assert_eq!(world.ipn(&world.notice(&attempt, "00"), &secret).await, "00");
    let now = world.obligation(&citizen, submission.uid).await;
    assert_eq!(now.attempts[0].state, AttemptState::Late);
    assert_eq!(
        now.state,
        MoneyState::Pending,
        "until an officer has looked nobody pays again"
    );
    assert!(now.receipt.is_none());
    assert_eq!(
        world.try_start(&citizen, owed.id, "vietqr").await.status(),
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn a_forged_notice_changes_nothing() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (submission, _, attempt) = world.paying(&citizen).await;
    let before = world.dossier(&citizen, submission.uid).await;
    let response = world.press(&attempt, "pay", "forged").await;
    let back = response.headers()["location"].to_str().unwrap().to_owned();
    world.notices(1).await;
    assert_eq!(told(&world.ledger().bank_notices), [("97", "forged")]);
    let shown = world.http.get(back).send().await.unwrap().text().await.unwrap();
    assert!(
        shown.contains("Không đọc được kết quả"),
        "a forged return shows nothing: {shown}"
    );

    let notice = world.notice(&attempt, "00");
    let secret = world.hash_secret();
    assert_eq!(world.ipn(&notice, "").await, "97");
    assert_eq!(world.ipn(&notice, &secret.to_uppercase()).await, "97");
    // A right signature over something else.
    let other = world.notice(&attempt, "24");
    let url = motcua_domain::payment::vnpay::signed_url("", &other, &secret)
        .replace("ResponseCode=24", "ResponseCode=00");
    let url = format!("{}/payments/vnpay/ipn{url}", world.portal);
    let reply: Value = world.http.get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(reply["RspCode"], "97");
    let reply: Value = world
        .http
        .get(format!("{}/payments/vnpay/ipn", world.portal))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(reply["RspCode"], "97");
    assert_eq!(world.dossier(&citizen, submission.uid).await, before);
}

#[tokio::test]
async fn order_and_amount_are_checked_before_anything_is_set() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (submission, _, attempt) = world.paying(&citizen).await;
    let secret = world.hash_secret();
    let change = |name: &str, value: &str| {
        let mut notice = world.notice(&attempt, "00");
        notice.insert(name.to_owned(), value.to_owned());
        notice
    };
    assert_eq!(
        world
            .ipn(&change("vnp_TxnRef", "MC220401ZZZZZZZZZZ"), &secret)
            .await,
        "01"
    );
    assert_eq!(world.ipn(&change("vnp_TmnCode", "OTHERONE"), &secret).await, "01");
    assert_eq!(world.ipn(&change("vnp_Amount", "29999900"), &secret).await, "04");
    assert_eq!(
        world.ipn(&change("vnp_Amount", "300000"), &secret).await,
        "04",
        "đồng times a hundred"
    );
    assert_eq!(
        world.ipn(&change("vnp_Amount", "30000000.0"), &secret).await,
        "04"
    );
    assert_eq!(
        world.obligation(&citizen, submission.uid).await.state,
        MoneyState::Pending
    );
    // Both codes must say that it worked.
    assert_eq!(
        world.ipn(&change("vnp_TransactionStatus", "02"), &secret).await,
        "00"
    );
    assert_eq!(
        world.attempt(&citizen, attempt.uid).await.state,
        AttemptState::Failed
    );
}

#[tokio::test]
async fn a_notice_with_a_wrong_amount_is_cleared_up_by_asking() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (submission, _, attempt) = world.paying(&citizen).await;
    world.press(&attempt, "pay", "wrong_amount").await;
    world.notices(1).await;
    assert_eq!(told(&world.ledger().bank_notices), [("04", "mismatch")]);
    assert_eq!(
        world.obligation(&citizen, submission.uid).await.state,
        MoneyState::Pending
    );
    world.pass(Duration::seconds(31));
    assert_eq!(
        world.attempt(&citizen, attempt.uid).await.state,
        AttemptState::Paid
    );
}

#[tokio::test]
async fn a_notice_after_the_end_is_late_and_stays_so() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (submission, owed, first) = world.paying(&citizen).await;
    world.pass(Duration::minutes(16));
    assert_eq!(
        world.attempt(&citizen, first.uid).await.state,
        AttemptState::Expired
    );
    let secret = world.hash_secret();
    let notice = world.notice(&first, "00");

    // Another attempt pays meanwhile; then the first one's money arrives too.
    let second = world.begin(&citizen, owed.id, "vnpay:NCB").await;
    world.press(&second, "pay", "normal").await;
    world.notices(2).await;
    assert_eq!(world.ipn(&notice, &secret).await, "00", "it was taken down");
    assert_eq!(world.ipn(&notice, &secret).await, "02", "and once is enough");
    let paid = world.obligation(&citizen, submission.uid).await;
    assert_eq!(paid.state, MoneyState::Paid);
    let states: Vec<_> = paid.attempts.iter().map(|a| a.state).collect();
    assert_eq!(states, [AttemptState::Late, AttemptState::Paid]);
    assert_eq!(world.ledger().receipts.len(), 1, "one fee, one receipt");
}

#[tokio::test]
async fn given_up_here_and_paid_at_the_bank_is_late() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (submission, _, attempt) = world.paying(&citizen).await;
    let (_, page) = world.bank_page(&attempt).await;
    let response = world
        .send(
            Some(&citizen),
            Method::DELETE,
            &format!("/v1/attempts/{}", attempt.uid),
            None::<&Value>,
        )
        .await;
    let gone: Value = read(response, StatusCode::OK, "giving up").await;
    assert_eq!(gone["state"], "cancelled");
    // The bank's page was still open in the browser.
    let form = format!(
        "txn_ref={}&ticket={}&action=pay",
        attempt.reference,
        crate::world::value_of(&page, "ticket")
    );
    world
        .post_form(&format!("{}/paymentv2/decide", world.bank), form)
        .await;
    world.notices(1).await;
    let now = world.obligation(&citizen, submission.uid).await;
    assert_eq!(now.attempts[0].state, AttemptState::Late);
    assert!(now.receipt.is_none());
}

#[tokio::test]
async fn only_the_banks_own_page_decides_and_only_once() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (_, _, attempt) = world.paying(&citizen).await;
    let (_, page) = world.bank_page(&attempt).await;
    let ticket = crate::world::value_of(&page, "ticket");
    let decide = format!("{}/paymentv2/decide", world.bank);
    let foreign = world
        .post_form(
            &decide,
            format!("txn_ref={}&ticket=guess&action=pay", attempt.reference),
        )
        .await;
    assert_eq!(foreign.status(), StatusCode::BAD_REQUEST);
    let changed = attempt
        .pay_url
        .clone()
        .unwrap()
        .replace("vnp_Amount=30000000", "vnp_Amount=100");
    assert_eq!(
        world.http.get(changed).send().await.unwrap().status(),
        StatusCode::BAD_REQUEST
    );

    for action in ["pay", "cancel", "pay"] {
        let form = format!("txn_ref={}&ticket={ticket}&action={action}", attempt.reference);
        let response = world.post_form(&decide, form).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert!(
            response.headers()["location"]
                .to_str()
                .unwrap()
                .contains("vnp_ResponseCode=00")
        );
    }
    world.notices(1).await;
    assert_eq!(world.ledger().bank_notices.len(), 1);
}
