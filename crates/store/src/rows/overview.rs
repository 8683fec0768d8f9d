//! What stands open and what came in lately, for the desk's first page.

use chrono::{DateTime, NaiveDate, Utc};
use motcua_domain::status::BusinessStatus;
use rusqlite::{named_params, params};
use serde::Deserialize;
use uuid::Uuid;

use super::lists::{COLUMNS, ListRow, keyed};
use crate::{
    ReadTx, Result, Whose,
    sql::{Day, Id, Name, Owner, Stamp},
};

/// [`super::portal::PortalCopy::kind`] of dossiers.
const DOSSIER_COPY: &str = "dossier";

/// A dossier that the portal received in a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedRow {
    /// Procedure code.
    pub procedure: String,
    /// Catalogue's edition.
    pub edition: String,
    /// Portal's status.
    pub status: Option<BusinessStatus>,
    /// Due date.
    pub due_on: Option<NaiveDate>,
    /// When the agency had it done, as far as the portal told.
    pub finished_at: Option<DateTime<Utc>>,
}

/// The part of the portal's copy that says when what happened.
#[derive(Deserialize)]
struct Events {
    #[serde(default)]
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    at: DateTime<Utc>,
    status: BusinessStatus,
}

/// Its conditions are those of the index, word for word.
pub(crate) fn open_sql() -> String {
    format!(
        "SELECT {COLUMNS} FROM dossier INDEXED BY dossier_open
         WHERE owner = :owner AND deleted_at IS NULL AND sent = 1 AND status IN
            ('registered', 'received', 'processing', 'supplement_requested', 'payment_requested', 'finished')
         ORDER BY due_on IS NULL, due_on, changed_at LIMIT :limit"
    )
}

impl ReadTx<'_> {
    /// Dossiers at the portal that are not over, the earliest due date first (those without one at
    /// the end), at most `limit`; read from an index in that order.
    pub fn open_dossiers(&self, whose: Whose, limit: u32) -> Result<Vec<ListRow>> {
        let mut query = self.conn.prepare_cached(&open_sql())?;
        let mut rows: Vec<ListRow> = Vec::new();
        for owner in self.seen_owners(whose)? {
            for row in query.query_map(named_params! {":owner": Owner(owner), ":limit": limit}, keyed)? {
                rows.push(row?.row);
            }
        }
        rows.sort_by_key(|row| (row.due_on.is_none(), row.due_on, row.changed_at));
        rows.truncate(limit as usize);
        Ok(rows)
    }

    /// Dossiers that the portal received from `from` on and before `until`.
    pub fn received_between(
        &self,
        whose: Whose,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<ReceivedRow>> {
        // A dossier changes on this desk when the portal has received it, so that the index of the
        // lists bounds the search; a day is for clocks that differ.
        let mut query = self.conn.prepare_cached(
            "SELECT id, procedure, edition, status, due_on FROM dossier INDEXED BY dossier_list
             WHERE owner = :owner AND sent = 1 AND deleted_at IS NULL AND changed_at >= :since
                AND submitted_at >= :from AND submitted_at < :until",
        )?;
        let mut found = Vec::new();
        for owner in self.seen_owners(whose)? {
            let since = from - chrono::Duration::days(1);
            let mut rows = query.query(named_params! {
                ":owner": Owner(owner), ":since": Stamp(since), ":from": Stamp(from), ":until": Stamp(until),
            })?;
            while let Some(row) = rows.next()? {
                let status = row
                    .get::<_, Option<Name<BusinessStatus>>>(3)?
                    .map(|status| status.0);
                let over = matches!(status, Some(BusinessStatus::Finished | BusinessStatus::Returned));
                found.push(ReceivedRow {
                    procedure: row.get(1)?,
                    edition: row.get(2)?,
                    status,
                    due_on: row.get::<_, Option<Day>>(4)?.map(|day| day.0),
                    finished_at: if over {
                        self.finished_at(owner, row.get::<_, Id>(0)?.0)?
                    } else {
                        None
                    },
                });
            }
        }
        Ok(found)
    }

    /// When the portal's copy says that the agency had it done.
    fn finished_at(&self, owner: Option<Uuid>, dossier: Uuid) -> Result<Option<DateTime<Utc>>> {
        let mut query = self
            .conn
            .prepare_cached("SELECT body FROM portal_copy WHERE owner = ?1 AND kind = ?2 AND id = ?3")?;
        let mut rows = query.query(params![Owner(owner), DOSSIER_COPY, Id(dossier)])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let body: String = row.get(0)?;
        let events: Events = serde_json::from_str(&body).unwrap_or(Events { events: Vec::new() });
        Ok(events
            .events
            .into_iter()
            .find(|event| event.status == BusinessStatus::Finished)
            .map(|event| event.at))
    }
}
