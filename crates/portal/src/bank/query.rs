//! `querydr`: the portal asks what became of a payment.

use std::sync::Arc;

use axum::{Json, extract::State};

use super::{Bank, store::Decision};
use crate::money::querydr::{QueryAnswer, QueryRequest};

/// `POST /merchant_webapi/api/transaction`.
pub async fn answer(State(bank): State<Arc<Bank>>, Json(request): Json<QueryRequest>) -> Json<QueryAnswer> {
    let mut answer = QueryAnswer {
        vnp_response_id: bank.random.readable(20),
        vnp_command: "querydr".to_owned(),
        vnp_tmn_code: bank.setup.tmn_code.clone(),
        vnp_txn_ref: request.vnp_txn_ref.clone(),
        ..QueryAnswer::default()
    };
    let mut say = |code: &str, message: &str| {
        answer.vnp_response_code = code.to_owned();
        answer.vnp_message = message.to_owned();
    };
    if !request.verify(&bank.setup.hash_secret) {
        say("97", "Invalid signature");
    } else if request.vnp_command != "querydr" || request.vnp_version != "2.1.0" {
        say("03", "Invalid format");
    } else if request.vnp_tmn_code != bank.setup.tmn_code {
        say("02", "Invalid TmnCode");
    } else {
        match bank.store.payment(&request.vnp_txn_ref) {
            Ok(Some(payment)) if payment.create_date == request.vnp_transaction_date => {
                say("00", "Success");
                answer.vnp_amount = payment.amount_x100.to_string();
                answer.vnp_order_info = payment.order_info;
                answer.vnp_bank_code = payment.bank_code;
                answer.vnp_pay_date = payment.pay_date;
                answer.vnp_transaction_type = "01".to_owned();
                // 01: not finished. A refusal keeps its reason in the status.
                answer.vnp_transaction_status = payment
                    .decision
                    .map_or("01", Decision::transaction_status)
                    .to_owned();
                if payment.decision.is_some() {
                    answer.vnp_transaction_no = payment.transaction_no.to_string();
                }
            }
            Ok(_) => say("91", "Transaction not found"),
            Err(error) => {
                log::error!("bank: {error}");
                say("99", "Unknown error");
            }
        }
    }
    answer.sign(&bank.setup.hash_secret);
    Json(answer)
}
