//! How a submitted dossier moves on: every step keeps to the table of statuses, leaves an event,
//! counts the version up and tells the change feed. The officer's desk and the automatic officer
//! work through these functions only.

use chrono::{DateTime, NaiveDate, Utc};
use motcua_domain::{
    calendar::Pause,
    language::Language,
    money::MoneyState,
    status::BusinessStatus::{self, Finished, Received, Refused, Stopped, SupplementRequested, Withdrawn},
};
use motcua_portal_api::{
    change::ChangeKind,
    dossier::{ResultFile, Supplement, SupplementItem},
};
use rusqlite::{Connection, Transaction};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{DossierRow, any, feed};
use crate::{
    blobs::files,
    catalogue,
    db::convert::{self, ms, wire_name},
    error::{ApiError, ApiResult},
    money, secrets,
    state::App,
};

/// Who does something to a dossier, as events name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Name.
    pub name: String,
    /// Unit; empty for the applicant.
    pub unit: String,
}

/// One dossier, whoever owns it; 404 when there is none or it was deleted.
///
/// # Errors
/// 404.
pub fn dossier(db: &Connection, uid: Uuid) -> ApiResult<DossierRow> {
    any(db, uid)?
        .filter(|row| row.deleted_at.is_none())
        .ok_or_else(ApiError::not_found)
}

/// Moves a dossier to `to` and notes `text` as an event. Starts and stops the statutory clock,
/// sets time of receipt and due date on 2, recomputes the due date when the clock goes on.
///
/// # Errors
/// 404; 409 `wrong_state` when the table of statuses does not allow it.
pub fn advance(
    tx: &Transaction<'_>,
    app: &App,
    uid: Uuid,
    to: BusinessStatus,
    actor: &Actor,
    text: &str,
) -> ApiResult<DossierRow> {
    let row = dossier(tx, uid)?;
    let Some(from) = row.status.filter(|from| from.may_become(to)) else {
        return Err(not_allowed(&row, to));
    };
    let now = app.now();
    clock_stands(tx, uid, from, to, now)?;
    let received_at = row.received_at.or((to == Received).then_some(now));
    let due_on = match received_at {
        // While the clock stands still nobody knows the new date; the old one stays until it goes on.
        Some(received) if !to.stops_clock() => due_on(tx, app, &row, received)?,
        _ => row.due_on,
    };
    let ended_at = row
        .ended_at
        .or(matches!(to, Refused | Withdrawn | Stopped | Finished).then_some(now));
    tx.prepare_cached(
        "UPDATE dossiers SET status = ?1, received_at = ?2, due_on = ?3, ended_at = ?4 WHERE uid = ?5",
    )?
    .execute((
        wire_name(to),
        received_at.map(ms),
        due_on.map(|day| day.to_string()),
        ended_at.map(ms),
        uid.to_string(),
    ))?;
    event(tx, app, uid, to, actor, text)?;
    touch(tx, app, uid)?;
    if matches!(to, Refused | Withdrawn | Stopped) {
        money::dossier_closed(tx, app, uid)?;
    }
    dossier(tx, uid)
}

fn not_allowed(row: &DossierRow, to: BusinessStatus) -> ApiError {
    let name = |language| row.status.map_or("-", |status| status.name(language));
    ApiError::wrong_state(
        format!(
            "Hồ sơ đang ở trạng thái “{}” nên không chuyển sang “{}” được. Hãy tải lại tình trạng hồ sơ.",
            name(Language::Vi),
            to.name(Language::Vi)
        ),
        format!(
            "The dossier is in the status “{}” and cannot become “{}”. Fetch its state again.",
            name(Language::En),
            to.name(Language::En)
        ),
    )
    .with_version(row.version)
}

/// The statutory clock stands still in 5, 6 and 8.
fn clock_stands(
    tx: &Transaction<'_>,
    uid: Uuid,
    from: BusinessStatus,
    to: BusinessStatus,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    if from.stops_clock() && !to.stops_clock() {
        tx.execute(
            "UPDATE dossier_pauses SET to_at = ?1 WHERE dossier = ?2 AND to_at IS NULL",
            (ms(now), uid.to_string()),
        )?;
    } else if to.stops_clock() && !from.stops_clock() {
        // Two pauses never begin in the same millisecond, but a clock may have been set back.
        tx.execute(
            "INSERT INTO dossier_pauses (dossier, from_at)
             VALUES (?1, max(?2, coalesce((SELECT max(from_at) + 1 FROM dossier_pauses WHERE dossier = ?1), ?2)))",
            (uid.to_string(), ms(now)),
        )?;
    }
    Ok(())
}

/// The due day by the catalogue that the dossier was made under; `None` when no time is known.
fn due_on(
    db: &Connection,
    app: &App,
    row: &DossierRow,
    received_at: DateTime<Utc>,
) -> ApiResult<Option<NaiveDate>> {
    let Some(catalogue) = app.catalogues.version(db, &row.edition, row.catalogue_version)? else {
        return Ok(None);
    };
    let Some(time) = catalogue::find(&catalogue, &row.procedure).and_then(|f| f.procedure().processing)
    else {
        return Ok(None);
    };
    Ok(Some(app.catalogues.calendar.due_on(
        received_at,
        time,
        &pauses(db, row.uid)?,
    )))
}

/// Times during which the clock stood still, oldest first.
///
/// # Errors
/// Those of the database.
pub fn pauses(db: &Connection, uid: Uuid) -> ApiResult<Vec<Pause>> {
    let mut query =
        db.prepare_cached("SELECT from_at, to_at FROM dossier_pauses WHERE dossier = ?1 ORDER BY from_at")?;
    let rows = query.query_map([uid.to_string()], |row| {
        Ok(Pause {
            from: convert::at(row, "from_at")?,
            to: convert::at_opt(row, "to_at")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Writes an event. Version and feed are the caller's.
pub(super) fn event(
    tx: &Transaction<'_>,
    app: &App,
    uid: Uuid,
    status: BusinessStatus,
    actor: &Actor,
    text: &str,
) -> ApiResult<()> {
    tx.prepare_cached(
        "INSERT INTO dossier_events (dossier, number, at, status, actor, unit, text)
         SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM dossier_events WHERE dossier = ?1",
    )?
    .execute((
        uid.to_string(),
        ms(app.now()),
        wire_name(status),
        &actor.name,
        &actor.unit,
        text,
    ))?;
    Ok(())
}

/// Notes something without changing the status (e.g. a payment arrived): event, version, feed.
///
/// # Errors
/// 404; 409 `wrong_state` for a dossier that was not submitted.
pub fn note(tx: &Transaction<'_>, app: &App, uid: Uuid, actor: &Actor, text: &str) -> ApiResult<()> {
    let row = dossier(tx, uid)?;
    let status = row
        .status
        .ok_or_else(|| not_allowed(&row, BusinessStatus::Registered))?;
    event(tx, app, uid, status, actor, text)?;
    touch(tx, app, uid)
}

/// Sets the money state shown in the summary; version and feed count up when it changed.
///
/// # Errors
/// 404.
pub fn set_money(tx: &Transaction<'_>, app: &App, uid: Uuid, money: MoneyState) -> ApiResult<()> {
    if dossier(tx, uid)?.money == money {
        return Ok(());
    }
    tx.prepare_cached("UPDATE dossiers SET money = ?1 WHERE uid = ?2")?
        .execute((wire_name(money), uid.to_string()))?;
    touch(tx, app, uid)
}

/// Counts the version up and tells the feed, because something that is shown with the dossier
/// changed (an attempt, a receipt).
///
/// # Errors
/// 404.
pub fn touch(tx: &Transaction<'_>, app: &App, uid: Uuid) -> ApiResult<()> {
    let row = dossier(tx, uid)?;
    let version = row.version + 1;
    tx.prepare_cached("UPDATE dossiers SET version = ?1, updated_at = ?2 WHERE uid = ?3")?
        .execute((version, ms(app.now()), uid.to_string()))?;
    feed::record(tx, app, row.account, ChangeKind::Dossier, uid, version, false)
}

/// Asks for supplements (4 → 5): complete in one go, one request at a time (NĐ 61/2018/NĐ-CP Điều 17).
///
/// # Errors
/// 404; 409 `wrong_state`; 400 without items.
pub fn request_supplement(
    tx: &Transaction<'_>,
    app: &App,
    uid: Uuid,
    actor: &Actor,
    items: Vec<SupplementItem>,
    until: Option<NaiveDate>,
) -> ApiResult<Supplement> {
    if items.is_empty() {
        return Err(ApiError::bad_request("a request for supplements needs items"));
    }
    let supplement = Supplement {
        id: app.random.uuid(),
        asked_at: app.now(),
        until,
        officer: actor.name.clone(),
        items,
        answered_at: None,
    };
    let what = supplement
        .items
        .iter()
        .map(|item| item.reason.trim())
        .collect::<Vec<_>>()
        .join("; ");
    advance(
        tx,
        app,
        uid,
        SupplementRequested,
        actor,
        &format!("Yêu cầu bổ sung hồ sơ: {what}"),
    )?;
    // A request that a withdrawal or restart left open would block the new one.
    tx.execute(
        "UPDATE supplements SET answered_at = ?1 WHERE dossier = ?2 AND answered_at IS NULL",
        (ms(supplement.asked_at), uid.to_string()),
    )?;
    tx.execute(
        "INSERT INTO supplements (id, dossier, asked_at, until_on, officer, items) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (
            supplement.id.to_string(),
            uid.to_string(),
            ms(supplement.asked_at),
            until.map(|day| day.to_string()),
            &supplement.officer,
            serde_json::to_string(&supplement.items)?,
        ),
    )?;
    Ok(supplement)
}

/// Hands out a file as the result: stored in `results/<id>`, fsynced before the row names it.
///
/// # Errors
/// 404; disk errors.
pub fn add_result(
    tx: &Transaction<'_>,
    app: &App,
    uid: Uuid,
    file_name: &str,
    media_type: &str,
    bytes: &[u8],
) -> ApiResult<ResultFile> {
    let row = dossier(tx, uid)?;
    let file = ResultFile {
        id: app.random.uuid(),
        file_name: file_name.to_owned(),
        size: bytes.len() as u64,
        sha256: hex::encode(Sha256::digest(bytes)),
    };
    secrets::write_private(&files::result_path(app, file.id), bytes)?;
    tx.execute(
        "INSERT INTO results (id, dossier, file_name, media_type, size, sha256, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            file.id.to_string(),
            row.uid.to_string(),
            &file.file_name,
            media_type,
            i64::try_from(file.size).unwrap_or(i64::MAX),
            &file.sha256,
            ms(app.now()),
        ),
    )?;
    touch(tx, app, uid)?;
    Ok(file)
}

/// Dossiers in one of the statuses, the longest waiting first.
///
/// # Errors
/// Those of the database.
pub fn in_status(db: &Connection, statuses: &[BusinessStatus], limit: u32) -> ApiResult<Vec<DossierRow>> {
    let names: Vec<String> = statuses
        .iter()
        .map(|status| format!("'{}'", wire_name(*status)))
        .collect();
    let mut query = db.prepare_cached(&format!(
        "SELECT * FROM dossiers WHERE status IN ({}) ORDER BY submitted_at, uid LIMIT ?1",
        names.join(", ")
    ))?;
    let rows = query.query_map([limit], DossierRow::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
