//! A forgotten password: a code by e-mail sets a new one and ends every session.

use std::net::IpAddr;

use motcua_domain::{identity, language::Language, problem::FieldProblem};

use super::{
    password, register, sessions,
    throttle::Bucket,
    tokens::{self, Purpose},
};
use crate::{
    db::convert::ms,
    error::{ApiError, ApiResult},
    mail::outbox,
    state::App,
};

/// Queues a letter with a code. Says nothing about whether the address is known.
///
/// # Errors
/// 429 for the asking address.
pub async fn forgot(app: &App, email: String, peer: IpAddr) -> ApiResult<()> {
    register::ask_for_letter(app, email, peer, outbox::Letter::Reset, |_| true).await
}

/// Sets a new password by the code of the letter and ends every session. Since the code came by
/// e-mail, an address that was not confirmed yet is confirmed by it.
///
/// # Errors
/// 422 for a weak password, 404 for a wrong code, 410 for an old one, 429.
pub async fn reset(app: &App, token: String, new: String, peer: IpAddr, language: Language) -> ApiResult<()> {
    if let Err(rule) = identity::check_password(&new) {
        return Err(ApiError::invalid_fields(vec![FieldProblem::new(
            "password", &rule, language,
        )]));
    }
    let bucket = Bucket::new(
        app,
        "token",
        &peer.to_string(),
        app.config.throttles.tokens_address,
    );
    let (state, counted, code) = (app.clone(), bucket.clone(), token.clone());
    // The code is looked at before the costly hash, and again in the transaction that uses it.
    app.db
        .write(move |tx| {
            counted.take(tx, state.now())?;
            Ok(usable(tx, &state, &code))
        })
        .await??;
    let hash = password::hash(app, new).await?;
    let state = app.clone();
    app.db
        .write(move |tx| {
            let (app, now) = (&state, state.now());
            let account = usable(tx, app, &token)?;
            bucket.give_back(tx)?;
            tx.execute(
                "UPDATE accounts SET password_hash = ?1, confirmed_at = coalesce(confirmed_at, ?2) WHERE id = ?3",
                (&hash, ms(now), account.to_string()),
            )?;
            tokens::use_all(tx, app, account, Purpose::Reset)?;
            tokens::use_all(tx, app, account, Purpose::Confirm)?;
            sessions::end_all(tx, app, account, "password_reset")?;
            outbox::queue(tx, app, account, outbox::Letter::PasswordChanged)
        })
        .await?;
    app.mail_waiting.notify_one();
    Ok(())
}

fn usable(tx: &rusqlite::Transaction<'_>, app: &App, code: &str) -> ApiResult<uuid::Uuid> {
    let found = tokens::find(tx, app, Purpose::Reset, code).map_err(|mut error| {
        error.detail = crate::error::Words::new(
            "Mã đặt lại mật khẩu không đúng. Hãy xem lại thư mới nhất, hoặc yêu cầu gửi thư khác.",
            "The code is not right. Look at the newest letter, or ask for another.",
        );
        error
    })?;
    if found.expires_at <= app.now() || found.used_at.is_some() {
        return Err(ApiError::gone(
            "Mã đặt lại mật khẩu đã hết hạn hoặc đã được dùng. Hãy yêu cầu gửi thư khác.",
            "The code has expired or was used. Ask for another letter.",
        ));
    }
    Ok(found.account)
}
