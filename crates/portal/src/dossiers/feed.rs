//! The change feed: one row per thing, moved to the end when the thing changes. Since there is one
//! writer, sequence order is commit order, and a reader misses nothing.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use motcua_portal_api::change::{Change, ChangeKind, ChangePage, ChangedAnswer};
use rusqlite::{Connection, OptionalExtension, Transaction};
use uuid::Uuid;

use super::{find, view};
use crate::{
    db::convert::{self, ms, wire_name},
    error::{ApiError, ApiResult},
    state::App,
};

/// Most changes on a page.
pub const MAX_PAGE: u32 = 1000;
/// Bytes of JSON after which an answer with many dossiers is full.
const FULL: usize = 1 << 20;

/// Notes that a thing of an account changed.
///
/// # Errors
/// Those of the database.
pub fn record(
    tx: &Transaction<'_>,
    app: &App,
    account: Uuid,
    kind: ChangeKind,
    id: Uuid,
    version: u32,
    deleted: bool,
) -> ApiResult<()> {
    let (account, kind, id) = (account.to_string(), wire_name(kind), id.to_string());
    tx.prepare_cached("DELETE FROM changes WHERE account = ?1 AND kind = ?2 AND id = ?3")?
        .execute((&account, &kind, &id))?;
    tx.prepare_cached(
        "INSERT INTO changes (account, kind, id, version, deleted, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((&account, &kind, &id, version, deleted, ms(app.now())))?;
    Ok(())
}

/// A page of what changed for an account since a cursor; without one, everything that is there.
///
/// # Errors
/// 410 when the cursor is too old, or not of this database; 400 when it is none.
pub fn page(
    db: &Connection,
    app: &App,
    account: Uuid,
    cursor: Option<&str>,
    limit: u32,
) -> ApiResult<ChangePage> {
    let limit = limit.clamp(1, MAX_PAGE);
    let last: i64 = db
        .query_row(
            "SELECT seq FROM sqlite_sequence WHERE name = 'changes'",
            [],
            |row| row.get(0),
        )
        .optional()?
        .unwrap_or(0);
    let since = match cursor {
        Some(cursor) => read_cursor(db, app, cursor, last)?,
        None => 0,
    };
    let mut query = db.prepare_cached(
        "SELECT seq, kind, id, version, deleted FROM changes
         WHERE account = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
    )?;
    let mut found = query
        .query_map((account.to_string(), since, limit + 1), |row| {
            Ok((
                row.get::<_, i64>("seq")?,
                Change {
                    kind: convert::name(row, "kind")?,
                    id: convert::uuid(row, "id")?,
                    version: row.get("version")?,
                    deleted: row.get("deleted")?,
                },
            ))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = match found.last() {
        Some((seq, _)) if more => *seq,
        _ => last,
    };
    Ok(ChangePage {
        // Somebody without a cursor holds nothing yet that could be gone.
        changes: found
            .into_iter()
            .map(|(_, c)| c)
            .filter(|c| cursor.is_some() || !c.deleted)
            .collect(),
        next_cursor: write_cursor(app, next),
        more,
    })
}

/// Dossiers of an account, as many of those asked for as one answer holds, at least one.
///
/// # Errors
/// Those of the database.
pub fn dossiers(db: &Connection, app: &App, account: Uuid, uids: &[Uuid]) -> ApiResult<ChangedAnswer> {
    let mut answer = ChangedAnswer {
        dossiers: Vec::new(),
        gone: Vec::new(),
    };
    let mut bytes = 0;
    for uid in uids {
        let Some(row) = find(db, account, *uid)? else {
            answer.gone.push(*uid);
            continue;
        };
        let dossier = view::dossier(db, app, &row)?;
        bytes += serde_json::to_vec(&dossier)?.len();
        answer.dossiers.push(dossier);
        if bytes >= FULL {
            break;
        }
    }
    Ok(answer)
}

fn write_cursor(app: &App, seq: i64) -> String {
    URL_SAFE_NO_PAD.encode(format!("1.{}.{seq}", app.feed_epoch))
}

fn read_cursor(db: &Connection, app: &App, cursor: &str, last: i64) -> ApiResult<i64> {
    let bad = || ApiError::bad_request("cursor");
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| bad())?;
    let text = String::from_utf8(bytes).map_err(|_| bad())?;
    let mut parts = text.splitn(3, '.');
    let (Some("1"), Some(epoch), Some(seq)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(bad());
    };
    let seq: i64 = seq.parse().map_err(|_| bad())?;
    // A cursor from the future: this database was restored from a backup.
    if epoch != app.feed_epoch || seq > last || seq < horizon(db)? {
        return Err(ApiError::gone(
            "Mốc đồng bộ đã quá cũ. Hãy tải lại toàn bộ danh sách.",
            "The cursor is too old. Fetch everything again, without a cursor.",
        ));
    }
    Ok(seq)
}

fn horizon(db: &Connection) -> ApiResult<i64> {
    let text: Option<String> = db
        .query_row("SELECT value FROM meta WHERE key = 'feed_horizon'", [], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(text.and_then(|t| t.parse().ok()).unwrap_or(0))
}

/// Forgets tombstones that are older than their lifetime; cursors from before then are too old.
///
/// # Errors
/// Those of the database.
pub fn forget_tombstones(tx: &Transaction<'_>, app: &App) -> ApiResult<()> {
    let old = ms(app.now()) - app.config.lifetimes.tombstones * 1000;
    let newest: Option<i64> = tx.query_row(
        "SELECT max(seq) FROM changes WHERE deleted = 1 AND at <= ?1",
        [old],
        |row| row.get(0),
    )?;
    let Some(newest) = newest else { return Ok(()) };
    tx.execute("DELETE FROM changes WHERE deleted = 1 AND at <= ?1", [old])?;
    tx.execute(
        "INSERT INTO meta (key, value) VALUES ('feed_horizon', ?1)
         ON CONFLICT (key) DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))",
        [newest.to_string()],
    )?;
    Ok(())
}
