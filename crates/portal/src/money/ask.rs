//! Attempts without an outcome: the bank is asked, and what lapsed is ended.

use std::time::Duration as StdDuration;

use chrono::{DateTime, Duration, Utc};
use motcua_domain::payment::vnpay::parse_amount;
use motcua_portal_api::money::AttemptState;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    config::{Banks, Terminal},
    notices,
    querydr::{QueryAnswer, QueryRequest},
    rows::{self, AttemptRow},
    settle::Outcome,
    vnpay_time,
};
use crate::{
    db::convert::ms,
    error::{ApiError, ApiResult},
    state::App,
};

/// How many ended attempts are asked about in one round.
const LOOKED_BACK_AT_ONCE: u32 = 5;

/// What the bank knows of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// It has ended.
    Outcome(Outcome),
    /// Nobody paid so far.
    Open,
    /// The bank did not say.
    Nothing,
}

/// Asks the bank about one attempt. Changes nothing.
pub async fn ask(app: &App, attempt: &AttemptRow) -> Known {
    if !attempt.through_gateway() {
        // VietQR has no query: a notice says paid, time says expired.
        return Known::Open;
    }
    let banks = Banks::of(app).await;
    let Some(terminal) = banks.terminal else {
        return Known::Nothing;
    };
    let Some(url) = &terminal.query_url else {
        return Known::Nothing;
    };
    let mut request = QueryRequest {
        vnp_request_id: app.random.uuid().simple().to_string(),
        vnp_version: "2.1.0".to_owned(),
        vnp_command: "querydr".to_owned(),
        vnp_tmn_code: terminal.tmn_code.clone(),
        vnp_txn_ref: attempt.reference.clone(),
        vnp_order_info: format!("Truy van giao dich {}", attempt.reference),
        vnp_transaction_date: attempt.bank_created.clone(),
        vnp_create_date: vnpay_time(app.now()),
        vnp_ip_addr: "127.0.0.1".to_owned(),
        vnp_secure_hash: String::new(),
    };
    request.sign(&terminal.hash_secret);
    let Ok(body) = serde_json::to_vec(&request) else {
        return Known::Nothing;
    };
    let answer = app.bank_line.ask(url, body).await;
    let answer = answer.and_then(|bytes| serde_json::from_slice::<QueryAnswer>(&bytes).ok());
    answer.map_or(Known::Nothing, |answer| read(&answer, attempt, &terminal))
}

fn read(answer: &QueryAnswer, attempt: &AttemptRow, terminal: &Terminal) -> Known {
    if !answer.verify(&terminal.hash_secret) || answer.vnp_txn_ref != attempt.reference {
        log::warn!("an answer of the bank was not signed, or about another payment");
        return Known::Nothing;
    }
    match (
        answer.vnp_response_code.as_str(),
        answer.vnp_transaction_status.as_str(),
    ) {
        ("00", "00") if parse_amount(&answer.vnp_amount) != Some(attempt.amount) => {
            log::error!(
                "attempt {}: the bank took another amount than asked for",
                attempt.uid
            );
            Known::Nothing
        }
        ("00", "00") => Known::Outcome(Outcome::Paid {
            bank_transaction: answer.vnp_transaction_no.clone(),
        }),
        ("00", "02") => Known::Outcome(Outcome::Failed {
            message: notices::words("").to_owned(),
            by_payer: false,
        }),
        // 91: the payer never opened the bank's page.
        ("00", "01") | ("91", _) => Known::Open,
        _ => Known::Nothing,
    }
}

/// Asks about an attempt and brings what the bank knows to it. Gives what the bank knows.
///
/// # Errors
/// Those of the database.
pub async fn clear_doubt(app: &App, attempt: &AttemptRow) -> ApiResult<Known> {
    let known = ask(app, attempt).await;
    let (app_in, attempt, outcome) = (app.clone(), attempt.clone(), known.clone());
    app.db
        .write(move |tx| {
            tx.prepare_cached("UPDATE attempts SET asked_at = ?2 WHERE uid = ?1")?
                .execute((attempt.uid.to_string(), ms(app_in.now())))?;
            if let Known::Outcome(outcome) = &outcome {
                notices::queried(tx, &app_in, &attempt, outcome)?;
            }
            Ok(())
        })
        .await?;
    Ok(known)
}

/// Ends an attempt whose time is over: paid or failed if the bank says so, otherwise expired. While
/// the bank cannot be asked it stays unknown, for the configured grace. Gives whether it ended.
///
/// # Errors
/// Those of the database.
pub async fn end_lapsed(app: &App, attempt: &AttemptRow) -> ApiResult<bool> {
    let now = app.now();
    if attempt.state != AttemptState::Pending || now < attempt.expires_at {
        return Ok(attempt.state != AttemptState::Pending);
    }
    let known = clear_doubt(app, attempt).await?;
    let overdue = now >= attempt.expires_at + Duration::seconds(app.config.money.grace_seconds);
    match known {
        Known::Outcome(_) => Ok(true),
        Known::Nothing if !overdue => Ok(false),
        Known::Open | Known::Nothing => {
            let (app_in, attempt) = (app.clone(), attempt.clone());
            app.db
                .write(move |tx| notices::queried(tx, &app_in, &attempt, &Outcome::Expired))
                .await?;
            Ok(true)
        }
    }
}

/// Whether it is time to ask (again) about an attempt that has not lapsed.
pub fn in_doubt(app: &App, attempt: &AttemptRow) -> bool {
    let since = attempt.asked_at.unwrap_or(attempt.created_at);
    attempt.state == AttemptState::Pending && attempt.through_gateway() && long_ago(app, since)
}

/// Whether a doubt is old enough to ask (again). A moment to come is one of before the clock was put
/// back: it says nothing, and must not make anybody wait for it.
fn long_ago(app: &App, moment: DateTime<Utc>) -> bool {
    let now = app.now();
    now >= moment + Duration::seconds(app.config.money.doubt_seconds) || now < moment
}

/// An attempt as it is after the bank was asked where that helps.
///
/// # Errors
/// 404 when it is not this account's.
pub async fn current(app: &App, account: Uuid, uid: Uuid) -> ApiResult<AttemptRow> {
    let row = of_account(app, account, uid).await?;
    if row.state == AttemptState::Pending && app.now() >= row.expires_at {
        end_lapsed(app, &row).await?;
    } else if in_doubt(app, &row) {
        clear_doubt(app, &row).await?;
    } else {
        return Ok(row);
    }
    of_account(app, account, uid).await
}

/// An attempt of an account.
///
/// # Errors
/// 404 when it is not this account's.
pub async fn of_account(app: &App, account: Uuid, uid: Uuid) -> ApiResult<AttemptRow> {
    app.db
        .read(move |db| {
            let row = rows::attempt(db, uid)?.ok_or_else(ApiError::not_found)?;
            super::attempts::owned(db, account, row.obligation)?;
            Ok(row)
        })
        .await
}

/// One round over everything without an outcome.
///
/// # Errors
/// Those of the database.
pub async fn round(app: &App) -> ApiResult<()> {
    let pending = app.db.read(|db| rows::pending(db, 200)).await?;
    for attempt in pending {
        if app.now() >= attempt.expires_at {
            // While the bank cannot be reached it is asked again at the pace of doubts.
            let since = attempt.asked_at.filter(|asked| *asked >= attempt.expires_at);
            if since.is_none_or(|asked| long_ago(app, asked)) {
                end_lapsed(app, &attempt).await?;
            }
        } else if in_doubt(app, &attempt) {
            clear_doubt(app, &attempt).await?;
        }
    }
    look_back(app).await
}

/// Asks about attempts that have ended: a payer who gave up here, or whose time was over, may have paid at the bank's
/// page all the same, and the bank need not have told. Few at a time, so that those without an outcome do not wait.
async fn look_back(app: &App) -> ApiResult<()> {
    let when = rows::LookBack {
        now: app.now(),
        first: Duration::seconds(app.config.money.doubt_seconds),
        over: Duration::seconds(app.config.money.look_back_seconds),
    };
    let ended = app
        .db
        .read(move |db| rows::ended_in_doubt(db, when, LOOKED_BACK_AT_ONCE))
        .await?;
    for attempt in ended {
        clear_doubt(app, &attempt).await?;
    }
    Ok(())
}

/// Rounds until `stop`.
pub async fn watch(app: App, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(StdDuration::from_secs(1)) => {}
        }
        if let Err(error) = round(&app).await {
            log::error!("attempts without an outcome cannot be looked at: {error}");
        }
    }
}
