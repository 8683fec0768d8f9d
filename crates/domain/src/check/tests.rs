use std::sync::LazyLock;

use uuid::Uuid;

use super::*;
use crate::{
    answers::{ComponentNeed, case_of, component_need, fee_lines},
    catalogue::Catalogue,
    content::Paper,
    money::Vnd,
};

static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| serde_json::from_str(motcua_data::CATALOGUE_2022).unwrap());
static PLACES: LazyLock<Places> = LazyLock::new(|| Places::from_json(motcua_data::PLACES).unwrap());
static LIMITS: LazyLock<PaperLimits> = LazyLock::new(|| PaperLimits {
    media_types: vec!["application/pdf".into()],
    max_bytes: 1_000_000,
});

const EXPLORE: &str = "1.004232";

fn context(code: &str) -> CheckContext<'static> {
    let procedure = CATALOGUE.procedure(code).unwrap();
    CheckContext {
        procedure,
        form: CATALOGUE.form(&procedure.form).unwrap(),
        places: Some((&PLACES, "2025-06")),
        default_limits: &LIMITS,
        today: NaiveDate::from_ymd_opt(2022, 5, 4).unwrap(),
        lang: Language::Vi,
    }
}

fn text(value: &str) -> FieldValue {
    FieldValue::Text(value.to_owned())
}

fn paper(component: &str, byte: u8) -> Paper {
    Paper {
        id: Uuid::from_u128(u128::from(byte)),
        component: component.to_owned(),
        file_name: format!("tep-{byte}.pdf"),
        size: 1000,
        sha256: hex::encode([byte; 32]),
        media_type: "application/pdf".into(),
        position: 0,
    }
}

/// A groundwater exploration of 150 m³ a day by Nguyễn Văn An of Kon Tum.
fn dossier() -> DossierContent {
    let answers = [
        ("applicant.kind", text("citizen")),
        ("applicant.full_name", text("Nguyễn Văn An")),
        ("applicant.id_kind", text("cccd")),
        ("applicant.id_number", text("062099000123")),
        ("applicant.birth_date", text("1999-01-15")),
        ("applicant.phone", text("0912345678")),
        ("applicant.email", text("an@example.vn")),
        ("applicant.address.province", text("62")),
        ("applicant.address.commune", text("23281")),
        ("form.purpose", text("sinh_hoat")),
        ("form.commune", text("23281")),
        ("form.place_detail", text("Thôn 3, thửa 125")),
        ("form.flow_m3_per_day", FieldValue::Number(150.0)),
        ("form.well_count", FieldValue::Number(2.0)),
        ("form.well_depth_m", text("80,5")),
        ("form.aquifer", text("Khe nứt bazan (βn2-qp)")),
        ("form.works_start", text("2022-07-01")),
        ("form.works_months", text("3")),
    ];
    DossierContent {
        answers: answers.into_iter().map(|(k, v)| (k.to_owned(), v)).collect(),
        papers: vec![paper("1.004232-TP01", 1), paper("1.004232-TP03", 3)],
    }
}

fn codes(content: &DossierContent) -> Vec<(String, String)> {
    check(&context(EXPLORE), content)
        .into_iter()
        .map(|p| (p.path, p.code))
        .collect()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter()
        .map(|(p, c)| ((*p).to_owned(), (*c).to_owned()))
        .collect()
}

#[test]
fn a_whole_dossier_passes() {
    assert_eq!(codes(&dossier()), []);
}

#[test]
fn an_empty_dossier_lists_everything_at_once_and_in_order() {
    let found = check(&context(EXPLORE), &DossierContent::default());
    let paths: Vec<&str> = found.iter().map(|p| p.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "applicant.full_name",
            "applicant.id_number",
            "applicant.phone",
            "applicant.address.province",
            "applicant.address.commune",
            "form.purpose",
            "form.commune",
            "form.place_detail",
            "form.flow_m3_per_day",
            "form.well_count",
            "form.well_depth_m",
            "form.aquifer",
            "form.works_start",
            "form.works_months",
            "papers.1.004232-TP01",
        ],
        "what depends on the flow is not asked for before the flow is known"
    );
    assert!(
        found
            .iter()
            .all(|p| p.message.starts_with("Hãy") || p.message.contains("Hãy")),
        "each says what to do"
    );
    let parts: Vec<Option<DossierPart>> = paths.iter().map(|p| part_of(p)).collect();
    assert!(parts.is_sorted() && parts.iter().all(Option::is_some));
}

#[test]
fn the_flow_decides_case_papers_and_fee() {
    let procedure = CATALOGUE.procedure(EXPLORE).unwrap();
    let need = |content: &DossierContent, at: usize| {
        component_need(&procedure.components.as_ref().unwrap()[at], &content.answers)
    };
    let mut content = dossier();
    for (flow, case, de_an, thiet_ke, amount) in [
        (
            text("199,9"),
            "thiet-ke-gieng",
            ComponentNeed::NotNeeded,
            ComponentNeed::Required,
            300_000,
        ),
        (
            FieldValue::Number(200.0),
            "de-an",
            ComponentNeed::Required,
            ComponentNeed::NotNeeded,
            800_000,
        ),
        (
            FieldValue::Number(500.0),
            "de-an",
            ComponentNeed::Required,
            ComponentNeed::NotNeeded,
            2_000_000,
        ),
        (
            text("2.999,9"),
            "de-an",
            ComponentNeed::Required,
            ComponentNeed::NotNeeded,
            3_500_000,
        ),
    ] {
        content
            .answers
            .insert("form.flow_m3_per_day".into(), flow.clone());
        assert_eq!(
            case_of(procedure, &content.answers).map(|c| c.id.as_str()),
            Some(case),
            "{flow:?}"
        );
        assert_eq!(
            (need(&content, 1), need(&content, 2)),
            (de_an, thiet_ke),
            "{flow:?}"
        );
        let lines = fee_lines(procedure, &content.answers, true).unwrap();
        assert_eq!(lines.len(), 1, "{flow:?}");
        assert_eq!(
            (lines[0].amount, lines[0].illustrative),
            (Some(Vnd(amount)), true)
        );
        let official = fee_lines(procedure, &content.answers, false).unwrap();
        assert_eq!(
            (official[0].amount, official[0].illustrative),
            (None, false),
            "unknown stays unknown"
        );
    }
    content
        .answers
        .insert("form.flow_m3_per_day".into(), FieldValue::Number(250.0));
    assert_eq!(
        codes(&content),
        pairs(&[("papers.1.004232-TP02", "paper_missing")])
    );
    content
        .answers
        .insert("form.flow_m3_per_day".into(), text("3.000"));
    let found = check_part(&context(EXPLORE), &content, DossierPart::Form);
    assert_eq!(found[0].code, "number_too_large");
    assert!(
        found[0].message.contains("nhỏ hơn 3.000 m³/ngày đêm"),
        "{}",
        found[0].message
    );
    content.answers.remove("form.flow_m3_per_day");
    assert_eq!(need(&content, 1), ComponentNeed::Undecided);
    let lines = fee_lines(procedure, &content.answers, true).unwrap();
    assert_eq!(lines.iter().filter(|l| l.undecided).count(), 4);
}

#[test]
fn abstraction_depends_on_two_answers() {
    let procedure = CATALOGUE.procedure("1.004223").unwrap();
    let needs = |flow: f64, state: &str| -> Vec<ComponentNeed> {
        let answers = Answers::from([
            ("form.flow_m3_per_day".to_owned(), FieldValue::Number(flow)),
            ("form.works_state".to_owned(), text(state)),
        ]);
        procedure.components.as_ref().unwrap()[2..5]
            .iter()
            .map(|c| component_need(c, &answers))
            .collect()
    };
    use ComponentNeed::{NotNeeded, Required};
    assert_eq!(needs(200.0, "chua_co"), [Required, NotNeeded, NotNeeded]);
    assert_eq!(needs(199.0, "chua_co"), [NotNeeded, Required, NotNeeded]);
    assert_eq!(needs(1000.0, "dang_hoat_dong"), [NotNeeded, NotNeeded, Required]);
}

#[test]
fn wrong_answers_of_the_form_are_worded_once_each() {
    let mut content = dossier();
    for (path, value) in [
        ("form.purpose", text("khac")), // asks for purpose_detail
        ("form.commune", text("99999")),
        ("form.flow_m3_per_day", text("nhiều")),
        ("form.well_count", text("1,5")),
        ("form.well_depth_m", FieldValue::Number(-1.0)),
        ("form.works_start", text("2022-02-30")),
        ("form.vn2000_x", text("1.600.000")), // asks for vn2000_y
        ("form.hacked", text("x")),
    ] {
        content.answers.insert(path.into(), value);
    }
    assert_eq!(
        codes(&content),
        pairs(&[
            ("form.purpose_detail", "required"),
            ("form.vn2000_y", "required"),
            ("form.flow_m3_per_day", "not_a_number"),
            ("form.well_count", "not_whole"),
            ("form.well_depth_m", "number_too_small"),
            ("form.works_start", "not_a_date"),
            ("form.hacked", "unknown_field"),
            ("form.commune", "commune_unknown"),
        ])
    );
}

#[test]
fn a_field_that_is_not_shown_is_neither_asked_for_nor_checked() {
    let context = context("1.004228");
    let mut content = dossier();
    content.answers.retain(|path, _| !path.starts_with("form."));
    for (property, value) in [
        ("licence_number", text("25/GP-UBND")),
        ("licence_issued_on", text("2020-05-01")),
        ("licence_issued_by", text("UBND tỉnh Kon Tum")),
        ("request_kind", text("dieu_chinh")),
        ("adjustment", text("Tăng số giếng từ 1 lên 2")),
        ("reason", text("Nhu cầu tăng")),
        ("commune", text("23281")),
        ("place_detail", text("Thôn 3")),
        ("flow_m3_per_day", text("150")),
        ("extension_months", text("một năm")), // left over from another choice
    ] {
        content.answers.insert(format!("form.{property}"), value);
    }
    assert_eq!(check_part(&context, &content, DossierPart::Form), []);
    content
        .answers
        .insert("form.request_kind".into(), text("gia_han_va_dieu_chinh"));
    let found = check_part(&context, &content, DossierPart::Form);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].path.as_str(), found[0].code.as_str()),
        ("form.extension_months", "not_a_number")
    );
}

#[test]
fn papers_that_cannot_be_taken() {
    let mut content = dossier();
    content.papers.extend([
        Paper {
            size: 0,
            ..paper("1.004232-TP01", 4)
        },
        Paper {
            size: 1_000_001,
            ..paper("1.004232-TP01", 5)
        },
        Paper {
            media_type: "image/heic".into(),
            ..paper("1.004232-TP01", 6)
        },
        Paper {
            sha256: "x".into(),
            ..paper("1.004232-TP01", 7)
        },
        Paper {
            id: Uuid::from_u128(8),
            ..paper("1.004232-TP03", 3)
        },
        paper("9.999999-TP01", 9),
        Paper {
            id: Uuid::from_u128(1),
            ..paper("1.004232-TP03", 10)
        },
    ]);
    assert_eq!(
        codes(&content),
        pairs(&[
            ("papers.1.004232-TP01", "paper_empty"),
            ("papers.1.004232-TP01", "paper_too_large"),
            ("papers.1.004232-TP01", "paper_type"),
            ("papers.1.004232-TP01", "paper_hash"),
            ("papers.1.004232-TP03", "paper_twice"),
            ("papers", "paper_component"),
            ("papers.1.004232-TP03", "paper_id_twice"),
        ])
    );
}

#[test]
fn one_of_a_group_is_enough() {
    let mut procedure = CATALOGUE.procedure(EXPLORE).unwrap().clone();
    for component in procedure.components.as_mut().unwrap() {
        if component.group.is_some() {
            component.required = crate::catalogue::Requirement::Optional;
        }
    }
    let context = CheckContext {
        procedure: &procedure,
        ..context(EXPLORE)
    };
    let mut content = dossier();
    assert_eq!(check(&context, &content), []);
    content.papers.truncate(1);
    let found = check(&context, &content);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].path.as_str(), found[0].code.as_str()),
        ("papers.1.004232-TP02", "one_of_missing")
    );
    assert!(
        found[0].message.contains("Đề án thăm dò nước dưới đất")
            && found[0].message.contains("Thiết kế giếng thăm dò")
    );
}

#[test]
fn owner_collection_and_delivery_are_asked_for_when_wanted() {
    let mut content = dossier();
    content
        .answers
        .insert("owner.same_as_applicant".into(), FieldValue::Flag(false));
    content
        .answers
        .insert("delivery.wanted".into(), FieldValue::Flag(true));
    content
        .answers
        .insert("delivery.address.province".into(), text("62"));
    content
        .answers
        .insert("delivery.address.commune".into(), text("00001")); // of Hà Nội
    content
        .answers
        .insert("collection.wanted".into(), FieldValue::Flag(false));
    assert_eq!(
        codes(&content),
        pairs(&[
            ("owner.full_name", "required"),
            ("owner.id_number", "required"),
            ("owner.address.province", "required"),
            ("owner.address.commune", "required"),
            ("delivery.name", "required"),
            ("delivery.phone", "required"),
            ("delivery.address.commune", "commune_elsewhere"),
            ("delivery.address.street", "required"),
        ])
    );
}

#[test]
fn a_procedure_without_known_papers_cannot_be_submitted() {
    let unknown = CATALOGUE
        .procedures
        .iter()
        .find(|p| p.components.is_none())
        .unwrap();
    let found = check_part(&context(&unknown.code), &dossier(), DossierPart::Papers);
    assert_eq!(found[0].code, "components_unknown");
    assert!(!unknown.is_submittable());
}

#[test]
fn both_catalogues_load_and_every_form_compiles() {
    for (edition, json) in motcua_data::CATALOGUES {
        let catalogue: Catalogue = serde_json::from_str(json).unwrap();
        assert_eq!(catalogue.edition, edition);
        assert!(PLACES.editions().contains(&catalogue.places_edition.as_str()));
        for procedure in &catalogue.procedures {
            assert!(catalogue.form(&procedure.form).is_some(), "{}", procedure.code);
            assert!(
                catalogue.agency(&procedure.agency).is_some(),
                "{}",
                procedure.code
            );
            assert!(
                catalogue.sector(&procedure.sector).is_some(),
                "{}",
                procedure.code
            );
        }
        for form in &catalogue.forms {
            FormValidator::compile(form).unwrap();
        }
    }
    assert!(CATALOGUE.agency_is_within("van-phong-dang-ky-dat-dai", "so-tai-nguyen-va-moi-truong"));
    assert!(!CATALOGUE.agency_is_within("cuc-thue-tinh", "so-tai-nguyen-va-moi-truong"));
    let counts: Vec<usize> = motcua_data::CATALOGUES
        .iter()
        .map(|(_, json)| serde_json::from_str::<Catalogue>(json).unwrap().procedures.len())
        .collect();
    assert_eq!(counts, [85, 135]);
}

#[test]
fn a_hostile_form_is_refused() {
    let mut form = CATALOGUE.form("chung").unwrap().clone();
    form.schema["properties"]["request"] =
        serde_json::json!({ "$ref": "https://example.invalid/schema.json" });
    assert!(
        matches!(FormValidator::compile(&form), Err(FormError::Schema { .. })),
        "nothing is fetched"
    );
    form.schema["properties"] = serde_json::json!({});
    assert!(matches!(
        FormValidator::compile(&form),
        Err(FormError::Layout { .. })
    ));
    let context = CheckContext {
        form: &form,
        ..context(EXPLORE)
    };
    assert_eq!(
        check_part(&context, &dossier(), DossierPart::Form)[0].code,
        "form_broken"
    );
}
