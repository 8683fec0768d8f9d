//! The receipt (biên lai) as a printed page.

use chrono::DateTime;
use motcua_domain::answers;
use motcua_print::{ReceiptData, ReceiptLine};
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::{config::payment_methods, rows};
use crate::{
    catalogue,
    clock::viet_nam,
    db::convert,
    dossiers::progress,
    error::{ApiError, ApiResult},
    officer::print,
    state::App,
};

/// Number and PDF of a receipt.
///
/// # Errors
/// 404 when it is not this account's.
pub async fn pdf(app: &App, account: Uuid, id: Uuid) -> ApiResult<(String, Vec<u8>)> {
    let app_in = app.clone();
    let data = app.db.read(move |db| data(db, &app_in, account, id)).await?;
    let number = data.number.clone();
    Ok((number, print(data, motcua_print::receipt).await?))
}

fn data(db: &Connection, app: &App, account: Uuid, id: Uuid) -> ApiResult<ReceiptData> {
    let found = db
        .query_row(
            "SELECT obligation, attempt FROM receipts WHERE id = ?1",
            [id.to_string()],
            |row| Ok((convert::uuid(row, "obligation")?, convert::uuid(row, "attempt")?)),
        )
        .optional()?;
    let (obligation, attempt) = found.ok_or_else(ApiError::not_found)?;
    let owed = super::attempts::owned(db, account, obligation)?;
    let receipt = rows::receipt(db, obligation)?.ok_or_else(ApiError::not_found)?;
    let attempt = rows::attempt(db, attempt)?.ok_or_else(ApiError::not_found)?;
    let dossier = progress::dossier(db, owed.dossier)?;
    let procedure_code = app
        .catalogues
        .version(db, &dossier.edition, dossier.catalogue_version)?
        .and_then(|edition| catalogue::find(&edition, &dossier.procedure))
        .and_then(|found| found.procedure().portal_code.clone())
        .unwrap_or(dossier.procedure);
    let methods = payment_methods(&app.config);
    let method = methods
        .iter()
        .find(|m| m.id == attempt.method)
        .map_or(attempt.method.as_str(), |m| m.name.as_str());
    let applicant = answers::text(&dossier.content.answers, "applicant.full_name").unwrap_or_default();
    Ok(ReceiptData {
        agency: app.config.unit_name.clone(),
        number: receipt.number,
        issued_at: for_people(receipt.issued_at),
        applicant: if applicant == receipt.payer_name {
            String::new()
        } else {
            dossier.applicant_name
        },
        payer: receipt.payer_name,
        dossier_code: owed.dossier_code,
        procedure_code,
        procedure_name: owed.procedure_name,
        lines: owed
            .lines
            .into_iter()
            .map(|line| ReceiptLine {
                name: line.name,
                amount_vnd: unsigned(line.amount.0),
            })
            .collect(),
        total_vnd: unsigned(receipt.amount.0),
        method: method.to_owned(),
        reference: attempt.reference,
        illustrative: owed.illustrative,
        training: app.config.training,
    })
}

/// Amounts in receipts are above zero: the database says so.
fn unsigned(amount: i64) -> u64 {
    u64::try_from(amount).unwrap_or(0)
}

fn for_people(at: DateTime<chrono::Utc>) -> String {
    at.with_timezone(&viet_nam())
        .format("%H:%M ngày %d/%m/%Y")
        .to_string()
}
