//! A new draft's first answers.

use motcua_domain::{
    catalogue::Form,
    content::{Answers, FieldValue},
    identity::normalise_id,
};
use motcua_portal_api::account::{AccountDetails, AccountKind};

use super::form;

/// Thông tin người nộp from the account signed in.
pub(crate) fn from_account(details: &AccountDetails) -> Answers {
    let (kind, id_kind) = match details.kind {
        AccountKind::Citizen => ("citizen", citizen_id_kind(&details.id_number)),
        AccountKind::Business => ("business", "tax_code"),
        AccountKind::Organisation => ("organisation", "agency_code"),
    };
    let issued = details.id_issued_on.map(|day| day.format("%Y-%m-%d").to_string());
    [
        ("kind", Some(kind)),
        ("full_name", Some(details.full_name.as_str())),
        ("organisation_name", details.organisation_name.as_deref()),
        ("id_kind", Some(id_kind)),
        ("id_number", Some(details.id_number.as_str())),
        ("id_issued_on", issued.as_deref()),
        ("phone", Some(details.phone.as_str())),
        ("email", Some(details.email.as_str())),
    ]
    .into_iter()
    .filter_map(|(name, value)| {
        let value = value.filter(|value| !value.trim().is_empty())?;
        Some((format!("applicant.{name}"), FieldValue::Text(value.to_owned())))
    })
    .collect()
}

fn citizen_id_kind(number: &str) -> &'static str {
    let number = normalise_id(number);
    match (number.len(), number.chars().all(|c| c.is_ascii_digit())) {
        (12, true) => "cccd",
        (9, true) => "cmnd",
        _ => "passport",
    }
}

/// The answers of an old dossier that fit a new one: codes of places only within the same edition
/// of the places, form fields only when the form has them.
pub(crate) fn from_old(old: Answers, form: &Form, same_places: bool) -> Answers {
    old.into_iter()
        .filter(|(path, _)| match path.strip_prefix("form.") {
            Some(property) => form::property(form, property).is_some(),
            None => same_places || !path.contains(".address."),
        })
        .collect()
}
