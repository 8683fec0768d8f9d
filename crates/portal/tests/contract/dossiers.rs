//! Drafts, submissions, supplements, withdrawal, look-up.

use motcua_domain::{canonical_json, content::FieldValue, money::MoneyState, status::BusinessStatus};
use motcua_portal::dossiers::progress::{self, Actor};
use motcua_portal_api::{
    batch::{Action, Batch, BatchAnswer, BatchOperation},
    dossier::{
        AnswerSupplement, Dossier, DossierPage, DossierSummary, LookupAnswer, Submission, SupplementItem,
    },
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json as object};
use uuid::Uuid;

use crate::world::{Person, World, complete, json, pdf, refused, sha256};

fn officer() -> Actor {
    Actor {
        name: "Trần Thị Bình".into(),
        unit: "Trung tâm Phục vụ hành chính công tỉnh".into(),
    }
}

async fn advance(world: &World, uid: Uuid, steps: &[BusinessStatus]) {
    for step in steps {
        let (app, step) = (world.app.clone(), *step);
        world
            .app
            .db
            .write(move |tx| progress::advance(tx, &app, uid, step, &officer(), "Xử lý.").map(drop))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_submission_is_answered_with_what_the_portal_really_stores() {
    let world = World::new().await;
    let person = world.person(1).await;
    let (dossier, submission) = person.submitted(1).await;
    assert_eq!(submission.code, "000.00.12.H34-220401-0001");
    assert_eq!(
        submission.answers_sha256,
        canonical_json::answers_sha256(&dossier.content.answers)
    );
    for (entry, paper) in submission.manifest.iter().zip(&dossier.content.papers) {
        assert_eq!(
            (entry.paper, entry.size, &entry.sha256),
            (paper.id, paper.size, &paper.sha256)
        );
    }
    assert_eq!(submission.obligations.len(), 1, "the flow decides the fee");
    let read = person
        .ask(Method::GET, &format!("/v1/dossiers/{}", dossier.uid))
        .send()
        .await
        .unwrap();
    let tag = read.headers()["etag"].to_str().unwrap().to_owned();
    let whole: Dossier = read.json().await.unwrap();
    assert_eq!(tag, format!("\"{}\"", whole.summary.version));
    assert_eq!(whole.submission, Some(submission));
    assert_eq!(whole.summary.status, Some(BusinessStatus::Registered));
    assert_eq!(whole.summary.money, MoneyState::Due);
    assert_eq!(whole.events[0].status, BusinessStatus::Registered);

    let key = Uuid::new_v4();
    let problem = refused(
        person.submission(dossier.uid, key, &dossier.content),
        409,
        "already_submitted",
    )
    .await;
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("000.00.12.H34-220401-0001")
    );
    let (_, second) = person.submitted(2).await;
    assert_eq!(second.code, "000.00.12.H34-220401-0002");
    world.clock.advance(chrono::Duration::hours(16));
    let person = person.sign_in().await;
    let (_, tomorrow) = person.submitted(3).await;
    assert_eq!(
        tomorrow.code, "000.00.12.H34-220402-0001",
        "the day is Việt Nam's"
    );
}

#[tokio::test]
async fn a_damaged_disk_is_noticed_before_a_submission_is_answered() {
    let world = World::new().await;
    let person = world.person(1).await;
    let (dossier, files) = complete(1);
    person.register_dossier(&dossier).await;
    for file in &files {
        person.upload(file).await;
    }
    let account = person.session.as_ref().unwrap().account.id;
    let path = world
        .folder
        .path()
        .join("blobs")
        .join(account.to_string())
        .join(sha256(&files[1]));
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[4_000] ^= 0x40;
    std::fs::write(&path, bytes).unwrap();
    let submit = || person.submission(dossier.uid, Uuid::new_v4(), &dossier.content);
    let problem = refused(submit(), 409, "blobs_missing").await;
    assert_eq!(
        problem["field_errors"][0]["path"],
        format!("blobs.{}", sha256(&files[1]))
    );
    assert_eq!(
        person.missing(&[sha256(&files[1])]).await.len(),
        1,
        "the desk is asked for it again"
    );
    person.upload(&files[1]).await;
    let _: Submission = json(submit(), StatusCode::CREATED).await;
}

#[tokio::test]
async fn everything_wrong_with_a_submission_is_said_at_once_and_nothing_happens() {
    let world = World::new().await;
    let person = world.person(1).await;
    let (mut dossier, files) = complete(1);
    person.register_dossier(&dossier).await;
    for file in &files {
        person.upload(file).await;
    }
    dossier.content.answers.remove("applicant.full_name");
    dossier.content.answers.remove("form.flow_m3_per_day");
    dossier.content.papers.remove(0);
    let problem = refused(
        person.submission(dossier.uid, Uuid::new_v4(), &dossier.content),
        422,
        "invalid_fields",
    )
    .await;
    let paths: Vec<&str> = problem["field_errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["path"].as_str().unwrap())
        .collect();
    for path in [
        "applicant.full_name",
        "form.flow_m3_per_day",
        "papers.1.004232-TP01",
    ] {
        assert!(paths.contains(&path), "{path} is missing in {paths:?}");
    }
    // A picture that calls itself a PDF.
    let (mut other, _) = complete(2);
    let picture = [&[0xff, 0xd8, 0xff, 0xe0][..], &pdf(3, 900)[9..]].concat();
    let picture = picture
        .iter()
        .map(|b| if *b == b'%' { b'.' } else { *b })
        .collect::<Vec<u8>>();
    other.content.papers[0].sha256 = sha256(&picture);
    other.content.papers[0].size = picture.len() as u64;
    person.register_dossier(&other).await;
    person.upload(&picture).await;
    person.upload(&complete(2).1[1]).await;
    let problem = refused(
        person.submission(other.uid, Uuid::new_v4(), &other.content),
        422,
        "invalid_fields",
    )
    .await;
    assert_eq!(problem["field_errors"][0]["code"], "paper_content");
    let used: u32 = world
        .app
        .db
        .read_blocking(|db| Ok(db.query_row("SELECT count(*) FROM code_sequences", [], |r| r.get(0))?))
        .unwrap();
    assert_eq!(used, 0, "no code was spent");
}

#[tokio::test]
async fn a_uid_is_taken_for_ever_and_belongs_to_one_account() {
    let world = World::new().await;
    let (ann, bob) = (world.person(1).await, world.person(2).await);
    let (dossier, _) = complete(1);
    let path = format!("/v1/dossiers/{}", dossier.uid);
    ann.register_dossier(&dossier).await;
    // The same again under another key (a backup came back): the same dossier.
    ann.register_dossier(&dossier).await;
    let mut changed = dossier.clone();
    changed.content.answers.remove("form.aquifer");
    refused(
        ann.send(Method::POST, "/v1/dossiers", Uuid::new_v4(), &changed),
        409,
        "wrong_state",
    )
    .await;

    refused(
        bob.send(Method::POST, "/v1/dossiers", Uuid::new_v4(), &dossier),
        403,
        "forbidden",
    )
    .await;
    refused(bob.ask(Method::GET, &path), 404, "not_found").await;
    let put = |version: &str| {
        bob.send(Method::PUT, &path, Uuid::new_v4(), &changed)
            .header("if-match", version.to_owned())
    };
    refused(put("\"1\""), 404, "not_found").await;
    refused(
        bob.submission(dossier.uid, Uuid::new_v4(), &dossier.content),
        404,
        "not_found",
    )
    .await;
    let page: DossierPage = json(bob.ask(Method::GET, "/v1/dossiers"), StatusCode::OK).await;
    assert!(page.dossiers.is_empty());

    let put = |version: &str| {
        ann.send(Method::PUT, &path, Uuid::new_v4(), &changed)
            .header("if-match", version.to_owned())
    };
    refused(put("\"7\""), 412, "changed").await;
    let now: Dossier = json(put("\"1\""), StatusCode::OK).await;
    assert_eq!(now.summary.version, 2);
    let remove = ann
        .ask(Method::DELETE, &path)
        .header("idempotency-key", Uuid::new_v4().to_string());
    let removed = remove.header("if-match", "\"2\"").send().await.unwrap();
    assert_eq!(removed.status(), StatusCode::NO_CONTENT);
    refused(ann.ask(Method::GET, &path), 404, "not_found").await;
    refused(
        ann.send(Method::POST, "/v1/dossiers", Uuid::new_v4(), &dossier),
        410,
        "gone",
    )
    .await;
}

#[tokio::test]
async fn a_supplement_is_answered_once_and_the_clock_stands_still_meanwhile() {
    let world = World::new().await;
    let person = world.person(1).await;
    let (mut dossier, _) = person.submitted(1).await;
    let uid = dossier.uid;
    let path = format!("/v1/dossiers/{uid}");
    advance(
        &world,
        uid,
        &[BusinessStatus::Received, BusinessStatus::Processing],
    )
    .await;
    let due = || async {
        let whole: Dossier = json(person.ask(Method::GET, &path), StatusCode::OK).await;
        whole.summary.due_on.unwrap()
    };
    let before = due().await;
    let app = world.app.clone();
    let item = SupplementItem {
        id: Uuid::new_v4(),
        component: Some("1.004232-TP03".into()),
        reason: "Thiếu chữ ký".into(),
    };
    let supplement = world
        .app
        .db
        .write(move |tx| progress::request_supplement(tx, &app, uid, &officer(), vec![item], None))
        .await
        .unwrap();
    world.clock.advance(chrono::Duration::days(14));
    let person = person.sign_in().await;
    let corrected = pdf(99, 6_000);
    person.upload(&corrected).await;
    dossier.content.papers[1].sha256 = sha256(&corrected);
    dossier.content.papers[1].size = corrected.len() as u64;
    let answer = AnswerSupplement {
        answer_uid: Uuid::new_v4(),
        content: dossier.content.clone(),
        note: "Đã ký.".into(),
    };
    let place = format!("{path}/supplements/{}/answer", supplement.id);
    let sent: Submission = json(
        person.send(Method::POST, &place, Uuid::new_v4(), &answer),
        StatusCode::CREATED,
    )
    .await;
    assert_eq!(sent.manifest[1].sha256, sha256(&corrected));
    assert_eq!(sent.code, "000.00.12.H34-220401-0001");
    refused(
        person.send(Method::POST, &place, Uuid::new_v4(), &answer),
        409,
        "already_submitted",
    )
    .await;
    let whole: Dossier = json(person.ask(Method::GET, &path), StatusCode::OK).await;
    assert_eq!(whole.summary.status, Some(BusinessStatus::Processing));
    assert!(whole.supplements[0].answered_at.is_some());
    let calendar = &world.app.catalogues.calendar;
    let pushed = calendar.working_days_between(before, whole.summary.due_on.unwrap());
    assert_eq!(
        pushed, 9,
        "two weeks with the holiday of 11 April were not counted"
    );
}

#[tokio::test]
async fn a_dossier_is_withdrawn_where_the_table_allows_it() {
    let world = World::new().await;
    let person = world.person(1).await;
    let (draft, _) = complete(9);
    person.register_dossier(&draft).await;
    let withdraw = |uid: Uuid, reason: &str| {
        let path = format!("/v1/dossiers/{uid}/withdrawal");
        person.send(
            Method::POST,
            &path,
            Uuid::new_v4(),
            &object!({ "reason": reason }),
        )
    };
    refused(withdraw(draft.uid, "Không cần nữa"), 409, "wrong_state").await;
    let (dossier, _) = person.submitted(1).await;
    refused(withdraw(dossier.uid, "  "), 422, "invalid_fields").await;
    let summary: DossierSummary = json(withdraw(dossier.uid, "Không cần nữa"), StatusCode::OK).await;
    assert_eq!(summary.status, Some(BusinessStatus::Withdrawn));
    assert_eq!(
        summary.money,
        MoneyState::None,
        "what was not paid is not owed any more"
    );
    refused(withdraw(dossier.uid, "Lần nữa"), 409, "wrong_state").await;
    let (late, _) = person.submitted(2).await;
    use BusinessStatus::{Finished, Processing, Received};
    advance(&world, late.uid, &[Received, Processing, Finished]).await;
    refused(withdraw(late.uid, "Muộn rồi"), 409, "wrong_state").await;
}

#[tokio::test]
async fn a_stranger_with_code_and_key_sees_progress_and_nothing_personal() {
    let world = World::new().await;
    let person = world.person(1).await;
    let (dossier, submission) = person.submitted(1).await;
    advance(&world, dossier.uid, &[BusinessStatus::Received]).await;
    let typed = submission.lookup_key.to_lowercase().replace('-', "");
    let look = world.post(
        "/v1/lookup",
        &object!({ "code": submission.code.to_lowercase(), "key": typed }),
    );
    let answer: Value = json(look, StatusCode::OK).await;
    let text = answer.to_string();
    for personal in ["Nguyễn", "Văn An", "Trần Thị Bình", "062085", "0912345678"] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    let answer: LookupAnswer = serde_json::from_value(answer).unwrap();
    assert_eq!(answer.summary.applicant_name, "N***** V** A*");
    assert_eq!(answer.summary.status, Some(BusinessStatus::Received));
    assert_eq!(answer.events.len(), 2);
}

#[tokio::test]
async fn a_result_is_downloaded_by_its_owner_only() {
    let world = World::new().await;
    let (ann, bob) = (world.person(1).await, world.person(2).await);
    let (dossier, _) = ann.submitted(1).await;
    use BusinessStatus::{Finished, Processing, Received, Returned};
    advance(&world, dossier.uid, &[Received, Processing, Finished]).await;
    let (app, bytes, uid) = (world.app.clone(), pdf(50, 12_000), dossier.uid);
    let content = bytes.clone();
    let file = world
        .app
        .db
        .write(move |tx| {
            progress::add_result(tx, &app, uid, "Giấy phép số 1.pdf", "application/pdf", &content)
        })
        .await
        .unwrap();
    advance(&world, dossier.uid, &[Returned]).await;
    let path = format!("/v1/dossiers/{}/results/{}", dossier.uid, file.id);
    refused(bob.ask(Method::GET, &path), 404, "not_found").await;
    let answer = ann.ask(Method::GET, &path).send().await.unwrap();
    assert!(
        answer.headers()["content-disposition"]
            .to_str()
            .unwrap()
            .contains("UTF-8''Gi%E1%BA%A5y%20ph")
    );
    let got = answer.bytes().await.unwrap();
    assert_eq!(sha256(&got), file.sha256);
    assert_eq!(got, bytes);
}

#[tokio::test]
async fn lists_come_in_pages_newest_first() {
    let world = World::new().await;
    let person = world.person(1).await;
    let mut uids = Vec::new();
    for seed in 0..5 {
        let (dossier, _) = complete(seed);
        person.register_dossier(&dossier).await;
        uids.push(dossier.uid);
        world.clock.advance(chrono::Duration::seconds(1));
    }
    uids.reverse();
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/v1/dossiers?limit=2{cursor}");
        let page: DossierPage = json(person.ask(Method::GET, &path), StatusCode::OK).await;
        seen.extend(page.dossiers.iter().map(|d| d.uid));
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, uids);
    refused(
        person.ask(Method::GET, "/v1/dossiers?cursor=***"),
        400,
        "bad_request",
    )
    .await;
}

/// A draft that is worked on from several computers: versions decide, a deleted one can be taken up again
/// under its uid, its files can be fetched, and nobody else sees any of it.
#[tokio::test]
async fn a_draft_is_replaced_deleted_and_taken_up_again_under_its_uid() {
    let world = World::new().await;
    let (ann, bob) = (world.person(1).await, world.person(2).await);
    let (mut draft, files) = complete(1);
    ann.register_dossier(&draft).await;
    let place = format!("/v1/dossiers/{}", draft.uid);
    draft
        .content
        .answers
        .insert("form.aquifer".into(), FieldValue::Text("Trầm tích".into()));
    let operation = |action| BatchOperation {
        key: Uuid::new_v4(),
        after: Vec::new(),
        action,
    };
    let replace = |version| {
        operation(Action::Replace {
            body: draft.clone(),
            version,
        })
    };
    let delete = |version| {
        operation(Action::Delete {
            uid: draft.uid,
            version,
        })
    };
    let restore = || operation(Action::Restore { body: draft.clone() });
    let batch = async |person: &Person, operations: Vec<BatchOperation>| -> Vec<u16> {
        let request = person.ask(Method::POST, "/v1/batch").json(&Batch { operations });
        let answer: BatchAnswer = json(request, StatusCode::OK).await;
        answer.answers.iter().map(|answer| answer.status).collect()
    };
    let first = replace(1);
    assert_eq!(
        batch(&ann, vec![first.clone(), replace(1), delete(1)]).await,
        [200, 412, 412]
    );
    assert_eq!(
        batch(&ann, vec![first]).await,
        [200],
        "a key is answered as before"
    );
    assert_eq!(
        batch(&bob, vec![replace(2), delete(2), restore()]).await,
        [404, 404, 404]
    );
    // there with the same content, and there with other content
    assert_eq!(batch(&ann, vec![restore()]).await, [201]);
    let mut other = draft.clone();
    other.content.answers.clear();
    assert_eq!(
        batch(&ann, vec![operation(Action::Restore { body: other })]).await,
        [409]
    );

    assert_eq!(batch(&ann, vec![delete(2)]).await, [204]);
    refused(ann.ask(Method::GET, &place), 404, "not_found").await;
    refused(
        ann.send(Method::POST, "/v1/dossiers", Uuid::new_v4(), &draft),
        410,
        "gone",
    )
    .await;
    let back: Dossier = json(
        ann.send(
            Method::POST,
            &format!("{place}/restoration"),
            Uuid::new_v4(),
            &draft,
        ),
        StatusCode::OK,
    )
    .await;
    assert_eq!((back.summary.version, &back.content), (4, &draft.content));
    assert_eq!(back.summary.catalogue_version, draft.catalogue_version);

    // its files, for whoever uploaded them
    for file in &files {
        ann.upload(file).await;
    }
    let blob = format!("/v1/blobs/{}", sha256(&files[0]));
    let fetched = ann.ask(Method::GET, &blob).send().await.unwrap();
    assert_eq!(fetched.bytes().await.unwrap(), files[0]);
    refused(bob.ask(Method::GET, &blob), 404, "not_found").await;
    refused(
        ann.ask(Method::GET, "/v1/blobs/..%2f..%2fportal.db"),
        404,
        "not_found",
    )
    .await;

    // submitted once, whatever the drafts do
    let submission = ann.submission(draft.uid, Uuid::new_v4(), &draft.content);
    assert_eq!(submission.send().await.unwrap().status(), StatusCode::CREATED);
    assert_eq!(
        batch(&ann, vec![replace(5), delete(5), restore()]).await,
        [409, 409, 409]
    );
}
