//! The check of a whole dossier, the same on desk and portal.

use chrono::NaiveDate;

use crate::{
    catalogue::{Form, Procedure},
    content::DossierContent,
    language::Language,
    paper::PaperLimits,
    places::Places,
    problem::FieldProblem,
};

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

/// The parts of the task list.
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

/// The part a path belongs to (`None` for a path of no part).
pub fn part_of(_path: &str) -> Option<DossierPart> {
    todo!()
}

/// Everything wrong with the content, all at once, in the order of the parts. Empty: it may be submitted.
pub fn check(_context: &CheckContext<'_>, _content: &DossierContent) -> Vec<FieldProblem> {
    todo!()
}

/// The problems of one part.
pub fn check_part(_context: &CheckContext<'_>, _content: &DossierContent, _part: DossierPart) -> Vec<FieldProblem> {
    todo!()
}
