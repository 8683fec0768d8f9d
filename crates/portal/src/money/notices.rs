//! What a bank tells the portal, judged and recorded in one write transaction. Every notice leaves a
//! row with what it did; only a signed one can do anything.

use motcua_domain::payment::vnpay::{self, Params};
use rusqlite::{OptionalExtension, Transaction};
use serde::Serialize;

use super::{
    config::Banks,
    rows::{self, AttemptRow},
    settle::{self, Effect, Outcome},
    wire::{TransferNotice, references_in, verify_body},
};
use crate::{db::convert::ms, error::ApiResult, state::App};

/// The portal's answer to a notice. 00 and 02 end the bank's repeats; anything else is told again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Reply {
    /// 00 done, 01 unknown order, 02 known already, 04 wrong amount, 97 wrong signature, 99 other.
    #[serde(rename = "RspCode")]
    pub code: &'static str,
    /// In words.
    #[serde(rename = "Message")]
    pub message: &'static str,
}

impl Reply {
    /// It was taken.
    pub const DONE: Self = Self {
        code: "00",
        message: "Confirm Success",
    };
    /// No attempt has this reference.
    pub const UNKNOWN: Self = Self {
        code: "01",
        message: "Order not found",
    };
    /// It was told before.
    pub const REPEATED: Self = Self {
        code: "02",
        message: "Order already confirmed",
    };
    /// Not the amount that is owed.
    pub const AMOUNT: Self = Self {
        code: "04",
        message: "Invalid amount",
    };
    /// Not signed with the key.
    pub const SIGNATURE: Self = Self {
        code: "97",
        message: "Invalid signature",
    };
    /// The portal failed; the bank tells it again.
    pub const FAILED: Self = Self {
        code: "99",
        message: "Unknown error",
    };
}

/// What is written down about a notice.
struct Record<'a> {
    kind: &'static str,
    reference: &'a str,
    attempt: Option<&'a AttemptRow>,
    bank_transaction: &'a str,
    amount: Option<i64>,
    paid: bool,
    reply: Reply,
    effect: &'static str,
}

/// Forged notices cost an attacker nothing: only the latest are kept.
const FORGED_KEPT: i64 = 1_000;

fn record(tx: &Transaction<'_>, app: &App, record: &Record<'_>) -> ApiResult<()> {
    let clean = |text: &str| {
        text.chars()
            .filter(|c| !c.is_control())
            .take(100)
            .collect::<String>()
    };
    tx.prepare_cached(
        "INSERT INTO bank_notices (kind, received_at, reference, attempt, bank_transaction, amount, paid, answered, effect)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute((
        record.kind,
        ms(app.now()),
        clean(record.reference),
        record.attempt.map(|attempt| attempt.uid.to_string()),
        clean(record.bank_transaction),
        record.amount,
        record.paid,
        record.reply.code,
        record.effect,
    ))?;
    if record.effect == "forged" {
        tx.prepare_cached(
            "DELETE FROM bank_notices WHERE effect = 'forged' AND id <=
                (SELECT id FROM bank_notices WHERE effect = 'forged' ORDER BY id DESC LIMIT 1 OFFSET ?1)",
        )?
        .execute([FORGED_KEPT])?;
    }
    Ok(())
}

/// The gateway's words for its response codes, for the payer.
pub fn words(response_code: &str) -> &'static str {
    match response_code {
        "24" => "Người trả đã hủy giao dịch tại ngân hàng.",
        "51" => "Tài khoản không đủ số dư để thanh toán.",
        "11" => "Đã quá thời gian chờ thanh toán tại ngân hàng.",
        "09" => "Thẻ hoặc tài khoản chưa đăng ký giao dịch trực tuyến.",
        "10" => "Xác thực thông tin thẻ, tài khoản không đúng quá số lần cho phép.",
        "12" => "Thẻ hoặc tài khoản đang bị khóa.",
        "13" | "79" => "Nhập sai mật khẩu xác thực giao dịch.",
        "65" => "Tài khoản đã vượt hạn mức giao dịch trong ngày.",
        "75" => "Ngân hàng đang bảo trì.",
        _ => "Ngân hàng không thực hiện được giao dịch. Hãy thử lại hoặc chọn cách thanh toán khác.",
    }
}

fn outcome_of(params: &Params) -> Outcome {
    let get = |name: &str| params.get(name).map(String::as_str).unwrap_or_default();
    let code = get("vnp_ResponseCode");
    if code == "00" && get("vnp_TransactionStatus") == "00" {
        Outcome::Paid {
            bank_transaction: get("vnp_TransactionNo").to_owned(),
        }
    } else {
        Outcome::Failed {
            message: words(code).to_owned(),
            by_payer: code == "24",
        }
    }
}

/// The IPN of VNPAY. Checks in the order of the gateway's document: signature, order, amount,
/// confirmed before, then the outcome is set.
///
/// # Errors
/// Those of the database; nothing has changed then, and the bank will tell it again.
pub fn ipn(tx: &Transaction<'_>, app: &App, banks: &Banks, query: &str) -> ApiResult<Reply> {
    let params = vnpay::parse_query(query);
    let get = |name: &str| params.get(name).map(String::as_str).unwrap_or_default();
    let outcome = outcome_of(&params);
    let amount = vnpay::parse_amount(get("vnp_Amount"));
    let mut note = Record {
        kind: "ipn",
        reference: get("vnp_TxnRef"),
        attempt: None,
        bank_transaction: get("vnp_TransactionNo"),
        amount: amount.map(|amount| amount.0),
        paid: matches!(outcome, Outcome::Paid { .. }),
        reply: Reply::SIGNATURE,
        effect: "forged",
    };
    let terminal = banks
        .terminal
        .as_ref()
        .filter(|terminal| vnpay::verify(&params, &terminal.hash_secret));
    let Some(terminal) = terminal else {
        record(tx, app, &note)?;
        return Ok(note.reply);
    };
    let attempt = rows::attempt_by_reference(tx, get("vnp_TxnRef"))?
        .filter(|attempt| attempt.through_gateway() && get("vnp_TmnCode") == terminal.tmn_code);
    note.attempt = attempt.as_ref();
    (note.reply, note.effect) = match &attempt {
        None => (Reply::UNKNOWN, "unmatched"),
        Some(attempt) if amount != Some(attempt.amount) => (Reply::AMOUNT, "mismatch"),
        Some(attempt) => match settle::settle(tx, app, attempt, &outcome)? {
            Effect::Settled => (Reply::DONE, "settled"),
            Effect::Late => (Reply::DONE, "late"),
            Effect::Repeated => (Reply::REPEATED, "repeated"),
        },
    };
    record(tx, app, &note)?;
    Ok(note.reply)
}

/// A notice that a transfer arrived. The reference may stand anywhere in its content.
///
/// # Errors
/// Those of the database.
pub fn transfer(
    tx: &Transaction<'_>,
    app: &App,
    banks: &Banks,
    body: &[u8],
    signature: &str,
) -> ApiResult<Reply> {
    let notice: Option<TransferNotice> = serde_json::from_slice(body).ok();
    let signed = banks
        .transfer_key
        .as_ref()
        .is_some_and(|key| verify_body(body, key, signature));
    let (Some(notice), true) = (notice, signed) else {
        let forged = Record {
            kind: "transfer",
            reference: "",
            attempt: None,
            bank_transaction: "",
            amount: None,
            paid: true,
            reply: Reply::SIGNATURE,
            effect: "forged",
        };
        record(tx, app, &forged)?;
        return Ok(forged.reply);
    };
    let mut note = Record {
        kind: "transfer",
        reference: &notice.content,
        attempt: None,
        bank_transaction: &notice.transaction_no,
        amount: Some(notice.amount),
        paid: true,
        reply: Reply::REPEATED,
        effect: "repeated",
    };
    let known: Option<i64> = tx
        .prepare_cached("SELECT id FROM bank_notices WHERE kind = 'transfer' AND bank_transaction = ?1 AND effect <> 'forged'")?
        .query_row([&notice.transaction_no], |row| row.get(0))
        .optional()?;
    if known.is_some() {
        record(tx, app, &note)?;
        return Ok(note.reply);
    }
    let mut attempt = None;
    for reference in references_in(&notice.content) {
        attempt = rows::attempt_by_reference(tx, &reference)?;
        if attempt.is_some() {
            break;
        }
    }
    let attempt = match attempt {
        Some(attempt) => rows::obligation(tx, attempt.obligation)?
            .filter(|owed| owed.beneficiary.account == notice.account)
            .map(|_| attempt),
        None => None,
    };
    note.attempt = attempt.as_ref();
    let outcome = Outcome::Paid {
        bank_transaction: notice.transaction_no.clone(),
    };
    (note.reply, note.effect) = match &attempt {
        None => (Reply::UNKNOWN, "unmatched"),
        Some(attempt) if attempt.amount.0 != notice.amount => (Reply::AMOUNT, "mismatch"),
        Some(attempt) => match settle::settle(tx, app, attempt, &outcome)? {
            Effect::Settled => (Reply::DONE, "settled"),
            Effect::Late => (Reply::DONE, "late"),
            // Another transfer for an attempt that is paid: real money, to be paid back.
            Effect::Repeated => (Reply::DONE, "surplus"),
        },
    };
    record(tx, app, &note)?;
    Ok(note.reply)
}

/// What a query found out, written down like a notice.
///
/// # Errors
/// Those of the database.
pub fn queried(
    tx: &Transaction<'_>,
    app: &App,
    attempt: &AttemptRow,
    outcome: &Outcome,
) -> ApiResult<Effect> {
    // As it is now: a notice may have been quicker.
    let Some(attempt) = rows::attempt(tx, attempt.uid)? else {
        return Ok(Effect::Repeated);
    };
    let effect = settle::settle(tx, app, &attempt, outcome)?;
    if effect != Effect::Repeated {
        let paid = matches!(outcome, Outcome::Paid { .. });
        let note = Record {
            kind: "query",
            reference: &attempt.reference,
            attempt: Some(&attempt),
            bank_transaction: match outcome {
                Outcome::Paid { bank_transaction } => bank_transaction,
                _ => "",
            },
            amount: paid.then_some(attempt.amount.0),
            paid,
            reply: Reply::DONE,
            effect: if effect == Effect::Late { "late" } else { "settled" },
        };
        record(tx, app, &note)?;
    }
    Ok(effect)
}
