//! A transfer made by hand or with a VietQR, and the signed notice to the portal about it.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Duration, Utc};

use super::{
    Bank, Scenario,
    forms::{TransferForm, TroubleForm},
    page, read_vietqr,
    store::NewNotice,
};
use crate::money::{TransferNotice, sign_body};

/// Largest transfer: more than any fee, and far from overflow.
const LARGEST: i64 = 1_000_000_000_000;

struct Order {
    account: String,
    amount: i64,
    content: String,
}

/// `GET /transfer`.
pub async fn show() -> maud::Markup {
    page::transfer(&TransferForm::default(), None)
}

/// `POST /transfer`.
pub async fn make(
    State(bank): State<Arc<Bank>>,
    Query(trouble): Query<TroubleForm>,
    Form(form): Form<TransferForm>,
) -> Response {
    let order = match read(&form) {
        Ok(order) => order,
        Err(problem) => {
            return (
                StatusCode::UNPROCESSABLE_ENTITY,
                page::transfer(&form, Some(&problem)),
            )
                .into_response();
        }
    };
    let (scenario, seconds) = TroubleForm::choose(&trouble, &form.trouble);
    let now = bank.clock.now();
    let told = order.account == bank.setup.beneficiary_account;
    let booked = bank
        .store
        .transfer(&order.account, order.amount, &order.content, now, |number| {
            if told {
                notices(&bank, &order, number, scenario, seconds, now)
            } else {
                Vec::new()
            }
        });
    match booked {
        Ok(number) => {
            bank.wake.notify_one();
            page::transferred(number, &order.account, order.amount, &order.content, told).into_response()
        }
        Err(error) => {
            log::error!("bank: {error}");
            let problem = "Ngân hàng mô phỏng gặp lỗi. Hãy thử lại.";
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                page::transfer(&form, Some(problem)),
            )
                .into_response()
        }
    }
}

fn read(form: &TransferForm) -> Result<Order, String> {
    let (account, code_amount, content) = if form.payload.trim().is_empty() {
        (
            form.account.trim().to_owned(),
            None,
            form.content.trim().to_owned(),
        )
    } else {
        let code = read_vietqr(&form.payload).map_err(|error| error.to_string())?;
        (code.account, code.amount, code.purpose)
    };
    let typed: String = form
        .amount
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | ',' | '₫'))
        .collect();
    let amount = code_amount.or_else(|| typed.parse().ok());
    let account_fits =
        (3..=19).contains(&account.len()) && account.chars().all(|c| c.is_ascii_alphanumeric());
    if !account_fits {
        return Err("Hãy nhập số tài khoản nhận, hoặc dán mã VietQR.".to_owned());
    }
    let Some(amount) = amount.filter(|amount| (1..=LARGEST).contains(amount)) else {
        return Err("Hãy nhập số tiền bằng chữ số, lớn hơn 0.".to_owned());
    };
    Ok(Order {
        account,
        amount,
        content: content.chars().take(200).collect(),
    })
}

fn notices(
    bank: &Bank,
    order: &Order,
    number: i64,
    scenario: Scenario,
    seconds: i64,
    now: DateTime<Utc>,
) -> Vec<NewNotice> {
    let notice = |amount: i64, key: &str, after: i64, repeats: bool| {
        let message = TransferNotice {
            transaction_no: number.to_string(),
            account: order.account.clone(),
            amount,
            content: order.content.clone(),
            paid_at: now,
        };
        let body = serde_json::to_string(&message).unwrap_or_default();
        NewNotice {
            target: bank.setup.transfer_notice_url.clone(),
            signature: sign_body(body.as_bytes(), key),
            body,
            due: now + Duration::seconds(after),
            repeats,
        }
    };
    let key = bank.setup.transfer_key.as_str();
    let retry = i64::from(bank.setup.retry_seconds);
    match scenario {
        // A transfer has no refused try that could overtake it: its own notice goes, twice.
        Scenario::Normal => vec![notice(order.amount, key, 0, true)],
        Scenario::Delay => vec![notice(order.amount, key, seconds, true)],
        Scenario::Duplicate | Scenario::Reorder => {
            vec![
                notice(order.amount, key, 0, true),
                notice(order.amount, key, 0, true),
            ]
        }
        Scenario::DropFirst => vec![notice(order.amount, key, retry, true)],
        Scenario::Forged => vec![notice(order.amount, "not the key of this bank", 0, false)],
        Scenario::WrongAmount => vec![notice(order.amount - 1, key, 0, false)],
        Scenario::Silent => Vec::new(),
    }
}
