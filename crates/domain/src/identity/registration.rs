//! The check of a registration and of changed account details, the same on desk and portal.

use chrono::NaiveDate;

use super::{PersonFields, PersonKind, check_password, check_person};
use crate::{
    language::Language,
    problem::{FieldProblem, Problems},
    rule::Rule,
};

/// What the account's details hold, borrowed from the wire type.
#[derive(Debug, Clone, Copy)]
pub struct AccountFields<'a> {
    /// Kind of account.
    pub kind: PersonKind,
    /// Person's name.
    pub full_name: &'a str,
    /// Organisation's name.
    pub organisation_name: Option<&'a str>,
    /// Identity number, tax code or agency code, by kind.
    pub id_number: &'a str,
    /// Day of issue.
    pub id_issued_on: Option<NaiveDate>,
    /// Telephone.
    pub phone: &'a str,
    /// E-mail.
    pub email: &'a str,
}

/// A registration, borrowed from the wire type. Not `Debug`: it holds a password.
#[derive(Clone, Copy)]
pub struct RegistrationFields<'a> {
    /// Who.
    pub details: AccountFields<'a>,
    /// Password.
    pub password: &'a str,
    /// Agreed to the terms (Luật 91/2025/QH15).
    pub accepts_terms: bool,
}

/// All problems of a registration at once, with paths as in the request body: `details.full_name`,
/// `details.organisation_name`, `details.id_number`, `details.id_issued_on`, `details.phone`,
/// `details.email`, `password`, `accepts_terms`.
pub fn check_registration(
    registration: &RegistrationFields<'_>,
    today: NaiveDate,
    lang: Language,
) -> Vec<FieldProblem> {
    let mut problems = Problems::new(lang);
    add_account(&registration.details, "details.", today, &mut problems);
    problems.take("password", check_password(registration.password));
    if !registration.accepts_terms {
        problems.add("accepts_terms", &Rule::TermsNotAccepted);
    }
    problems.into_vec()
}

/// All problems of account details; `prefix` is put before each path (`""` or `"details."`).
pub fn check_account(
    details: &AccountFields<'_>,
    prefix: &str,
    today: NaiveDate,
    lang: Language,
) -> Vec<FieldProblem> {
    let mut problems = Problems::new(lang);
    add_account(details, prefix, today, &mut problems);
    problems.into_vec()
}

fn add_account(details: &AccountFields<'_>, prefix: &str, today: NaiveDate, problems: &mut Problems) {
    let person = PersonFields {
        kind: details.kind,
        full_name: details.full_name,
        organisation_name: details.organisation_name.unwrap_or_default(),
        id_kind: None,
        id_number: details.id_number,
        id_issued_on: details.id_issued_on,
        birth_date: None,
        gender: None,
        phone: details.phone,
        phone_required: true,
        email: details.email,
        email_required: true,
    };
    check_person(&person, prefix, today, problems);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_registration_lists_every_field() {
        let registration = RegistrationFields {
            details: AccountFields {
                kind: PersonKind::Business,
                full_name: "",
                organisation_name: None,
                id_number: "",
                id_issued_on: None,
                phone: "",
                email: "",
            },
            password: "",
            accepts_terms: false,
        };
        let today = NaiveDate::from_ymd_opt(2022, 5, 4).unwrap();
        let found = check_registration(&registration, today, Language::Vi);
        let paths: Vec<&str> = found.iter().map(|p| p.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "details.organisation_name",
                "details.full_name",
                "details.id_number",
                "details.phone",
                "details.email",
                "password",
                "accepts_terms"
            ]
        );
        assert!(
            found.iter().all(|p| p.message.ends_with('.')),
            "each is a sentence"
        );
        assert_eq!(found[2].message, "Hãy nhập “Mã số thuế”.");
    }
}
