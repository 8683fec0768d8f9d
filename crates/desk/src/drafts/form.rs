//! The electronic form as the window draws it: schema and layout brought together.

use motcua_domain::{answers, catalogue::Form, content::Answers};
use serde_json::Value;

use crate::views::dossier::{FormFieldView, FormSectionView};

/// Compiles the layout of `form` with what its schema demands, given the answers so far.
pub(crate) fn sections(form: &Form, given: &Answers) -> Vec<FormSectionView> {
    let required: Vec<&str> = form
        .schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    form.layout
        .iter()
        .map(|section| FormSectionView {
            title: section.title.clone(),
            fields: section
                .fields
                .iter()
                .map(|field| {
                    let schema = property(form, &field.property);
                    let max_length = schema
                        .and_then(|schema| schema.get("maxLength"))
                        .and_then(Value::as_u64)
                        .and_then(|length| u32::try_from(length).ok());
                    let visible = field
                        .visible_when
                        .as_ref()
                        .is_none_or(|when| answers::evaluate(when, given));
                    FormFieldView {
                        path: format!("form.{}", field.property),
                        required: required.contains(&field.property.as_str()),
                        max_length,
                        visible,
                        field: field.clone(),
                    }
                })
                .collect(),
        })
        .collect()
}

/// The schema of one property.
pub(crate) fn property<'a>(form: &'a Form, name: &str) -> Option<&'a Value> {
    form.schema.get("properties")?.get(name)
}
