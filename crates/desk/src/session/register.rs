//! Registering, confirming, passwords.

use std::sync::Arc;

use motcua_domain::{
    identity::{
        AccountFields, PersonKind, RegistrationFields, check_account, check_password, check_registration,
        normalise_email,
    },
    language::Language,
    problem::FieldProblem,
};
use motcua_portal_api::account::{AccountDetails, AccountKind, Registered, Registration};

use crate::{
    error::{DeskError, ErrorCode},
    shared::{Shared, room::Room},
};

fn fields(details: &AccountDetails) -> AccountFields<'_> {
    AccountFields {
        kind: match details.kind {
            AccountKind::Citizen => PersonKind::Citizen,
            AccountKind::Business => PersonKind::Business,
            AccountKind::Organisation => PersonKind::Organisation,
        },
        full_name: &details.full_name,
        organisation_name: details.organisation_name.as_deref(),
        id_number: &details.id_number,
        id_issued_on: details.id_issued_on,
        phone: &details.phone,
        email: &details.email,
    }
}

/// All problems of a registration, without sending it.
pub(crate) fn check(shared: &Shared, registration: &Registration) -> Vec<FieldProblem> {
    check_registration(
        &RegistrationFields {
            details: fields(&registration.details),
            password: &registration.password,
            accepts_terms: registration.accepts_terms,
        },
        shared.today(),
        shared.lang(),
    )
}

/// All problems of account details.
pub(crate) fn check_details(shared: &Shared, details: &AccountDetails) -> Vec<FieldProblem> {
    check_account(&fields(details), "", shared.today(), shared.lang())
}

/// Everything wrong, said at once.
pub(crate) fn invalid(lang: Language, fields: Vec<FieldProblem>) -> DeskError {
    DeskError {
        fields,
        ..DeskError::say(
            ErrorCode::InvalidFields,
            lang,
            "Có thông tin cần sửa; xem chỉ dẫn cạnh từng trường.",
            "Some details are to be corrected; see the words beside each field.",
        )
    }
}

/// Registers an account at the portal.
pub(crate) async fn register(room: &Arc<Room>, registration: Registration) -> Result<Registered, DeskError> {
    let problems = check(&room.shared, &registration);
    if !problems.is_empty() {
        return Err(invalid(room.lang(), problems));
    }
    let link = room.need_link().await?;
    let key = room.shared.id();
    let registered = link
        .ask(room, link.client.register_account(key, &registration))
        .await?;
    Ok(registered)
}

/// Confirms the e-mail address. A whole link pasted in place of its token is understood.
pub(crate) async fn confirm(room: &Arc<Room>, token: String) -> Result<(), DeskError> {
    let link = room.need_link().await?;
    link.ask(room, link.client.confirm_account(token_of(&token)))
        .await
}

fn token_of(text: &str) -> &str {
    let text = text.trim();
    match text.split_once("token=") {
        Some((_, rest)) => rest.split(['&', '#']).next().unwrap_or_default(),
        None => text,
    }
}

/// Asks for the letter again.
pub(crate) async fn resend(room: &Arc<Room>, email: String) -> Result<(), DeskError> {
    let email = email_of(room, &email)?;
    let link = room.need_link().await?;
    link.ask(room, link.client.resend_confirmation(&email)).await?;
    Ok(())
}

/// Asks for a letter to set a new password.
pub(crate) async fn forgot(room: &Arc<Room>, email: String) -> Result<(), DeskError> {
    let email = email_of(room, &email)?;
    let link = room.need_link().await?;
    link.ask(room, link.client.forgot_password(&email)).await?;
    Ok(())
}

fn email_of(room: &Room, email: &str) -> Result<String, DeskError> {
    let lang = room.lang();
    normalise_email(email).map_err(|rule| invalid(lang, vec![FieldProblem::new("email", &rule, lang)]))
}

/// Sets a new password.
pub(crate) async fn reset(room: &Arc<Room>, token: String, password: String) -> Result<(), DeskError> {
    let lang = room.lang();
    check_password(&password)
        .map_err(|rule| invalid(lang, vec![FieldProblem::new("password", &rule, lang)]))?;
    let link = room.need_link().await?;
    link.ask(room, link.client.reset_password(token_of(&token), &password))
        .await
}

#[cfg(test)]
mod tests {
    use super::token_of;

    #[test]
    fn a_pasted_link_gives_its_token() {
        assert_eq!(token_of(" abc123 "), "abc123");
        assert_eq!(
            token_of("http://127.0.0.1:8180/confirm?token=abc123&x=1"),
            "abc123"
        );
    }
}
