//! Starting an attempt, and giving one up.

use std::net::IpAddr;

use axum::http::StatusCode;
use chrono::Duration;
use motcua_domain::{
    language::Language,
    money::MoneyState,
    payment::{
        vietqr::VietQr,
        vnpay::{self, Params, PayRequest},
    },
    problem::FieldProblem,
    rule::Rule,
};
use motcua_portal_api::{
    money::{Attempt, AttemptState, StartAttempt},
    problem::ProblemCode,
};
use rusqlite::Transaction;
use uuid::Uuid;

use super::{
    config::{Banks, Terminal, payment_methods},
    rows::{self, AttemptRow, ObligationRow},
    settle, vnpay_time,
};
use crate::{
    clock::day_in_viet_nam,
    dossiers::progress,
    error::{ApiError, ApiResult},
    state::App,
};

/// Path of the page that browsers come back to.
pub const RETURN_PATH: &str = "/payments/vnpay/return";

/// Who asks, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Payer {
    /// The account.
    pub account: Uuid,
    /// For `vnp_IpAddr`.
    pub address: IpAddr,
    /// Language of the bank's page.
    pub language: Language,
}

/// Starts an attempt, or gives the one that this uid started before.
///
/// # Errors
/// 404; 409 `payment_blocked` while money may be on its way or when the fee is paid; 422 for an
/// unknown way to pay or a uid that was used for something else.
pub fn start(
    tx: &Transaction<'_>,
    app: &App,
    banks: &Banks,
    payer: Payer,
    obligation: Uuid,
    body: &StartAttempt,
) -> ApiResult<Attempt> {
    let owed = owned(tx, payer.account, obligation)?;
    if let Some(before) = rows::attempt(tx, body.uid)? {
        if before.obligation != obligation || before.method != body.method {
            return Err(ApiError::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                ProblemCode::KeyReused,
                "Mã của lần thanh toán này đã được dùng cho một khoản khác.",
                "The id of this attempt was used for something else.",
            ));
        }
        return Ok(before.wire());
    }
    if !payment_methods(&app.config)
        .iter()
        .any(|method| method.id == body.method)
    {
        return Err(ApiError::invalid_fields(vec![FieldProblem::new(
            "method",
            &Rule::NotAChoice {
                label: "Cách thanh toán".to_owned(),
            },
            payer.language,
        )]));
    }
    may_pay(&owed)?;

    let now = app.now();
    let reference = format!(
        "MC{}{}",
        day_in_viet_nam(now).format("%y%m%d"),
        app.random.readable(10)
    );
    let expires_at = now + Duration::seconds(app.config.money.attempt_seconds);
    let payer_name = body
        .payer_name
        .as_deref()
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let mut row = AttemptRow {
        uid: body.uid,
        obligation,
        reference,
        method: body.method.clone(),
        payer_name: payer_name
            .unwrap_or(&owed.applicant_name)
            .chars()
            .take(200)
            .collect(),
        amount: owed.total,
        state: AttemptState::Pending,
        pay_url: None,
        qr_payload: None,
        bank_created: vnpay_time(now),
        created_at: now,
        expires_at,
        asked_at: None,
        bank_transaction: None,
        message: None,
        reconciled_at: None,
    };
    if body.method == "vietqr" {
        let code = VietQr {
            bank_bin: &owed.beneficiary.bank_bin,
            account: &owed.beneficiary.account,
            amount: Some(row.amount),
            purpose: &row.reference,
        };
        let payload = code
            .payload()
            .map_err(|error| ApiError::internal(error.to_string()))?;
        row.qr_payload = Some(payload);
    } else {
        let terminal = banks.terminal.as_ref().ok_or_else(no_bank)?;
        let params = pay_params(&row, &owed, terminal, &banks.portal_url, payer);
        row.pay_url = Some(vnpay::signed_url(
            &terminal.pay_url,
            &params,
            &terminal.hash_secret,
        ));
    }
    rows::insert_attempt(tx, &row)?;
    settle::refresh(tx, app, obligation)?;
    progress::touch(tx, app, owed.dossier)?;
    Ok(row.wire())
}

/// Gives up an attempt that the bank has no outcome for. What has ended stays as it is.
///
/// # Errors
/// 404.
pub fn cancel(tx: &Transaction<'_>, app: &App, uid: Uuid) -> ApiResult<Attempt> {
    let row = rows::attempt(tx, uid)?.ok_or_else(ApiError::not_found)?;
    settle::settle(tx, app, &row, &settle::Outcome::Cancelled)?;
    Ok(rows::attempt(tx, uid)?.ok_or_else(ApiError::not_found)?.wire())
}

/// The obligation, if it is this account's; otherwise 404, as if there were none.
pub fn owned(tx: &rusqlite::Connection, account: Uuid, obligation: Uuid) -> ApiResult<ObligationRow> {
    rows::obligation(tx, obligation)?
        .filter(|row| row.account == account)
        .ok_or_else(ApiError::not_found)
}

fn may_pay(owed: &ObligationRow) -> ApiResult<()> {
    let (vi, en) = match owed.state {
        MoneyState::Due | MoneyState::Failed => return Ok(()),
        MoneyState::Pending => (
            "Một lần thanh toán của khoản này chưa có kết quả từ ngân hàng. Hãy chờ kết quả, hoặc hủy lần đó trước khi thanh toán lại.",
            "An attempt to pay this has no outcome from the bank yet. Wait for it, or give it up before you pay again.",
        ),
        MoneyState::Paid | MoneyState::Refunded => {
            ("Khoản phí này đã được thanh toán.", "This fee has been paid.")
        }
        MoneyState::None => (
            "Khoản phí này không còn phải nộp.",
            "This fee is not owed any more.",
        ),
    };
    Err(ApiError::new(
        StatusCode::CONFLICT,
        ProblemCode::PaymentBlocked,
        vi,
        en,
    ))
}

fn no_bank() -> ApiError {
    let mut error =
        ApiError::unavailable("no VNPAY terminal is configured, or its key is not in the environment");
    error.detail = crate::error::Words::new(
        "Cổng chưa kết nối được với ngân hàng. Hãy thử lại sau, hoặc chọn cách thanh toán khác.",
        "The portal cannot reach the bank now. Try again later, or choose another way to pay.",
    );
    error
}

/// The parameters of the payment page.
fn pay_params(
    attempt: &AttemptRow,
    owed: &ObligationRow,
    terminal: &Terminal,
    portal_url: &str,
    payer: Payer,
) -> Params {
    let address = match payer.address {
        IpAddr::V4(address) => address.to_string(),
        // The gateway documents IPv4 only; a mapped address keeps its own.
        IpAddr::V6(address) => address
            .to_ipv4()
            .map_or_else(|| "127.0.0.1".to_owned(), |v4| v4.to_string()),
    };
    let request = PayRequest {
        terminal: &terminal.tmn_code,
        amount: attempt.amount,
        bank: attempt.method.strip_prefix("vnpay:"),
        created_at: attempt.created_at,
        expires_at: attempt.expires_at,
        ip: &address,
        info: &format!("Nộp phí, lệ phí hồ sơ {}", owed.dossier_code),
        return_url: &format!("{portal_url}{RETURN_PATH}"),
        reference: &attempt.reference,
    };
    let mut params = request.params();
    if payer.language == Language::En {
        params.insert("vnp_Locale".to_owned(), "en".to_owned());
    }
    params
}
