//! Which fees follow from a submission, and until when they are owed.

use chrono::{DateTime, Utc};
use motcua_domain::{
    answers::fee_lines,
    catalogue::Procedure,
    content::DossierContent,
    money::{MoneyState, Vnd},
};
use motcua_portal_api::money::{FeeLine, Obligation};
use rusqlite::Transaction;
use uuid::Uuid;

use super::{config::beneficiary, rows, settle};
use crate::{
    catalogue,
    db::convert::{ms, wire_name},
    dossiers::DossierRow,
    error::{ApiError, ApiResult},
    state::App,
};

/// The lines that a procedure asks for with these answers and whose amount is known. Empty when
/// nothing is owed, and also when the fees are not known: unknown is not made up.
fn lines(procedure: &Procedure, content: &DossierContent, training: bool) -> Vec<FeeLine> {
    fee_lines(procedure, &content.answers, training)
        .unwrap_or_default()
        .into_iter()
        .filter(|line| !line.undecided)
        .filter_map(|line| {
            let amount = line.amount.filter(|amount| amount.0 > 0)?;
            Some(FeeLine {
                fee: line.fee.id.clone(),
                name: line.fee.name.clone(),
                amount,
                illustrative: line.illustrative,
            })
        })
        .collect()
}

/// Makes or, when a supplement changed what is owed before anybody paid, corrects the obligation of
/// a submission. Gives all obligations of the dossier.
pub fn create(tx: &Transaction<'_>, app: &App, dossier: &DossierRow) -> ApiResult<Vec<Obligation>> {
    let catalogue = app
        .catalogues
        .version(tx, &dossier.edition, dossier.catalogue_version)?
        .ok_or_else(|| ApiError::internal("the catalogue of a submitted dossier is gone"))?;
    let found = catalogue::find(&catalogue, &dossier.procedure)
        .ok_or_else(|| ApiError::internal("the procedure of a submitted dossier is gone"))?;
    let lines = lines(found.procedure(), &dossier.content, app.config.training);
    let existing = rows::obligations_of_dossier(tx, dossier.uid)?;
    match existing.last() {
        None => insert(tx, app, dossier, &lines)?,
        Some(row) if row.lines != lines && matches!(row.state, MoneyState::Due | MoneyState::Failed) => {
            revise(tx, app, row, &lines)?;
        }
        // Paid, or money may be on its way: what was asked for stands; the officer sees both.
        Some(_) => {}
    }
    super::of_dossier(tx, app, dossier.uid)
}

fn insert(tx: &Transaction<'_>, app: &App, dossier: &DossierRow, lines: &[FeeLine]) -> ApiResult<()> {
    let total: Vnd = lines.iter().map(|line| line.amount).sum();
    let Some(beneficiary) = beneficiary(&app.config).filter(|_| total.0 > 0) else {
        return Ok(());
    };
    let id = app.random.uuid();
    tx.prepare_cached(
        "INSERT INTO obligations (id, dossier, account, lines, total, illustrative, beneficiary, state, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute((
        id.to_string(),
        dossier.uid.to_string(),
        dossier.account.to_string(),
        serde_json::to_string(lines)?,
        total.0,
        lines.iter().any(|line| line.illustrative),
        serde_json::to_string(&beneficiary)?,
        wire_name(MoneyState::Due),
        ms(app.now()),
    ))?;
    settle::refresh(tx, app, id)
}

fn revise(tx: &Transaction<'_>, app: &App, row: &rows::ObligationRow, lines: &[FeeLine]) -> ApiResult<()> {
    let total: Vnd = lines.iter().map(|line| line.amount).sum();
    if total.0 <= 0 {
        close(tx, app.now(), row.id)?;
        return settle::refresh(tx, app, row.id);
    }
    tx.execute(
        "UPDATE obligations SET lines = ?2, total = ?3, illustrative = ?4 WHERE id = ?1",
        (
            row.id.to_string(),
            serde_json::to_string(lines)?,
            total.0,
            lines.iter().any(|line| line.illustrative),
        ),
    )?;
    let text = format!("Phí, lệ phí được tính lại theo nội dung đã bổ sung: {total}.");
    crate::dossiers::progress::note(tx, app, row.dossier, &settle::portal_actor(app), &text)?;
    settle::refresh(tx, app, row.id)
}

fn close(tx: &Transaction<'_>, now: DateTime<Utc>, obligation: Uuid) -> ApiResult<()> {
    tx.execute(
        "UPDATE obligations SET closed_at = COALESCE(closed_at, ?2) WHERE id = ?1",
        (obligation.to_string(), ms(now)),
    )?;
    Ok(())
}

/// What is not paid of a dossier is not owed any more.
pub fn close_unpaid(tx: &Transaction<'_>, app: &App, dossier: Uuid) -> ApiResult<()> {
    for row in rows::obligations_of_dossier(tx, dossier)? {
        if row.closed_at.is_none() && !matches!(row.state, MoneyState::Paid | MoneyState::Refunded) {
            close(tx, app.now(), row.id)?;
            settle::refresh(tx, app, row.id)?;
        }
    }
    Ok(())
}

/// What the officer sees: lines that apply but whose amount nobody knows.
pub fn unknown_fees(procedure: &Procedure, content: &DossierContent, training: bool) -> Vec<String> {
    fee_lines(procedure, &content.answers, training)
        .unwrap_or_default()
        .into_iter()
        .filter(|line| line.amount.is_none())
        .map(|line| line.fee.name.clone())
        .collect()
}
