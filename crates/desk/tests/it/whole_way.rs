//! One dossier all the way against the real portal: registering, preparing, submitting, a
//! supplement, paying at the bank simulator, the result.

use crate::common::*;
use crate::portal::*;
use motcua_desk::{error::ErrorCode, prelude::*};
use motcua_domain::{
    content::FieldValue,
    money::MoneyState,
    status::{BusinessStatus, SyncState},
};
use motcua_portal::officer::SupplementMode;
use motcua_portal_api::money::AttemptState;

/// Presses "pay" on the bank's page, as the payer does in a browser.
async fn pay_at_the_bank(bank: &str, pay_url: &str, reference: &str) {
    let http = reqwest::Client::new();
    let page = http.get(pay_url).send().await.unwrap().text().await.unwrap();
    let ticket = page
        .split("name=\"ticket\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let form = format!("txn_ref={reference}&ticket={ticket}&action=pay&scenario=normal&seconds=60");
    let answer = http
        .post(format!("{bank}/paymentv2/decide"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await
        .unwrap();
    assert!(
        answer.status().is_success() || answer.status().is_redirection(),
        "{}",
        answer.status()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_goes_from_registering_to_its_result() {
    let bench = Bench::with_training(InProcess::new(quick(SupplementMode::Always)));
    let desk = bench.open();
    let mut events = desk.subscribe();
    let status = desk.choose_training().await.unwrap();
    assert_eq!(status.mode, Mode::Training);
    assert!(status.portal.unwrap().training);
    let bank = status.training.unwrap().bank_url;

    // register, confirm by the letter, sign in
    let registration = citizen(123);
    let email = registration.details.email.clone();
    let wrong = Registration {
        password: "x".into(),
        accepts_terms: false,
        ..registration.clone()
    };
    let error = desk.register(wrong).await.unwrap_err();
    assert_eq!(
        error.fields.iter().map(|f| f.path.as_str()).collect::<Vec<_>>(),
        ["password", "accepts_terms"]
    );
    desk.register(registration).await.unwrap();
    let refused = desk.sign_in(email.clone(), PASSWORD.into()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotConfirmed);
    let letter = until(&desk, "the letter comes", || async {
        desk.mailbox().await.unwrap().into_iter().next()
    })
    .await;
    assert_eq!(
        letter.subject,
        "Xác nhận đăng ký tài khoản sử dụng cổng dịch vụ công trực tuyến"
    );
    assert_eq!(desk.letter_link(letter.id, 0).await.unwrap(), letter.links[0]);
    desk.confirm_account(letter.links[0].clone()).await.unwrap();
    let wrong = desk
        .sign_in(email.clone(), "Sai-mat-khau@1".into())
        .await
        .unwrap_err();
    assert_eq!(wrong.code, ErrorCode::WrongCredentials);
    let status = desk.sign_in(email.clone(), PASSWORD.into()).await.unwrap();
    assert!(status.session_valid);

    // prepare: filled from the account
    let id = desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    assert_eq!(
        desk.dossier(id).await.unwrap().answers["applicant.email"],
        FieldValue::Text(email)
    );
    let mut changes = person();
    changes.extend(groundwater(150.0));
    changes.extend(at_home());
    desk.set_answers(id, changes).await.unwrap();
    attach(&desk, id, "1.004232-TP01", &bench.pdf("don.pdf", "don")).await;
    let design = attach(&desk, id, "1.004232-TP03", &bench.pdf("gieng.pdf", "gieng")).await;
    let view = desk.dossier(id).await.unwrap();
    assert!(
        view.fees
            .lines
            .iter()
            .any(|line| line.illustrative && line.amount.is_some()),
        "training shows examples"
    );

    // submit: only the compared receipt makes it submitted
    desk.submit(id).await.unwrap();
    let view = until(&desk, "the portal's receipt is compared", || async {
        let view = desk.dossier(id).await.unwrap();
        (view.sync == SyncState::Confirmed).then_some(view)
    })
    .await;
    let proof = view.proof.unwrap();
    assert!(view.submitted_at.is_some());
    assert_eq!(proof.papers.len(), 2);
    assert!(
        proof
            .papers
            .iter()
            .any(|paper| paper.sha256 == design.sha256 && paper.file_name == "gieng.pdf")
    );
    let printed = desk.proof_pdf(id).await.unwrap();
    assert!(printed.bytes.starts_with(b"%PDF") && printed.file_name.contains(&proof.code));

    // the officer asks for a supplement; papers may be changed; the answer goes
    let view = until(&desk, "a supplement is asked for", || async {
        let view = desk.dossier(id).await.unwrap();
        (view.supplement.is_some() && view.editable).then_some(view)
    })
    .await;
    assert_eq!(view.status, Some(BusinessStatus::SupplementRequested));
    desk.replace_paper(id, design.id, bench.pdf("gieng-2.pdf", "gieng sua"))
        .await
        .unwrap();
    desk.answer_supplement(id, "Đã sửa thiết kế giếng".into())
        .await
        .unwrap();
    assert!(
        !desk.dossier(id).await.unwrap().editable,
        "once queued, the answer is frozen"
    );
    assert_eq!(
        desk.answer_supplement(id, String::new()).await.unwrap_err().code,
        ErrorCode::WrongState
    );

    // pay: only the bank's signed notice makes it paid
    until(&desk, "payment is asked for", || async {
        (desk.dossier(id).await.unwrap().status == Some(BusinessStatus::PaymentRequested)).then_some(())
    })
    .await;
    let row = desk.transactions(true).await.unwrap().rows.remove(0);
    assert!(row.illustrative);
    let method = desk
        .transactions(false)
        .await
        .unwrap()
        .methods
        .into_iter()
        .find(|m| m.id.starts_with("vnpay"))
        .unwrap();
    let paying = desk.start_payment(row.id, method.id.clone(), None).await.unwrap();
    let attempt = paying.attempt.unwrap();
    assert_eq!(
        (paying.state, attempt.state),
        (MoneyState::Pending, AttemptState::Pending)
    );
    let again = desk
        .start_payment(row.id, method.id, None)
        .await
        .unwrap()
        .attempt
        .unwrap();
    assert_eq!(
        again.uid, attempt.uid,
        "pressing twice goes on with the same attempt"
    );
    assert_eq!(
        desk.receipt_pdf(row.id).await.unwrap_err().code,
        ErrorCode::WrongState
    );
    pay_at_the_bank(
        &bank,
        &desk.payment_url(attempt.uid).await.unwrap(),
        &attempt.reference,
    )
    .await;
    let paid = until(&desk, "the bank's notice arrives", || async {
        let row = desk.transactions(false).await.unwrap().rows.remove(0);
        (row.state == MoneyState::Paid && row.receipt.is_some()).then_some(row)
    })
    .await;
    assert_eq!(paid.receipt.unwrap().amount, paid.total);
    assert!(desk.receipt_pdf(row.id).await.unwrap().bytes.starts_with(b"%PDF"));
    assert!(
        desk.payment_url(attempt.uid).await.is_err(),
        "nothing is left to pay"
    );

    // the result is on this machine
    let timeline = until(&desk, "the result is here", || async {
        let timeline = desk.timeline(id).await.unwrap();
        (timeline.status == BusinessStatus::Returned
            && timeline.results.iter().any(|result| result.downloaded))
        .then_some(timeline)
    })
    .await;
    let result = desk.result_bytes(id, timeline.results[0].id).await.unwrap();
    assert!(result.bytes.starts_with(b"%PDF"));
    assert_eq!(result.bytes.len() as u64, timeline.results[0].size);
    let statuses: Vec<BusinessStatus> = timeline.events.iter().map(|event| event.status).collect();
    for status in [
        BusinessStatus::Registered,
        BusinessStatus::Received,
        BusinessStatus::Finished,
    ] {
        assert!(statuses.contains(&status), "{status:?} in {statuses:?}");
    }

    // a stranger with code and key sees progress and no name
    let seen = desk
        .lookup(proof.code.clone(), proof.lookup_key.clone())
        .await
        .unwrap();
    assert_eq!(seen.code, proof.code);
    assert!(!seen.applicant_name.contains("Văn An"), "{}", seen.applicant_name);
    assert_eq!(
        desk.lookup(proof.code.clone(), "XXXX".into())
            .await
            .unwrap_err()
            .code,
        ErrorCode::NotFound
    );

    // the desktop was told, with nothing personal but the code
    let mut titles = Vec::new();
    let mut told = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let DeskEvent::Notice { title, body, .. } = &event {
            assert!(!body.contains("Nguyễn"), "{body}");
            titles.push(title.clone());
        }
        told.push(event);
    }
    assert!(
        told.contains(&DeskEvent::Mailbox),
        "the window is told of letters"
    );
    for title in ["Đã nộp hồ sơ", "Yêu cầu bổ sung giấy tờ", "Đã thanh toán"] {
        assert!(titles.iter().any(|told| told == title), "{title} in {titles:?}");
    }
    desk.close().await;
}
