//! Who files and whose dossier it is.

use super::{CheckContext, address::check_address, date, limited, word};
use crate::{
    answers,
    content::{Answers, FieldValue},
    identity::{Gender, IdKind, PersonFields, PersonKind, check_person},
    problem::Problems,
    rule::Rule,
};

pub(super) fn check(context: &CheckContext<'_>, answers: &Answers, problems: &mut Problems) {
    check_one(context, answers, "applicant", problems);
    // absent means that the applicant files for himself
    if answers::flag(answers, "owner.same_as_applicant") == Some(false) {
        check_one(context, answers, "owner", problems);
    }
}

fn check_one(context: &CheckContext<'_>, answers: &Answers, who: &str, problems: &mut Problems) {
    let lang = context.lang;
    let path = |field: &str| format!("{who}.{field}");
    let text = |field: &str| answers::text(answers, &path(field)).unwrap_or_default();

    let kind = choice(
        answers,
        path("kind"),
        word(lang, "Đối tượng", "Kind of applicant"),
        PersonKind::parse,
        problems,
    );
    let id_kind = choice(
        answers,
        path("id_kind"),
        word(lang, "Loại giấy tờ", "Kind of paper"),
        IdKind::parse,
        problems,
    );
    let gender = choice(
        answers,
        path("gender"),
        word(lang, "Giới tính", "Gender"),
        Gender::parse,
        problems,
    );
    let issued = date(
        answers,
        &path("id_issued_on"),
        word(lang, "Ngày cấp", "Date of issue"),
        problems,
    );
    let born = date(
        answers,
        &path("birth_date"),
        word(lang, "Ngày sinh", "Date of birth"),
        problems,
    );

    let is_applicant = who == "applicant";
    let person = PersonFields {
        kind: kind.unwrap_or(PersonKind::Citizen),
        full_name: text("full_name"),
        organisation_name: text("organisation_name"),
        id_kind,
        id_number: text("id_number"),
        id_issued_on: issued,
        birth_date: born,
        gender,
        phone: text("phone"),
        // somebody must be reachable: the one who files
        phone_required: is_applicant,
        email: text("email"),
        email_required: false,
    };
    check_person(&person, &format!("{who}."), context.today, problems);
    limited(
        answers,
        &path("id_issued_by"),
        200,
        word(lang, "Nơi cấp", "Place of issue"),
        problems,
    );
    check_address(context, answers, who, false, problems);
}

/// The choice at `path`; anything but one of the words is a problem.
fn choice<T>(
    answers: &Answers,
    path: String,
    label: String,
    parse: impl Fn(&str) -> Option<T>,
    problems: &mut Problems,
) -> Option<T> {
    let parsed = match answers.get(&path).filter(|v| answers::is_given(v))? {
        FieldValue::Text(text) => parse(text.trim()),
        _ => None,
    };
    if parsed.is_none() {
        problems.add(path, &Rule::NotAChoice { label });
    }
    parsed
}
