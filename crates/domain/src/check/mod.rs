//! The check of a whole dossier, the same on the desk before it queues and on the portal when a
//! submission arrives. It tells everything at once, each problem beside its field.

mod address;
mod form;
mod papers;
mod people;

use chrono::NaiveDate;

use crate::{
    answers,
    catalogue::{Form, Procedure},
    content::{Answers, DossierContent, FieldValue},
    language::Language,
    paper::PaperLimits,
    places::Places,
    problem::{FieldProblem, Problems},
    rule::Rule,
};

pub use form::{FormDemand, FormError, FormValidator, is_shown};

/// What a dossier is checked against.
#[derive(Clone, Copy)]
pub struct CheckContext<'a> {
    /// The procedure.
    pub procedure: &'a Procedure,
    /// Its electronic form.
    pub form: &'a Form,
    /// Places and the edition that addresses use; `None`: codes are not looked up.
    pub places: Option<(&'a Places, &'a str)>,
    /// Limits where a component has none of its own.
    pub default_limits: &'a PaperLimits,
    /// Today in Việt Nam.
    pub today: NaiveDate,
    /// Language of the sentences.
    pub lang: Language,
}

/// The parts of the task list that hold fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DossierPart {
    /// Người nộp và chủ hồ sơ.
    People,
    /// Biểu mẫu.
    Form,
    /// Thành phần hồ sơ.
    Papers,
    /// Nhận và trả.
    Delivery,
}

impl DossierPart {
    /// All, in the order of the task list.
    pub const ALL: [Self; 4] = [Self::People, Self::Form, Self::Papers, Self::Delivery];
}

/// The part a path belongs to (`None` for a path of no part).
pub fn part_of(path: &str) -> Option<DossierPart> {
    match path.split('.').next()? {
        "applicant" | "owner" => Some(DossierPart::People),
        "form" => Some(DossierPart::Form),
        "papers" => Some(DossierPart::Papers),
        "collection" | "delivery" => Some(DossierPart::Delivery),
        _ => None,
    }
}

/// Everything wrong with the content, in the order of the parts. Empty: it may be submitted.
pub fn check(context: &CheckContext<'_>, content: &DossierContent) -> Vec<FieldProblem> {
    DossierPart::ALL
        .into_iter()
        .flat_map(|part| check_part(context, content, part))
        .collect()
}

/// The problems of one part.
pub fn check_part(
    context: &CheckContext<'_>,
    content: &DossierContent,
    part: DossierPart,
) -> Vec<FieldProblem> {
    let mut problems = Problems::new(context.lang);
    match part {
        DossierPart::People => people::check(context, &content.answers, &mut problems),
        DossierPart::Form => form::check(context, &content.answers, &mut problems),
        DossierPart::Papers => papers::check(context, content, &mut problems),
        DossierPart::Delivery => {
            for side in ["collection", "delivery"] {
                if answers::flag(&content.answers, &format!("{side}.wanted")) == Some(true) {
                    address::check_post(context, &content.answers, side, &mut problems);
                }
            }
        }
    }
    problems.into_vec()
}

/// One of two words by language.
fn word(lang: Language, vi: &str, en: &str) -> String {
    match lang {
        Language::Vi => vi.to_owned(),
        Language::En => en.to_owned(),
    }
}

/// The date at `path`; a text that is no date is a problem.
fn date(answers: &Answers, path: &str, label: String, problems: &mut Problems) -> Option<NaiveDate> {
    if !answers.get(path).is_some_and(answers::is_given) {
        return None;
    }
    let date = answers::date(answers, path);
    if date.is_none() {
        problems.add(path, &Rule::NotADate { label });
    }
    date
}

/// A short text that may be left out but not be longer than `limit`.
fn limited(answers: &Answers, path: &str, limit: u64, label: String, problems: &mut Problems) {
    match answers.get(path) {
        Some(FieldValue::Text(text)) if text.trim().chars().count() as u64 > limit => {
            problems.add(path, &Rule::TextTooLong { label, limit });
        }
        Some(FieldValue::Flag(_) | FieldValue::Number(_)) => problems.add(path, &Rule::WrongType { label }),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
