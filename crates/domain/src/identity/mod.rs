//! Identity numbers, telephone, e-mail, password, and the check of a registration.
use chrono::NaiveDate;

use crate::{language::Language, problem::FieldProblem, rule::Rule};

/// Male or female, as identity papers have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gender {
    /// Nam.
    Male,
    /// Nữ.
    Female,
}
/// Kinds of identity numbers (`applicant.id_kind`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdKind {
    /// 12-digit personal number (căn cước).
    Cccd,
    /// 9-digit number of the old card.
    Cmnd,
    /// Passport.
    Passport,
    /// Tax code.
    TaxCode,
    /// Code of an agency or organisation.
    AgencyCode,
}
/// Kinds of people and accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PersonKind {
    /// Công dân.
    Citizen,
    /// Doanh nghiệp.
    Business,
    /// Cơ quan, tổ chức.
    Organisation,
}
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
/// A registration, borrowed from the wire type.
#[derive(Debug, Clone, Copy)]
pub struct RegistrationFields<'a> {
    /// Who.
    pub details: AccountFields<'a>,
    /// Password.
    pub password: &'a str,
    /// Agreed to the terms.
    pub accepts_terms: bool,
}
/// All problems of a registration; paths as in the request body (`details.id_number`, `password`, `accepts_terms`).
pub fn check_registration(_registration: &RegistrationFields<'_>, _today: NaiveDate, _lang: Language) -> Vec<FieldProblem> {
    todo!()
}
/// All problems of account details; `prefix` is put before each path (`""` or `"details."`).
pub fn check_account(_details: &AccountFields<'_>, _prefix: &str, _today: NaiveDate, _lang: Language) -> Vec<FieldProblem> {
    todo!()
}
/// Checks a password.
pub fn check_password(_password: &str) -> Result<(), Rule> {
    todo!()
}
/// The address as it is stored and compared: trimmed, lower case.
pub fn normalise_email(_text: &str) -> Result<String, Rule> {
    todo!()
}
/// Ten digits from `0912 345 678`, `+84 912…`, `0084…`.
pub fn normalise_phone(_text: &str) -> Result<String, Rule> {
    todo!()
}
/// Digits and letters of an identity number without the blanks, dots and hyphens that people put between.
pub fn normalise_id(_text: &str) -> String {
    todo!()
}
