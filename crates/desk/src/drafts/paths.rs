//! Which answers a dossier may hold, and how large: what the window sends is checked before it
//! reaches the disk (I10), without judging it (a half-typed number is kept, I1).

use motcua_domain::{
    catalogue::Form,
    content::{Answers, FieldValue},
    fold::nfc,
    language::Language,
    problem::FieldProblem,
};
use motcua_store::AnswerChange;

use super::form;
use crate::views::dossier::FieldChange;

/// Longest text of a fixed field in characters.
const LONGEST_LINE: usize = 500;
/// Longest text of a form's field in characters, unless its schema allows more.
const LONGEST_FORM_TEXT: usize = 10_000;
/// Most changes in one call.
pub(crate) const MOST_CHANGES: usize = 500;

const PERSON: [&str; 14] = [
    "kind",
    "full_name",
    "organisation_name",
    "id_kind",
    "id_number",
    "id_issued_on",
    "id_issued_by",
    "birth_date",
    "gender",
    "phone",
    "email",
    "address.province",
    "address.commune",
    "address.street",
];
const POST: [&str; 6] = [
    "wanted",
    "name",
    "phone",
    "address.province",
    "address.commune",
    "address.street",
];

enum Kind {
    Line,
    Flag,
    Form { longest: usize },
}

fn kind_of(path: &str, form: &Form, given: &Answers) -> Option<Kind> {
    let (head, rest) = path.split_once('.')?;
    match head {
        "applicant" => PERSON.contains(&rest).then_some(Kind::Line),
        "owner" if rest == "same_as_applicant" => Some(Kind::Flag),
        "owner" => PERSON.contains(&rest).then_some(Kind::Line),
        "collection" | "delivery" if rest == "wanted" => Some(Kind::Flag),
        "collection" | "delivery" => POST.contains(&rest).then_some(Kind::Line),
        "form" => match form::property(form, rest) {
            Some(schema) => Some(Kind::Form {
                longest: schema
                    .get("maxLength")
                    .and_then(serde_json::Value::as_u64)
                    .and_then(|length| usize::try_from(length).ok())
                    // what is too long is kept as typed and named by the check; only the absurd is refused
                    .map_or(LONGEST_FORM_TEXT, |length| {
                        length.saturating_mul(2).max(LONGEST_LINE)
                    }),
            }),
            None => given.contains_key(path).then_some(Kind::Form {
                longest: LONGEST_FORM_TEXT,
            }),
        },
        _ => None,
    }
}

/// The changes in the form in which they are stored, or everything that is wrong with them.
///
/// What the form does not have (any more) may be changed or cleared while the dossier has it in `given`.
pub(crate) fn read_changes(
    changes: Vec<FieldChange>,
    form: &Form,
    given: &Answers,
    lang: Language,
) -> Result<Vec<AnswerChange>, Vec<FieldProblem>> {
    let mut read = Vec::with_capacity(changes.len());
    let mut problems = Vec::new();
    for FieldChange { path, value } in changes {
        let problem = |code: &str, vi: &str, en: &str| FieldProblem {
            path: path.chars().take(200).collect(),
            code: code.to_owned(),
            message: crate::shared::words::pick(lang, vi, en).to_owned(),
        };
        let Some(kind) = kind_of(&path, form, given) else {
            problems.push(problem(
                "unknown_field",
                "Trường này không thuộc hồ sơ. Hãy mở lại hồ sơ.",
                "This field is not part of the dossier. Open the dossier again.",
            ));
            continue;
        };
        let value = match (value, kind) {
            (None, _) => None,
            (Some(FieldValue::Flag(flag)), Kind::Flag | Kind::Form { .. }) => Some(FieldValue::Flag(flag)),
            (Some(FieldValue::Number(number)), Kind::Form { .. }) if number.is_finite() => {
                Some(FieldValue::Number(number))
            }
            (Some(FieldValue::Text(text)), kind @ (Kind::Line | Kind::Form { .. })) => {
                let longest = if let Kind::Form { longest } = kind {
                    longest
                } else {
                    LONGEST_LINE
                };
                let text = nfc(&text);
                if text.chars().count() > longest {
                    problems.push(problem(
                        "too_long",
                        "Nội dung quá dài. Hãy rút gọn, hoặc đính kèm thành một tệp.",
                        "The text is too long. Shorten it or attach it as a file.",
                    ));
                    continue;
                }
                (!text.is_empty()).then_some(FieldValue::Text(text))
            }
            _ => {
                problems.push(problem(
                    "wrong_kind",
                    "Giá trị không đúng kiểu của trường này. Hãy nhập lại.",
                    "The value does not fit this field. Enter it again.",
                ));
                continue;
            }
        };
        read.push(AnswerChange { path, value });
    }
    if problems.is_empty() {
        Ok(read)
    } else {
        Err(problems)
    }
}

#[cfg(test)]
mod tests {
    use motcua_domain::catalogue::Form;

    use super::*;

    fn form() -> Form {
        Form {
            id: "f".into(),
            version: 1,
            title: String::new(),
            schema: serde_json::json!({"properties": {"note": {"type": "string"}, "flow": {"type": "number"}}}),
            layout: Vec::new(),
        }
    }

    fn one(path: &str, value: Option<FieldValue>) -> Result<Vec<AnswerChange>, Vec<FieldProblem>> {
        read_changes(
            vec![FieldChange {
                path: path.into(),
                value,
            }],
            &form(),
            &Answers::new(),
            Language::Vi,
        )
    }

    #[test]
    fn text_is_kept_in_nfc_and_blank_text_clears() {
        let typed = FieldValue::Text("  Đa\u{306}k Ha\u{300} ".into());
        assert_eq!(
            one("applicant.full_name", Some(typed)).unwrap()[0].value,
            Some(FieldValue::Text("Đăk Hà".into()))
        );
        assert_eq!(
            one("form.note", Some(FieldValue::Text("  ".into()))).unwrap()[0].value,
            None
        );
    }

    #[test]
    fn paths_outside_the_dossier_and_absurd_sizes_are_refused_together() {
        let changes = ["papers.x", "applicant.is_admin", "form.unknown", "sync"].map(|path| FieldChange {
            path: path.into(),
            value: Some(FieldValue::Flag(true)),
        });
        let problems = read_changes(changes.to_vec(), &form(), &Answers::new(), Language::Vi).unwrap_err();
        assert_eq!(problems.len(), 4);
        assert!(one("applicant.phone", Some(FieldValue::Text("9".repeat(501)))).is_err());
        assert!(one("form.flow", Some(FieldValue::Number(f64::NAN))).is_err());
    }
}
