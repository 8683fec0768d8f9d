//! Finding procedures: the desk's own lists, and what procedures were before.

use motcua_desk::{
    error::ErrorCode,
    views::catalogue::{CaseNeed, CaseView, ListChoice, NarrowKind, SearchPage, SearchQuery},
};
use motcua_domain::canonical_json::sha256_hex;
use serde_json::Value;

use super::common::{Bench, GROUNDWATER, opened};

fn among(list: ListChoice) -> SearchQuery {
    SearchQuery {
        list: Some(list),
        limit: 20,
        ..SearchQuery::default()
    }
}

fn codes(page: &SearchPage) -> Vec<&str> {
    page.rows.iter().map(|row| row.code.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn favourites_and_the_latest_are_kept_and_narrow_the_search() {
    let bench = Bench::new();
    let desk = bench.open();
    opened(&desk).await;
    desk.set_favourite("1.004122".into(), true).await.unwrap();
    desk.set_favourite("1.010727".into(), true).await.unwrap();
    desk.set_favourite("1.010727".into(), false).await.unwrap();
    desk.note_procedure_seen("1.000778".into()).await.unwrap();
    desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    desk.close().await;

    let desk = bench.open();
    opened(&desk).await;
    let found = desk.search(among(ListChoice::Favourites)).await.unwrap();
    assert_eq!(codes(&found), ["1.004122"]);
    assert!(found.rows[0].favourite);
    assert!(desk.procedure("1.004122".into(), None).await.unwrap().favourite);
    assert!(!desk.procedure("1.010727".into(), None).await.unwrap().favourite);
    let found = desk.search(among(ListChoice::Recent)).await.unwrap();
    assert_eq!(codes(&found), ["1.000778"]);
    let found = desk.search(among(ListChoice::Common)).await.unwrap();
    assert_eq!(codes(&found), [GROUNDWATER]);
    let counts: Vec<(&str, u32)> = found.lists.iter().map(|f| (f.id.as_str(), f.count)).collect();
    assert_eq!(counts, [("favourites", 1), ("recent", 1), ("common", 1)]);
    assert_eq!(desk.common_procedures().await.unwrap()[0].code, GROUNDWATER);

    // a list and a sector that have nothing in common say which of them to give up
    let nothing = desk
        .search(SearchQuery {
            sector: Some("dat-dai".into()),
            ..among(ListChoice::Favourites)
        })
        .await
        .unwrap();
    assert!(nothing.rows.is_empty());
    // the one that shows more: all of the land procedures
    assert_eq!(nothing.loosen_choices, [NarrowKind::List]);
    assert!(nothing.loosen.unwrap().contains("Danh sách"));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn old_codes_and_names_lead_to_what_they_became_and_say_so() {
    let bench = Bench::new();
    let desk = bench.open();
    let mut settings = opened(&desk).await.settings;
    let became = desk
        .procedure("1.000778".into(), None)
        .await
        .unwrap()
        .became
        .unwrap();
    assert_eq!(became.code.as_deref(), Some("1.014261"));
    assert_eq!(became.edition.as_deref(), Some("2026"));

    settings.edition = Some("2026".into());
    desk.save_settings(settings).await.unwrap();
    let search = async |text: &str| {
        desk.search(SearchQuery {
            text: text.into(),
            limit: 5,
            ..SearchQuery::default()
        })
        .await
        .unwrap()
    };
    // another code, another agency
    let found = search("1.000778").await;
    assert_eq!(found.rows[0].code, "1.014261");
    let past = found.rows[0].past.clone().unwrap();
    assert!(
        past.contains("mã 1.000778") && past.contains("Sở Tài nguyên và Môi trường"),
        "{past}"
    );
    let page = desk.procedure("1.014261".into(), None).await.unwrap();
    assert_eq!(page.former.len(), 1, "{:?}", page.former);
    // another name
    let found = search("hành nghề khoan nước dưới đất quy mô vừa và nhỏ").await;
    assert_eq!(found.rows[0].code, "1.004122");
    assert!(
        found.rows[0]
            .past
            .as_deref()
            .unwrap()
            .contains("quy mô vừa và nhỏ")
    );
    // gone: found all the same, where it can still be read
    let found = search("giấy phép xả nước thải vào nguồn nước").await;
    assert_eq!(found.rows[0].code, "1.004152");
    assert!(!found.rows[0].submittable);
    assert_eq!(found.rows[0].gone_to.as_deref(), Some("2022"));
    assert!(
        found.rows[0]
            .past
            .as_deref()
            .unwrap()
            .contains("Không còn trong danh mục 2026")
    );
    let page = desk
        .procedure("1.004152".into(), Some("2022".into()))
        .await
        .unwrap();
    assert!(page.became.unwrap().words.contains("chưa kiểm chứng"));
    // what is asked for under its name of today says nothing of the past
    assert_eq!(search("1.014261").await.rows[0].past, None);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_number_decides_papers_and_fee_and_nothing_is_decided_before() {
    let bench = Bench::new();
    let desk = bench.open();
    let case = async |code: &str, value| desk.procedure_case(code.into(), None, value).await.unwrap();
    let need = |case: &CaseView, paper: &str| {
        let code = format!("{GROUNDWATER}-{paper}");
        case.papers.iter().find(|p| p.code == code).unwrap().need
    };
    let open = case(GROUNDWATER, None).await;
    let ask = open.ask.clone().unwrap();
    assert_eq!(
        (ask.field.as_str(), ask.unit.as_deref()),
        ("form.flow_m3_per_day", Some("m³/ngày đêm"))
    );
    assert_eq!(
        (open.case.as_deref(), open.fees.len(), open.fees_open),
        (None, 4, true)
    );
    assert_eq!(need(&open, "TP02"), CaseNeed::Undecided);
    // the bounds of the tiers, from both sides
    for (flow, fee, plan, design) in [
        (
            199.9,
            "tham-dinh-duoi-200",
            CaseNeed::NotNeeded,
            CaseNeed::Required,
        ),
        (
            200.0,
            "tham-dinh-tu-200-den-duoi-500",
            CaseNeed::Required,
            CaseNeed::NotNeeded,
        ),
        (
            499.9,
            "tham-dinh-tu-200-den-duoi-500",
            CaseNeed::Required,
            CaseNeed::NotNeeded,
        ),
        (
            500.0,
            "tham-dinh-tu-500-den-duoi-1000",
            CaseNeed::Required,
            CaseNeed::NotNeeded,
        ),
    ] {
        let case = case(GROUNDWATER, Some(flow)).await;
        let fees: Vec<&str> = case.fees.iter().map(|fee| fee.id.as_str()).collect();
        assert_eq!(
            (fees.as_slice(), case.fees_open),
            ([fee].as_slice(), false),
            "{flow}"
        );
        assert_eq!(
            (need(&case, "TP02"), need(&case, "TP03")),
            (plan, design),
            "{flow}"
        );
        assert!(case.case.is_some(), "{flow}");
    }
    // beyond the procedure there is no tier; what is no number decides nothing
    assert!(case(GROUNDWATER, Some(3_000.0)).await.fees.is_empty());
    assert_eq!(case(GROUNDWATER, Some(f64::NAN)).await, open);
    assert_eq!(case(GROUNDWATER, Some(-1.0)).await, open);
    // nothing to ask for
    assert_eq!(case("1.004122", None).await.ask, None);
    desk.close().await;
}

/// A catalogue file whose edition 2022 was changed, with the hash that fits.
fn a_changed_file(file: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut carried: Value = serde_json::from_slice(file).unwrap();
    let documents = carried["documents"].as_array_mut().unwrap();
    let document = documents
        .iter_mut()
        .find(|d| d["name"] == "catalogue/2022")
        .unwrap();
    let mut catalogue: Value = serde_json::from_str(document["body"].as_str().unwrap()).unwrap();
    change(&mut catalogue);
    document["name"] = format!("catalogue/{}", catalogue["edition"].as_str().unwrap()).into();
    let body = catalogue.to_string();
    document["sha256"] = sha256_hex(body.as_bytes()).into();
    document["body"] = body.into();
    serde_json::to_vec(&carried).unwrap()
}

/// One version further: the groundwater procedure has another title and one paper less.
fn a_newer_file(file: &[u8]) -> Vec<u8> {
    a_changed_file(file, |catalogue| {
        catalogue["version"] = 2.into();
        let procedures = catalogue["procedures"].as_array_mut().unwrap();
        let procedure = procedures.iter_mut().find(|p| p["code"] == GROUNDWATER).unwrap();
        procedure["name"] = "Cho phép tìm nguồn nước ngầm".into();
        procedure["components"].as_array_mut().unwrap().pop();
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_catalogue_file_is_taken_whole_or_not_at_all_and_open_drafts_keep_theirs() {
    let desk = Bench::new().open();
    let file = desk.export_catalogue().await.unwrap();
    desk.close().await;

    let bench = Bench::new();
    let desk = bench.open();
    let old = desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    let papers = desk.dossier(old).await.unwrap().components.len();
    // the same versions are nothing new
    let brought = desk.import_catalogue(file.clone()).await.unwrap();
    assert_eq!((brought.editions.len(), brought.known.len()), (0, 2));
    assert!(!brought.places && !brought.holidays);

    // one changed byte, another file, a newer format: refused, and nothing of it is taken
    let newer = a_newer_file(&file);
    let text = String::from_utf8(newer.clone()).unwrap();
    let damaged = text.replace("Cho phép tìm nguồn nước ngầm", "Cho phép tìm nguồn nước ngọt");
    assert_ne!(damaged, text);
    let later = text.replace("\"version\":1,\"documents\"", "\"version\":9,\"documents\"");
    for bad in [damaged.as_str(), "{}", "", later.as_str()] {
        if bad == text {
            continue;
        }
        let error = desk.import_catalogue(bad.as_bytes().to_vec()).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::BadFile);
    }
    let name = async || {
        desk.procedure(GROUNDWATER.into(), None)
            .await
            .unwrap()
            .procedure
            .name
    };
    assert!(name().await.starts_with("Cấp giấy phép thăm dò"));

    let brought = desk.import_catalogue(newer).await.unwrap();
    assert_eq!(brought.editions, ["2022 (2)"]);
    assert_eq!(name().await, "Cho phép tìm nguồn nước ngầm");
    desk.close().await;

    // after a restart too: the draft under its own version, new ones under the new, the old name found
    let desk = bench.open();
    opened(&desk).await;
    let new = desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    assert_eq!(desk.dossier(old).await.unwrap().components.len(), papers);
    assert_eq!(desk.dossier(new).await.unwrap().components.len(), papers - 1);
    let query = SearchQuery {
        text: "thăm dò nước dưới đất đối với công trình có lưu lượng dưới 3.000m3".into(),
        limit: 3,
        ..SearchQuery::default()
    };
    let found = desk.search(query).await.unwrap();
    let row = found.rows.iter().find(|row| row.code == GROUNDWATER).unwrap();
    let past = row.past.as_deref().unwrap();
    assert!(past.contains("Trong bản trước của danh mục 2022"), "{past}");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_catalogue_file_that_means_harm_is_refused_whole() {
    let bench = Bench::new();
    let desk = bench.open();
    let file = desk.export_catalogue().await.unwrap();
    let draft = desk.create_dossier(GROUNDWATER.into(), None).await.unwrap();
    let papers = desk.dossier(draft).await.unwrap().components.len();
    let newer = a_newer_file(&file);
    desk.import_catalogue(newer.clone()).await.unwrap();

    type Change = fn(&mut Value);
    let changes: [(&str, Change); 5] = [
        // the name under which the store keeps what the draft was made under
        ("edition", |c| c["edition"] = "2022@1".into()),
        ("folder", |c| c["edition"] = "../2022".into()),
        ("title", |c| c["procedures"][0]["name"] = "Cấp\u{1b}[2J".into()),
        ("no title", |c| c["procedures"][0]["name"] = " ".into()),
        ("twice", |c| {
            let first = c["procedures"][0].clone();
            c["procedures"].as_array_mut().unwrap().push(first);
        }),
    ];
    for (what, change) in changes {
        let bad = a_changed_file(&newer, |catalogue| {
            catalogue["version"] = 3.into();
            change(catalogue);
        });
        let error = desk.import_catalogue(bad).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::BadFile, "{what}");
        assert!(
            error.message.contains("chưa nhập gì"),
            "{what}: {}",
            error.message
        );
    }
    desk.close().await;
    let desk = bench.open();
    opened(&desk).await;
    assert_eq!(desk.dossier(draft).await.unwrap().components.len(), papers);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_catalogue_file_is_bounded_and_must_be_a_file() {
    let bench = Bench::new();
    let desk = bench.open();
    let huge = bench.file("lon.json", b"");
    let writable = std::fs::File::options().write(true).open(&huge).unwrap();
    writable.set_len(200 << 30).unwrap();
    let error = desk.import_catalogue_file(huge).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::BadFile);
    let mut no_files = vec![bench.files.path().to_owned(), bench.files.path().join("khong-co")];
    // read, it would never end
    #[cfg(unix)]
    no_files.push("/dev/zero".into());
    for path in no_files {
        let error = desk.import_catalogue_file(path).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::BadFile);
        assert!(error.message.contains("chọn lại"), "{}", error.message);
    }
    let file = desk.catalogue_file().await.unwrap();
    assert!(
        file.file_name.starts_with("mot-cua-danh-muc-"),
        "{}",
        file.file_name
    );
    let path = bench.file(&file.file_name, &file.bytes);
    assert_eq!(desk.import_catalogue_file(path).await.unwrap().known.len(), 2);
    desk.close().await;
}
