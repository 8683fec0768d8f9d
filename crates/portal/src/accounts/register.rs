//! Registering, and confirming the e-mail address.

use axum::http::StatusCode;
use chrono::Duration;
use motcua_domain::{
    identity::{self, RegistrationFields},
    language::Language,
    problem::FieldProblem,
};
use motcua_portal_api::{
    account::{Registered, Registration},
    problem::ProblemCode,
};
use rusqlite::{OptionalExtension, Transaction};
use uuid::Uuid;

use super::{
    id_key, normalised, password,
    throttle::Bucket,
    tokens::{self, Purpose},
};
use crate::{
    clock::day_in_viet_nam,
    db::convert::{self, ms, wire_name},
    error::{ApiError, ApiResult},
    http::idempotency::{self, Answer, Begun, Mutation},
    mail::outbox,
    state::App,
};

/// Registers an account and queues the letter that confirms it.
///
/// # Errors
/// 422 with every wrong field; 409 `account_exists`; 429.
pub async fn register(
    app: &App,
    key: Uuid,
    registration: Registration,
    peer: std::net::IpAddr,
    language: Language,
) -> ApiResult<Answer> {
    let today = day_in_viet_nam(app.now());
    let problems = identity::check_registration(&RegistrationFields::from(&registration), today, language);
    if !problems.is_empty() {
        return Err(ApiError::invalid_fields(problems));
    }
    let details = normalised(&registration.details);
    let email_key = identity::normalise_email(&details.email).map_err(|rule| {
        ApiError::invalid_fields(vec![FieldProblem::new("details.email", &rule, language)])
    })?;
    let scope = format!(
        "register:{}",
        hex::encode(app.secrets.mac("register-scope", email_key.as_bytes()))
    );
    let mutation = Mutation::scoped(app, scope, key, "register".into(), &registration)?;
    let held = match idempotency::begin(app, mutation).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(held) => held,
    };
    let bucket = Bucket::new(
        app,
        "register",
        &peer.to_string(),
        app.config.throttles.register_address,
    );
    let now = app.now();
    app.db.write(move |tx| bucket.take(tx, now)).await?;
    let password_hash = password::hash(app, registration.password).await?;
    let state = app.clone();
    let answer = idempotency::commit(app, held, move |tx| {
        let (app, now) = (&state, state.now());
        make_room(tx, app, &email_key, &id_key(&details.id_number))?;
        let taken = taken(tx, &email_key, &id_key(&details.id_number), language)?;
        if !taken.is_empty() {
            return Err(account_exists().with_fields(taken));
        }
        let id = app.random.uuid();
        tx.execute(
            "INSERT INTO accounts (id, kind, full_name, organisation_name, id_number, id_issued_on, phone, email,
                                   email_key, id_key, password_hash, terms_accepted_at, created_at, version)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, 1)",
            rusqlite::params![
                id.to_string(),
                wire_name(details.kind),
                details.full_name,
                details.organisation_name,
                details.id_number,
                details.id_issued_on.map(|d| d.to_string()),
                details.phone,
                details.email,
                email_key,
                id_key(&details.id_number),
                password_hash,
                ms(now),
            ],
        )?;
        outbox::queue(tx, app, id, outbox::Letter::Confirm)?;
        Answer::new(StatusCode::CREATED, &Registered { account_id: id, email: details.email.clone() })
    })
    .await?;
    app.mail_waiting.notify_one();
    Ok(answer)
}

/// A registration that was never confirmed keeps nobody from the address or number for ever.
fn make_room(tx: &Transaction<'_>, app: &App, email_key: &str, id_key: &str) -> ApiResult<()> {
    let stale = app.now() - Duration::seconds(app.config.lifetimes.confirmation);
    tx.execute(
        "DELETE FROM accounts
         WHERE (email_key = ?1 OR id_key = ?2) AND confirmed_at IS NULL AND created_at < ?3
           AND NOT EXISTS (SELECT 1 FROM dossiers d WHERE d.account = accounts.id)
           AND NOT EXISTS (SELECT 1 FROM mail_tokens t WHERE t.account = accounts.id AND t.expires_at > ?4)",
        (email_key, id_key, ms(stale), ms(app.now())),
    )?;
    Ok(())
}

fn account_exists() -> ApiError {
    ApiError::new(
        StatusCode::CONFLICT,
        ProblemCode::AccountExists,
        "Đã có tài khoản dùng thông tin này. Hãy đăng nhập; nếu chưa nhận được thư xác nhận, hãy yêu cầu gửi lại thư; nếu quên mật khẩu, hãy chọn “Quên mật khẩu”.",
        "An account with this exists. Sign in; if the letter of confirmation did not arrive, ask for it again; if the password is forgotten, choose “Forgotten password”.",
    )
}

fn taken(
    tx: &Transaction<'_>,
    email_key: &str,
    id_key: &str,
    language: Language,
) -> ApiResult<Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut look = |sql: &str, key: &str, path: &str, vi: &str, en: &str| -> ApiResult<()> {
        let known: Option<i64> = tx.query_row(sql, [key], |row| row.get(0)).optional()?;
        if known.is_some() {
            let message = if language == Language::Vi { vi } else { en };
            problems.push(FieldProblem {
                path: path.into(),
                code: "account_exists".into(),
                message: message.into(),
            });
        }
        Ok(())
    };
    look(
        "SELECT 1 FROM accounts WHERE email_key = ?1",
        email_key,
        "details.email",
        "Địa chỉ thư điện tử này đã có tài khoản. Hãy đăng nhập hoặc dùng địa chỉ khác.",
        "This e-mail address has an account. Sign in, or use another address.",
    )?;
    look(
        "SELECT 1 FROM accounts WHERE id_key = ?1",
        id_key,
        "details.id_number",
        "Số giấy tờ này đã có tài khoản. Hãy đăng nhập, hoặc liên hệ tổng đài nếu không phải do quý vị đăng ký.",
        "This number has an account. Sign in, or call the hotline if it was not you who registered it.",
    )?;
    Ok(problems)
}

/// Confirms the address by the token of the letter. A second click on the same link is fine.
///
/// # Errors
/// 404 for a token that was never sent, 410 for one that has expired, 429.
pub async fn confirm(app: &App, token: String, peer: std::net::IpAddr) -> ApiResult<()> {
    let state = app.clone();
    let bucket = Bucket::new(
        app,
        "token",
        &peer.to_string(),
        app.config.throttles.tokens_address,
    );
    app.db
        .write(move |tx| {
            let (app, now) = (&state, state.now());
            bucket.take(tx, now)?;
            let found = match tokens::find(tx, app, Purpose::Confirm, &token) {
                Ok(found) => found,
                // The attempt stays counted.
                Err(error) => return Ok(Err(error)),
            };
            bucket.give_back(tx)?;
            let confirmed: Option<i64> = tx.query_row(
                "SELECT confirmed_at FROM accounts WHERE id = ?1",
                [found.account.to_string()],
                |row| row.get(0),
            )?;
            if confirmed.is_some() {
                return Ok(Ok(()));
            }
            if found.expires_at <= now || found.used_at.is_some() {
                return Ok(Err(ApiError::gone(
                    "Liên kết xác nhận đã hết hạn. Hãy yêu cầu gửi lại thư xác nhận.",
                    "The link has expired. Ask for the letter again.",
                )));
            }
            tx.execute(
                "UPDATE accounts SET confirmed_at = ?1 WHERE id = ?2",
                (ms(now), found.account.to_string()),
            )?;
            tokens::use_all(tx, app, found.account, Purpose::Confirm)?;
            Ok(Ok(()))
        })
        .await?
}

/// Queues the letter of confirmation again. Says nothing about whether the address is known.
///
/// # Errors
/// 429 for the asking address.
pub async fn resend(app: &App, email: String, peer: std::net::IpAddr) -> ApiResult<()> {
    ask_for_letter(app, email, peer, outbox::Letter::Confirm, |confirmed| !confirmed).await
}

/// Queues a letter for the account of an address, when there is one that `wants` it.
pub(super) async fn ask_for_letter(
    app: &App,
    email: String,
    peer: std::net::IpAddr,
    letter: outbox::Letter,
    wants: fn(bool) -> bool,
) -> ApiResult<()> {
    let state = app.clone();
    let by_address = Bucket::new(
        app,
        "letters-from",
        &peer.to_string(),
        app.config.throttles.letters_address,
    );
    app.db
        .write(move |tx| {
            let (app, now) = (&state, state.now());
            by_address.take(tx, now)?;
            let Ok(email_key) = identity::normalise_email(&email) else {
                return Ok(());
            };
            let account = tx
                .query_row(
                    "SELECT id, confirmed_at FROM accounts WHERE email_key = ?1",
                    [&email_key],
                    |row| {
                        Ok((
                            convert::uuid(row, "id")?,
                            row.get::<_, Option<i64>>("confirmed_at")?.is_some(),
                        ))
                    },
                )
                .optional()?;
            let Some((account, confirmed)) = account else {
                return Ok(());
            };
            let by_account = Bucket::new(
                app,
                "letters-to",
                &account.to_string(),
                app.config.throttles.letters,
            );
            // Silently: a refusal would tell that the address is known.
            if wants(confirmed) && by_account.take(tx, now).is_ok() {
                outbox::queue(tx, app, account, letter)?;
            }
            Ok(())
        })
        .await?;
    app.mail_waiting.notify_one();
    Ok(())
}
