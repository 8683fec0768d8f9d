//! One draft on two computers of one account: merged field by field, what differs is shown and decided
//! by a person, and deletion and editing lose neither.

use crate::common::*;
use crate::portal::*;
use crate::two_desks::*;
use motcua_desk::{error::ErrorCode, prelude::*};
use motcua_domain::merge::DraftValue;

#[tokio::test(flavor = "multi_thread")]
async fn what_two_computers_did_apart_is_put_together_field_by_field() {
    let (office, id) = Office::with_draft(71).await;
    let (here, there) = (&office.first.1, &office.second.1);
    let (a, b) = (here.dossier(id).await.unwrap(), there.dossier(id).await.unwrap());
    assert_eq!(a.answers, b.answers);
    assert_eq!(papers(&a), papers(&b));
    let design = b
        .components
        .iter()
        .find(|c| c.code == "1.004232-TP03")
        .unwrap()
        .papers[0]
        .clone();
    assert_eq!(
        there.paper_bytes(id, design.id).await.unwrap().bytes,
        here.paper_bytes(id, design.id).await.unwrap().bytes,
        "the file itself is there too"
    );

    office.apart().await;
    here.set_answers(
        id,
        vec![
            text("applicant.phone", "0987654321"),
            text("form.aquifer", "Trầm tích"),
        ],
    )
    .await
    .unwrap();
    attach(
        here,
        id,
        "1.004232-TP03",
        &office.first.0.pdf("ban-ve.pdf", "ban ve"),
    )
    .await;
    there
        .set_answers(
            id,
            vec![
                text("applicant.address.street", "Thôn 2"),
                FieldChange {
                    path: "form.place_detail".into(),
                    value: None,
                },
                text("form.aquifer", "Trầm tích"),
            ],
        )
        .await
        .unwrap();
    there
        .replace_paper(id, design.id, office.second.0.pdf("gieng-2.pdf", "gieng sua"))
        .await
        .unwrap();

    synced(here).await;
    synced(there).await;
    synced(here).await;
    let (a, b) = (here.dossier(id).await.unwrap(), there.dossier(id).await.unwrap());
    assert_eq!(a.answers, b.answers);
    assert_eq!(papers(&a), papers(&b));
    assert!(
        a.elsewhere.is_none() && b.elsewhere.is_none(),
        "nothing differs: {:?}",
        b.elsewhere
    );
    assert_eq!(
        answer(there, id, "applicant.phone").await.as_deref(),
        Some("0987654321")
    );
    assert_eq!(
        answer(here, id, "applicant.address.street").await.as_deref(),
        Some("Thôn 2")
    );
    assert_eq!(answer(here, id, "form.place_detail").await, None);
    let names: Vec<String> = papers(&a).into_iter().map(|(name, _)| name).collect();
    assert!(
        names.contains(&"ban-ve.pdf".into()) && names.contains(&"gieng-2.pdf".into()),
        "{names:?}"
    );
    assert!(!names.contains(&"thiet-ke-71.pdf".into()), "it was replaced");
    let held = office.dossiers();
    assert_eq!(held.len(), 1, "a draft is one thing at the portal");
    assert!(held[0]["code"].is_null());
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_both_changed_differently_is_shown_side_by_side_and_a_person_decides() {
    let (office, id) = Office::with_draft(72).await;
    let (here, there) = (&office.first.1, &office.second.1);
    let design = here
        .dossier(id)
        .await
        .unwrap()
        .components
        .iter()
        .find(|c| c.code == "1.004232-TP03")
        .unwrap()
        .papers[0]
        .id;
    office.apart().await;
    here.set_answers(
        id,
        vec![
            text("form.aquifer", "của máy một"),
            text("form.place_detail", "chỗ một"),
        ],
    )
    .await
    .unwrap();
    here.remove_paper(id, design).await.unwrap();
    there
        .set_answers(
            id,
            vec![
                text("form.aquifer", "của máy hai"),
                text("form.place_detail", "chỗ hai"),
            ],
        )
        .await
        .unwrap();
    there
        .replace_paper(id, design, office.second.0.pdf("moi.pdf", "moi"))
        .await
        .unwrap();
    synced(here).await;
    synced(there).await;

    // neither is lost, nothing was overwritten
    let shown = disputes(there, id).await;
    let fields: Vec<&str> = shown.iter().map(|d| d.field.as_str()).collect();
    assert_eq!(
        fields,
        ["form.aquifer", "form.place_detail", &format!("papers.{design}")]
    );
    assert_eq!(
        (&shown[0].mine, &shown[0].theirs),
        (&says("của máy hai"), &says("của máy một"))
    );
    assert_eq!(shown[0].before, says("Bazan Pleistocen"));
    assert!(matches!(&shown[2].mine, Some(DraftValue::Paper { paper }) if paper.file_name == "moi.pdf"));
    assert_eq!(shown[2].theirs, None);
    assert_eq!(
        answer(there, id, "form.aquifer").await.as_deref(),
        Some("của máy hai")
    );
    synced(here).await;
    assert_eq!(
        answer(here, id, "form.aquifer").await.as_deref(),
        Some("của máy một")
    );
    assert!(disputes(here, id).await.is_empty(), "only where it came second");
    let listed = there
        .dossiers(DossierFilter::Unsent, String::new(), None)
        .await
        .unwrap();
    assert!(listed.rows[0].elsewhere);

    // it cannot be sent before somebody has chosen
    let refused = there.submit(id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::InvalidFields);
    assert_eq!(
        refused
            .fields
            .iter()
            .filter(|f| f.code == "differs_elsewhere")
            .count(),
        3
    );

    // the other goes on meanwhile: what it says now is what is shown
    here.set_answers(id, vec![text("form.place_detail", "chỗ ba")])
        .await
        .unwrap();
    synced(here).await;
    synced(there).await;
    assert_eq!(disputes(there, id).await[1].theirs, says("chỗ ba"));

    there
        .settle_draft(id, vec!["form.aquifer".into()], Side::Mine)
        .await
        .unwrap();
    there
        .settle_draft(id, vec!["form.place_detail".into()], Side::Theirs)
        .await
        .unwrap();
    let left = disputes(there, id).await;
    assert_eq!(left.len(), 1);
    let again = there
        .settle_draft(id, vec!["form.aquifer".into()], Side::Mine)
        .await
        .unwrap_err();
    assert_eq!(again.fields[0].code, "no_dispute");
    there.settle_draft(id, Vec::new(), Side::Mine).await.unwrap();
    synced(there).await;
    synced(here).await;
    for desk in [here, there] {
        assert_eq!(
            answer(desk, id, "form.aquifer").await.as_deref(),
            Some("của máy hai")
        );
        assert_eq!(
            answer(desk, id, "form.place_detail").await.as_deref(),
            Some("chỗ ba")
        );
        let view = desk.dossier(id).await.unwrap();
        assert!(papers(&view).iter().any(|(name, _)| name == "moi.pdf"));
        assert!(view.elsewhere.is_none(), "{:?}", view.elsewhere);
    }
    let listed = there
        .dossiers(DossierFilter::Unsent, String::new(), None)
        .await
        .unwrap();
    assert!(!listed.rows[0].elsewhere);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_here_and_editing_there_loses_neither() {
    // the edit reaches the portal first
    let (office, id) = Office::with_draft(73).await;
    let (here, there) = (&office.first.1, &office.second.1);
    office.apart().await;
    here.delete_dossier(id).await.unwrap();
    there
        .set_answers(id, vec![text("form.aquifer", "vẫn đang sửa")])
        .await
        .unwrap();
    synced(there).await;
    synced(here).await;
    let view = here.dossier(id).await.unwrap();
    assert_eq!(view.elsewhere.unwrap().news, Some(ElsewhereNews::Edited));
    assert_eq!(
        answer(here, id, "form.aquifer").await.as_deref(),
        Some("vẫn đang sửa")
    );
    // deleted all the same, this time knowingly: it goes on both, into the bin
    here.delete_dossier(id).await.unwrap();
    synced(here).await;
    synced(there).await;
    assert_eq!(there.dossier(id).await.unwrap_err().code, ErrorCode::NotFound);
    there.restore_dossier(id).await.unwrap();
    synced(there).await;
    synced(here).await;
    assert!(here.dossier(id).await.unwrap().editable, "and comes back on both");
    assert!(office.dossiers()[0]["deleted"] != serde_json::json!(true));
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn editing_here_after_it_was_deleted_there_loses_neither() {
    let (office, id) = Office::with_draft(74).await;
    let (here, there) = (&office.first.1, &office.second.1);
    office.apart().await;
    here.delete_dossier(id).await.unwrap();
    synced(here).await;
    there
        .set_answers(id, vec![text("form.aquifer", "vẫn đang sửa")])
        .await
        .unwrap();
    synced(there).await;
    let view = there.dossier(id).await.unwrap();
    assert_eq!(view.elsewhere.unwrap().news, Some(ElsewhereNews::Deleted));
    assert_eq!(
        answer(there, id, "form.aquifer").await.as_deref(),
        Some("vẫn đang sửa")
    );
    synced(here).await;
    assert_eq!(
        here.dossier(id).await.unwrap_err().code,
        ErrorCode::NotFound,
        "nobody has decided yet"
    );
    let refused = there.submit(id).await.unwrap_err();
    assert!(
        refused.fields.iter().any(|f| f.code == "deleted_elsewhere"),
        "{refused:?}"
    );
    there.keep_draft(id).await.unwrap();
    synced(there).await;
    assert!(there.dossier(id).await.unwrap().elsewhere.is_none());
    synced(here).await;
    assert_eq!(
        answer(here, id, "form.aquifer").await.as_deref(),
        Some("vẫn đang sửa")
    );
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn switched_off_nothing_leaves_and_nobody_else_sees_it() {
    let office = Office::open(78).await;
    let (here, there) = (&office.first.1, &office.second.1);
    assert!(here.draft_sync().await.unwrap(), "on unless said otherwise");
    office.apart().await;
    let id = complete_draft(&office.first.0, here, "78").await;
    assert_eq!(here.sync_drafts().await.unwrap_err().code, ErrorCode::WrongState);
    here.pull_changes().await.unwrap();
    assert_eq!(office.dossiers(), Vec::<serde_json::Value>::new());
    synced(here).await;
    there.pull_changes().await.unwrap();
    assert_eq!(there.dossier(id).await.unwrap_err().code, ErrorCode::NotFound);
    synced(there).await;
    assert!(
        there.dossier(id).await.is_ok(),
        "what was passed over is caught up with"
    );

    // another person at the second computer
    there.sign_out(false).await.unwrap();
    join(there, &office.portal, 79).await;
    synced(there).await;
    assert_eq!(there.dossier(id).await.unwrap_err().code, ErrorCode::NotFound);
    let listed = there
        .dossiers(DossierFilter::All, String::new(), None)
        .await
        .unwrap();
    assert!(listed.rows.is_empty());
    office.close().await;
}
