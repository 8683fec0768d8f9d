//! Obligations and attempts as they lie in the database.

use chrono::{DateTime, Duration, Utc};
use motcua_domain::money::{MoneyState, Vnd};
use motcua_portal_api::money::{Attempt, AttemptState, Beneficiary, FeeLine, Obligation, Receipt};
use rusqlite::{Connection, OptionalExtension, Row};
use uuid::Uuid;

use crate::{
    db::convert::{at, at_opt, json, ms, name, uuid, wire_name},
    error::ApiResult,
};

/// An obligation's row, with what the dossier says of it.
#[derive(Debug, Clone)]
pub struct ObligationRow {
    /// Id.
    pub id: Uuid,
    /// Dossier.
    pub dossier: Uuid,
    /// Whose.
    pub account: Uuid,
    /// Mã hồ sơ.
    pub dossier_code: String,
    /// Title of the procedure.
    pub procedure_name: String,
    /// Applicant, the payer where nobody else is named.
    pub applicant_name: String,
    /// Lines.
    pub lines: Vec<FeeLine>,
    /// Sum.
    pub total: Vnd,
    /// "mức minh họa".
    pub illustrative: bool,
    /// Receiving account.
    pub beneficiary: Beneficiary,
    /// State.
    pub state: MoneyState,
    /// When it came up.
    pub created_at: DateTime<Utc>,
    /// Not owed any more since.
    pub closed_at: Option<DateTime<Utc>>,
    /// Paid back.
    pub refunded_at: Option<DateTime<Utc>>,
}

/// An attempt's row.
#[derive(Debug, Clone)]
pub struct AttemptRow {
    /// The desk's uid.
    pub uid: Uuid,
    /// Of what.
    pub obligation: Uuid,
    /// Our reference.
    pub reference: String,
    /// Way to pay.
    pub method: String,
    /// Who pays.
    pub payer_name: String,
    /// How much.
    pub amount: Vnd,
    /// State.
    pub state: AttemptState,
    /// Signed address.
    pub pay_url: Option<String>,
    /// VietQR.
    pub qr_payload: Option<String>,
    /// `vnp_CreateDate`.
    pub bank_created: String,
    /// Made.
    pub created_at: DateTime<Utc>,
    /// Lapses.
    pub expires_at: DateTime<Utc>,
    /// Last question to the bank.
    pub asked_at: Option<DateTime<Utc>>,
    /// The bank's number.
    pub bank_transaction: Option<String>,
    /// The bank's words.
    pub message: Option<String>,
    /// Dealt with by an officer, if it was late.
    pub reconciled_at: Option<DateTime<Utc>>,
}

impl AttemptRow {
    /// Whether the bank can be asked about it.
    pub fn through_gateway(&self) -> bool {
        self.pay_url.is_some()
    }

    /// As the contract says it.
    pub fn wire(&self) -> Attempt {
        Attempt {
            uid: self.uid,
            reference: self.reference.clone(),
            method: self.method.clone(),
            amount: self.amount,
            state: self.state,
            pay_url: self.pay_url.clone(),
            qr_payload: self.qr_payload.clone(),
            created_at: self.created_at,
            expires_at: self.expires_at,
            message: self.message.clone(),
        }
    }
}

const OBLIGATION: &str =
    "SELECT o.id, o.dossier, o.account, d.code, d.procedure_name, d.applicant_name, o.lines, o.total,
        o.illustrative, o.beneficiary, o.state, o.created_at, o.closed_at, o.refunded_at
     FROM obligations o JOIN dossiers d ON d.uid = o.dossier";

fn obligation_of(row: &Row<'_>) -> rusqlite::Result<ObligationRow> {
    Ok(ObligationRow {
        id: uuid(row, "id")?,
        dossier: uuid(row, "dossier")?,
        account: uuid(row, "account")?,
        dossier_code: row.get::<_, Option<String>>("code")?.unwrap_or_default(),
        procedure_name: row.get("procedure_name")?,
        applicant_name: row.get("applicant_name")?,
        lines: json(row, "lines")?,
        total: Vnd(row.get("total")?),
        illustrative: row.get("illustrative")?,
        beneficiary: json(row, "beneficiary")?,
        state: name(row, "state")?,
        created_at: at(row, "created_at")?,
        closed_at: at_opt(row, "closed_at")?,
        refunded_at: at_opt(row, "refunded_at")?,
    })
}

const ATTEMPT: &str = "SELECT uid, obligation, reference, method, payer_name, amount, state, pay_url, qr_payload,
        bank_created, created_at, expires_at, asked_at, bank_transaction, message, reconciled_at FROM attempts";

fn attempt_of(row: &Row<'_>) -> rusqlite::Result<AttemptRow> {
    Ok(AttemptRow {
        uid: uuid(row, "uid")?,
        obligation: uuid(row, "obligation")?,
        reference: row.get("reference")?,
        method: row.get("method")?,
        payer_name: row.get("payer_name")?,
        amount: Vnd(row.get("amount")?),
        state: name(row, "state")?,
        pay_url: row.get("pay_url")?,
        qr_payload: row.get("qr_payload")?,
        bank_created: row.get("bank_created")?,
        created_at: at(row, "created_at")?,
        expires_at: at(row, "expires_at")?,
        asked_at: at_opt(row, "asked_at")?,
        bank_transaction: row.get("bank_transaction")?,
        message: row.get("message")?,
        reconciled_at: at_opt(row, "reconciled_at")?,
    })
}

/// One obligation.
pub fn obligation(db: &Connection, id: Uuid) -> ApiResult<Option<ObligationRow>> {
    let mut statement = db.prepare_cached(&format!("{OBLIGATION} WHERE o.id = ?1"))?;
    Ok(statement.query_row([id.to_string()], obligation_of).optional()?)
}

/// The obligations of a dossier, oldest first.
pub fn obligations_of_dossier(db: &Connection, dossier: Uuid) -> ApiResult<Vec<ObligationRow>> {
    let mut statement = db.prepare_cached(&format!(
        "{OBLIGATION} WHERE o.dossier = ?1 ORDER BY o.created_at, o.id"
    ))?;
    let rows = statement.query_map([dossier.to_string()], obligation_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The obligations of an account, newest first.
pub fn obligations_of_account(db: &Connection, account: Uuid) -> ApiResult<Vec<ObligationRow>> {
    let mut statement = db.prepare_cached(&format!(
        "{OBLIGATION} WHERE o.account = ?1 ORDER BY o.created_at DESC, o.id DESC"
    ))?;
    let rows = statement.query_map([account.to_string()], obligation_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One attempt.
pub fn attempt(db: &Connection, uid: Uuid) -> ApiResult<Option<AttemptRow>> {
    let mut statement = db.prepare_cached(&format!("{ATTEMPT} WHERE uid = ?1"))?;
    Ok(statement.query_row([uid.to_string()], attempt_of).optional()?)
}

/// The attempt with this reference.
pub fn attempt_by_reference(db: &Connection, reference: &str) -> ApiResult<Option<AttemptRow>> {
    let mut statement = db.prepare_cached(&format!("{ATTEMPT} WHERE reference = ?1"))?;
    Ok(statement.query_row([reference], attempt_of).optional()?)
}

/// The attempts of an obligation, oldest first.
pub fn attempts(db: &Connection, obligation: Uuid) -> ApiResult<Vec<AttemptRow>> {
    let mut statement = db.prepare_cached(&format!(
        "{ATTEMPT} WHERE obligation = ?1 ORDER BY created_at, rowid"
    ))?;
    let rows = statement.query_map([obligation.to_string()], attempt_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Attempts without an outcome, the one that lapses first before the others.
pub fn pending(db: &Connection, limit: u32) -> ApiResult<Vec<AttemptRow>> {
    let mut statement = db.prepare_cached(&format!(
        "{ATTEMPT} WHERE state = 'pending' ORDER BY expires_at LIMIT ?1"
    ))?;
    let rows = statement.query_map([limit], attempt_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// When attempts that ended unpaid are looked at again, for a bank may take money afterwards and not tell.
#[derive(Debug, Clone, Copy)]
pub struct LookBack {
    /// The moment of the question.
    pub now: DateTime<Utc>,
    /// The first wait; each one after it is as long as all before it together.
    pub first: Duration,
    /// Attempts that ended longer ago are left alone.
    pub over: Duration,
}

/// Attempts at a bank's page that ended unpaid and about which it is time to ask again, oldest end first. One that was
/// asked about at a moment to come was so before the clock was put back, and is asked about again.
pub fn ended_in_doubt(db: &Connection, when: LookBack, limit: u32) -> ApiResult<Vec<AttemptRow>> {
    let mut statement = db.prepare_cached(&format!(
        "{ATTEMPT} WHERE state IN ('failed', 'cancelled', 'expired') AND pay_url IS NOT NULL AND settled_at > ?1
            AND (?2 < IFNULL(asked_at, created_at)
                OR ?2 - IFNULL(asked_at, created_at) >= MAX(?3, IFNULL(asked_at, created_at) - settled_at))
         ORDER BY settled_at LIMIT ?4"
    ))?;
    let (now, first) = (ms(when.now), when.first.num_milliseconds());
    let rows = statement.query_map((ms(when.now - when.over), now, first, limit), attempt_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Late payments that nobody has dealt with and that came by `until`, oldest first.
pub fn unreconciled(db: &Connection, until: Option<DateTime<Utc>>, limit: u32) -> ApiResult<Vec<AttemptRow>> {
    let mut statement = db.prepare_cached(&format!(
        "{ATTEMPT} WHERE state = 'late' AND reconciled_at IS NULL AND settled_at <= ?1 ORDER BY settled_at LIMIT ?2"
    ))?;
    let until = until.map_or(i64::MAX, ms);
    let rows = statement.query_map((until, limit), attempt_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The receipt of an obligation.
pub fn receipt(db: &Connection, obligation: Uuid) -> ApiResult<Option<Receipt>> {
    let mut statement = db.prepare_cached(
        "SELECT id, number, issued_at, amount, payer_name FROM receipts WHERE obligation = ?1",
    )?;
    Ok(statement
        .query_row([obligation.to_string()], |row| {
            Ok(Receipt {
                id: uuid(row, "id")?,
                number: row.get("number")?,
                issued_at: at(row, "issued_at")?,
                amount: Vnd(row.get("amount")?),
                payer_name: row.get("payer_name")?,
            })
        })
        .optional()?)
}

/// An obligation as the contract says it.
pub fn wire(db: &Connection, row: ObligationRow) -> ApiResult<Obligation> {
    let attempts = attempts(db, row.id)?;
    let receipt = receipt(db, row.id)?;
    Ok(Obligation {
        id: row.id,
        dossier: row.dossier,
        dossier_code: row.dossier_code,
        procedure_name: row.procedure_name,
        lines: row.lines,
        total: row.total,
        illustrative: row.illustrative,
        beneficiary: row.beneficiary,
        state: row.state,
        attempts: attempts.iter().map(AttemptRow::wire).collect(),
        receipt,
        created_at: row.created_at,
    })
}

/// Stores a new attempt.
pub fn insert_attempt(db: &Connection, row: &AttemptRow) -> ApiResult<()> {
    db.prepare_cached(
        "INSERT INTO attempts (uid, obligation, reference, method, payer_name, amount, state, pay_url, qr_payload,
            bank_created, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute((
        row.uid.to_string(),
        row.obligation.to_string(),
        &row.reference,
        &row.method,
        &row.payer_name,
        row.amount.0,
        wire_name(row.state),
        &row.pay_url,
        &row.qr_payload,
        &row.bank_created,
        ms(row.created_at),
        ms(row.expires_at),
    ))?;
    Ok(())
}
