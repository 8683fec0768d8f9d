//! Accounts and sessions.

use chrono::{DateTime, NaiveDate, Utc};
use motcua_domain::identity::{AccountFields, PersonKind, RegistrationFields};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Kind of account, as on the registration page (tabs Công dân, Doanh nghiệp, Cơ quan/tổ chức).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// Công dân.
    Citizen,
    /// Doanh nghiệp.
    Business,
    /// Cơ quan, tổ chức.
    Organisation,
}

/// Who the account belongs to. For a citizen `full_name` is the person; otherwise it is the contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct AccountDetails {
    /// Kind of account.
    pub kind: AccountKind,
    /// Person's name (họ và tên).
    pub full_name: String,
    /// Organisation's name (tên tổ chức); `None` for citizens.
    pub organisation_name: Option<String>,
    /// Citizen: 12- or 9-digit identity number or passport; business: tax code; organisation: its code.
    pub id_number: String,
    /// Day of issue.
    pub id_issued_on: Option<NaiveDate>,
    /// Ten digits.
    pub phone: String,
    /// E-mail, the sign-in name.
    pub email: String,
}

impl From<AccountKind> for PersonKind {
    fn from(kind: AccountKind) -> Self {
        match kind {
            AccountKind::Citizen => Self::Citizen,
            AccountKind::Business => Self::Business,
            AccountKind::Organisation => Self::Organisation,
        }
    }
}

/// For [`motcua_domain::identity::check_account`].
impl<'a> From<&'a AccountDetails> for AccountFields<'a> {
    fn from(details: &'a AccountDetails) -> Self {
        Self {
            kind: details.kind.into(),
            full_name: &details.full_name,
            organisation_name: details.organisation_name.as_deref(),
            id_number: &details.id_number,
            id_issued_on: details.id_issued_on,
            phone: &details.phone,
            email: &details.email,
        }
    }
}

/// For [`motcua_domain::identity::check_registration`].
impl<'a> From<&'a Registration> for RegistrationFields<'a> {
    fn from(registration: &'a Registration) -> Self {
        Self {
            details: (&registration.details).into(),
            password: &registration.password,
            accepts_terms: registration.accepts_terms,
        }
    }
}

/// `POST /v1/accounts`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct Registration {
    /// Who.
    pub details: AccountDetails,
    /// At least 8 characters with an upper-case and a lower-case letter and one of `@$!%*#?&`.
    pub password: String,
    /// Agreed to the terms (Luật 91/2025/QH15: informed consent).
    pub accepts_terms: bool,
}

/// 201 of a registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct Registered {
    /// The new account.
    pub account_id: Uuid,
    /// Where the confirmation was sent.
    pub email: String,
}

/// `POST /v1/accounts/confirmation`.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ConfirmEmail {
    /// Token of the e-mailed link.
    pub token: String,
}

/// A request that needs an address only.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EmailOnly {
    /// The address.
    pub email: String,
}

/// `POST /v1/accounts/password/reset`.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ResetPassword {
    /// Code of the letter, as people type it; capitals, blanks and hyphens do not matter.
    pub token: String,
    /// The new password.
    pub password: String,
}

/// `POST /v1/sessions`.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SignIn {
    /// E-mail or identity number.
    pub name: String,
    /// Password.
    pub password: String,
    /// Made once by the desk; refresh tokens are bound to it.
    pub device_id: Uuid,
}

/// `POST /v1/sessions/refresh`.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Refresh {
    /// The last refresh token.
    pub refresh_token: String,
    /// The device it is bound to.
    pub device_id: Uuid,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Session {
    /// Bearer token for every other request.
    pub access_token: String,
    /// When it stops working; about 15 minutes.
    pub access_expires_at: DateTime<Utc>,
    /// Works once.
    pub refresh_token: String,
    /// When it stops working; at least 30 days.
    pub refresh_expires_at: DateTime<Utc>,
    /// Whose.
    pub account: Account,
}

/// An account as its owner sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type, utoipa::ToSchema)]
pub struct Account {
    /// Id.
    pub id: Uuid,
    /// Who.
    pub details: AccountDetails,
    /// Counts up with every change; also the `ETag`.
    pub version: u32,
}
