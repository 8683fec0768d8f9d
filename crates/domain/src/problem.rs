//! What is wrong with an answer, said so that the user knows what to do next.

use serde::{Deserialize, Serialize};

/// One thing to put right, beside the field it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct FieldProblem {
    /// Dotted path of the field (`applicant.id_number`, `form.flow_m3_per_day`) or of the
    /// part (`papers.<component code>`).
    pub path: String,
    /// Stable machine name of the rule, snake case (`id_number_length`).
    pub code: String,
    /// The sentence for the user, in the language asked for, saying what to do.
    pub message: String,
}

impl FieldProblem {
    /// The problem that `rule` makes of the field at `path`, worded in `lang`.
    pub fn new(path: impl Into<String>, rule: &crate::rule::Rule, lang: crate::language::Language) -> Self {
        Self { path: path.into(), code: rule.code().to_owned(), message: rule.sentence(lang) }
    }
}
