//! Who is asking.

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{header, request::Parts},
};
use rusqlite::OptionalExtension;
use uuid::Uuid;

use crate::{db::convert, error::ApiError, state::App};

/// The account whose valid access token came with the request. 401 `sign_in_needed` otherwise.
#[derive(Debug, Clone, Copy)]
pub struct SignedIn {
    /// The account.
    pub account: Uuid,
    /// Its session.
    pub session: Uuid,
}

impl<S> FromRequestParts<S> for SignedIn
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let app = App::from_ref(state);
        let token = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|v| v.to_str().ok())
            .and_then(|v| v.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .ok_or_else(ApiError::sign_in_needed)?;
        let hash = crate::accounts::tokens::hash(token);
        let now = convert::ms(app.now());
        app.db
            .read(move |db| {
                // Found by the hash of the token: what timing could tell is of no use to a guesser.
                let found = db
                    .prepare_cached(
                        "SELECT s.id, s.account FROM session_tokens t JOIN sessions s ON s.id = t.session
                         WHERE t.hash = ?1 AND t.kind = 'access' AND t.expires_at > ?2 AND s.ended_at IS NULL",
                    )?
                    .query_row((&hash[..], now), |row| {
                        Ok(Self { account: convert::uuid(row, "account")?, session: convert::uuid(row, "id")? })
                    })
                    .optional()?;
                found.ok_or_else(ApiError::sign_in_needed)
            })
            .await
    }
}
