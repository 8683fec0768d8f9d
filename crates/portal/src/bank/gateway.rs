//! The payment page: opened by the portal's signed address, decided by the payer, told to the portal.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Query, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Duration, Utc};
use motcua_domain::payment::vnpay::{self, Params};
use subtle::ConstantTimeEq;

use super::{
    Bank, Scenario,
    forms::{DecideForm, TroubleForm},
    page,
    store::{Decision, NewNotice, Payment},
};
use crate::money::vnpay_time;

/// `GET /paymentv2/vpcpay.html`.
pub async fn show(State(bank): State<Arc<Bank>>, RawQuery(query): RawQuery) -> Response {
    let params = vnpay::parse_query(query.as_deref().unwrap_or_default());
    if !vnpay::verify(&params, &bank.setup.hash_secret) {
        return refuse(
            "70",
            "Chữ ký của yêu cầu thanh toán không đúng. Hãy mở lại trang thanh toán từ phần mềm.",
        );
    }
    let Some(asked) = read(&bank, &params) else {
        return refuse("03", "Yêu cầu thanh toán thiếu thông tin hoặc sai định dạng.");
    };
    if params.get("vnp_TmnCode") != Some(&bank.setup.tmn_code) {
        return refuse(
            "02",
            "Đơn vị chấp nhận thanh toán chưa được đăng ký với ngân hàng.",
        );
    }
    let payment = match bank.store.open_payment(&asked) {
        Ok(Some(payment)) => payment,
        Ok(None) => return refuse("94", "Mã giao dịch này đã được dùng cho một yêu cầu khác."),
        Err(error) => return failed(&error),
    };
    if let Some(decision) = payment.decision {
        return page::decided(&payment, decision, &return_address(&bank, &payment, decision)).into_response();
    }
    if lapsed(&payment, bank.clock.now()) {
        return page::lapsed(&payment).into_response();
    }
    page::pay(&payment, &bank.setup.merchant_name).into_response()
}

/// `POST /paymentv2/decide`.
pub async fn decide(
    State(bank): State<Arc<Bank>>,
    Query(trouble): Query<TroubleForm>,
    Form(form): Form<DecideForm>,
) -> Response {
    let payment = match bank.store.payment(&form.txn_ref) {
        Ok(Some(payment)) if bool::from(payment.ticket.as_bytes().ct_eq(form.ticket.as_bytes())) => payment,
        Ok(_) => {
            return refuse(
                "91",
                "Không tìm thấy giao dịch. Hãy mở lại trang thanh toán từ phần mềm.",
            );
        }
        Err(error) => return failed(&error),
    };
    let now = bank.clock.now();
    let asked = match form.action.as_str() {
        "pay" => Decision::Paid,
        "insufficient" => Decision::InsufficientFunds,
        "cancel" => Decision::Cancelled,
        _ => return refuse("03", "Thao tác không hợp lệ."),
    };
    let decision = if asked == Decision::Paid && lapsed(&payment, now) {
        Decision::TimedOut
    } else {
        asked
    };
    let (scenario, seconds) = TroubleForm::choose(&trouble, &form.trouble);

    if scenario == Scenario::Forged && decision == Decision::Paid {
        // Whoever forges a notice did not pay: the payment stays open.
        let params = notice_params(&bank, &payment, Decision::Paid, &vnpay_time(now));
        let forged = NewNotice {
            target: vnpay::signed_url(&bank.setup.ipn_url, &params, "not the key of this terminal"),
            body: String::new(),
            signature: String::new(),
            due: now,
            repeats: false,
        };
        if let Err(error) = bank.store.queue(&forged) {
            return failed(&error);
        }
        bank.wake.notify_one();
        let address = vnpay::signed_url(&payment.return_url, &params, "not the key of this terminal");
        return Redirect::to(&address).into_response();
    }

    let decided = bank
        .store
        .decide(&payment.txn_ref, decision, &vnpay_time(now), |decided| {
            notices(&bank, decided, decision, scenario, seconds, now)
        });
    match decided {
        Ok(Some(decided)) => {
            bank.wake.notify_one();
            Redirect::to(&return_address(&bank, &decided, decision)).into_response()
        }
        // Pressed twice: what was decided first stands.
        Ok(None) => match payment.decision {
            Some(first) => Redirect::to(&return_address(&bank, &payment, first)).into_response(),
            None => refuse(
                "91",
                "Giao dịch vừa được quyết định ở cửa sổ khác. Hãy tải lại trang.",
            ),
        },
        Err(error) => failed(&error),
    }
}

fn read(bank: &Bank, params: &Params) -> Option<Payment> {
    let get = |name: &str| params.get(name).cloned().unwrap_or_default();
    let amount_x100: i64 = get("vnp_Amount").parse().ok().filter(|amount| *amount > 0)?;
    let return_url = get("vnp_ReturnUrl");
    let web = return_url.starts_with("http://") || return_url.starts_with("https://");
    let complete = get("vnp_Version") == "2.1.0"
        && get("vnp_Command") == "pay"
        && get("vnp_CurrCode") == "VND"
        && !get("vnp_TxnRef").is_empty()
        && get("vnp_TxnRef").len() <= 100
        && get("vnp_CreateDate").len() == 14
        && !get("vnp_OrderInfo").is_empty()
        && web;
    complete.then(|| Payment {
        txn_ref: get("vnp_TxnRef"),
        amount_x100,
        order_info: get("vnp_OrderInfo"),
        bank_code: get("vnp_BankCode"),
        create_date: get("vnp_CreateDate"),
        expire_date: get("vnp_ExpireDate"),
        return_url,
        ticket: bank.random.token(),
        decision: None,
        transaction_no: 0,
        pay_date: String::new(),
    })
}

fn lapsed(payment: &Payment, now: DateTime<Utc>) -> bool {
    !payment.expire_date.is_empty() && vnpay_time(now) > payment.expire_date
}

/// The parameters of an IPN and of the return address: the same for both, as the gateway does.
fn notice_params(bank: &Bank, payment: &Payment, decision: Decision, pay_date: &str) -> Params {
    let bank_code = if payment.bank_code.is_empty() {
        "NCB"
    } else {
        &payment.bank_code
    };
    let mut params = Params::new();
    let mut put = |name: &str, value: String| {
        params.insert(name.to_owned(), value);
    };
    put("vnp_TmnCode", bank.setup.tmn_code.clone());
    put("vnp_Amount", payment.amount_x100.to_string());
    put("vnp_BankCode", bank_code.to_owned());
    put("vnp_CardType", "ATM".to_owned());
    put("vnp_OrderInfo", payment.order_info.clone());
    put("vnp_PayDate", pay_date.to_owned());
    put("vnp_ResponseCode", decision.response_code().to_owned());
    put("vnp_TransactionNo", payment.transaction_no.to_string());
    put("vnp_TransactionStatus", decision.transaction_status().to_owned());
    put("vnp_TxnRef", payment.txn_ref.clone());
    if decision == Decision::Paid {
        put("vnp_BankTranNo", format!("VNP{}", payment.transaction_no));
    }
    params
}

fn return_address(bank: &Bank, payment: &Payment, decision: Decision) -> String {
    let params = notice_params(bank, payment, decision, &payment.pay_date);
    vnpay::signed_url(&payment.return_url, &params, &bank.setup.hash_secret)
}

/// What is told to the portal about a decision, and when.
fn notices(
    bank: &Bank,
    payment: &Payment,
    decision: Decision,
    scenario: Scenario,
    seconds: i64,
    now: DateTime<Utc>,
) -> Vec<NewNotice> {
    let genuine = notice_params(bank, payment, decision, &payment.pay_date);
    let notice = |params: &Params, after: i64, repeats: bool| NewNotice {
        target: vnpay::signed_url(&bank.setup.ipn_url, params, &bank.setup.hash_secret),
        body: String::new(),
        signature: String::new(),
        due: now + Duration::seconds(after),
        repeats,
    };
    match scenario {
        Scenario::Normal | Scenario::Forged => vec![notice(&genuine, 0, true)],
        Scenario::Delay => vec![notice(&genuine, seconds, true)],
        Scenario::Duplicate => vec![notice(&genuine, 0, true), notice(&genuine, 0, true)],
        Scenario::DropFirst => vec![notice(&genuine, i64::from(bank.setup.retry_seconds), true)],
        Scenario::Reorder => {
            let older = notice_params(bank, payment, Decision::InsufficientFunds, &payment.pay_date);
            vec![notice(&genuine, 0, true), notice(&older, 0, true)]
        }
        Scenario::WrongAmount => {
            let mut wrong = genuine;
            wrong.insert("vnp_Amount".to_owned(), (payment.amount_x100 - 100).to_string());
            vec![notice(&wrong, 0, false)]
        }
        Scenario::Silent => Vec::new(),
    }
}

fn refuse(code: &str, message: &str) -> Response {
    (StatusCode::BAD_REQUEST, page::refused(code, message)).into_response()
}

fn failed(error: &super::BankError) -> Response {
    log::error!("bank: {error}");
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        page::refused("99", "Ngân hàng mô phỏng gặp lỗi. Hãy thử lại."),
    )
        .into_response()
}
