//! Obligations, attempts, notices of the bank, receipts over HTTP.

use axum::{
    Router,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use bytes::Bytes;
use motcua_portal_api::{
    money::{Attempt, AttemptState, ObligationPage, StartAttempt},
    paths,
    problem::Problem,
};
use utoipa::OpenApi;
use uuid::Uuid;

use super::{
    ask::{self, Known},
    attempts::{self, Payer},
    config::Banks,
    notices::{self, Reply},
    page, receipt, rows,
    wire::SIGNATURE_HEADER,
};
use crate::{
    error::{ApiError, ApiResult, Words},
    http::{
        auth::SignedIn,
        extract::{Json, Lang, Peer},
        idempotency::{self, Answer, Begun, Key, Mutation},
    },
    state::App,
};

/// This area's part of the OpenAPI document.
#[derive(OpenApi)]
#[openapi(paths(
    obligations,
    start_attempt,
    attempt,
    give_up_attempt,
    receipt_file,
    vnpay_ipn,
    transfer_notice
))]
pub struct Doc;

/// Routes of this area.
pub fn routes() -> Router<App> {
    Router::new()
        .route(paths::OBLIGATIONS, get(obligations))
        .route("/v1/obligations/{obligation}/attempts", post(start_attempt))
        .route("/v1/attempts/{attempt}", get(attempt).delete(give_up_attempt))
        .route("/v1/receipts/{receipt}", get(receipt_file))
        .route("/payments/vnpay/ipn", get(vnpay_ipn))
        .route(attempts::RETURN_PATH, get(vnpay_return))
        .route("/payments/transfer-notice", post(transfer_notice))
        .route("/payments/page.css", get(page::stylesheet))
}

/// Everything the account owes or paid, newest first.
#[utoipa::path(get, path = "/v1/obligations", tag = "money",
    responses((status = 200, body = ObligationPage), (status = 401, body = Problem)))]
async fn obligations(State(app): State<App>, user: SignedIn) -> ApiResult<Response> {
    let page = app
        .db
        .read(move |db| {
            let rows = rows::obligations_of_account(db, user.account)?;
            let obligations = rows
                .into_iter()
                .map(|row| rows::wire(db, row))
                .collect::<ApiResult<_>>()?;
            Ok(ObligationPage { obligations })
        })
        .await?;
    Ok(axum::Json(page).into_response())
}

/// Starts one try to pay. The answer holds the signed address of the bank's page, or a VietQR. An
/// attempt without an outcome blocks a second one.
#[utoipa::path(post, path = "/v1/obligations/{obligation}/attempts", tag = "money",
    params(("obligation" = Uuid, Path), ("Idempotency-Key" = Uuid, Header)), request_body = StartAttempt,
    responses((status = 201, body = Attempt), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "`payment_blocked`", body = Problem), (status = 422, body = Problem),
        (status = 503, body = Problem)))]
async fn start_attempt(
    State(app): State<App>,
    user: SignedIn,
    Lang(language): Lang,
    Peer(address): Peer,
    Key(key): Key,
    Path(obligation): Path<Uuid>,
    Json(body): Json<StartAttempt>,
) -> ApiResult<Answer> {
    let mutation = Mutation::of_account(&app, user.account, key, format!("attempt:{obligation}"), &body)?;
    let held = match idempotency::begin(&app, mutation).await? {
        Begun::Answered(answer) => return Ok(answer),
        Begun::Fresh(held) => held,
    };
    // An older attempt whose time is over blocks nothing once its end is known.
    let lapsed = app
        .db
        .read(move |db| {
            attempts::owned(db, user.account, obligation)?;
            rows::attempts(db, obligation)
        })
        .await?
        .into_iter()
        .find(|attempt| attempt.state == AttemptState::Pending);
    if let Some(lapsed) = lapsed {
        ask::end_lapsed(&app, &lapsed).await?;
    }
    let banks = Banks::of(&app).await;
    let payer = Payer {
        account: user.account,
        address,
        language,
    };
    let app_in = app.clone();
    idempotency::commit(&app, held, move |tx| {
        let attempt = attempts::start(tx, &app_in, &banks, payer, obligation, &body)?;
        Answer::new(StatusCode::CREATED, &attempt)
    })
    .await
}

/// One attempt; the bank is asked first when its outcome is in doubt.
#[utoipa::path(get, path = "/v1/attempts/{attempt}", tag = "money", params(("attempt" = Uuid, Path)),
    responses((status = 200, body = Attempt), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn attempt(State(app): State<App>, user: SignedIn, Path(uid): Path<Uuid>) -> ApiResult<Response> {
    let row = ask::current(&app, user.account, uid).await?;
    Ok(no_store(axum::Json(row.wire())))
}

/// Gives an attempt up. The bank is asked first: what it has taken stays paid, and the answer says
/// so. While the bank cannot be asked nothing is given up (503). An attempt that has ended stays as
/// it is, so that the request may be repeated.
#[utoipa::path(delete, path = "/v1/attempts/{attempt}", tag = "money", params(("attempt" = Uuid, Path)),
    responses((status = 200, body = Attempt), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 503, body = Problem)))]
async fn give_up_attempt(
    State(app): State<App>,
    user: SignedIn,
    Path(uid): Path<Uuid>,
) -> ApiResult<Response> {
    let row = ask::of_account(&app, user.account, uid).await?;
    if row.state == AttemptState::Pending && ask::clear_doubt(&app, &row).await? == Known::Nothing {
        let mut error = ApiError::unavailable("the bank cannot be asked about an attempt");
        error.detail = Words::new(
            "Chưa hỏi được ngân hàng về lần thanh toán này nên chưa thể hủy. Hãy thử lại sau ít phút.",
            "The bank cannot be asked about this attempt now, so it cannot be given up. Try again in a few minutes.",
        );
        return Err(error);
    }
    let app_in = app.clone();
    let attempt = app.db.write(move |tx| attempts::cancel(tx, &app_in, uid)).await?;
    Ok(no_store(axum::Json(attempt)))
}

/// The receipt (biên lai) as PDF.
#[utoipa::path(get, path = "/v1/receipts/{receipt}", tag = "money", params(("receipt" = Uuid, Path)),
    responses((status = 200, content_type = "application/pdf"), (status = 401, body = Problem),
        (status = 404, body = Problem)))]
async fn receipt_file(State(app): State<App>, user: SignedIn, Path(id): Path<Uuid>) -> ApiResult<Response> {
    let (number, pdf) = receipt::pdf(&app, user.account, id).await?;
    let mut response = no_store(pdf);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"bien-lai-{number}.pdf\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// The gateway tells what became of a payment (VNPAY 2.1.0, `vnp_*` in the query). Only this, a
/// transfer notice or an answered question makes a fee paid.
#[utoipa::path(get, path = "/payments/vnpay/ipn", tag = "banks", security(()),
    responses((status = 200, description = "`{\"RspCode\", \"Message\"}`: 00 done, 01 unknown order, 02 told before, 04 wrong amount, 97 wrong signature, 99 try again")))]
async fn vnpay_ipn(State(app): State<App>, RawQuery(query): RawQuery) -> Response {
    let banks = Banks::of(&app).await;
    let app_in = app.clone();
    let query = query.unwrap_or_default();
    reply(
        app.db
            .write(move |tx| notices::ipn(tx, &app_in, &banks, &query))
            .await,
    )
}

/// A bank tells that a transfer arrived ([`super::TransferNotice`]), signed with HMAC-SHA512 over the
/// body in `X-Bank-Signature`.
#[utoipa::path(post, path = "/payments/transfer-notice", tag = "banks", security(()),
    request_body(content = serde_json::Value, content_type = "application/json"),
    params(("X-Bank-Signature" = String, Header)),
    responses((status = 200, description = "`{\"RspCode\", \"Message\"}`, as for the IPN")))]
async fn transfer_notice(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    if body.len() > 16 * 1024 {
        return axum::Json(Reply::SIGNATURE).into_response();
    }
    let signature = headers
        .get(SIGNATURE_HEADER)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let banks = Banks::of(&app).await;
    let app_in = app.clone();
    reply(
        app.db
            .write(move |tx| notices::transfer(tx, &app_in, &banks, &body, &signature))
            .await,
    )
}

/// Where the browser comes back to from the bank's page. Shows; decides nothing.
async fn vnpay_return(State(app): State<App>, RawQuery(query): RawQuery) -> Response {
    page::returned(&app, query.as_deref().unwrap_or_default()).await
}

fn reply(result: ApiResult<Reply>) -> Response {
    let reply = result.unwrap_or_else(|error| {
        log::error!(
            "a notice of the bank could not be taken: {}",
            error.cause.as_deref().unwrap_or("-")
        );
        Reply::FAILED
    });
    axum::Json(reply).into_response()
}

fn no_store(body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
