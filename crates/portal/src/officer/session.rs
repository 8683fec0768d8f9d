//! The officer's sign-in: one password per installation, kept as a hash; sessions in a cookie that
//! no script can read; a token in every form, so that no other page can act for the officer.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use chrono::Duration;
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{
    accounts::password,
    config::Throttle,
    db::convert::ms,
    error::{ApiError, ApiResult},
    state::App,
};

const COOKIE: &str = "officer";
const PASSWORD: &str = "officer_password";

/// Wrong passwords from one address.
pub const THROTTLE: Throttle = Throttle {
    count: 10,
    seconds: 900,
};

/// An officer who is signed in.
#[derive(Debug, Clone)]
pub struct Officer {
    /// Stands in every form.
    pub csrf: String,
    hash: [u8; 32],
}

impl Officer {
    /// Whether a form came from one of our own pages.
    pub fn sent(&self, csrf: &str) -> bool {
        self.csrf.as_bytes().ct_eq(csrf.as_bytes()).into()
    }
}

/// Sends whoever is not signed in to the sign-in page.
pub struct ToLogin;

impl IntoResponse for ToLogin {
    fn into_response(self) -> Response {
        Redirect::to("/officer/login").into_response()
    }
}

impl FromRequestParts<App> for Officer {
    type Rejection = ToLogin;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ToLogin> {
        let hash = Sha256::digest(cookie(&parts.headers).ok_or(ToLogin)?).into();
        let now = ms(app.now());
        app.db
            .read(move |db| find(db, hash, now))
            .await
            .ok()
            .flatten()
            .ok_or(ToLogin)
    }
}

fn find(db: &Connection, hash: [u8; 32], now: i64) -> ApiResult<Option<Officer>> {
    let csrf: Option<String> = db
        .prepare_cached("SELECT csrf FROM officer_sessions WHERE hash = ?1 AND expires_at > ?2")?
        .query_row((&hash[..], now), |row| row.get(0))
        .optional()?;
    Ok(csrf.map(|csrf| Officer { csrf, hash }))
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value)
}

/// Makes a new password, keeps its hash, and ends every session.
///
/// # Errors
/// Those of the database.
pub async fn new_password(app: &App) -> ApiResult<String> {
    // 100 bits: five groups of four readable characters.
    let plain = (0..5)
        .map(|_| app.random.readable(4))
        .collect::<Vec<_>>()
        .join("-");
    let hash = password::hash(app, plain.clone()).await?;
    app.db
        .write(move |tx| {
            tx.execute(
                "INSERT INTO meta (key, value) VALUES (?1, ?2)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                [PASSWORD, &hash],
            )?;
            tx.execute("DELETE FROM officer_sessions", [])?;
            Ok(())
        })
        .await?;
    Ok(plain)
}

/// Whether this is the installation's password.
///
/// # Errors
/// Those of the database.
pub async fn right_password(app: &App, given: &str) -> ApiResult<bool> {
    let hash = app
        .db
        .read(|db| {
            Ok(db
                .query_row("SELECT value FROM meta WHERE key = ?1", [PASSWORD], |row| {
                    row.get::<_, String>(0)
                })
                .optional()?)
        })
        .await?;
    // As it may be typed from paper.
    let given: String = given.trim().to_uppercase();
    password::verify(app, given, hash).await
}

/// Begins a session; gives the cookie.
///
/// # Errors
/// Those of the database.
pub async fn begin(app: &App) -> ApiResult<HeaderValue> {
    let token = app.random.token();
    let csrf = app.random.token();
    let hash: [u8; 32] = Sha256::digest(&token).into();
    let now = app.now();
    let seconds = app.config.officer.session_seconds;
    app.db
        .write(move |tx| {
            tx.execute("DELETE FROM officer_sessions WHERE expires_at <= ?1", [ms(now)])?;
            tx.execute(
                "INSERT INTO officer_sessions (hash, csrf, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
                (&hash[..], csrf, ms(now), ms(now + Duration::seconds(seconds))),
            )?;
            Ok(())
        })
        .await?;
    let secure = if app.public_url().await.starts_with("https://") {
        "; Secure"
    } else {
        ""
    };
    let cookie =
        format!("{COOKIE}={token}; Path=/officer; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&cookie).map_err(|error| ApiError::internal(error.to_string()))
}

/// Ends a session; gives the cookie that removes the other.
///
/// # Errors
/// Those of the database.
pub async fn end(app: &App, officer: Officer) -> ApiResult<HeaderValue> {
    app.db
        .write(move |tx| {
            tx.execute(
                "DELETE FROM officer_sessions WHERE hash = ?1",
                [&officer.hash[..]],
            )?;
            Ok(())
        })
        .await?;
    Ok(HeaderValue::from_static(
        "officer=; Path=/officer; HttpOnly; SameSite=Strict; Max-Age=0",
    ))
}
