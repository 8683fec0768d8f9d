//! How a submitted dossier moves on: every step keeps to the table of statuses, leaves an event,
//! counts the version up and tells the change feed. The officer's desk and the automatic officer
//! work through these functions only.

use chrono::NaiveDate;
use motcua_domain::{money::MoneyState, status::BusinessStatus};
use motcua_portal_api::dossier::{ResultFile, Supplement, SupplementItem};
use rusqlite::{Connection, Transaction};
use uuid::Uuid;

use super::DossierRow;
use crate::{
    error::{ApiError, ApiResult},
    state::App,
};

/// Who does something to a dossier, as events name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: String,
}

/// One dossier, whoever owns it; 404 when there is none or it was deleted.
///
/// # Errors
/// 404.
pub fn dossier(_db: &Connection, _uid: Uuid) -> ApiResult<DossierRow> {
    Err(ApiError::internal("not built yet"))
}

/// Moves a dossier to `to` and notes `text` as an event. Starts and stops the statutory clock,
/// sets time of receipt and due date on 2, recomputes the due date when the clock goes on.
///
/// # Errors
/// 404; 409 `wrong_state` when the table of statuses does not allow it.
pub fn advance(
    _tx: &Transaction<'_>,
    _app: &App,
    _uid: Uuid,
    _to: BusinessStatus,
    _actor: &Actor,
    _text: &str,
) -> ApiResult<DossierRow> {
    Err(ApiError::internal("not built yet"))
}

/// Notes something without changing the status (e.g. a payment arrived): event, version, feed.
///
/// # Errors
/// 404.
pub fn note(_tx: &Transaction<'_>, _app: &App, _uid: Uuid, _actor: &Actor, _text: &str) -> ApiResult<DossierRow> {
    Err(ApiError::internal("not built yet"))
}

/// Sets the money state shown in the summary; version and feed count up when it changed.
///
/// # Errors
/// 404.
pub fn set_money(_tx: &Transaction<'_>, _app: &App, _uid: Uuid, _money: MoneyState) -> ApiResult<()> {
    Err(ApiError::internal("not built yet"))
}

/// Counts the version up and tells the feed, because something that is shown with the dossier
/// changed (an attempt, a receipt).
///
/// # Errors
/// 404.
pub fn touch(_tx: &Transaction<'_>, _app: &App, _uid: Uuid) -> ApiResult<()> {
    Err(ApiError::internal("not built yet"))
}

/// Asks for supplements (4 → 5): complete in one go, one request at a time.
///
/// # Errors
/// 404; 409 `wrong_state`.
pub fn request_supplement(
    _tx: &Transaction<'_>,
    _app: &App,
    _uid: Uuid,
    _actor: &Actor,
    _items: Vec<SupplementItem>,
    _until: Option<NaiveDate>,
) -> ApiResult<Supplement> {
    Err(ApiError::internal("not built yet"))
}

/// Hands out a file as the result: stored in `results/<id>`, fsynced before the row names it.
///
/// # Errors
/// 404; disk errors.
pub fn add_result(
    _tx: &Transaction<'_>,
    _app: &App,
    _uid: Uuid,
    _file_name: &str,
    _media_type: &str,
    _bytes: &[u8],
) -> ApiResult<ResultFile> {
    Err(ApiError::internal("not built yet"))
}

/// Dossiers in one of the statuses, the longest waiting first.
///
/// # Errors
/// Those of the database.
pub fn in_status(_db: &Connection, _statuses: &[BusinessStatus], _limit: u32) -> ApiResult<Vec<DossierRow>> {
    Ok(Vec::new())
}
