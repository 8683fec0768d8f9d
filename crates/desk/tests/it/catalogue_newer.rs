//! A draft whose catalogue has a newer version: told what is different, moved when the user says so.

use motcua_desk::{Desk, error::ErrorCode, prelude::*};
use motcua_domain::{canonical_json::sha256_hex, content::FieldValue};
use serde_json::{Value, json};

use super::{
    catalogue_sync::{edition_2022, procedure},
    common::*,
};

/// Brings another version of edition 2022 from a stick.
async fn bring(desk: &Desk, document: String) {
    let mut file: Value = serde_json::from_slice(&desk.export_catalogue().await.unwrap()).unwrap();
    let carried = &mut file["documents"][0];
    assert_eq!(carried["name"], "catalogue/2022");
    carried["sha256"] = sha256_hex(document.as_bytes()).into();
    carried["body"] = document.into();
    desk.import_catalogue(serde_json::to_vec(&file).unwrap())
        .await
        .unwrap();
}

/// The second version: less time, a paper gone, one new, another fee, a field gone and one new that must be
/// answered.
fn second() -> String {
    edition_2022(|catalogue| {
        catalogue["version"] = 2.into();
        let form_id = {
            let one = procedure(catalogue, GROUNDWATER);
            one["processing"]["value"] = 30.into();
            one["fees"][0]["amount"] = 400_000.into();
            let components = one["components"].as_array_mut().unwrap();
            let mut added = components.remove(2);
            added["code"] = "1.004232-TP09".into();
            added["name"] = "Sơ đồ vị trí giếng".into();
            added["required"] = json!({"kind": "always"});
            added["group"] = Value::Null;
            components.push(added);
            one["form"].clone()
        };
        let forms = catalogue["forms"].as_array_mut().unwrap();
        let form = forms.iter_mut().find(|form| form["id"] == form_id).unwrap();
        form["schema"]["properties"]
            .as_object_mut()
            .unwrap()
            .shift_remove("aquifer")
            .unwrap();
        form["schema"]["properties"]["owner_consent"] = json!({"type": "string", "maxLength": 100});
        let required = form["schema"]["required"].as_array_mut().unwrap();
        required.retain(|name| name != "aquifer");
        required.push("owner_consent".into());
        for section in form["layout"].as_array_mut().unwrap() {
            section["fields"]
                .as_array_mut()
                .unwrap()
                .retain(|field| field["property"] != "aquifer");
        }
        form["layout"][0]["fields"]
            .as_array_mut()
            .unwrap()
            .push(json!({"property": "owner_consent", "label": "Ý kiến chủ đất", "widget": "text"}));
    })
}

fn told(changes: &[CatalogueChange], about: ChangeAbout) -> Vec<(Option<&str>, Option<&str>, Option<&str>)> {
    (changes.iter().filter(|change| change.about == about))
        .map(|change| {
            (
                change.name.as_deref(),
                change.old.as_deref(),
                change.new.as_deref(),
            )
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_told_what_is_different_and_moves_with_all_that_was_typed_and_attached() {
    let bench = Bench::new();
    let desk = bench.open();
    opened(&desk).await;
    let id = complete_draft(&bench, &desk, "a").await;
    let before = desk.dossier(id).await.unwrap();
    assert_eq!(before.newer, None);
    bring(&desk, second()).await;

    let view = desk.dossier(id).await.unwrap();
    let newer = view.newer.clone().unwrap();
    assert_eq!((newer.from, newer.to, newer.gone), (1, 2, false));
    let deadline = told(&newer.changes, ChangeAbout::Deadline);
    assert_eq!(
        deadline,
        [(None, Some("45 ngày làm việc"), Some("30 ngày làm việc"))]
    );
    let papers = told(&newer.changes, ChangeAbout::Component);
    assert_eq!(papers[0].0, Some("Thiết kế giếng thăm dò"));
    assert_eq!((papers[0].2, papers[1].1), (None, None), "{papers:?}");
    assert_eq!(papers[1].0, Some("Sơ đồ vị trí giếng"));
    assert!(papers[1].2.unwrap().starts_with("bắt buộc, 1 bản chính"));
    let fees = told(&newer.changes, ChangeAbout::Fee);
    assert!(fees[0].1.unwrap().starts_with("chưa rõ mức thu"), "{fees:?}");
    assert!(fees[0].2.unwrap().starts_with("400.000"), "{fees:?}");
    assert!(fees[0].2.unwrap().contains("dưới 200 m³/ngày đêm"), "{fees:?}");
    assert_eq!(told(&newer.changes, ChangeAbout::Form).len(), 2);
    assert_eq!(newer.changes.len(), 6, "{:#?}", newer.changes);
    // until it is moved, everything is as it was
    assert_eq!(
        (&view.components, &view.parts),
        (&before.components, &before.parts)
    );

    let moved = desk.move_dossier(id).await.unwrap();
    assert_eq!(moved.newer, None);
    assert_eq!(moved.answers, before.answers);
    let files = |view: &DossierView| -> Vec<String> {
        let papers = view.components.iter().flat_map(|component| &component.papers);
        papers.map(|paper| paper.sha256.clone()).collect()
    };
    assert_eq!(files(&moved), files(&before));
    // what the new version does not have is in sight under its old name, and says that it has to go
    let gone = moved
        .components
        .iter()
        .find(|c| c.code == "1.004232-TP03")
        .unwrap();
    assert_eq!(
        (gone.name.as_str(), gone.papers.len()),
        ("Thiết kế giếng thăm dò", 1)
    );
    assert!(gone.note.as_deref().unwrap().contains("không còn thành phần này"));
    let former = moved.form.last().unwrap();
    assert_eq!(former.title, "Không còn trong biểu mẫu");
    assert_eq!(former.fields[0].path, "form.aquifer");
    assert!(
        former.fields[0].field.label.contains("ầng chứa nước"),
        "{:?}",
        former.fields[0].field
    );
    let review = moved.parts.iter().find(|part| part.part == Part::Review).unwrap();
    let open: Vec<&str> = review
        .problems
        .iter()
        .map(|problem| problem.path.as_str())
        .collect();
    for path in [
        "form.owner_consent",
        "form.aquifer",
        "papers.1.004232-TP09",
        "papers",
    ] {
        assert!(open.contains(&path), "{path} in {open:?}");
    }
    // it can be put right: changed while it is there, then cleared; not brought back
    desk.set_answers(id, vec![text("form.aquifer", "Bazan")])
        .await
        .unwrap();
    let clear = FieldChange {
        path: "form.aquifer".into(),
        value: None,
    };
    desk.set_answers(id, vec![clear, text("form.owner_consent", "Đồng ý")])
        .await
        .unwrap();
    let refused = desk
        .set_answers(id, vec![text("form.aquifer", "Bazan")])
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::InvalidFields);
    desk.remove_paper(id, gone.papers[0].id).await.unwrap();
    attach(&desk, id, "1.004232-TP09", &bench.pdf("so-do.pdf", "so do")).await;
    let done = desk.dossier(id).await.unwrap();
    assert_eq!(
        done.sync,
        motcua_domain::status::SyncState::Ready,
        "{:#?}",
        done.parts
    );
    assert_eq!(
        done.answers["form.owner_consent"],
        FieldValue::Text("Đồng ý".into())
    );
    desk.close().await;
    let desk = bench.open();
    opened(&desk).await;
    assert_eq!(desk.dossier(id).await.unwrap().components, done.components);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_touch_the_procedure_is_not_told_and_what_is_gone_cannot_be_moved_to() {
    let bench = Bench::new();
    let desk = bench.open();
    opened(&desk).await;
    let id = desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    let elsewhere = edition_2022(|catalogue| {
        catalogue["version"] = 2.into();
        procedure(catalogue, "1.004122")["name"] = "Tên khác".into();
    });
    bring(&desk, elsewhere).await;
    assert_eq!(desk.dossier(id).await.unwrap().newer, None);

    let gone = edition_2022(|catalogue| {
        catalogue["version"] = 3.into();
        let all = catalogue["procedures"].as_array_mut().unwrap();
        all.retain(|procedure| procedure["code"] != GROUNDWATER);
    });
    bring(&desk, gone).await;
    let newer = desk.dossier(id).await.unwrap().newer.unwrap();
    assert!(newer.gone && newer.changes.is_empty());
    let refused = desk.move_dossier(id).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Refused);
    assert_eq!(desk.dossier(id).await.unwrap().components.len(), 3);
    desk.close().await;
}
