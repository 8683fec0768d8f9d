//! Lists of dossiers: pages read from an index, counts kept beside.

use chrono::{DateTime, NaiveDate, Utc};
use motcua_domain::{
    fold::fold,
    money::MoneyState,
    status::{BusinessStatus, SyncState},
};
use rusqlite::{Row, ToSql, named_params};
use uuid::Uuid;

use crate::{
    ReadTx, Result, Whose,
    sql::{Day, Id, Name, Owner, Stamp},
};

/// Which dossiers a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListFilter {
    /// Not yet received by the portal.
    Unsent,
    /// Received by the portal.
    Sent,
    /// The portal asks for a supplement.
    Supplement,
    /// All.
    All,
}

/// Where a page begins; opaque text for the caller's caller. One that is not understood begins at the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListCursor(pub String);

/// Before the newest row.
const FROM_THE_TOP: (i64, i64) = (i64::MAX, i64::MAX);

impl ListCursor {
    fn of(row: &Keyed, searching: bool) -> Self {
        Self(format!(
            "{}.{}",
            if searching { 0 } else { row.changed },
            row.number
        ))
    }

    fn read(&self) -> Option<(i64, i64)> {
        let (changed, number) = self.0.split_once('.')?;
        Some((changed.parse().ok()?, number.parse().ok()?))
    }
}

/// A page, newest change first (with a search text: newest made first).
#[derive(Debug, Clone, PartialEq)]
pub struct ListPage {
    /// Rows.
    pub rows: Vec<ListRow>,
    /// Where the next begins.
    pub next: Option<ListCursor>,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub struct ListRow {
    /// Id.
    pub id: Uuid,
    /// Whose.
    pub account: Option<Uuid>,
    /// Mã hồ sơ.
    pub code: Option<String>,
    /// Procedure code.
    pub procedure: String,
    /// Title.
    pub procedure_name: String,
    /// Applicant.
    pub applicant_name: String,
    /// Desk's state.
    pub sync: SyncState,
    /// Portal's status.
    pub status: Option<BusinessStatus>,
    /// Money.
    pub money: MoneyState,
    /// Due date.
    pub due_on: Option<NaiveDate>,
    /// Last change.
    pub changed_at: DateTime<Utc>,
}

/// What a list is narrowed to, beside its filter. Empty and `None` narrow nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct ListNarrow {
    /// Any of these states on the desk.
    pub sync: Vec<SyncState>,
    /// Any of these statuses of the portal.
    pub status: Vec<BusinessStatus>,
    /// Any of these states of money.
    pub money: Vec<MoneyState>,
    /// Due on this day or later.
    pub due_from: Option<NaiveDate>,
    /// Due on this day or earlier.
    pub due_to: Option<NaiveDate>,
}

impl ListNarrow {
    /// As conditions of a query. Only names of our own enumerations and dates come in, so that the
    /// text is safe and there are few of them to prepare.
    fn sql(&self) -> String {
        fn any<T: serde::Serialize>(column: &str, values: &[T]) -> String {
            let names: Vec<String> = values
                .iter()
                .filter_map(|value| {
                    serde_json::to_value(value)
                        .ok()?
                        .as_str()
                        .map(|name| format!("'{name}'"))
                })
                .collect();
            if names.is_empty() {
                String::new()
            } else {
                format!(" AND {column} IN ({})", names.join(", "))
            }
        }
        let mut sql = any("sync", &self.sync) + &any("status", &self.status) + &any("money", &self.money);
        if let Some(day) = self.due_from {
            sql += &format!(" AND due_on >= '{day}'");
        }
        if let Some(day) = self.due_to {
            sql += &format!(" AND due_on <= '{day}'");
        }
        sql
    }
}

/// Counts per filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DossierCounts {
    /// Chưa nộp.
    pub unsent: u32,
    /// Đã nộp.
    pub sent: u32,
    /// Yêu cầu bổ sung.
    pub supplement: u32,
}

pub(crate) struct Keyed {
    changed: i64,
    number: i64,
    pub(crate) row: ListRow,
}

pub(crate) fn keyed(row: &Row<'_>) -> rusqlite::Result<Keyed> {
    let Stamp(changed_at) = row.get(1)?;
    Ok(Keyed {
        number: row.get(0)?,
        changed: row.get(1)?,
        row: ListRow {
            changed_at,
            id: row.get::<_, Id>(2)?.0,
            account: row.get::<_, Owner>(3)?.0,
            code: row.get(4)?,
            procedure: row.get(5)?,
            procedure_name: row.get(6)?,
            applicant_name: row.get(7)?,
            sync: row.get::<_, Name<_>>(8)?.0,
            status: row.get::<_, Option<Name<_>>>(9)?.map(|status| status.0),
            money: row.get::<_, Name<_>>(10)?.0,
            due_on: row.get::<_, Option<Day>>(11)?.map(|day| day.0),
        },
    })
}

pub(crate) const COLUMNS: &str = "number, changed_at, id, owner, code, procedure, procedure_name, applicant_name, sync, status, \
    money, due_on";

/// Which stretch of an index: the rest of one moment, or all that is older. Asked one after the other,
/// each is found at once, also when thousands of dossiers changed in the same moment (an import).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stretch {
    SameMoment,
    Older,
}

/// One stretch of an index, in list order.
pub(crate) fn page_sql(filter: ListFilter, narrow: &ListNarrow, stretch: Stretch) -> String {
    let (index, range) = match filter {
        ListFilter::Supplement => ("dossier_supplement", "supplement = 1"),
        ListFilter::Unsent | ListFilter::Sent | ListFilter::All => ("dossier_list", "sent = :sent"),
    };
    let from = match stretch {
        Stretch::SameMoment => "changed_at = :changed AND number < :number",
        Stretch::Older => "changed_at < :changed",
    };
    format!(
        "SELECT {COLUMNS} FROM dossier INDEXED BY {index}
         WHERE owner = :owner AND {range} AND deleted_at IS NULL AND {from}{}
         ORDER BY changed_at DESC, number DESC LIMIT :limit",
        narrow.sql()
    )
}

/// Up to so many dossiers that wait for a supplement are looked up before the rows of the hits are.
const FEW: u32 = 5_000;

/// Hits in the order they were made, so that a page ends early however many there are. With `few` that
/// pass the filter, a hit's row is fetched only when it is one of them.
pub(crate) fn search_sql(filter: ListFilter, narrow: &ListNarrow, few: bool) -> String {
    let range = match filter {
        ListFilter::Supplement if few => {
            "AND +dossier_text.rowid IN (SELECT number FROM dossier INDEXED BY dossier_supplement
                 WHERE deleted_at IS NULL AND supplement = 1)"
        }
        ListFilter::Supplement => "AND supplement = 1",
        ListFilter::Unsent => "AND sent = 0",
        ListFilter::Sent => "AND sent = 1",
        ListFilter::All => "",
    };
    format!(
        "SELECT {COLUMNS} FROM dossier_text CROSS JOIN dossier ON dossier.number = dossier_text.rowid
         WHERE dossier_text MATCH :words AND dossier_text.rowid < :number AND deleted_at IS NULL
             AND (owner = :owner OR owner = :nobody OR :everyone) {range}{}
         ORDER BY dossier_text.rowid DESC LIMIT :limit",
        narrow.sql()
    )
}

impl ReadTx<'_> {
    /// A page of at most `limit` rows. `text` searches person, phone, numbers, code and title, with or
    /// without marks, by the beginnings of words; empty finds all.
    pub fn list_dossiers(
        &self,
        whose: Whose,
        filter: ListFilter,
        text: &str,
        cursor: Option<&ListCursor>,
        limit: u32,
    ) -> Result<ListPage> {
        self.list_dossiers_where(whose, filter, &ListNarrow::default(), text, cursor, limit)
    }

    /// [`Self::list_dossiers`], narrowed further.
    pub fn list_dossiers_where(
        &self,
        whose: Whose,
        filter: ListFilter,
        narrow: &ListNarrow,
        text: &str,
        cursor: Option<&ListCursor>,
        limit: u32,
    ) -> Result<ListPage> {
        let start = cursor.and_then(ListCursor::read).unwrap_or(FROM_THE_TOP);
        let words = match_words(text);
        let mut rows = match &words {
            Some(words) => self.search_page(whose, filter, narrow, words, start.1, limit + 1)?,
            None => self.merged_page(whose, filter, narrow, start, limit + 1)?,
        };
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|last| ListCursor::of(last, words.is_some()));
        Ok(ListPage {
            rows: rows.into_iter().map(|keyed| keyed.row).collect(),
            next,
        })
    }

    /// Counts, in constant time.
    pub fn count_dossiers(&self, whose: Whose) -> Result<DossierCounts> {
        let mut query = self
            .conn
            .prepare_cached("SELECT owner, sent, supplement, dossiers FROM dossier_count")?;
        let mut counts = DossierCounts::default();
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let Owner(owner) = row.get(0)?;
            if !whose.sees(owner) {
                continue;
            }
            let (sent, supplement, dossiers): (bool, bool, u32) = (row.get(1)?, row.get(2)?, row.get(3)?);
            counts.unsent += if sent { 0 } else { dossiers };
            counts.sent += if sent { dossiers } else { 0 };
            counts.supplement += if supplement { dossiers } else { 0 };
        }
        Ok(counts)
    }

    /// Merges the index ranges of those whose rows are seen; each gives its newest.
    fn merged_page(
        &self,
        whose: Whose,
        filter: ListFilter,
        narrow: &ListNarrow,
        start: (i64, i64),
        limit: u32,
    ) -> Result<Vec<Keyed>> {
        let owners = self.seen_owners(whose)?;
        // nothing stands before the first page, not even at its moment
        let stretches: &[Stretch] = if start == FROM_THE_TOP {
            &[Stretch::Older]
        } else {
            &[Stretch::SameMoment, Stretch::Older]
        };
        let halves: &[bool] = match filter {
            ListFilter::Unsent | ListFilter::Supplement => &[false],
            ListFilter::Sent => &[true],
            ListFilter::All => &[false, true],
        };
        let mut rows: Vec<Keyed> = Vec::new();
        for owner in owners {
            let owner = Owner(owner);
            for sent in halves {
                let mut wanted = limit;
                for &stretch in stretches {
                    let mut params: Vec<(&str, &dyn ToSql)> =
                        vec![(":owner", &owner), (":changed", &start.0), (":limit", &wanted)];
                    if stretch == Stretch::SameMoment {
                        params.push((":number", &start.1));
                    }
                    if filter != ListFilter::Supplement {
                        params.push((":sent", sent));
                    }
                    let mut query = self.conn.prepare_cached(&page_sql(filter, narrow, stretch))?;
                    let before = rows.len();
                    for row in query.query_map(params.as_slice(), keyed)? {
                        rows.push(row?);
                    }
                    wanted -= u32::try_from(rows.len() - before).unwrap_or(wanted);
                }
            }
        }
        rows.sort_unstable_by_key(|row| std::cmp::Reverse((row.changed, row.number)));
        rows.truncate(limit as usize);
        Ok(rows)
    }

    fn search_page(
        &self,
        whose: Whose,
        filter: ListFilter,
        narrow: &ListNarrow,
        words: &str,
        before: i64,
        limit: u32,
    ) -> Result<Vec<Keyed>> {
        let account = match whose {
            Whose::Account(account) => account,
            Whose::Everyone => None,
        };
        let few = filter == ListFilter::Supplement && self.count_dossiers(Whose::Everyone)?.supplement <= FEW;
        let mut query = self.conn.prepare_cached(&search_sql(filter, narrow, few))?;
        let rows = query.query_map(
            named_params! {
                ":words": words, ":number": before, ":owner": Owner(account), ":nobody": Owner(None),
                ":everyone": whose == Whose::Everyone, ":limit": limit,
            },
            keyed,
        )?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Those whose rows are seen.
    pub(crate) fn seen_owners(&self, whose: Whose) -> Result<Vec<Option<Uuid>>> {
        match whose {
            Whose::Account(None) => Ok(vec![None]),
            Whose::Account(account) => Ok(vec![account, None]),
            Whose::Everyone => self.owners(),
        }
    }

    fn owners(&self) -> Result<Vec<Option<Uuid>>> {
        let mut query = self
            .conn
            .prepare_cached("SELECT DISTINCT owner FROM dossier_count")?;
        let rows = query.query_map([], |row| Ok(row.get::<_, Owner>(0)?.0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// The full-text expression of what was typed: each word as a quoted phrase that may go on. `None`
/// when there is nothing to search by.
fn match_words(text: &str) -> Option<String> {
    let folded = fold(text);
    let phrases: Vec<String> = folded
        .split_whitespace()
        // A word without a letter or digit has no token; FTS5 would match nothing.
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(|word| format!("\"{}\"*", word.replace('"', " ")))
        .collect();
    (!phrases.is_empty()).then(|| phrases.join(" "))
}
