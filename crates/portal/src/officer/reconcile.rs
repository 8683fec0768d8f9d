//! Đối soát: money that came without fitting, and what is done about it.

use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use maud::html;
use rusqlite::Connection;
use uuid::Uuid;

use super::{actions::actor, login::CsrfForm, page, session::Officer};
use crate::{
    db::convert::at,
    error::{ApiError, ApiResult},
    money::{
        rows::{self, AttemptRow},
        settle::{self, Reconciliation},
        vnd_text,
    },
    state::App,
};

/// A notice that fitted nothing.
struct Stray {
    received_at: DateTime<Utc>,
    reference: String,
    bank_transaction: String,
    amount: Option<i64>,
    effect: String,
}

fn strays(db: &Connection) -> ApiResult<Vec<Stray>> {
    let mut statement = db.prepare_cached(
        "SELECT received_at, reference, bank_transaction, amount, effect FROM bank_notices
         WHERE effect IN ('surplus', 'mismatch', 'unmatched') AND paid = 1 ORDER BY id DESC LIMIT 200",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Stray {
            received_at: at(row, "received_at")?,
            reference: row.get("reference")?,
            bank_transaction: row.get("bank_transaction")?,
            amount: row.get("amount")?,
            effect: row.get("effect")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn late(db: &Connection) -> ApiResult<Vec<(AttemptRow, String, bool)>> {
    rows::unreconciled(db, None, 200)?
        .into_iter()
        .map(|attempt| {
            let owed = rows::obligation(db, attempt.obligation)?.ok_or_else(ApiError::not_found)?;
            let paid = rows::receipt(db, attempt.obligation)?.is_some();
            Ok((attempt, owed.dossier_code, paid))
        })
        .collect()
}

/// `GET /officer/money`.
pub async fn show(State(app): State<App>, officer: Officer) -> Response {
    let (late, strays) = match app.db.read(|db| Ok((late(db)?, strays(db)?))).await {
        Ok(read) => read,
        Err(error) => return page::refusal(&app, Some(&officer), &error),
    };
    let form = |attempt: &AttemptRow, how: &str, label: &str| {
        html! {
            form method="post" action=(format!("/officer/money/{}/{how}", attempt.uid)) {
                (page::csrf(&officer))
                button type="submit" { (label) }
            }
        }
    };
    page::layout(
        &app,
        Some(&officer),
        "Đối soát",
        html! {
            h2 { "Khoản tiền đến sau khi lần thanh toán kết thúc" }
            @if late.is_empty() { p { "Không có khoản nào." } } @else { table {
                thead { tr { th scope="col" { "Hồ sơ" } th scope="col" { "Mã giao dịch" } th scope="col" { "Số tiền" } th scope="col" { "Xử lý" } } }
                tbody { @for (attempt, code, paid) in &late { tr {
                    td.code { (code) } td.code { (attempt.reference) } td.number { (attempt.amount) }
                    td {
                        @if !paid { (form(attempt, "accept", "Tính là đã trả phí")) }
                        (form(attempt, "refund", "Hoàn lại cho người trả"))
                    }
                } } }
            } }
            h2 { "Thông báo không khớp" }
            @if strays.is_empty() { p { "Không có thông báo nào." } } @else { table {
                thead { tr { th scope="col" { "Nhận lúc" } th scope="col" { "Nội dung" } th scope="col" { "Số giao dịch của ngân hàng" } th scope="col" { "Số tiền" } th scope="col" { "Vì sao" } } }
                tbody { @for stray in &strays { tr {
                    td { (page::when(stray.received_at)) } td.code { (stray.reference) } td.code { (stray.bank_transaction) }
                    td.number { (stray.amount.map(vnd_text).unwrap_or_default()) }
                    td { (match stray.effect.as_str() {
                        "surplus" => "trả thêm cho khoản đã trả",
                        "mismatch" => "sai số tiền",
                        _ => "không có lần thanh toán nào mang mã này",
                    }) }
                } } }
            } }
        },
    )
}

/// `POST /officer/money/{attempt}/{how}`.
pub async fn act(
    State(app): State<App>,
    officer: Officer,
    Path((attempt, how)): Path<(Uuid, String)>,
    Form(sent): Form<CsrfForm>,
) -> Response {
    if !officer.sent(&sent.csrf) {
        return page::foreign_form(&app, &officer);
    }
    let how = match how.as_str() {
        "accept" => Reconciliation::Accept,
        "refund" => Reconciliation::Refund,
        _ => return page::refusal(&app, Some(&officer), &ApiError::not_found()),
    };
    let app_in = app.clone();
    let done = app
        .db
        .write(move |tx| settle::reconcile(tx, &app_in, attempt, how, &actor(&app_in)))
        .await;
    back(&app, &officer, done, "/officer/money")
}

/// `POST /officer/refunds/{obligation}`.
pub async fn refund(
    State(app): State<App>,
    officer: Officer,
    Path(obligation): Path<Uuid>,
    Form(sent): Form<CsrfForm>,
) -> Response {
    if !officer.sent(&sent.csrf) {
        return page::foreign_form(&app, &officer);
    }
    let app_in = app.clone();
    let done = app
        .db
        .write(move |tx| {
            settle::refund(tx, &app_in, obligation, &actor(&app_in))?;
            rows::obligation(tx, obligation)?
                .map(|row| row.dossier)
                .ok_or_else(ApiError::not_found)
        })
        .await;
    match done {
        Ok(dossier) => back(&app, &officer, Ok(()), &format!("/officer/dossiers/{dossier}")),
        Err(error) => back(&app, &officer, Err(error), "/officer"),
    }
}

fn back(app: &App, officer: &Officer, done: ApiResult<()>, to: &str) -> Response {
    match done {
        Ok(()) => {
            app.dossiers_changed.notify_one();
            Redirect::to(to).into_response()
        }
        Err(error) => page::refusal(app, Some(officer), &error),
    }
}
