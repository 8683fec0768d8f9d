//! The only place that changes what is paid. Everything here runs in one write transaction.
//!
//! The state of an obligation is never set by hand: it follows from its attempts, its receipt and
//! whether it is still owed ([`state_of`]). An attempt leaves `pending` once; money that arrives
//! afterwards makes it `late`, never `paid`, and waits for an officer.

use chrono::Datelike;
use motcua_domain::{money::MoneyState, status::BusinessStatus};
use motcua_portal_api::money::AttemptState;
use rusqlite::Transaction;
use uuid::Uuid;

use super::rows::{self, AttemptRow, ObligationRow};
use crate::{
    clock::day_in_viet_nam,
    db::convert::{ms, wire_name},
    dossiers::progress::{self, Actor},
    error::{ApiError, ApiResult},
    state::App,
};

/// What is known of an attempt's end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Money was taken; the bank's number of it.
    Paid {
        /// `vnp_TransactionNo`, or the number of the transfer.
        bank_transaction: String,
    },
    /// The bank refused, in its words.
    Failed {
        /// For the payer.
        message: String,
        /// Whether the payer gave up at the bank.
        by_payer: bool,
    },
    /// The payer gave it up here.
    Cancelled,
    /// Nobody paid in time.
    Expired,
}

/// What an outcome did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The attempt has its outcome now.
    Settled,
    /// Money came for an attempt that had ended unpaid, or for a fee that is paid already.
    Late,
    /// It was known already; nothing changed.
    Repeated,
}

/// What an outcome does to an attempt, from its state and whether its obligation has a receipt.
fn effect(state: AttemptState, receipted: bool, outcome: &Outcome) -> (Effect, AttemptState) {
    use AttemptState::{Cancelled, Expired, Failed, Late, Paid, Pending};
    match (state, outcome) {
        (Pending, Outcome::Paid { .. }) if receipted => (Effect::Late, Late),
        (Pending, Outcome::Paid { .. }) => (Effect::Settled, Paid),
        (Pending, Outcome::Failed { by_payer: true, .. } | Outcome::Cancelled) => {
            (Effect::Settled, Cancelled)
        }
        (Pending, Outcome::Failed { .. }) => (Effect::Settled, Failed),
        (Pending, Outcome::Expired) => (Effect::Settled, Expired),
        (Failed | Cancelled | Expired, Outcome::Paid { .. }) => (Effect::Late, Late),
        (final_state, _) => (Effect::Repeated, final_state),
    }
}

/// The state that follows from everything else.
pub fn state_of(
    attempts: &[(AttemptState, bool)],
    receipted: bool,
    closed: bool,
    refunded: bool,
) -> MoneyState {
    let waiting = attempts.iter().any(|(state, reconciled)| match state {
        AttemptState::Pending => true,
        AttemptState::Late => !reconciled,
        _ => false,
    });
    if refunded {
        MoneyState::Refunded
    } else if receipted {
        MoneyState::Paid
    } else if waiting {
        // A late payment is somebody's money: until an officer has dealt with it nobody pays again.
        MoneyState::Pending
    } else if closed {
        MoneyState::None
    } else if attempts.is_empty() {
        MoneyState::Due
    } else {
        MoneyState::Failed
    }
}

/// The money state of a dossier from those of its obligations: what needs the payer goes first.
pub fn dossier_state(states: &[MoneyState]) -> MoneyState {
    [
        MoneyState::Pending,
        MoneyState::Failed,
        MoneyState::Due,
        MoneyState::Paid,
        MoneyState::Refunded,
    ]
    .into_iter()
    .find(|state| states.contains(state))
    .unwrap_or(MoneyState::None)
}

/// The portal itself, as actor of events about money.
pub fn portal_actor(app: &App) -> Actor {
    Actor {
        name: "Hệ thống thanh toán".to_owned(),
        unit: app.config.unit_name.clone(),
    }
}

/// Brings an outcome to an attempt: state, receipt, obligation, dossier, events and feed together.
pub fn settle(tx: &Transaction<'_>, app: &App, attempt: &AttemptRow, outcome: &Outcome) -> ApiResult<Effect> {
    let obligation = rows::obligation(tx, attempt.obligation)?.ok_or_else(ApiError::not_found)?;
    let receipted = rows::receipt(tx, obligation.id)?.is_some();
    let (effect, state) = effect(attempt.state, receipted, outcome);
    if effect == Effect::Repeated {
        return Ok(effect);
    }
    let (transaction, message) = match outcome {
        Outcome::Paid { bank_transaction } => (Some(bank_transaction.as_str()), None),
        Outcome::Failed { message, .. } => (None, Some(message.as_str())),
        Outcome::Cancelled => (None, Some("Người nộp đã hủy lần thanh toán này.")),
        Outcome::Expired => (
            None,
            Some("Đã quá thời gian thanh toán; chưa có khoản tiền nào được báo."),
        ),
    };
    let message = if state == AttemptState::Late {
        Some(
            "Ngân hàng báo đã thu tiền sau khi lần thanh toán này kết thúc; cơ quan đang đối soát. Đừng trả thêm lần nữa.",
        )
    } else {
        message
    };
    tx.prepare_cached(
        "UPDATE attempts SET state = ?2, settled_at = ?3, message = ?4,
            bank_transaction = COALESCE(?5, bank_transaction) WHERE uid = ?1",
    )?
    .execute((
        attempt.uid.to_string(),
        wire_name(state),
        ms(app.now()),
        message,
        transaction,
    ))?;

    let actor = portal_actor(app);
    match state {
        AttemptState::Paid => {
            let number = issue_receipt(tx, app, &obligation, attempt)?;
            let text = format!(
                "Đã nhận thanh toán {} phí, lệ phí. Biên lai số {number}.",
                attempt.amount
            );
            progress::note(tx, app, obligation.dossier, &actor, &text)?;
        }
        AttemptState::Late => {
            let text = format!(
                "Khoản tiền {} đến sau khi lần thanh toán kết thúc; chờ đối soát.",
                attempt.amount
            );
            progress::note(tx, app, obligation.dossier, &actor, &text)?;
        }
        _ => progress::touch(tx, app, obligation.dossier)?,
    }
    refresh(tx, app, obligation.id)?;
    go_on_when_paid(tx, app, obligation.dossier)?;
    Ok(effect)
}

/// Recomputes the state of an obligation and of its dossier.
pub fn refresh(tx: &Transaction<'_>, app: &App, obligation: Uuid) -> ApiResult<()> {
    let row = rows::obligation(tx, obligation)?.ok_or_else(ApiError::not_found)?;
    let attempts: Vec<_> = rows::attempts(tx, row.id)?
        .iter()
        .map(|a| (a.state, a.reconciled_at.is_some()))
        .collect();
    let receipted = rows::receipt(tx, row.id)?.is_some();
    let state = state_of(
        &attempts,
        receipted,
        row.closed_at.is_some(),
        row.refunded_at.is_some(),
    );
    tx.prepare_cached("UPDATE obligations SET state = ?2 WHERE id = ?1")?
        .execute((row.id.to_string(), wire_name(state)))?;
    let states: Vec<_> = rows::obligations_of_dossier(tx, row.dossier)?
        .iter()
        .map(|o| o.state)
        .collect();
    progress::set_money(tx, app, row.dossier, dossier_state(&states))
}

/// A dossier that waits for its payment (6) goes on (4) once nothing is owed.
fn go_on_when_paid(tx: &Transaction<'_>, app: &App, dossier: Uuid) -> ApiResult<()> {
    let row = progress::dossier(tx, dossier)?;
    if row.status == Some(BusinessStatus::PaymentRequested) && row.money == MoneyState::Paid {
        let text = "Đã thực hiện nghĩa vụ tài chính; hồ sơ tiếp tục được xử lý.";
        progress::advance(
            tx,
            app,
            dossier,
            BusinessStatus::Processing,
            &portal_actor(app),
            text,
        )?;
    }
    Ok(())
}

/// Issues the receipt of an obligation. The database lets there be one only, and numbers follow each
/// other without a gap, since number and payment are committed together by the only writer.
fn issue_receipt(
    tx: &Transaction<'_>,
    app: &App,
    obligation: &ObligationRow,
    attempt: &AttemptRow,
) -> ApiResult<String> {
    let now = app.now();
    let year = day_in_viet_nam(now).year();
    let sequence: i64 = tx.query_row(
        "SELECT COALESCE(MAX(sequence), 0) + 1 FROM receipts WHERE year = ?1",
        [year],
        |r| r.get(0),
    )?;
    let series = if app.config.training { "TH" } else { "BL" };
    let number = format!("{series}{:02}-{sequence:07}", year.rem_euclid(100));
    tx.execute(
        "INSERT INTO receipts (id, obligation, attempt, year, sequence, number, issued_at, amount, payer_name)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        (
            app.random.uuid().to_string(),
            obligation.id.to_string(),
            attempt.uid.to_string(),
            year,
            sequence,
            &number,
            ms(now),
            attempt.amount.0,
            &attempt.payer_name,
        ),
    )?;
    Ok(number)
}

/// What an officer does with a late payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reconciliation {
    /// It pays the fee: a receipt is issued.
    Accept,
    /// It is to be paid back.
    Refund,
}

/// Deals with a late payment.
///
/// # Errors
/// 409 `wrong_state` when the attempt is not late, was dealt with, or the fee is paid already
/// (`Accept`).
pub fn reconcile(
    tx: &Transaction<'_>,
    app: &App,
    attempt: Uuid,
    how: Reconciliation,
    actor: &Actor,
) -> ApiResult<()> {
    let row = rows::attempt(tx, attempt)?.ok_or_else(ApiError::not_found)?;
    if row.state != AttemptState::Late || row.reconciled_at.is_some() {
        return Err(ApiError::wrong_state(
            "Khoản tiền này không chờ đối soát.",
            "This payment does not wait for reconciliation.",
        ));
    }
    let obligation = rows::obligation(tx, row.obligation)?.ok_or_else(ApiError::not_found)?;
    let (stored, text) = match how {
        Reconciliation::Accept => {
            if rows::receipt(tx, obligation.id)?.is_some() {
                return Err(ApiError::wrong_state(
                    "Phí này đã được trả bằng lần thanh toán khác; khoản tiền này phải được hoàn lại.",
                    "This fee was paid by another attempt; this payment has to be paid back.",
                ));
            }
            let number = issue_receipt(tx, app, &obligation, &row)?;
            (
                "accepted",
                format!(
                    "Đã đối soát khoản tiền {}: tính là đã trả phí. Biên lai số {number}.",
                    row.amount
                ),
            )
        }
        Reconciliation::Refund => (
            "refund",
            format!("Đã đối soát khoản tiền {}: hoàn lại cho người trả.", row.amount),
        ),
    };
    let message = match how {
        Reconciliation::Accept => "Đã đối soát: khoản tiền này được tính là đã trả phí.",
        Reconciliation::Refund => "Đã đối soát: khoản tiền này được hoàn lại cho người trả.",
    };
    tx.execute(
        "UPDATE attempts SET reconciled_at = ?2, reconciled_how = ?3, message = ?4 WHERE uid = ?1",
        (attempt.to_string(), ms(app.now()), stored, message),
    )?;
    progress::note(tx, app, obligation.dossier, actor, &text)?;
    refresh(tx, app, obligation.id)?;
    go_on_when_paid(tx, app, obligation.dossier)
}

/// Notes that a paid fee was paid back.
///
/// # Errors
/// 409 `wrong_state` when it is not paid.
pub fn refund(tx: &Transaction<'_>, app: &App, obligation: Uuid, actor: &Actor) -> ApiResult<()> {
    let row = rows::obligation(tx, obligation)?.ok_or_else(ApiError::not_found)?;
    if row.state != MoneyState::Paid {
        return Err(ApiError::wrong_state(
            "Phí này chưa được trả.",
            "This fee is not paid.",
        ));
    }
    tx.execute(
        "UPDATE obligations SET refunded_at = ?2 WHERE id = ?1",
        (obligation.to_string(), ms(app.now())),
    )?;
    let text = format!("Đã hoàn lại {} phí, lệ phí.", row.total);
    progress::note(tx, app, row.dossier, actor, &text)?;
    refresh(tx, app, obligation)
}

#[cfg(test)]
mod tests {
    use AttemptState::{Cancelled, Expired, Failed, Late, Paid, Pending};

    use super::*;

    const ALL: [AttemptState; 6] = [Pending, Paid, Failed, Cancelled, Expired, Late];

    #[test]
    fn an_attempt_leaves_pending_once_and_money_is_never_forgotten() {
        let paid = Outcome::Paid {
            bank_transaction: "1".into(),
        };
        let failed = Outcome::Failed {
            message: String::new(),
            by_payer: false,
        };
        for state in ALL {
            for receipted in [false, true] {
                for outcome in [&paid, &failed, &Outcome::Cancelled, &Outcome::Expired] {
                    let (effect, after) = effect(state, receipted, outcome);
                    if state == Paid || state == Late {
                        assert_eq!(
                            (effect, after),
                            (Effect::Repeated, state),
                            "what is paid stays as it is"
                        );
                    } else if *outcome == paid {
                        assert_ne!(effect, Effect::Repeated, "money that came leaves a trace");
                        assert_eq!(after == Paid, state == Pending && !receipted);
                    } else if state != Pending {
                        assert_eq!(after, state, "no outcome without money changes an ended attempt");
                    } else {
                        assert_ne!(after, Pending);
                        assert_ne!(after, Paid);
                    }
                }
            }
        }
    }

    #[test]
    fn nobody_pays_again_while_money_may_be_on_its_way() {
        assert_eq!(state_of(&[], false, false, false), MoneyState::Due);
        assert_eq!(
            state_of(&[(Expired, false)], false, false, false),
            MoneyState::Failed
        );
        assert_eq!(
            state_of(&[(Expired, false), (Pending, false)], false, false, false),
            MoneyState::Pending
        );
        assert_eq!(
            state_of(&[(Late, false)], false, false, false),
            MoneyState::Pending
        );
        assert_eq!(
            state_of(&[(Late, true)], false, false, false),
            MoneyState::Failed,
            "paid back: may be paid again"
        );
        assert_eq!(state_of(&[(Late, true)], true, false, false), MoneyState::Paid);
        assert_eq!(
            state_of(&[(Paid, false), (Late, false)], true, false, false),
            MoneyState::Paid
        );
        assert_eq!(state_of(&[(Failed, false)], false, true, false), MoneyState::None);
        assert_eq!(
            state_of(&[(Late, false)], false, true, false),
            MoneyState::Pending
        );
        assert_eq!(state_of(&[(Paid, false)], true, true, true), MoneyState::Refunded);
    }

    #[test]
    fn a_dossier_shows_what_needs_the_payer() {
        use MoneyState::{Due, None, Paid as PaidUp, Pending as Waiting};
        assert_eq!(dossier_state(&[]), None);
        assert_eq!(dossier_state(&[PaidUp, Due]), Due);
        assert_eq!(dossier_state(&[PaidUp, Waiting, Due]), Waiting);
        assert_eq!(dossier_state(&[None, PaidUp]), PaidUp);
    }
}
