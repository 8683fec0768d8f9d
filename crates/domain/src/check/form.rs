//! The electronic form: its JSON Schema, with the findings worded for people.
//!
//! Answers reach the schema as people gave them, with three leniencies: a blank text is no answer, a
//! number may be typed with a decimal comma, and a field that is not shown is not there.

use std::collections::BTreeMap;

use jsonschema::{
    ValidationError, Validator,
    error::{TypeKind, ValidationErrorKind},
};
use serde_json::{Map, Value};

use super::{CheckContext, word};
use crate::{
    answers::{self, evaluate, parse_number},
    catalogue::{self, Form, Widget},
    content::{Answers, FieldValue},
    language::Language,
    problem::Problems,
    rule::Rule,
};

const PREFIX: &str = "form.";

/// Why a form of the catalogue cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// Its schema is none.
    #[error("the form {form} has no valid JSON Schema ({reason}); fetch the catalogue again")]
    Schema {
        /// Id of the form.
        form: String,
        /// What the schema compiler says.
        reason: String,
    },
    /// Its layout names a property that the schema does not have.
    #[error(
        "the form {form} shows the field {property}, which its schema does not have; fetch the catalogue again"
    )]
    Layout {
        /// Id of the form.
        form: String,
        /// The property.
        property: String,
    },
}

/// What a schema demands of one field, for showing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormDemand {
    /// Must be answered while it is shown.
    pub required: bool,
    /// Longest text in characters.
    pub max_length: Option<u32>,
}

/// A form with its schema compiled.
#[derive(Debug)]
pub struct FormValidator<'a> {
    form: &'a Form,
    validator: Validator,
}

impl<'a> FormValidator<'a> {
    /// Compiles the schema. References to other documents are not followed, and patterns run in
    /// linear time: a form comes from outside.
    pub fn compile(form: &'a Form) -> Result<Self, FormError> {
        let validator = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .offline()
            .with_pattern_options(jsonschema::PatternOptions::regex())
            .build(&form.schema)
            .map_err(|e| FormError::Schema {
                form: form.id.clone(),
                reason: e.to_string(),
            })?;
        let compiled = Self { form, validator };
        for field in form.layout.iter().flat_map(|s| &s.fields) {
            if compiled.property(&field.property).is_none() {
                return Err(FormError::Layout {
                    form: form.id.clone(),
                    property: field.property.clone(),
                });
            }
        }
        Ok(compiled)
    }

    fn property(&self, name: &str) -> Option<&Value> {
        self.form.schema.get("properties")?.get(name)
    }

    /// What the schema demands of a property.
    pub fn demand(&self, property: &str) -> FormDemand {
        let required = self.form.schema.get("required").and_then(Value::as_array);
        let max_length = self
            .property(property)
            .and_then(|p| p.get("maxLength"))
            .and_then(Value::as_u64);
        FormDemand {
            required: required.is_some_and(|names| names.iter().any(|n| n == property)),
            max_length: max_length.and_then(|l| u32::try_from(l).ok()),
        }
    }

    fn layout(&self) -> impl Iterator<Item = &'a catalogue::FormField> {
        self.form.layout.iter().flat_map(|section| &section.fields)
    }

    fn layout_of(&self, property: &str) -> Option<&'a catalogue::FormField> {
        self.layout().find(|f| f.property == property)
    }

    /// The answers as the schema sees them.
    fn instance(&self, answers: &Answers) -> Value {
        let mut instance = Map::new();
        let from = std::ops::Bound::Included(PREFIX.to_owned());
        let given = answers
            .range((from, std::ops::Bound::Unbounded))
            .take_while(|(path, _)| path.starts_with(PREFIX));
        for (path, value) in given {
            let property = &path[PREFIX.len()..];
            let shown = self
                .layout_of(property)
                .is_none_or(|field| is_shown(field, answers));
            if shown && answers::is_given(value) {
                instance.insert(property.to_owned(), self.as_json(property, value));
            }
        }
        Value::Object(instance)
    }

    fn as_json(&self, property: &str, value: &FieldValue) -> Value {
        let wants_number = self
            .property(property)
            .and_then(|p| p.get("type"))
            .is_some_and(|t| t == "number" || t == "integer");
        match value {
            FieldValue::Flag(flag) => Value::Bool(*flag),
            FieldValue::Number(number) => number_json(*number),
            FieldValue::Text(text) if wants_number => {
                parse_number(text).map_or_else(|| Value::String(text.clone()), number_json)
            }
            FieldValue::Text(text) => Value::String(text.trim().to_owned()),
        }
    }

    /// What is wrong, one rule for a property, in the order of the layout.
    pub fn findings(&self, answers: &Answers, lang: Language) -> Vec<(String, Rule)> {
        let instance = self.instance(answers);
        let mut found: BTreeMap<String, Rule> = BTreeMap::new();
        for error in self.validator.iter_errors(&instance) {
            for (property, rule) in self.word_error(&error, answers, lang) {
                found.entry(property).or_insert(rule);
            }
        }
        let mut ordered = Vec::with_capacity(found.len());
        for field in self.layout() {
            if let Some(rule) = found.remove(&field.property) {
                ordered.push((field.property.clone(), rule));
            }
        }
        ordered.extend(found);
        ordered
    }

    fn word_error(
        &self,
        error: &ValidationError<'_>,
        answers: &Answers,
        lang: Language,
    ) -> Vec<(String, Rule)> {
        if let ValidationErrorKind::Required { property } = error.kind() {
            let property = property.as_str().unwrap_or_default();
            return match self.layout_of(property) {
                // a field that is not shown cannot be asked for
                Some(field) if !is_shown(field, answers) => Vec::new(),
                field => vec![(property.to_owned(), required(field, property))],
            };
        }
        if let ValidationErrorKind::AdditionalProperties { unexpected } = error.kind() {
            return unexpected
                .iter()
                .map(|name| (name.clone(), Rule::UnknownField { name: name.clone() }))
                .collect();
        }
        let location = error.instance_path().as_str();
        let property = location
            .trim_start_matches('/')
            .split('/')
            .next()
            .unwrap_or_default()
            .to_owned();
        let rule = self.word_value(&property, error, lang);
        vec![(property, rule)]
    }

    fn word_value(&self, property: &str, error: &ValidationError<'_>, lang: Language) -> Rule {
        use ValidationErrorKind as Kind;

        let field = self.layout_of(property);
        let label = field.map_or_else(|| fallback_label(property, lang), |f| f.label.clone());
        let unit = field.and_then(|f| f.unit.clone());
        let bound = |limit: &Value| limit.as_f64().unwrap_or_default();
        match error.kind() {
            Kind::Type {
                kind: TypeKind::Single(wanted),
            } => match wanted.to_string().as_str() {
                "number" => Rule::NotANumber { label },
                "integer" if error.instance().is_number() => Rule::NotWhole { label },
                "integer" => Rule::NotANumber { label },
                _ => Rule::WrongType { label },
            },
            Kind::MultipleOf { .. } => Rule::NotWhole { label },
            Kind::Minimum { limit } => Rule::NumberTooSmall {
                label,
                limit: bound(limit),
                exclusive: false,
                unit,
            },
            Kind::ExclusiveMinimum { limit } => Rule::NumberTooSmall {
                label,
                limit: bound(limit),
                exclusive: true,
                unit,
            },
            Kind::Maximum { limit } => Rule::NumberTooLarge {
                label,
                limit: bound(limit),
                exclusive: false,
                unit,
            },
            Kind::ExclusiveMaximum { limit } => Rule::NumberTooLarge {
                label,
                limit: bound(limit),
                exclusive: true,
                unit,
            },
            Kind::MaxLength { limit } => Rule::TextTooLong { label, limit: *limit },
            Kind::MinLength { limit } => Rule::TextTooShort { label, limit: *limit },
            Kind::Format { format } if format == "date" => Rule::NotADate { label },
            Kind::Constant { expected_value } if **expected_value == Value::Bool(true) => {
                Rule::TickRequired { label }
            }
            Kind::Enum { .. } | Kind::Constant { .. } | Kind::OneOfNotValid { .. } | Kind::AnyOf { .. } => {
                Rule::NotAChoice { label }
            }
            _ => Rule::WrongFormat {
                label,
                example: self.example(property),
            },
        }
    }

    fn example(&self, property: &str) -> Option<String> {
        match self.property(property)?.get("examples")?.get(0)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }
}

/// Whether a field is shown, given the answers.
pub fn is_shown(field: &catalogue::FormField, answers: &Answers) -> bool {
    field
        .visible_when
        .as_ref()
        .is_none_or(|condition| evaluate(condition, answers))
}

fn number_json(number: f64) -> Value {
    serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number)
}

fn required(field: Option<&catalogue::FormField>, property: &str) -> Rule {
    let Some(field) = field else {
        return Rule::Required {
            label: property.to_owned(),
        };
    };
    let label = field.label.clone();
    match field.widget {
        Widget::Choice | Widget::Commune => Rule::ChoiceRequired { label },
        Widget::Checkbox => Rule::TickRequired { label },
        _ => Rule::Required { label },
    }
}

fn fallback_label(property: &str, lang: Language) -> String {
    if property.is_empty() {
        word(lang, "Biểu mẫu", "The form")
    } else {
        property.to_owned()
    }
}

pub(super) fn check(context: &CheckContext<'_>, answers: &Answers, problems: &mut Problems) {
    let form = match FormValidator::compile(context.form) {
        Ok(form) => form,
        // A broken form must not let a dossier through unchecked.
        Err(_) => return problems.add("form", &Rule::FormBroken),
    };
    for (property, rule) in form.findings(answers, context.lang) {
        problems.add(format!("{PREFIX}{property}"), &rule);
    }
    let Some((places, edition)) = context.places else {
        return;
    };
    for field in form
        .layout()
        .filter(|f| f.widget == Widget::Commune && is_shown(f, answers))
    {
        let path = format!("{PREFIX}{}", field.property);
        if answers::text(answers, &path).is_some_and(|code| places.commune(edition, code).is_none()) {
            problems.add(path, &Rule::CommuneUnknown);
        }
    }
}
