//! Accounts.

use motcua_portal_api::{
    account::{Account, AccountDetails, ConfirmEmail, EmailOnly, Registered, Registration, ResetPassword},
    paths,
};
use uuid::Uuid;

use super::{PortalClient, error::ClientError, request::Ask};

impl PortalClient {
    /// Registers an account. The same key gives the same answer again.
    ///
    /// # Errors
    /// `InvalidFields` with all wrong fields at once, `AccountExists`.
    pub async fn register_account(
        &self,
        key: Uuid,
        registration: &Registration,
    ) -> Result<Registered, ClientError> {
        self.json(Ask::post(paths::ACCOUNTS, registration)?.key(key))
            .await
    }

    /// Confirms the e-mail address.
    ///
    /// # Errors
    /// `Gone` or `NotFound` when the link is too old or unknown.
    pub async fn confirm_account(&self, token: &str) -> Result<(), ClientError> {
        let body = ConfirmEmail {
            token: token.to_owned(),
        };
        self.done(Ask::post(paths::ACCOUNT_CONFIRM, &body)?.key(Uuid::new_v4()))
            .await
    }

    /// Asks for the letter again. Succeeds whether the address is known or not.
    ///
    /// # Errors
    /// `TooManyRequests`.
    pub async fn resend_confirmation(&self, email: &str) -> Result<(), ClientError> {
        let body = EmailOnly {
            email: email.to_owned(),
        };
        self.done(Ask::post(paths::ACCOUNT_RESEND, &body)?.key(Uuid::new_v4()))
            .await
    }

    /// Asks for a letter to set a new password. Succeeds whether the address is known or not.
    ///
    /// # Errors
    /// `TooManyRequests`.
    pub async fn forgot_password(&self, email: &str) -> Result<(), ClientError> {
        let body = EmailOnly {
            email: email.to_owned(),
        };
        self.done(Ask::post(paths::PASSWORD_FORGOT, &body)?.key(Uuid::new_v4()))
            .await
    }

    /// Sets a new password; ends every session.
    ///
    /// # Errors
    /// `InvalidFields`, `Gone`.
    pub async fn reset_password(&self, token: &str, password: &str) -> Result<(), ClientError> {
        let body = ResetPassword {
            token: token.to_owned(),
            password: password.to_owned(),
        };
        self.done(Ask::post(paths::PASSWORD_RESET, &body)?.key(Uuid::new_v4()))
            .await
    }

    /// The account signed in.
    ///
    /// # Errors
    /// As every call that needs a session.
    pub async fn me(&self) -> Result<Account, ClientError> {
        self.json(Ask::get(paths::ME).signed_in()).await
    }

    /// Changes the account's details, if nobody else has meanwhile.
    ///
    /// # Errors
    /// `Changed` when `version` is not the current one, `InvalidFields`.
    pub async fn save_account(&self, version: u32, details: &AccountDetails) -> Result<Account, ClientError> {
        let ask = Ask::put(paths::ME, details)?
            .signed_in()
            .key(Uuid::new_v4())
            .if_match(version);
        self.json(ask).await
    }
}
