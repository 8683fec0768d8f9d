//! Preparing without any portal: everything typed and attached is on the disk, survives a restart,
//! and is checked all at once.

use crate::common::*;
use motcua_desk::{error::ErrorCode, keys::MemoryVault, prelude::*};
use motcua_domain::{content::FieldValue, status::SyncState};

#[tokio::test(flavor = "multi_thread")]
async fn search_finds_the_groundwater_procedures_before_the_store_is_open() {
    let bench = Bench::new();
    let desk = bench.open();
    let query = SearchQuery {
        text: "cap phep tham do nuoc duoi dat".into(),
        limit: 20,
        ..SearchQuery::default()
    };
    let page = desk.search(query).await.unwrap();
    let first: Vec<&str> = page.rows.iter().take(3).map(|row| row.code.as_str()).collect();
    for code in ["1.004232", "1.004228", "1.004223"] {
        assert!(first.contains(&code), "{code} in {first:?}");
    }
    assert_eq!(page.rows[0].display_code, "1.004232.000.00.00.H34");
    let status = opened(&desk).await;
    assert_eq!(status.mode, Mode::Unset);
    assert_eq!(status.connection.state, LinkState::NoPortal);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_survives_a_restart_as_it_was_typed() {
    let bench = Bench::new();
    let desk = bench.open();
    let id = desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    desk.set_answers(
        id,
        vec![text("applicant.full_name", "  Nguye\u{302}\u{303}n Văn An ")],
    )
    .await
    .unwrap();
    desk.set_answers(
        id,
        vec![text("form.aquifer", "Bazan"), text("applicant.phone", "09")],
    )
    .await
    .unwrap();
    desk.set_answers(
        id,
        vec![FieldChange {
            path: "form.aquifer".into(),
            value: None,
        }],
    )
    .await
    .unwrap();
    let paper = attach(&desk, id, "1.004232-TP01", &bench.pdf("don.pdf", "don")).await;
    desk.remember_place(format!("/ho-so/{id}/bieu-mau"))
        .await
        .unwrap();
    desk.close().await;

    let desk = bench.open();
    let status = opened(&desk).await;
    assert_eq!(status.last_place, Some(format!("/ho-so/{id}/bieu-mau")));
    let view = desk.dossier(id).await.unwrap();
    assert_eq!(
        view.answers["applicant.full_name"],
        FieldValue::Text("Nguyễn Văn An".into())
    );
    assert_eq!(
        view.answers["applicant.phone"],
        FieldValue::Text("09".into()),
        "half-typed is kept as typed"
    );
    assert!(!view.answers.contains_key("form.aquifer"));
    assert_eq!(desk.paper_bytes(id, paper.id).await.unwrap().bytes, pdf("don"));
    let unclaimed = desk.unclaimed_drafts().await.unwrap();
    assert_eq!(unclaimed[0].applicant_name.as_deref(), Some("Nguyễn Văn An"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_copied_at_that_moment_and_bad_ones_are_refused_in_words() {
    let bench = Bench::new();
    let desk = bench.open();
    let id = desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    let component = "1.004232-TP01";
    let path = bench.pdf("don.pdf", "ban dau");
    let paper = attach(&desk, id, component, &path).await;
    std::fs::write(&path, pdf("sua sau")).unwrap();
    assert_eq!(
        desk.paper_bytes(id, paper.id).await.unwrap().bytes,
        pdf("ban dau")
    );

    let folder = bench.files.path().join("thu-muc");
    std::fs::create_dir(&folder).unwrap();
    let half = pdf("chep do").split_at(60).0.to_vec();
    let large = {
        let path = bench.file("lon.pdf", b"%PDF-1.4\n");
        std::fs::OpenOptions::new()
            .write(true)
            .open(&path)
            .unwrap()
            .set_len(21 * 1024 * 1024)
            .unwrap();
        path
    };
    for bad in [
        bench.file("trong.pdf", b""),
        bench.file("khong-phai.pdf", b"MZ\x90\x00 this is a program"),
        bench.file("chep-do.pdf", &half),
        folder,
        large,
        bench.files.path().join("khong-co.pdf"),
    ] {
        match desk.attach(id, component.into(), bad.clone()).await.unwrap() {
            Attached::Refused { message, file_name } => {
                assert!(message.to_lowercase().contains("hãy"), "{file_name}: {message}");
            }
            Attached::Kept { .. } => panic!("{} was taken", bad.display()),
        }
    }
    let view = desk.dossier(id).await.unwrap();
    assert_eq!(view.components[0].papers.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_are_reordered_replaced_taken_away_and_brought_back() {
    let bench = Bench::new();
    let desk = bench.open();
    let id = desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    let component = "1.004232-TP01";
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(
            attach(&desk, id, component, &bench.pdf(&format!("{name}.pdf"), name))
                .await
                .id,
        );
    }
    desk.move_paper(id, ids[2], 0).await.unwrap();
    let order = |view: DossierView| {
        view.components[0]
            .papers
            .iter()
            .map(|p| p.file_name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        order(desk.dossier(id).await.unwrap()),
        ["c.pdf", "a.pdf", "b.pdf"]
    );
    desk.remove_paper(id, ids[0]).await.unwrap();
    assert_eq!(order(desk.dossier(id).await.unwrap()), ["c.pdf", "b.pdf"]);
    desk.restore_paper(id, ids[0]).await.unwrap();
    assert_eq!(desk.dossier(id).await.unwrap().components[0].papers.len(), 3);
    desk.replace_paper(id, ids[1], bench.pdf("b2.pdf", "b2"))
        .await
        .unwrap();
    assert_eq!(desk.paper_bytes(id, ids[1]).await.unwrap().bytes, pdf("b2"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_flow_decides_which_papers_are_needed() {
    let bench = Bench::new();
    let desk = bench.open();
    let id = desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    let need = |view: &DossierView, code: &str| view.components.iter().find(|c| c.code == code).unwrap().need;
    let view = desk.dossier(id).await.unwrap();
    assert_eq!(need(&view, "1.004232-TP02"), Need::Undecided);
    desk.set_answers(id, vec![number("form.flow_m3_per_day", 150.0)])
        .await
        .unwrap();
    let view = desk.dossier(id).await.unwrap();
    assert_eq!(
        (need(&view, "1.004232-TP02"), need(&view, "1.004232-TP03")),
        (Need::NotNeeded, Need::Required)
    );
    assert!(
        view.fees.lines.iter().all(|line| line.amount.is_none()),
        "no reference amount outside training"
    );
    desk.set_answers(id, vec![number("form.flow_m3_per_day", 200.0)])
        .await
        .unwrap();
    let view = desk.dossier(id).await.unwrap();
    assert_eq!(
        (need(&view, "1.004232-TP02"), need(&view, "1.004232-TP03")),
        (Need::Required, Need::NotNeeded)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_not_come_to_yet_are_not_told_off_and_the_review_says_it_all() {
    let bench = Bench::new();
    let desk = bench.open();
    let id = desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    let part =
        |view: &DossierView, wanted: Part| view.parts.iter().find(|p| p.part == wanted).unwrap().clone();
    let view = desk.dossier(id).await.unwrap();
    assert_eq!(part(&view, Part::People).state, PartState::NotStarted);
    assert!(part(&view, Part::People).problems.is_empty());
    assert!(part(&view, Part::Review).problems.len() > 10);
    desk.set_answers(id, vec![text("applicant.phone", "123")])
        .await
        .unwrap();
    let people = part(&desk.dossier(id).await.unwrap(), Part::People);
    assert_eq!(people.state, PartState::NeedsAttention);
    assert!(
        people
            .problems
            .iter()
            .any(|problem| problem.path == "applicant.phone")
    );

    let error = desk.submit(id).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidFields);
    for path in ["applicant.full_name", "form.aquifer", "papers.1.004232-TP01"] {
        assert!(error.fields.iter().any(|field| field.path == path), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complete_draft_is_ready_and_asks_for_a_portal_only_when_sent() {
    let bench = Bench::new();
    let desk = bench.open();
    let id = complete_draft(&bench, &desk, "1").await;
    let view = desk.dossier(id).await.unwrap();
    let review = view.parts.iter().find(|part| part.part == Part::Review).unwrap();
    assert_eq!(review.problems, [], "nothing is wrong");
    assert_eq!(view.sync, SyncState::Ready);
    assert!(
        view.parts.iter().all(|part| part.state == PartState::Done),
        "{:?}",
        view.parts
    );
    assert_eq!(desk.submit(id).await.unwrap_err().code, ErrorCode::NoPortal);
    assert!(desk.dossier(id).await.unwrap().editable);
}

#[tokio::test(flavor = "multi_thread")]
async fn copying_takes_the_answers_and_leaves_the_papers() {
    let bench = Bench::new();
    let desk = bench.open();
    let id = complete_draft(&bench, &desk, "1").await;
    let copy = desk.copy_dossier(id).await.unwrap();
    let (old, new) = (desk.dossier(id).await.unwrap(), desk.dossier(copy).await.unwrap());
    assert_ne!(id, copy);
    assert_eq!(old.answers, new.answers);
    assert!(new.components.iter().all(|component| component.papers.is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_draft_comes_back_whole() {
    let bench = Bench::new();
    let desk = bench.open();
    let id = complete_draft(&bench, &desk, "1").await;
    let before = desk.dossier(id).await.unwrap();
    desk.delete_dossier(id).await.unwrap();
    assert_eq!(desk.dossier(id).await.unwrap_err().code, ErrorCode::NotFound);
    assert!(
        desk.dossiers(DossierFilter::All, String::new(), None)
            .await
            .unwrap()
            .rows
            .is_empty()
    );
    desk.restore_dossier(id).await.unwrap();
    let after = desk.dossier(id).await.unwrap();
    assert_eq!(
        (before.answers, before.components),
        (after.answers, after.components)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_keyring_the_recovery_code_opens_the_store_with_all_drafts() {
    let mut bench = Bench::new();
    let desk = bench.open();
    let id = desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    assert!(opened(&desk).await.recovery_code_unseen);
    let code = desk.recovery_code().await.unwrap();
    assert!(!desk.recovery_code_noted().await.unwrap().recovery_code_unseen);
    desk.close().await;

    bench.vault = std::sync::Arc::new(MemoryVault::default());
    let desk = bench.open();
    assert_eq!(desk.dossier(id).await.unwrap_err().code, ErrorCode::Locked);
    assert!(matches!(
        desk.status().await.unwrap().store,
        StoreState::Locked { .. }
    ));
    let found = desk
        .search(SearchQuery {
            limit: 5,
            ..SearchQuery::default()
        })
        .await
        .unwrap();
    assert!(!found.rows.is_empty(), "search works on a locked desk");
    assert_eq!(
        desk.unlock(KeySlot::Recovery, "nothing like a code".into())
            .await
            .unwrap_err()
            .code,
        ErrorCode::WrongKey
    );
    desk.unlock(KeySlot::Recovery, code.to_lowercase()).await.unwrap();
    assert_eq!(desk.dossier(id).await.unwrap().id, id);
    desk.close().await;

    let desk = bench.open();
    assert_eq!(
        desk.dossier(id).await.unwrap().id,
        id,
        "the keyring has the key again"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_belong_to_the_dossier_is_not_kept() {
    let bench = Bench::new();
    let desk = bench.open();
    let id = desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    let changes = vec![text("form.aquifer", "Bazan"), text("account.role", "admin")];
    let error = desk.set_answers(id, changes).await.unwrap_err();
    assert_eq!((error.code, error.fields.len()), (ErrorCode::InvalidFields, 1));
    assert!(
        desk.dossier(id).await.unwrap().answers.is_empty(),
        "all of a change or none of it"
    );
    assert_eq!(
        desk.create_dossier("9.999999".into(), None)
            .await
            .unwrap_err()
            .code,
        ErrorCode::NotFound
    );
}
