//! What users write on a command line, read as the desk wants it.

use std::{io::Read, path::Path};

use chrono::NaiveDate;
use motcua_desk::prelude::{DossierView, FieldChange, FieldProblem};
use motcua_domain::{catalogue::Widget, content::FieldValue, language::Language};

use crate::{
    exit::{Exit, Failure},
    session::Session,
};

/// A text file as a whole; `-` is standard input.
pub fn read_text(session: &Session, path: &Path) -> Result<String, Failure> {
    let read = if path.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    let text = read.map_err(|error| {
        let path = path.display();
        Failure::usage(match session.lang {
            Language::Vi => format!("Không đọc được {path}: {error}."),
            Language::En => format!("{path} cannot be read: {error}."),
        })
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// Names given as arguments; `-` stands for one a line on standard input.
pub fn names(session: &Session, given: Vec<String>) -> Result<Vec<String>, Failure> {
    let mut names = Vec::with_capacity(given.len());
    for name in given {
        if name == "-" {
            let text = read_text(session, Path::new("-"))?;
            names.extend(
                text.lines()
                    .map(str::trim)
                    .filter(|line| !line.is_empty())
                    .map(str::to_owned),
            );
        } else {
            names.push(name);
        }
    }
    Ok(names)
}

/// The changes that `name=value…` asks for, or everything that is wrong with them.
pub fn changes(session: &Session, view: &DossierView, given: &[String]) -> Result<Vec<FieldChange>, Failure> {
    let mut changes = Vec::with_capacity(given.len());
    let mut problems = Vec::new();
    for one in given {
        let Some((name, text)) = one.split_once('=') else {
            return Err(Failure::usage(match session.lang {
                Language::Vi => format!("“{one}” không có dạng tên=giá-trị."),
                Language::En => format!("“{one}” is not of the form name=value."),
            }));
        };
        let path = path_of(view, name.trim());
        match value(view, &path, text, session.lang) {
            Ok(value) => changes.push(FieldChange { path, value }),
            Err(message) => problems.push(FieldProblem {
                path,
                code: "unreadable".to_owned(),
                message,
            }),
        }
    }
    if problems.is_empty() {
        return Ok(changes);
    }
    Err(Failure {
        fields: problems,
        ..Failure::new(
            Exit::Invalid,
            "invalid_fields",
            session.pick(
                "Có giá trị chưa lưu được; chưa có gì bị thay đổi.",
                "Some values could not be read; nothing was changed.",
            ),
        )
    })
}

/// The changes that a JSON object of paths asks for. Its values are taken as they are.
pub fn changes_of_json(
    session: &Session,
    view: &DossierView,
    text: &str,
) -> Result<Vec<FieldChange>, Failure> {
    let given: std::collections::BTreeMap<String, Option<FieldValue>> =
        serde_json::from_str(text).map_err(|error| {
            Failure::usage(match session.lang {
                Language::Vi => format!("Tệp câu trả lời phải là một đối tượng JSON tên: giá trị ({error})."),
                Language::En => format!("The answers must be a JSON object of name: value ({error})."),
            })
        })?;
    Ok(given
        .into_iter()
        .map(|(name, value)| FieldChange {
            path: path_of(view, &name),
            value,
        })
        .collect())
}

/// A field of the form may be named without `form.`.
fn path_of(view: &DossierView, name: &str) -> String {
    let of_form = format!("form.{name}");
    if !name.contains('.') && widget(view, &of_form).is_some() {
        of_form
    } else {
        name.to_owned()
    }
}

fn widget(view: &DossierView, path: &str) -> Option<Widget> {
    view.form
        .iter()
        .flat_map(|section| &section.fields)
        .find(|field| field.path == path)
        .map(|field| field.field.widget)
}

/// The value as its field wants it; an empty one clears the field.
fn value(view: &DossierView, path: &str, text: &str, lang: Language) -> Result<Option<FieldValue>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let flag = matches!(
        path,
        "owner.same_as_applicant" | "collection.wanted" | "delivery.wanted"
    );
    let day = path.ends_with(".birth_date") || path.ends_with(".id_issued_on");
    match widget(view, path) {
        Some(Widget::Checkbox) => read_flag(text, lang).map(Some),
        None if flag => read_flag(text, lang).map(Some),
        Some(Widget::Number | Widget::Integer) => read_number(text, lang).map(Some),
        Some(Widget::Date) => Ok(Some(FieldValue::Text(read_day(text)))),
        None if day => Ok(Some(FieldValue::Text(read_day(text)))),
        _ => Ok(Some(FieldValue::Text(text.to_owned()))),
    }
}

fn read_flag(text: &str, lang: Language) -> Result<FieldValue, String> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "có" | "co" | "1" => Ok(FieldValue::Flag(true)),
        "false" | "no" | "không" | "khong" | "0" => Ok(FieldValue::Flag(false)),
        _ => Err(match lang {
            Language::Vi => format!("“{text}” không rõ là có hay không. Hãy viết true hoặc false."),
            Language::En => format!("“{text}” is neither yes nor no. Write true or false."),
        }),
    }
}

/// A number as programs write it. `1.500` is refused: it is 1,5 to a program and 1500 to a reader.
fn read_number(text: &str, lang: Language) -> Result<FieldValue, String> {
    let text = text.trim();
    let grouped = text.split_once('.').is_some_and(|(head, tail)| {
        (1..=3).contains(&head.trim_start_matches('-').len()) && tail.split('.').all(|group| group.len() == 3)
    });
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && !grouped => Ok(FieldValue::Number(number)),
        _ => Err(match lang {
            Language::Vi => format!(
                "“{text}” chưa rõ là số nào. Hãy viết như 1500 hoặc 1.5 (dấu chấm trước phần lẻ, không phân nhóm nghìn)."
            ),
            Language::En => format!(
                "“{text}” is not a clear number. Write 1500 or 1.5 (a point before the fraction, no grouping)."
            ),
        }),
    }
}

/// A day in either way of writing; anything else stays as it is and is named by the check.
fn read_day(text: &str) -> String {
    match NaiveDate::parse_from_str(text.trim(), "%d/%m/%Y") {
        Ok(day) => day.format("%Y-%m-%d").to_string(),
        Err(_) => text.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_people_and_programs_read_differently_are_refused() {
        let number = |text| read_number(text, Language::Vi);
        assert_eq!(number("150"), Ok(FieldValue::Number(150.0)));
        assert_eq!(number("-1.25"), Ok(FieldValue::Number(-1.25)));
        assert_eq!(number("0.5"), Ok(FieldValue::Number(0.5)));
        for unclear in ["1.500", "1.500.000", "1,5", "12a", "NaN", "inf"] {
            assert!(number(unclear).is_err(), "{unclear}");
        }
    }

    #[test]
    fn days_are_read_as_written_here() {
        assert_eq!(read_day("05/03/2027"), "2027-03-05");
        assert_eq!(read_day("2027-03-05"), "2027-03-05");
        assert_eq!(read_day("mai"), "mai");
    }
}
