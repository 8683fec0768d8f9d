//! Drafts at the portal: registered under the desk's uid, replaced, deleted.

use axum::http::StatusCode;
use motcua_domain::language::Language;
use motcua_portal_api::{change::ChangeKind, dossier::RegisterDossier, problem::ProblemCode};
use rusqlite::Transaction;
use uuid::Uuid;

use super::{DossierRow, any, check, feed, own, papers, view};
use crate::{
    db::convert::ms,
    error::{ApiError, ApiResult},
    http::idempotency::Answer,
    state::App,
};

/// Registers a dossier. The uid is unique for ever: the same content again is answered as before,
/// also under another key; other content must go through [`replace`].
///
/// # Errors
/// 403 for a stranger's uid, 409 for one that exists with other content or was submitted, 410 for a
/// deleted one, 422 for an unknown procedure.
pub fn register(
    tx: &Transaction<'_>,
    app: &App,
    account: Uuid,
    body: &RegisterDossier,
    language: Language,
) -> ApiResult<Answer> {
    if let Some(row) = any(tx, body.uid)? {
        return again(tx, app, account, body, row);
    }
    let found = check::procedure(
        tx,
        app,
        &body.edition,
        body.catalogue_version,
        &body.procedure,
        language,
    )?;
    check::storable(&body.content, language)?;
    let now = ms(app.now());
    tx.prepare_cached(
        "INSERT INTO dossiers (uid, account, procedure, procedure_name, agency, agency_name, edition,
                               catalogue_version, content, applicant_name, version, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1, ?11, ?11)",
    )?
    .execute((
        body.uid.to_string(),
        account.to_string(),
        &body.procedure,
        &found.procedure().name,
        &found.procedure().agency,
        found
            .agency()
            .map_or(found.procedure().agency_text.as_str(), |a| a.name.as_str()),
        &body.edition,
        body.catalogue_version,
        serde_json::to_string(&body.content)?,
        check::applicant_name(&body.content),
        now,
    ))?;
    papers::remember(tx, body.uid, account, &body.content)?;
    feed::record(tx, app, account, ChangeKind::Dossier, body.uid, 1, false)?;
    shown(tx, app, account, body.uid, StatusCode::CREATED)
}

fn again(
    tx: &Transaction<'_>,
    app: &App,
    account: Uuid,
    body: &RegisterDossier,
    row: DossierRow,
) -> ApiResult<Answer> {
    if row.account != account {
        return Err(ApiError::forbidden());
    }
    if row.deleted_at.is_some() {
        return Err(ApiError::gone(
            "Hồ sơ này đã bị xóa trên Cổng. Hãy khôi phục hồ sơ, hoặc lập hồ sơ mới.",
            "This dossier was deleted at the portal. Restore it, or make a new one.",
        ));
    }
    let same = row.procedure == body.procedure
        && row.edition == body.edition
        && row.catalogue_version == body.catalogue_version
        && row.content == body.content;
    if row.status.is_some() {
        return Err(already_submitted(&row));
    }
    if !same {
        return Err(ApiError::wrong_state(
            "Hồ sơ này đã có trên Cổng với nội dung khác. Hãy tải bản trên Cổng về rồi cập nhật.",
            "The portal has this dossier with other content. Fetch it, then update it.",
        )
        .with_version(row.version));
    }
    shown(tx, app, account, row.uid, StatusCode::CREATED)
}

/// 409: the answer is at the dossier; its `ETag` is the version now.
pub fn already_submitted(row: &DossierRow) -> ApiError {
    let code = row.code.as_deref().unwrap_or_default();
    ApiError::new(
        StatusCode::CONFLICT,
        ProblemCode::AlreadySubmitted,
        format!("Hồ sơ này đã được nộp, mã hồ sơ {code}. Hãy xem hồ sơ trên Cổng."),
        format!("This dossier was submitted already under code {code}. See it at the portal."),
    )
    .with_version(row.version)
}

fn shown(tx: &Transaction<'_>, app: &App, account: Uuid, uid: Uuid, status: StatusCode) -> ApiResult<Answer> {
    let dossier = view::dossier(tx, app, &own(tx, account, uid)?)?;
    Ok(Answer::new(status, &dossier)?.with_version(dossier.summary.version))
}

/// Replaces the content of a dossier that is not submitted yet.
///
/// # Errors
/// 404, 409 `already_submitted`, 412 when `expected` is not the version now, 422.
pub fn replace(
    tx: &Transaction<'_>,
    app: &App,
    account: Uuid,
    expected: u32,
    body: &RegisterDossier,
    language: Language,
) -> ApiResult<Answer> {
    let row = own(tx, account, body.uid)?;
    if row.status.is_some() {
        return Err(already_submitted(&row));
    }
    if row.version != expected {
        return Err(ApiError::changed(row.version));
    }
    put(tx, app, account, &row, body, language)
}

/// Takes up a draft again that was deleted, under the uid it always had. One that is there is answered
/// as in [`register`].
///
/// # Errors
/// 404 for a uid that never was this account's; 409 `already_submitted`, or `wrong_state` when it is
/// there with other content; 422.
pub fn restore(
    tx: &Transaction<'_>,
    app: &App,
    account: Uuid,
    body: &RegisterDossier,
    language: Language,
) -> ApiResult<Answer> {
    let row = any(tx, body.uid)?
        .filter(|row| row.account == account)
        .ok_or_else(ApiError::not_found)?;
    if row.deleted_at.is_none() {
        return again(tx, app, account, body, row);
    }
    put(tx, app, account, &row, body, language)
}

/// Gives a draft its content, and brings it back where it was deleted.
fn put(
    tx: &Transaction<'_>,
    app: &App,
    account: Uuid,
    row: &DossierRow,
    body: &RegisterDossier,
    language: Language,
) -> ApiResult<Answer> {
    let found = check::procedure(
        tx,
        app,
        &body.edition,
        body.catalogue_version,
        &body.procedure,
        language,
    )?;
    check::storable(&body.content, language)?;
    let version = row.version + 1;
    tx.prepare_cached(
        "UPDATE dossiers SET procedure = ?1, procedure_name = ?2, agency = ?3, agency_name = ?4, edition = ?5,
                             catalogue_version = ?6, content = ?7, applicant_name = ?8, version = ?9, updated_at = ?10,
                             deleted_at = NULL
         WHERE uid = ?11",
    )?
    .execute((
        &body.procedure,
        &found.procedure().name,
        &found.procedure().agency,
        found.agency().map_or(found.procedure().agency_text.as_str(), |a| a.name.as_str()),
        &body.edition,
        body.catalogue_version,
        serde_json::to_string(&body.content)?,
        check::applicant_name(&body.content),
        version,
        ms(app.now()),
        body.uid.to_string(),
    ))?;
    papers::remember(tx, body.uid, account, &body.content)?;
    feed::record(tx, app, account, ChangeKind::Dossier, body.uid, version, false)?;
    shown(tx, app, account, body.uid, StatusCode::OK)
}

/// Deletes a dossier that is not submitted yet. Its content goes; its uid stays taken.
///
/// # Errors
/// 404, 409 `already_submitted`, 412.
pub fn delete(tx: &Transaction<'_>, app: &App, account: Uuid, uid: Uuid, expected: u32) -> ApiResult<Answer> {
    let row = own(tx, account, uid)?;
    if row.status.is_some() {
        return Err(already_submitted(&row));
    }
    if row.version != expected {
        return Err(ApiError::changed(row.version));
    }
    let version = row.version + 1;
    tx.execute(
        "UPDATE dossiers SET content = '{\"answers\":{},\"papers\":[]}', applicant_name = '', version = ?1,
                             updated_at = ?2, deleted_at = ?2 WHERE uid = ?3",
        (version, ms(app.now()), uid.to_string()),
    )?;
    tx.execute("DELETE FROM dossier_papers WHERE dossier = ?1", [uid.to_string()])?;
    feed::record(tx, app, account, ChangeKind::Dossier, uid, version, true)?;
    Ok(Answer::empty())
}
