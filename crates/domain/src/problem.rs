//! What is wrong with an answer, said so that the user knows what to do next.

use serde::{Deserialize, Serialize};

use crate::{language::Language, rule::Rule};

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
    pub fn new(path: impl Into<String>, rule: &Rule, lang: Language) -> Self {
        Self {
            path: path.into(),
            code: rule.code().to_owned(),
            message: rule.sentence(lang),
        }
    }
}

/// Collects problems under one language, so that all are told at once.
#[derive(Debug)]
pub struct Problems {
    lang: Language,
    found: Vec<FieldProblem>,
}

impl Problems {
    /// None so far.
    pub fn new(lang: Language) -> Self {
        Self {
            lang,
            found: Vec::new(),
        }
    }

    /// The language of the sentences.
    pub fn lang(&self) -> Language {
        self.lang
    }

    /// Adds what `rule` makes of the field at `path`.
    pub fn add(&mut self, path: impl Into<String>, rule: &Rule) {
        self.found.push(FieldProblem::new(path, rule, self.lang));
    }

    /// Adds the rule a check broke, if it did; gives the value otherwise.
    pub fn take<T>(&mut self, path: impl Into<String>, checked: Result<T, Rule>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(rule) => {
                self.add(path, &rule);
                None
            }
        }
    }

    /// All of them, in the order they were found.
    pub fn into_vec(self) -> Vec<FieldProblem> {
        self.found
    }
}
