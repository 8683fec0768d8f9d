//! Sessions: a short access token, and a refresh token that works once and is bound to a device.
//!
//! The successor of a refresh token is derived from it under the installation's secret. So the same
//! token sent twice within a minute (the answer was lost) gets the same successor, although only
//! hashes are kept; sent again later it is taken for stolen, and the session ends.

use std::net::IpAddr;

use axum::http::StatusCode;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use motcua_portal_api::{
    account::{Refresh, Session, SignIn},
    problem::ProblemCode,
};
use rusqlite::{OptionalExtension, Transaction};
use uuid::Uuid;

use super::{AccountRow, by_id, by_name, name_key, password, throttle::Bucket, tokens::hash};
use crate::{
    db::convert::{self, ms},
    error::{ApiError, ApiResult},
    state::App,
};

/// Signs in.
///
/// # Errors
/// 401 `wrong_credentials`, 403 `not_confirmed`, 429.
pub async fn sign_in(app: &App, request: SignIn, peer: IpAddr) -> ApiResult<Session> {
    let limits = &app.config.throttles;
    let by_subject = Bucket::new(app, "sign-in", &name_key(&request.name), limits.sign_in_name);
    let by_address = Bucket::new(app, "sign-in-from", &peer.to_string(), limits.sign_in_address);
    // Counted before the password is looked at, so that many at once gain nothing.
    let (state, subject, address, name) = (
        app.clone(),
        by_subject.clone(),
        by_address.clone(),
        request.name.clone(),
    );
    let account = app
        .db
        .write(move |tx| {
            let now = state.now();
            subject.take(tx, now)?;
            address.take(tx, now)?;
            by_name(tx, &name)
        })
        .await?;
    let stored = account.as_ref().map(|a| a.password_hash.clone());
    let right = password::verify(app, request.password, stored).await?;
    let Some(account) = account.filter(|_| right) else {
        return Err(ApiError::new(
            StatusCode::UNAUTHORIZED,
            ProblemCode::WrongCredentials,
            "Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra lại, hoặc chọn “Quên mật khẩu”.",
            "The name or the password is wrong. Check both, or choose “Forgotten password”.",
        ));
    };
    let state = app.clone();
    let device = request.device_id;
    app.db
        .write(move |tx| {
            by_subject.clear(tx)?;
            by_address.give_back(tx)?;
            if account.confirmed_at.is_none() {
                return Ok(Err(not_confirmed()));
            }
            // The password may have been changed while it was being verified.
            let now_stored = by_id(tx, account.id)?;
            if now_stored.password_hash != account.password_hash {
                return Ok(Err(session_ended()));
            }
            open(tx, &state, now_stored, device).map(Ok)
        })
        .await?
}

fn not_confirmed() -> ApiError {
    ApiError::new(
        StatusCode::FORBIDDEN,
        ProblemCode::NotConfirmed,
        "Tài khoản chưa được xác nhận. Hãy mở thư “Xác nhận đăng ký tài khoản sử dụng cổng dịch vụ công trực tuyến” và bấm vào đường liên kết; nếu không thấy thư, hãy yêu cầu gửi lại.",
        "The account has not been confirmed. Open the letter of confirmation and follow its link; if there is no letter, ask for it again.",
    )
}

fn session_ended() -> ApiError {
    ApiError::new(
        StatusCode::UNAUTHORIZED,
        ProblemCode::SessionEnded,
        "Phiên đăng nhập đã kết thúc. Hãy đăng nhập lại; những gì đã soạn vẫn còn nguyên.",
        "The session has ended. Sign in again; nothing that was prepared is lost.",
    )
}

fn open(tx: &Transaction<'_>, app: &App, account: AccountRow, device: Uuid) -> ApiResult<Session> {
    let now = app.now();
    let id = app.random.uuid();
    tx.execute(
        "INSERT INTO sessions (id, account, device_id, created_at, used_at) VALUES (?1, ?2, ?3, ?4, ?4)",
        (
            id.to_string(),
            account.id.to_string(),
            device.to_string(),
            ms(now),
        ),
    )?;
    issue(tx, app, id, account, app.random.token(), app.random.token())
}

/// Keeps the hashes of a pair of tokens and answers with the tokens.
fn issue(
    tx: &Transaction<'_>,
    app: &App,
    session: Uuid,
    account: AccountRow,
    access_token: String,
    refresh_token: String,
) -> ApiResult<Session> {
    let now = app.now();
    let access_expires_at = now + Duration::seconds(app.config.lifetimes.access);
    let refresh_expires_at = now + Duration::seconds(app.config.lifetimes.refresh);
    let mut insert = tx.prepare_cached(
        "INSERT INTO session_tokens (hash, session, kind, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (token, kind, expires) in [
        (&access_token, "access", access_expires_at),
        (&refresh_token, "refresh", refresh_expires_at),
    ] {
        insert.execute((&hash(token)[..], session.to_string(), kind, ms(now), ms(expires)))?;
    }
    Ok(Session {
        access_token,
        access_expires_at,
        refresh_token,
        refresh_expires_at,
        account: account.account(),
    })
}

struct Presented {
    session: Uuid,
    account: Uuid,
    device: Uuid,
    expires_at: DateTime<Utc>,
    spent_at: Option<DateTime<Utc>>,
    ended: bool,
}

/// Changes a refresh token for the next pair.
///
/// # Errors
/// 401 `session_ended`.
pub async fn refresh(app: &App, request: Refresh) -> ApiResult<Session> {
    let state = app.clone();
    app.db.write(move |tx| rotate(tx, &state, &request)).await?
}

/// The outer result rolls back; the inner one is an answer after which what was done stays done.
fn rotate(tx: &Transaction<'_>, app: &App, request: &Refresh) -> ApiResult<ApiResult<Session>> {
    let now = app.now();
    let presented = tx
        .prepare_cached(
            "SELECT t.session, t.expires_at, t.spent_at, s.account, s.device_id, s.ended_at
             FROM session_tokens t JOIN sessions s ON s.id = t.session WHERE t.hash = ?1 AND t.kind = 'refresh'",
        )?
        .query_row([&hash(&request.refresh_token)[..]], |row| {
            Ok(Presented {
                session: convert::uuid(row, "session")?,
                account: convert::uuid(row, "account")?,
                device: convert::uuid(row, "device_id")?,
                expires_at: convert::at(row, "expires_at")?,
                spent_at: convert::at_opt(row, "spent_at")?,
                ended: row.get::<_, Option<i64>>("ended_at")?.is_some(),
            })
        })
        .optional()?;
    let Some(presented) = presented.filter(|p| !p.ended && p.expires_at > now) else {
        return Ok(Err(session_ended()));
    };
    if presented.device != request.device_id {
        end(tx, app, presented.session, "other_device")?;
        return Ok(Err(session_ended()));
    }
    let successor = |kind: &str| {
        let data = format!("{kind}\0{}", request.refresh_token);
        URL_SAFE_NO_PAD.encode(app.secrets.mac("session-successor", data.as_bytes()))
    };
    let (access_token, refresh_token) = (successor("access"), successor("refresh"));
    let account = by_id(tx, presented.account)?;
    match presented.spent_at {
        None => {
            tx.execute(
                "UPDATE session_tokens SET spent_at = ?1 WHERE hash = ?2",
                (ms(now), &hash(&request.refresh_token)[..]),
            )?;
            tx.execute(
                "UPDATE sessions SET used_at = ?1 WHERE id = ?2",
                (ms(now), presented.session.to_string()),
            )?;
            issue(tx, app, presented.session, account, access_token, refresh_token).map(Ok)
        }
        Some(spent) if now - spent <= Duration::seconds(app.config.lifetimes.refresh_grace) => {
            let expiry = |token: &str| -> ApiResult<DateTime<Utc>> {
                Ok(tx.query_row(
                    "SELECT expires_at FROM session_tokens WHERE hash = ?1",
                    [&hash(token)[..]],
                    |row| convert::at(row, "expires_at"),
                )?)
            };
            Ok(Ok(Session {
                access_expires_at: expiry(&access_token)?,
                refresh_expires_at: expiry(&refresh_token)?,
                access_token,
                refresh_token,
                account: account.account(),
            }))
        }
        Some(_) => {
            end(tx, app, presented.session, "refresh_token_reused")?;
            Ok(Err(session_ended()))
        }
    }
}

/// Ends one session.
///
/// # Errors
/// Those of the database.
pub fn end(tx: &Transaction<'_>, app: &App, session: Uuid, why: &str) -> ApiResult<()> {
    tx.execute(
        "UPDATE sessions SET ended_at = ?1, ended_why = ?2 WHERE id = ?3 AND ended_at IS NULL",
        (ms(app.now()), why, session.to_string()),
    )?;
    Ok(())
}

/// Ends every session of an account.
///
/// # Errors
/// Those of the database.
pub fn end_all(tx: &Transaction<'_>, app: &App, account: Uuid, why: &str) -> ApiResult<()> {
    tx.execute(
        "UPDATE sessions SET ended_at = ?1, ended_why = ?2 WHERE account = ?3 AND ended_at IS NULL",
        (ms(app.now()), why, account.to_string()),
    )?;
    Ok(())
}
