//! Answers in words: what the officer reads instead of paths and codes.

use motcua_domain::{
    catalogue::{Form, FormField, Widget},
    content::{Answers, FieldValue},
    places::Places,
};

/// One line of a dossier's answers.
pub struct Line {
    /// Label.
    pub label: String,
    /// Answer.
    pub value: String,
}

/// A titled group of lines.
pub struct Group {
    /// Title.
    pub title: &'static str,
    /// In the order of the form.
    pub lines: Vec<Line>,
}

/// Title of the group with the answers of the form.
pub const FORM: &str = "Biểu mẫu";

const PERSON: [(&str, &str); 12] = [
    ("kind", "Loại"),
    ("full_name", "Họ và tên"),
    ("organisation_name", "Tên tổ chức"),
    ("id_kind", "Loại giấy tờ"),
    ("id_number", "Số giấy tờ"),
    ("id_issued_on", "Ngày cấp"),
    ("id_issued_by", "Nơi cấp"),
    ("birth_date", "Ngày sinh"),
    ("gender", "Giới tính"),
    ("phone", "Số điện thoại"),
    ("email", "Thư điện tử"),
    ("name", "Người giao nhận"),
];

fn word(path: &str, text: &str) -> Option<&'static str> {
    Some(match (path.rsplit('.').next()?, text) {
        ("kind", "citizen") => "Công dân",
        ("kind", "business") => "Doanh nghiệp",
        ("kind", "organisation") => "Cơ quan, tổ chức",
        ("id_kind", "cccd") => "Căn cước công dân, căn cước",
        ("id_kind", "cmnd") => "Chứng minh nhân dân",
        ("id_kind", "passport") => "Hộ chiếu",
        ("id_kind", "tax_code") => "Mã số thuế",
        ("id_kind", "agency_code") => "Mã cơ quan",
        ("gender", "male") => "Nam",
        ("gender", "female") => "Nữ",
        _ => return None,
    })
}

fn text(path: &str, value: &FieldValue) -> String {
    match value {
        FieldValue::Flag(true) => "Có".to_owned(),
        FieldValue::Flag(false) => "Không".to_owned(),
        // As Vietnamese people write decimals.
        FieldValue::Number(number) => number.to_string().replace('.', ","),
        FieldValue::Text(text) => match word(path, text) {
            Some(word) => word.to_owned(),
            None => match text.parse::<chrono::NaiveDate>() {
                Ok(day) => super::page::day(day),
                Err(_) => text.clone(),
            },
        },
    }
}

fn address(answers: &Answers, prefix: &str, places: &Places, edition: &str) -> Option<String> {
    let get = |part: &str| match answers.get(&format!("{prefix}.address.{part}")) {
        Some(FieldValue::Text(text)) => text.as_str(),
        _ => "",
    };
    let line = places.address_line(edition, get("province"), get("commune"), get("street"));
    (!line.trim().is_empty()).then_some(line)
}

fn person(title: &'static str, prefix: &str, answers: &Answers, places: &Places, edition: &str) -> Group {
    let mut lines: Vec<Line> = PERSON
        .iter()
        .filter_map(|(field, label)| {
            let path = format!("{prefix}.{field}");
            let value = answers.get(&path)?;
            Some(Line {
                label: (*label).to_owned(),
                value: text(&path, value),
            })
        })
        .filter(|line| !line.value.trim().is_empty())
        .collect();
    if let Some(value) = address(answers, prefix, places, edition) {
        lines.push(Line {
            label: "Địa chỉ".to_owned(),
            value,
        });
    }
    Group { title, lines }
}

fn form_line(field: &FormField, answers: &Answers, places: &Places, edition: &str) -> Option<Line> {
    let path = format!("form.{}", field.property);
    let given = answers.get(&path)?;
    let mut value = match (&field.widget, given) {
        (Widget::Choice, FieldValue::Text(code)) => field
            .options
            .iter()
            .find(|o| o.value == *code)
            .map_or_else(|| code.clone(), |o| o.label.clone()),
        (Widget::Commune, FieldValue::Text(code)) => places
            .commune(edition, code)
            .map_or_else(|| code.clone(), |commune| commune.display()),
        _ => text(&path, given),
    };
    if let Some(unit) = &field.unit {
        value = format!("{value} {unit}");
    }
    (!value.trim().is_empty()).then(|| Line {
        label: field.label.clone(),
        value,
    })
}

/// Everything that was answered, group by group; empty groups are left out.
pub fn groups(answers: &Answers, form: &Form, places: &Places, edition: &str) -> Vec<Group> {
    let flag = |path: &str, absent: bool| match answers.get(path) {
        Some(FieldValue::Flag(flag)) => *flag,
        _ => absent,
    };
    let mut groups = vec![person("Người nộp", "applicant", answers, places, edition)];
    if !flag("owner.same_as_applicant", true) {
        groups.push(person("Chủ hồ sơ", "owner", answers, places, edition));
    }
    let lines = form
        .layout
        .iter()
        .flat_map(|section| &section.fields)
        .filter_map(|field| form_line(field, answers, places, edition))
        .collect();
    groups.push(Group { title: FORM, lines });
    if flag("collection.wanted", false) {
        groups.push(person(
            "Nộp hồ sơ tại nhà",
            "collection",
            answers,
            places,
            edition,
        ));
    }
    if flag("delivery.wanted", false) {
        groups.push(person(
            "Nhận kết quả tại nhà",
            "delivery",
            answers,
            places,
            edition,
        ));
    }
    groups.retain(|group| !group.lines.is_empty());
    groups
}
