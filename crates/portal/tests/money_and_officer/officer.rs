//! The officer's pages, used as a browser without scripts uses them.

use chrono::{Duration, NaiveDate};
use motcua_domain::{money::MoneyState, status::BusinessStatus};
use motcua_portal::officer;
use motcua_portal_api::{
    dossier::{AnswerSupplement, Submission},
    money::AttemptState,
};
use reqwest::{Method, Response, StatusCode};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::world::{World, pdf, read, training, value_of};

struct Officer<'a> {
    world: &'a World,
    cookie: String,
}

impl<'a> Officer<'a> {
    /// Comes in through the door of training: this machine, no password.
    async fn come_in(world: &'a World) -> Self {
        let response = world
            .post_form(&format!("{}/officer/login", world.portal), "training=1".into())
            .await;
        Self {
            world,
            cookie: cookie(&response).expect("a session"),
        }
    }

    async fn open(&self, path: &str) -> Response {
        let url = format!("{}{path}", self.world.portal);
        self.world
            .http
            .get(url)
            .header("cookie", &self.cookie)
            .send()
            .await
            .unwrap()
    }

    async fn page(&self, path: &str) -> String {
        let response = self.open(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.text().await.unwrap()
    }

    async fn post(&self, path: &str, form: String) -> Response {
        self.world
            .http
            .post(format!("{}{path}", self.world.portal))
            .header("cookie", &self.cookie)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await
            .unwrap()
    }

    async fn csrf(&self) -> String {
        value_of(&self.page("/officer").await, "csrf")
    }

    /// Sends one of the forms of a dossier's page.
    async fn act(&self, dossier: &Submission, action: &str, fields: &str) -> Response {
        let path = format!("/officer/dossiers/{}/{action}", dossier.uid);
        self.post(&path, format!("csrf={}{fields}", self.csrf().await))
            .await
    }

    async fn must(&self, dossier: &Submission, action: &str, fields: &str) {
        let response = self.act(dossier, action, fields).await;
        assert_eq!(
            response.status(),
            StatusCode::SEE_OTHER,
            "{action}: {}",
            response.text().await.unwrap()
        );
    }

    async fn hand_in(&self, dossier: &Submission, name: &str, bytes: &[u8]) -> Response {
        let mut body = Vec::new();
        let head = format!(
            "--edge\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n--edge\r\ncontent-disposition: form-data; name=\"result\"; filename=\"{name}\"\r\ncontent-type: application/pdf\r\n\r\n",
            self.csrf().await
        );
        body.extend(head.into_bytes());
        body.extend(bytes);
        body.extend(b"\r\n--edge--\r\n");
        self.world
            .http
            .post(format!(
                "{}/officer/dossiers/{}/finish",
                self.world.portal, dossier.uid
            ))
            .header("cookie", &self.cookie)
            .header("content-type", "multipart/form-data; boundary=edge")
            .body(body)
            .send()
            .await
            .unwrap()
    }
}

fn cookie(response: &Response) -> Option<String> {
    let set = response.headers().get("set-cookie")?.to_str().unwrap();
    assert!(
        set.contains("HttpOnly") && set.contains("SameSite=Strict") && set.contains("Path=/officer"),
        "{set}"
    );
    Some(set.split(';').next().unwrap().to_owned())
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_dossier_from_acceptance_to_its_result() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let submission = world.submit(&citizen, 150.0, "").await;
    let officer = Officer::come_in(&world).await;
    let list = officer.page("/officer").await;
    assert!(
        list.contains(&submission.code) && list.contains("Mới đăng ký"),
        "{list}"
    );
    let page = officer
        .page(&format!("/officer/dossiers/{}", submission.uid))
        .await;
    for words in [
        "Nguyễn Văn An",
        "Khe nứt bazan",
        "150 m³/ngày đêm",
        "45 ngày làm việc",
        "mức minh họa",
        "Cấp nước sinh hoạt",
    ] {
        assert!(page.contains(words), "{words} is missing in {page}");
    }

    // The officer reads exactly the bytes that were handed in.
    let paper = &submission.manifest[0];
    let file = officer
        .open(&format!(
            "/officer/dossiers/{}/papers/{}",
            submission.uid, paper.paper
        ))
        .await;
    assert_eq!(file.headers()["x-content-type-options"], "nosniff");
    assert!(
        file.headers()["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    assert_eq!(
        hex::encode(Sha256::digest(file.bytes().await.unwrap())),
        paper.sha256
    );

    world.pass(Duration::minutes(5));
    officer.must(&submission, "receive", "").await;
    let received = world.dossier(&citizen, submission.uid).await;
    assert_eq!(received.summary.status, Some(BusinessStatus::Received));
    assert_eq!(received.summary.received_at, Some(world.now()));
    // 45 working days after Friday 1 April 2022, without 11 April, 2 and 3 May.
    assert_eq!(received.summary.due_on, Some(day("2022-06-08")));

    officer.must(&submission, "process", "").await;
    let early = officer.hand_in(&submission, "kq.pdf", b"no PDF at all").await;
    assert_eq!(early.status(), StatusCode::BAD_REQUEST);
    let licence = pdf("giấy phép");
    let response = officer
        .hand_in(&submission, "..\\Giấy phép số 12.pdf", &licence)
        .await;
    assert_eq!(
        response.status(),
        StatusCode::SEE_OTHER,
        "{}",
        response.text().await.unwrap()
    );
    officer.must(&submission, "return", "").await;

    let done = world.dossier(&citizen, submission.uid).await;
    assert_eq!(done.summary.status, Some(BusinessStatus::Returned));
    assert_eq!(done.results[0].file_name, "Giấy phép số 12.pdf");
    let path = format!("/v1/dossiers/{}/results/{}", submission.uid, done.results[0].id);
    let file = world
        .send(Some(&citizen), Method::GET, &path, None::<&Value>)
        .await;
    assert_eq!(file.bytes().await.unwrap(), licence);
    let statuses: Vec<_> = done.events.iter().map(|event| event.status).collect();
    assert_eq!(
        statuses.iter().map(|s| s.code()).collect::<Vec<_>>(),
        [1, 2, 4, 9, 10]
    );
}

#[tokio::test]
async fn a_supplement_is_asked_for_item_by_item_and_moves_the_due_date() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let submission = world.submit(&citizen, 150.0, "").await;
    let officer = Officer::come_in(&world).await;
    officer.must(&submission, "receive", "").await;
    officer.must(&submission, "process", "").await;

    let empty = officer
        .act(&submission, "supplement", "&component:1.004232-TP01=++")
        .await;
    assert_eq!(
        empty.status(),
        StatusCode::BAD_REQUEST,
        "a request without a reason"
    );
    let fields = "&component%3A1.004232-TP03=Trang+2+m%E1%BB%9D&component%3A1.004232-TP02=&component%3A=Ghi+r%C3%B5+h%C6%A1n&until=2022-04-15";
    officer.must(&submission, "supplement", fields).await;
    let asked = world.dossier(&citizen, submission.uid).await;
    assert_eq!(asked.summary.status, Some(BusinessStatus::SupplementRequested));
    assert_eq!(asked.supplements[0].until, Some(day("2022-04-15")));
    let items: Vec<_> = asked.supplements[0]
        .items
        .iter()
        .map(|i| (i.component.as_deref(), i.reason.as_str()))
        .collect();
    assert_eq!(
        items,
        [(Some("1.004232-TP03"), "Trang 2 mờ"), (None, "Ghi rõ hơn")]
    );

    // Answered a week later, on Friday 8 April: five working days stood still.
    world.pass(Duration::days(7));
    let mut content = asked.content.clone();
    let better = pdf("trang 2 rõ");
    let paper = content
        .papers
        .iter_mut()
        .find(|paper| paper.component.ends_with("TP03"))
        .unwrap();
    paper.sha256 = world.upload(&citizen, &better).await;
    paper.size = better.len() as u64;
    let answer = AnswerSupplement {
        answer_uid: Uuid::new_v4(),
        content,
        note: "Đã quét lại".into(),
    };
    let path = format!(
        "/v1/dossiers/{}/supplements/{}/answer",
        submission.uid, asked.supplements[0].id
    );
    let response = world
        .send(Some(&citizen), Method::POST, &path, Some(&answer))
        .await;
    read::<Submission>(response, StatusCode::CREATED, "answering").await;
    let on = world.dossier(&citizen, submission.uid).await;
    assert_eq!(on.summary.status, Some(BusinessStatus::Processing));
    assert_eq!(
        on.summary.due_on,
        Some(day("2022-06-15")),
        "the due date moves by what stood still"
    );

    // A second request counts as late by the national rule: it is not sent by accident.
    let page = officer
        .page(&format!("/officer/dossiers/{}", submission.uid))
        .await;
    assert!(
        page.contains("Yêu cầu từ lần thứ hai bị tính là trễ hạn"),
        "{page}"
    );
    let again = "&component%3A1.004232-TP01=Thi%E1%BA%BFu+ch%E1%BB%AF+k%C3%BD";
    let refused = officer.act(&submission, "supplement", again).await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    officer
        .must(&submission, "supplement", &format!("{again}&again=1"))
        .await;
    assert_eq!(world.dossier(&citizen, submission.uid).await.supplements.len(), 2);
}

#[tokio::test]
async fn waiting_for_the_payment_ends_when_the_bank_says_paid() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let submission = world.submit(&citizen, 150.0, "").await;
    let officer = Officer::come_in(&world).await;
    officer.must(&submission, "receive", "").await;
    officer.must(&submission, "process", "").await;
    officer
        .must(&submission, "payment", "&reason=N%E1%BB%99p+ph%C3%AD")
        .await;
    let asked = world.dossier(&citizen, submission.uid).await;
    assert_eq!(asked.summary.status, Some(BusinessStatus::PaymentRequested));

    world.pass(Duration::days(3));
    let owed = world.obligation(&citizen, submission.uid).await;
    let attempt = world.begin(&citizen, owed.id, "vnpay:NCB").await;
    world.press(&attempt, "pay", "normal").await;
    world.notices(1).await;
    let on = world.dossier(&citizen, submission.uid).await;
    assert_eq!(on.summary.status, Some(BusinessStatus::Processing));
    assert_eq!(
        on.summary.due_on,
        Some(day("2022-06-09")),
        "a weekend and a Monday morning stood still"
    );

    // Refused by the officer in the end: what was paid can be noted as paid back.
    officer
        .must(&submission, "stop", "&reason=Kh%C3%B4ng+%C4%91%E1%BB%A7")
        .await;
    let path = format!("/officer/refunds/{}", owed.id);
    let response = officer
        .post(&path, format!("csrf={}", officer.csrf().await))
        .await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(
        world.obligation(&citizen, submission.uid).await.state,
        MoneyState::Refunded
    );
}

#[tokio::test]
async fn what_the_table_does_not_allow_is_refused_in_words() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let submission = world.submit(&citizen, 150.0, "").await;
    let officer = Officer::come_in(&world).await;
    for action in ["process", "payment", "stop", "return", "resume"] {
        let response = officer.act(&submission, action, "&reason=th%E1%BB%AD").await;
        assert_eq!(response.status(), StatusCode::CONFLICT, "{action}");
        assert!(response.text().await.unwrap().contains("role=\"alert\""));
    }
    let without = officer.act(&submission, "refuse", "&reason=").await;
    assert_eq!(
        without.status(),
        StatusCode::BAD_REQUEST,
        "a refusal needs a reason"
    );
    officer
        .must(
            &submission,
            "refuse",
            "&reason=Kh%C3%B4ng+thu%E1%BB%99c+th%E1%BA%A9m+quy%E1%BB%81n",
        )
        .await;
    let refused = world.dossier(&citizen, submission.uid).await;
    assert_eq!(refused.summary.status, Some(BusinessStatus::Refused));
    assert!(
        refused
            .events
            .last()
            .unwrap()
            .text
            .contains("Không thuộc thẩm quyền")
    );
    assert_eq!(
        refused.summary.money,
        MoneyState::None,
        "nothing is owed any more"
    );
    let draft = officer
        .open(&format!("/officer/dossiers/{}", Uuid::new_v4()))
        .await;
    assert_eq!(draft.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_late_payment_is_accepted_once_or_paid_back() {
    let world = World::start().await;
    let citizen = world.citizen(1).await;
    let (submission, _, attempt) = world.paying(&citizen).await;
    world.pass(Duration::minutes(16));
    assert_eq!(
        world.attempt(&citizen, attempt.uid).await.state,
        AttemptState::Expired
    );
    assert_eq!(
        world
            .ipn(&world.notice(&attempt, "00"), &world.hash_secret())
            .await,
        "00"
    );
    let officer = Officer::come_in(&world).await;
    let page = officer.page("/officer/money").await;
    assert!(
        page.contains(&attempt.reference) && page.contains("Tính là đã trả phí"),
        "{page}"
    );
    let path = format!("/officer/money/{}/accept", attempt.uid);
    let form = format!("csrf={}", officer.csrf().await);
    assert_eq!(
        officer.post(&path, form.clone()).await.status(),
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        officer.post(&path, form).await.status(),
        StatusCode::CONFLICT,
        "once is enough"
    );
    let paid = world.obligation(&citizen, submission.uid).await;
    assert_eq!(paid.state, MoneyState::Paid);
    assert_eq!(paid.receipt.unwrap().number, "TH22-0000001");
}

#[tokio::test]
async fn nobody_comes_in_without_the_password_and_no_other_page_acts() {
    let mut config = training();
    config.training = false;
    config.officer.enabled = true;
    let world = World::with(config).await;
    for path in [
        "/officer",
        "/officer/money",
        "/officer/dossiers/6a0e1b0e-0000-4000-8000-000000000000",
    ] {
        let response = world
            .http
            .get(format!("{}{path}", world.portal))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{path}");
        assert_eq!(response.headers()["location"], "/officer/login");
    }
    let login = format!("{}/officer/login", world.portal);
    let door = world.post_form(&login, "training=1".into()).await;
    assert_eq!(
        door.status(),
        StatusCode::UNAUTHORIZED,
        "the door of training is not here"
    );
    assert_eq!(
        world.post_form(&login, "password=".into()).await.status(),
        StatusCode::UNAUTHORIZED
    );

    let first = officer::new_password(&world.app).await.unwrap();
    let response = world
        .post_form(&login, format!("password={}", first.to_lowercase()))
        .await;
    let session = Officer {
        world: &world,
        cookie: cookie(&response).expect("a session"),
    };
    session.page("/officer").await;
    let foreign = session.post("/officer/logout", "csrf=guess".into()).await;
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);

    // A new password ends the old one and every session.
    let second = officer::new_password(&world.app).await.unwrap();
    assert_eq!(session.open("/officer").await.status(), StatusCode::SEE_OTHER);
    assert_eq!(
        world
            .post_form(&login, format!("password={first}"))
            .await
            .status(),
        StatusCode::UNAUTHORIZED
    );
    let response = world.post_form(&login, format!("password={second}")).await;
    let session = Officer {
        world: &world,
        cookie: cookie(&response).expect("a session"),
    };
    let out = session
        .post("/officer/logout", format!("csrf={}", session.csrf().await))
        .await;
    assert_eq!(out.status(), StatusCode::SEE_OTHER);
    assert_eq!(session.open("/officer").await.status(), StatusCode::SEE_OTHER);

    for _ in 0..10 {
        world.post_form(&login, "password=wrong".into()).await;
    }
    let throttled = world.post_form(&login, format!("password={second}")).await;
    assert_eq!(
        throttled.status(),
        StatusCode::TOO_MANY_REQUESTS,
        "guessing is throttled"
    );
}
