//! Identity numbers, names, telephone, e-mail and password, and the checks of people.

pub mod card_qr;
mod contact;
mod number;
mod person;
mod provinces;
mod registration;
mod typed;

pub use contact::{
    PASSWORD_MAX, PASSWORD_SPECIAL, check_password, normalise_email, normalise_name, normalise_phone,
};
pub use number::{PersonalId, TaxCode, normalise_id, parse_agency_code, parse_cmnd, parse_passport};
pub use person::{IdKind, PersonFields, check_person, normalise_id_number};
pub use registration::{AccountFields, RegistrationFields, check_account, check_registration};

/// Male or female, as identity papers have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gender {
    /// Nam.
    Male,
    /// Nữ.
    Female,
}

impl Gender {
    /// The answer's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
        }
    }

    /// Reads the answer's word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Male, Self::Female]
            .into_iter()
            .find(|g| g.as_str() == text)
    }
}

/// Kinds of people and accounts (tabs Công dân, Doanh nghiệp, Cơ quan/tổ chức).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PersonKind {
    /// Công dân.
    Citizen,
    /// Doanh nghiệp.
    Business,
    /// Cơ quan, tổ chức.
    Organisation,
}

impl PersonKind {
    /// The answer's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Business => "business",
            Self::Organisation => "organisation",
        }
    }

    /// Reads the answer's word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Citizen, Self::Business, Self::Organisation]
            .into_iter()
            .find(|k| k.as_str() == text)
    }
}
