//! What the engine promises beside finding: reasons, highlights, narrowing, old names, counts, and an
//! answer to anything.
#![allow(clippy::unwrap_used)]

mod common;

use std::time::{Duration, Instant};

use common::{ask, catalogue, catalogue_2022, codes, index, unused, with_neighbours};
use motcua_domain::{catalogue::Procedure, language::Language};
use motcua_search::{
    Alias, AudienceChoice, FeeChoice, Habits, Index, Lineage, ListChoice, LoosenChoice, Query, Shorthand,
    Why, why::sentence,
};
use proptest::prelude::*;

fn query(text: &str) -> Query {
    Query {
        text: text.to_owned(),
        limit: 20,
        ..Query::default()
    }
}

fn highlighted(title: &str, highlights: &[(u32, u32)]) -> Vec<String> {
    let units: Vec<u16> = title.encode_utf16().collect();
    let slice = |&(start, length): &(u32, u32)| &units[start as usize..(start + length) as usize];
    highlights
        .iter()
        .map(|h| String::from_utf16(slice(h)).unwrap())
        .collect()
}

#[test]
fn matches_are_highlighted_on_the_original_marks_and_all() {
    let catalogue = catalogue_2022();
    let index = index(&catalogue);
    let found = ask(&index, "tham do nuoc duoi d", None);
    let title = &catalogue.procedures[found.hits[0].procedure_index].name;
    assert_eq!(
        highlighted(title, &found.hits[0].highlights),
        ["thăm dò nước dưới đ"]
    );
    let found = ask(&index, "khai thac 3000 m3", None);
    let title = &catalogue.procedures[found.hits[0].procedure_index].name;
    assert_eq!(
        highlighted(title, &found.hits[0].highlights),
        ["khai thác", "3.000m3"]
    );
}

#[test]
fn highlights_survive_titles_in_nfd_and_astral_characters() {
    let mut catalogue = catalogue_2022();
    catalogue.procedures.truncate(1);
    catalogue.procedures[0].name = "𝔄 Tha\u{306}m do\u{300} nước".to_owned();
    let found = ask(&index(&catalogue), "tham do", None);
    let marked = highlighted(&catalogue.procedures[0].name, &found.hits[0].highlights);
    assert_eq!(marked, ["Tha\u{306}m do\u{300}"]);
}

#[test]
fn the_reasons_are_named_in_both_languages() {
    let catalogue = catalogue_2022();
    let index = index(&catalogue);
    let why = |text: &str| ask(&index, text, None).hits[0].why.clone();
    let has = |text: &str, wanted: &dyn Fn(&Why) -> bool| {
        assert!(why(text).iter().any(wanted), "{text}: {:?}", why(text));
    };
    has("1.004232", &|w| matches!(w, Why::Code { whole: true, .. }));
    has("dong cua mo", &|w| {
        matches!(w, Why::TitleWords { phrase: true, .. })
    });
    has(
        "đính chí",
        &|w| matches!(w, Why::Beginning { found, .. } if found == "chính"),
    );
    has(
        "tach thuea",
        &|w| matches!(w, Why::Slip { found, .. } if found == "thửa"),
    );
    has(
        "ddongs cuwar mor",
        &|w| matches!(w, Why::ReadAs { read, .. } if read == "đóng"),
    );
    has(
        "dongcuamo",
        &|w| matches!(w, Why::ReadAs { typed, .. } if typed == "dongcuamo"),
    );
    has(
        "mất sổ đỏ",
        &|w| matches!(w, Why::Shorthand { typed, .. } if typed == "mất sổ đỏ"),
    );
    has("đất đai đính chính", &|w| {
        matches!(w, Why::Elsewhere { .. })
    });
    assert_eq!(
        sentence(&why("dong cua mo"), Language::Vi),
        "Tên có nguyên cụm “Đóng cửa mỏ”."
    );
    assert_eq!(
        sentence(&why("dong cua mo"), Language::En),
        "The title has “Đóng cửa mỏ” word for word."
    );
}

#[test]
fn use_at_this_desk_lifts_equals_and_is_told() {
    let catalogue = catalogue_2022();
    let index = index(&catalogue);
    let often = |code: &str| if code == "1.010723" { 40 } else { 0 };
    let found = index.search(&query("cấp giấy phép môi trường"), &often);
    assert_eq!(codes(&catalogue, &found)[0], "1.010723");
    assert!(found.hits[0].why.contains(&Why::Used { times: 40 }));
    // but not above what was asked for
    let found = index.search(&query("cấp giấy phép môi trường cấp tỉnh"), &often);
    assert_eq!(codes(&catalogue, &found)[0], "1.010727");
    // without a text the most used come first, the rest in the catalogue's order
    let found = index.search(&query("  "), &often);
    assert_eq!(codes(&catalogue, &found)[0], "1.010723");
    assert_eq!((found.total, found.hits.len()), (catalogue.procedures.len(), 20));
}

#[test]
fn counts_stand_beside_each_choice_given_the_others() {
    let catalogue = catalogue_2022();
    let index = index(&catalogue);
    let all = index.search(&query(""), &unused);
    let sectors: usize = all.facets.sectors.iter().map(|f| f.count).sum();
    assert_eq!(sectors, catalogue.procedures.len());
    let levels: usize = all.facets.levels.iter().map(|f| f.count).sum();
    assert_eq!(levels, catalogue.procedures.len());
    for facet in all.facets.sectors.iter().chain(&all.facets.agencies) {
        let sector = all.facets.sectors.contains(facet).then(|| facet.id.clone());
        let agency = sector.is_none().then(|| facet.id.clone());
        let narrowed = index.search(
            &Query {
                sector,
                agency,
                ..query("")
            },
            &unused,
        );
        assert_eq!(narrowed.total, facet.count, "{}", facet.id);
    }
    // an agency counts what those below it do
    for agency in catalogue.agencies.iter().filter(|a| a.parent.is_none()) {
        let below = all.facets.agencies.iter().filter(|f| {
            catalogue
                .agencies
                .iter()
                .any(|a| a.id == f.id && a.parent.as_ref() == Some(&agency.id))
        });
        let count = all
            .facets
            .agencies
            .iter()
            .find(|f| f.id == agency.id)
            .map_or(0, |f| f.count);
        assert!(below.map(|f| f.count).sum::<usize>() <= count, "{}", agency.id);
    }
}

#[test]
fn nothing_is_a_dead_end() {
    let catalogue = catalogue_2022();
    let index = index(&catalogue);
    let ask = |query: Query| {
        let found = index.search(&query, &unused);
        assert!(found.hits.is_empty());
        found.loosen.unwrap()
    };
    let sector = |id: &str| Some(id.to_owned());
    let loosen = ask(Query {
        sector: sector("khi-tuong-thuy-van"),
        ..query("tách thửa")
    });
    assert_eq!(loosen.choices, [LoosenChoice::Sector]);
    assert!(loosen.would_find > 0);
    assert!(loosen.words(Language::Vi).contains("Lĩnh vực"));
    let loosen = ask(Query {
        sector: sector("dat-dai"),
        level: Some(4),
        ..query("tách thửa")
    });
    assert_eq!(loosen.choices, [LoosenChoice::Level]);
    let loosen = ask(Query {
        sector: sector("mo-coi"),
        agency: sector("khong-co"),
        ..query("tách thửa")
    });
    assert_eq!(loosen.choices, [LoosenChoice::Agency, LoosenChoice::Sector]);
    let loosen = ask(query("zzzzqqq"));
    assert!(loosen.choices.is_empty());
    assert!(loosen.words(Language::Vi).contains("ít từ hơn"));
    // of many choices only those are given up that stand in the way, and giving them up does help
    let narrow = Query {
        sector: sector("dat-dai"),
        fee: Some(FeeChoice::With),
        list: Some(ListChoice::Favourites),
        audience: Some(AudienceChoice::Citizens),
        ..query("chuyển mục đích sử dụng đất")
    };
    let loosen = ask(narrow.clone());
    assert_eq!(loosen.choices, [LoosenChoice::Fee, LoosenChoice::List]);
    assert_eq!(
        loosen.words(Language::Vi),
        format!(
            "Bỏ chọn Phí, lệ phí và Danh sách để thấy {} thủ tục.",
            loosen.would_find
        )
    );
    let wider = Query {
        fee: None,
        list: None,
        ..narrow
    };
    assert_eq!(index.search(&wider, &unused).total, loosen.would_find);
}

#[test]
fn old_names_and_codes_lead_to_the_procedure_of_today() {
    let catalogue = catalogue_2022();
    let alias = Alias {
        code: "1.004203".to_owned(),
        old_code: Some("1.777777".to_owned()),
        old_name: Some("Phân chia ranh giới khu vườn".to_owned()),
    };
    let index = Index::build_with_aliases(&catalogue, &Shorthand::bundled(), &[alias]);
    for text in ["phan chia ranh gioi khu vuon", "1.777777", "777777"] {
        let found = ask(&index, text, None);
        assert_eq!(codes(&catalogue, &found)[0], "1.004203", "{text}");
        assert!(
            found.hits[0].why.iter().any(|w| matches!(w, Why::OldName { .. })),
            "{text}"
        );
    }
    // and it is one row, not two
    let found = ask(&index, "tách thửa phân chia", None);
    let rows = codes(&catalogue, &found);
    assert_eq!(rows.iter().filter(|c| **c == "1.004203").count(), 1);
}

#[test]
fn pages_go_on_where_the_last_one_ended() {
    let catalogue = with_neighbours(catalogue_2022(), 2_000);
    let index = index(&catalogue);
    let page = |offset, limit| {
        let query = Query {
            offset,
            limit,
            ..query("giấy phép")
        };
        codes(&catalogue, &index.search(&query, &unused))
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let whole = page(0, 750);
    assert!(whole.len() > 600, "{} rows", whole.len());
    let mut pages: Vec<String> = Vec::new();
    for start in (0..750).step_by(150) {
        pages.extend(page(start, 150));
    }
    assert_eq!(pages, whole);
}

/// A desk with one favourite that it used once.
struct Desk;

impl Habits for Desk {
    fn uses(&self, code: &str) -> u32 {
        u32::from(code == "1.010729")
    }

    fn is_in(&self, list: ListChoice, code: &str) -> bool {
        list == ListChoice::Favourites && code == "1.010729"
    }
}

#[test]
fn the_desks_own_lists_narrow_and_are_counted() {
    let catalogue = catalogue_2022();
    let index = index(&catalogue);
    let favourites = Query {
        list: Some(ListChoice::Favourites),
        ..query("môi trường")
    };
    let found = index.search(&favourites, &Desk);
    assert_eq!(codes(&catalogue, &found), ["1.010729"]);
    assert_eq!(found.facets.sectors.iter().map(|f| f.count).sum::<usize>(), 1);
    assert_eq!(found.facets.lists, [(ListChoice::Favourites, 1)]);
    let recent = Query {
        list: Some(ListChoice::Recent),
        ..query("môi trường")
    };
    let found = index.search(&recent, &Desk);
    assert_eq!(found.loosen.unwrap().choices, [LoosenChoice::List]);
}

#[test]
fn whom_it_is_for_and_what_it_costs_are_never_guessed() {
    let catalogue = catalogue_2022();
    let index = index(&catalogue);
    let all = index.search(&query(""), &unused);
    let known = |p: &&Procedure| p.audience.is_some();
    let unknown = catalogue.procedures.len() - catalogue.procedures.iter().filter(known).count();
    let count = |choice| {
        all.facets
            .audiences
            .iter()
            .find(|(c, _)| *c == choice)
            .map_or(0, |c| c.1)
    };
    assert_eq!(count(AudienceChoice::Unknown), unknown);
    let ask = |audience, fee| {
        let narrowed = Query {
            audience,
            fee,
            limit: 100,
            ..query("")
        };
        let found = index.search(&narrowed, &unused);
        codes(&catalogue, &found)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let citizens = ask(Some(AudienceChoice::Citizens), None);
    assert_eq!(citizens.len(), count(AudienceChoice::Citizens));
    assert!(
        citizens.contains(&"1.000798".to_owned()),
        "for households by its title"
    );
    let both = |list: &[String]| list.contains(&"1.004197".to_owned());
    assert!(both(&citizens) && both(&ask(Some(AudienceChoice::Organisations), None)));
    // no procedure of 2022 is known to be free: that is not the same as unknown
    assert!(ask(None, Some(FeeChoice::Without)).is_empty());
    let with = ask(None, Some(FeeChoice::With));
    let fees: usize = all.facets.fees.iter().map(|(_, n)| n).sum();
    assert_eq!(fees, catalogue.procedures.len());
    assert!(with.contains(&"1.004232".to_owned()));
    assert_eq!(
        ask(None, Some(FeeChoice::Unknown)).len(),
        catalogue.procedures.len() - with.len()
    );
}

#[test]
fn a_newer_catalogue_knows_what_procedures_were() {
    let old = catalogue_2022();
    let new = catalogue(motcua_data::CATALOGUE_2026);
    let lineage = Lineage::read(&new, &[&old]);
    let index = Index::build_with_lineage(&new, &Shorthand::bundled(), &lineage);
    let first = |text: &str| {
        let found = ask(&index, text, None);
        let at = found.hits[0].procedure_index;
        let code = match new.procedures.get(at) {
            Some(procedure) => procedure.code.clone(),
            None => lineage.gone()[at - new.procedures.len()].procedure.code.clone(),
        };
        let old = found.hits[0].why.iter().any(|w| matches!(w, Why::OldName { .. }));
        (code, old)
    };
    // under another code, under another name, and no more
    assert_eq!(first("1.000778"), ("1.014261".to_owned(), true));
    assert_eq!(first("1000778.000.00.00.H34"), ("1.014261".to_owned(), true));
    let renamed = "giấy phép hành nghề khoan nước dưới đất quy mô vừa và nhỏ";
    assert_eq!(first(renamed), ("1.004122".to_owned(), true));
    assert_eq!(first("giấy phép xả nước thải vào nguồn nước").0, "1.004152");
    assert_eq!(first("1.004152").0, "1.004152");
    let gone = lineage
        .gone()
        .iter()
        .find(|g| g.procedure.code == "1.004152")
        .unwrap();
    let words = gone.words("2026", Language::Vi);
    assert!(words.starts_with("Không còn trong danh mục 2026"), "{words}");
    assert!(words.contains("giấy phép môi trường"), "{words}");
    assert!(
        words.ends_with("(chưa kiểm chứng)"),
        "it comes from no document: {words}"
    );
    // moved to another agency
    let moved = lineage.former("1.014261")[0].words(Language::Vi);
    assert!(
        moved.contains("mã 1.000778") && moved.contains("do Sở Tài nguyên và Môi trường"),
        "{moved}"
    );
    // what is gone is not in the list that nobody asked for
    let everything = index.search(&query(""), &unused);
    assert_eq!(everything.total, new.procedures.len());
}

#[test]
fn hostile_texts_get_an_answer_in_time() {
    let catalogue = with_neighbours(catalogue_2022(), 10_000);
    let index = index(&catalogue);
    let megabyte = |unit: &str| unit.repeat(1_000_000 / unit.len() + 1);
    let texts = [
        megabyte("giấy phép "),
        megabyte("a"),
        megabyte(" "),
        megabyte("\u{301}"),
        megabyte("e\u{302}\u{301}"),
        megabyte("\u{200b}"),
        megabyte("khoan giếng sổ đỏ xả thải "),
        megabyte("ddaats nuowcs "),
        megabyte("gp ks tn mt đtm "),
        megabyte("1.004232 "),
        megabyte("1 "),
        megabyte("0"),
        megabyte("1."),
        megabyte("giayphepmoitruong"),
        megabyte("ﷺ"),
        "\" OR 1=1 -- NEAR/2 col:* ^x {a} (b) AND NOT c*".to_owned(),
        "'\"“”‘’«»`´".to_owned(),
        "\u{202e}tạht aửht hcát\u{202c} \u{2067}שלום\u{2069} مرحبا".to_owned(),
        "tách\u{200d}\u{feff} \u{ad}thửa\u{0}".to_owned(),
        "𝒕á𝒄𝒉 ｔｈửａ".to_owned(),
        "3.000.000.000.000,00 m³³³ ½ ⅔".to_owned(),
    ];
    for text in &texts {
        let start = Instant::now();
        let found = ask(&index, text, None);
        let took = start.elapsed();
        // far above what it takes; a stall is what it would catch
        assert!(
            took < Duration::from_secs(30),
            "{took:?} for {:?}…",
            text.chars().take(20).collect::<String>()
        );
        assert!(!found.hits.is_empty() || found.loosen.is_some(), "{:.20}", text);
    }
    assert_eq!(
        codes(
            &catalogue,
            &ask(&index, "tách\u{200d}\u{feff} \u{ad}thửa\u{0}", None)
        )[0],
        "1.004203"
    );
    assert_eq!(
        codes(&catalogue, &ask(&index, "𝒕á𝒄𝒉 ｔｈửａ", None))[0],
        "1.004203"
    );
}

#[test]
fn an_empty_catalogue_answers_too() {
    let mut catalogue = catalogue_2022();
    catalogue.procedures.clear();
    let index = index(&catalogue);
    for text in ["", "giấy phép", "1.004232"] {
        assert_eq!(ask(&index, text, None).total, 0);
    }
}

#[test]
fn shorthand_lists_that_make_no_sense_are_refused() {
    let entry = |json: &str| Shorthand::parse(&format!(r#"{{"sources":{{"a":"b"}},"entries":[{json}]}}"#));
    assert!(entry(r#"{"short":["gp"],"means":["giấy phép"],"kind":"office","source":"a"}"#).is_ok());
    assert!(entry(r#"{"short":[],"means":["giấy phép"],"kind":"office","source":"a"}"#).is_err());
    assert!(entry(r#"{"short":["gp"],"means":[" "],"kind":"office","source":"a"}"#).is_err());
    assert!(entry(r#"{"short":["gp"],"means":["giấy phép"],"kind":"office","source":"nobody"}"#).is_err());
    assert!(Shorthand::parse("[]").is_err());
    assert!(!Shorthand::bundled().entries.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_text_gets_an_answer_with_highlights_inside_the_title(
        text in prop_oneof![
            any::<String>(),
            "[a-z0-9 .đươâêôăĂáàảãạ]{0,60}",
            "(gp|sổ đỏ|nuowcs|d9a6t1|1\\.00|m³|[a-z]{1,9}|\u{301}|\u{200b}| ){0,12}",
        ],
    ) {
        thread_local! {
            static SMALL: (motcua_domain::catalogue::Catalogue, Index) = {
                let catalogue = catalogue_2022();
                let index = index(&catalogue);
                (catalogue, index)
            };
        }
        SMALL.with(|(catalogue, index)| {
            let found = ask(index, &text, None);
            prop_assert!(found.total >= found.hits.len());
            for pair in found.hits.windows(2) {
                prop_assert!(pair[0].score >= pair[1].score);
            }
            for hit in &found.hits {
                let title = &catalogue.procedures[hit.procedure_index].name;
                let units = title.encode_utf16().count() as u32;
                let mut end = 0;
                for &(start, length) in &hit.highlights {
                    prop_assert!(start >= end && length > 0);
                    end = start + length;
                }
                prop_assert!(end <= units);
            }
            Ok(())
        })?;
    }
}
