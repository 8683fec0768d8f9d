//! Submitting, and answering a request for supplements: at most once, with a manifest of what is
//! really stored.

use axum::http::StatusCode;
use motcua_domain::{canonical_json, content::DossierContent, language::Language, status::BusinessStatus};
use motcua_portal_api::{
    change::ChangeKind,
    dossier::{AnswerSupplement, ManifestEntry, Submission, Submit},
};
use rusqlite::{OptionalExtension, Transaction};
use uuid::Uuid;

use super::{
    DossierRow, check, codes, feed, own,
    papers::{self, Verified},
    progress::{self, Actor},
    register::already_submitted,
    view,
};
use crate::{
    db::convert::{ms, wire_name},
    error::{ApiError, ApiResult},
    http::idempotency::Answer,
    money,
    state::App,
};

/// Longest note to an officer, in characters.
const MAX_NOTE: usize = 4000;

/// Takes a submission: code, manifest, fees and events in one transaction.
///
/// # Errors
/// 404, 409 `already_submitted`, 409 `blobs_missing`, 422 with everything that is wrong.
pub fn submit(
    tx: &Transaction<'_>,
    app: &App,
    account: Uuid,
    uid: Uuid,
    body: &Submit,
    verified: &Verified,
    language: Language,
) -> ApiResult<Answer> {
    let row = own(tx, account, uid)?;
    if row.status.is_some() {
        return Err(already_submitted(&row));
    }
    let manifest = accepted(tx, app, &row, &body.content, verified, language)?;
    let now = app.now();
    let code = codes::next(tx, app, &row.agency)?;
    let version = row.version + 1;
    tx.execute(
        "UPDATE dossiers SET content = ?1, applicant_name = ?2, status = ?3, code = ?4, lookup_key = ?5,
                             submitted_at = ?6, version = ?7, updated_at = ?6 WHERE uid = ?8",
        (
            serde_json::to_string(&body.content)?,
            check::applicant_name(&body.content),
            wire_name(BusinessStatus::Registered),
            &code,
            lookup_key(app),
            ms(now),
            version,
            uid.to_string(),
        ),
    )?;
    handed_in(tx, app, &row, 1, None, &body.content, &manifest, "")?;
    let row = own(tx, account, uid)?;
    let actor = Actor {
        name: row.applicant_name.clone(),
        unit: String::new(),
    };
    progress::event(
        tx,
        app,
        uid,
        BusinessStatus::Registered,
        &actor,
        "Nộp hồ sơ trực tuyến.",
    )?;
    feed::record(tx, app, account, ChangeKind::Dossier, uid, version, false)?;
    money::create_for_submission(tx, app, &row)?;
    answered(tx, app, account, uid)
}

/// `K7QF-2M9D-XW3P`: about 59 bits, and look-ups are throttled.
fn lookup_key(app: &App) -> String {
    let groups = [(); 3].map(|()| app.random.readable(4));
    groups.join("-")
}

/// Checks content and papers; answers with the manifest.
fn accepted(
    tx: &Transaction<'_>,
    app: &App,
    row: &DossierRow,
    content: &DossierContent,
    verified: &Verified,
    language: Language,
) -> ApiResult<Vec<ManifestEntry>> {
    let found = check::procedure(
        tx,
        app,
        &row.edition,
        row.catalogue_version,
        &row.procedure,
        language,
    )?;
    check::storable(content, language)?;
    check::complete(app, &found, content, language)?;
    papers::manifest(tx, app, row.account, content, verified, language)
}

/// Keeps what was handed in, as it was, with its files.
#[allow(clippy::too_many_arguments)]
fn handed_in(
    tx: &Transaction<'_>,
    app: &App,
    row: &DossierRow,
    number: u32,
    answer_uid: Option<Uuid>,
    content: &DossierContent,
    manifest: &[ManifestEntry],
    note: &str,
) -> ApiResult<()> {
    tx.execute(
        "INSERT INTO submissions (dossier, number, answer_uid, submitted_at, content, answers_sha256, manifest, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (
            row.uid.to_string(),
            number,
            answer_uid.map(|id| id.to_string()),
            ms(app.now()),
            serde_json::to_string(content)?,
            canonical_json::answers_sha256(&content.answers),
            serde_json::to_string(manifest)?,
            note,
        ),
    )?;
    let mut insert = tx.prepare_cached(
        "INSERT INTO submitted_papers (dossier, number, paper, account, sha256) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for paper in &content.papers {
        insert.execute((
            row.uid.to_string(),
            number,
            paper.id.to_string(),
            row.account.to_string(),
            &paper.sha256,
        ))?;
    }
    papers::remember(tx, row.uid, row.account, content)
}

fn answered(tx: &Transaction<'_>, app: &App, account: Uuid, uid: Uuid) -> ApiResult<Answer> {
    let row = own(tx, account, uid)?;
    let submission: Submission = view::submission(tx, app, &row)?
        .ok_or_else(|| ApiError::internal("a submission that was just written is not there"))?;
    Ok(Answer::new(StatusCode::CREATED, &submission)?.with_version(row.version))
}

/// Takes the answer to a request for supplements; the handling goes on (5 → 4).
///
/// # Errors
/// 404; 409 `already_submitted` when this or another answer came before, `wrong_state` when nothing
/// is asked for; 409 `blobs_missing`; 422.
pub fn answer_supplement(
    tx: &Transaction<'_>,
    app: &App,
    account: Uuid,
    (uid, supplement): (Uuid, Uuid),
    body: &AnswerSupplement,
    verified: &Verified,
    language: Language,
) -> ApiResult<Answer> {
    let row = own(tx, account, uid)?;
    let known: Option<Option<i64>> = tx
        .query_row(
            "SELECT answered_at FROM supplements WHERE id = ?1 AND dossier = ?2",
            (supplement.to_string(), uid.to_string()),
            |row| row.get(0),
        )
        .optional()?;
    let Some(answered_at) = known else {
        return Err(ApiError::not_found());
    };
    let used: Option<i64> = tx
        .query_row(
            "SELECT 1 FROM submissions WHERE answer_uid = ?1",
            [body.answer_uid.to_string()],
            |row| row.get(0),
        )
        .optional()?;
    if answered_at.is_some() || used.is_some() {
        return Err(already_submitted(&row));
    }
    if row.status != Some(BusinessStatus::SupplementRequested) {
        return Err(ApiError::wrong_state(
            "Hồ sơ này không còn chờ bổ sung. Hãy tải lại tình trạng hồ sơ.",
            "This dossier does not wait for supplements any more. Fetch its state again.",
        )
        .with_version(row.version));
    }
    let manifest = accepted(tx, app, &row, &body.content, verified, language)?;
    let number: u32 = tx.query_row(
        "SELECT max(number) + 1 FROM submissions WHERE dossier = ?1",
        [uid.to_string()],
        |row| row.get(0),
    )?;
    let note: String = body.note.trim().chars().take(MAX_NOTE).collect();
    tx.execute(
        "UPDATE dossiers SET content = ?1, applicant_name = ?2 WHERE uid = ?3",
        (
            serde_json::to_string(&body.content)?,
            check::applicant_name(&body.content),
            uid.to_string(),
        ),
    )?;
    handed_in(
        tx,
        app,
        &row,
        number,
        Some(body.answer_uid),
        &body.content,
        &manifest,
        &note,
    )?;
    tx.execute(
        "UPDATE supplements SET answered_at = ?1 WHERE id = ?2",
        (ms(app.now()), supplement.to_string()),
    )?;
    let actor = Actor {
        name: check::applicant_name(&body.content),
        unit: String::new(),
    };
    let text = if note.is_empty() {
        "Đã bổ sung hồ sơ theo yêu cầu.".to_owned()
    } else {
        format!("Đã bổ sung hồ sơ theo yêu cầu. Ghi chú: {note}")
    };
    let row = progress::advance(tx, app, uid, BusinessStatus::Processing, &actor, &text)?;
    // Corrected answers may lead to another fee; what is paid stays paid.
    money::create_for_submission(tx, app, &row)?;
    answered(tx, app, account, uid)
}
