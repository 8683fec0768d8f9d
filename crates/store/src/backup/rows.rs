//! Rows from a damaged database into a whole one.

use std::{
    cell::{Ref, RefCell},
    path::{Path, PathBuf},
};

use rusqlite::{Connection, Params, Row, params, params_from_iter, types::Value};

use super::Stop;
use crate::{Result, StoreError, keys::MasterKey, sql::number, store};

/// Tables whose rows belong to a dossier, and the conditions that find them by an index.
const CHILDREN: [(&str, &str); 9] = [
    ("answer", "dossier = ?1"),
    ("paper", "dossier = ?1 AND removed_at IS NULL"),
    ("paper", "dossier = ?1 AND removed_at IS NOT NULL"),
    ("revision", "dossier = ?1"),
    (
        "revision_blob",
        "revision IN (SELECT id FROM revision WHERE dossier = ?1)",
    ),
    ("outbox_operation", "dossier = ?1"),
    ("result_file", "dossier = ?1"),
    ("draft_sync", "dossier = ?1"),
    ("draft_changed", "dossier = ?1"),
];

/// Tables that are made again from others, or handled by themselves.
const BY_THEMSELVES: [&str; 3] = ["meta", "dossier", "dossier_count"];

type Values = Vec<Value>;

/// The damaged database, with the columns that both sides have.
pub(super) struct Source<'k> {
    /// After a damaged page a connection reads nothing any more: it is then opened again.
    conn: RefCell<Connection>,
    path: PathBuf,
    master: &'k MasterKey,
    dossier: Vec<String>,
    children: Vec<Vec<String>>,
}

/// Columns that can be written, in order.
fn columns(conn: &Connection, table: &str) -> Result<Vec<String>> {
    let mut query = conn.prepare("SELECT name FROM pragma_table_info(?1)")?;
    Ok(query
        .query_map([table], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

fn shared(damaged: &Connection, target: &Connection, table: &str) -> Result<Vec<String>> {
    let theirs = columns(damaged, table)?;
    Ok(columns(target, table)?
        .into_iter()
        .filter(|column| theirs.contains(column))
        .collect())
}

fn values(row: &Row<'_>, count: usize) -> rusqlite::Result<Values> {
    (0..count).map(|at| row.get(at)).collect()
}

/// The rows up to the first that cannot be read, and whether that was all of them.
fn read(conn: &Connection, sql: &str, count: usize, given: impl Params) -> (Vec<Values>, bool) {
    let mut found = Vec::new();
    let Ok(mut query) = conn.prepare_cached(sql) else {
        return (found, false);
    };
    let Ok(mut rows) = query.query(given) else {
        return (found, false);
    };
    loop {
        match rows
            .next()
            .and_then(|row| row.map(|row| values(row, count)).transpose())
        {
            Ok(Some(row)) => found.push(row),
            Ok(None) => return (found, true),
            Err(_) => return (found, false),
        }
    }
}

fn put(target: &Connection, table: &str, columns: &[String], row: &Values) -> Result<()> {
    let places: Vec<String> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
    let sql = format!(
        "INSERT OR REPLACE INTO {table} ({}) VALUES ({})",
        columns.join(", "),
        places.join(", ")
    );
    match target.prepare_cached(&sql)?.execute(params_from_iter(row)) {
        Ok(_) => Ok(()),
        // A row that this schema does not take is not worth losing the others for.
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

impl<'k> Source<'k> {
    pub(super) fn new(path: &Path, master: &'k MasterKey, target: &Connection) -> Result<Self> {
        let conn = store::connect(path, master, true)?;
        Ok(Self {
            dossier: shared(&conn, target, "dossier")?,
            children: CHILDREN
                .iter()
                .map(|(table, _)| shared(&conn, target, table))
                .collect::<Result<_>>()?,
            conn: RefCell::new(conn),
            path: path.to_owned(),
            master,
        })
    }

    fn conn(&self) -> Ref<'_, Connection> {
        self.conn.borrow()
    }

    /// The rows up to the first that cannot be read, and whether that was all of them.
    fn read(&self, sql: &str, count: usize, given: impl Params) -> Result<(Vec<Values>, bool)> {
        let found = read(&self.conn(), sql, count, given);
        if !found.1 {
            self.again()?;
        }
        Ok(found)
    }

    fn again(&self) -> Result<()> {
        self.conn.replace(store::connect(&self.path, self.master, true)?);
        Ok(())
    }

    /// The highest number that any page still tells of.
    pub(super) fn last_dossier(&self) -> i64 {
        [
            "SELECT seq FROM sqlite_sequence WHERE name = 'dossier'",
            "SELECT max(number) FROM dossier",
            "SELECT max(dossier) FROM answer",
            "SELECT max(dossier) FROM outbox_operation",
        ]
        .iter()
        .filter_map(|sql| {
            let found = self.conn().query_row(sql, [], |row| row.get::<_, Option<i64>>(0));
            if found.is_err() {
                self.again().ok()?;
            }
            found.ok().flatten()
        })
        .max()
        .unwrap_or(0)
    }

    /// A dossier's own row.
    pub(super) fn dossier(&self, number: i64) -> Result<Option<Values>> {
        let sql = format!(
            "SELECT {} FROM dossier WHERE number = ?1",
            self.dossier.join(", ")
        );
        match self.read(&sql, self.dossier.len(), [number])? {
            (mut rows, true) => Ok(rows.pop()),
            (_, false) => Err(StoreError::Damaged {
                detail: "a dossier cannot be read".into(),
            }),
        }
    }
}

/// Takes away a dossier with everything of it.
pub(super) fn forget(target: &Connection, number: i64) -> Result<()> {
    // What belongs to a revision goes before the revision.
    for (table, found_by) in [
        CHILDREN[4],
        CHILDREN[0],
        CHILDREN[1],
        CHILDREN[2],
        CHILDREN[5],
        CHILDREN[6],
        CHILDREN[7],
        CHILDREN[8],
        CHILDREN[3],
    ] {
        target
            .prepare_cached(&format!("DELETE FROM {table} WHERE {found_by}"))?
            .execute([number])?;
    }
    target
        .prepare_cached("DELETE FROM dossier WHERE number = ?1")?
        .execute([number])?;
    Ok(())
}

/// Puts a dossier in, in place of the backup's. `false` when not all of it could be read: then what the
/// backup has stays below it.
pub(super) fn take_dossier(
    source: &Source<'_>,
    target: &Connection,
    number: i64,
    dossier: &Values,
) -> Result<bool> {
    let mut whole = true;
    let mut found = Vec::with_capacity(CHILDREN.len());
    for ((table, found_by), columns) in CHILDREN.iter().zip(&source.children) {
        let sql = format!("SELECT {} FROM {table} WHERE {found_by}", columns.join(", "));
        let (rows, complete) = source.read(&sql, columns.len(), [number])?;
        whole &= complete;
        found.push(rows);
    }
    if whole {
        forget(target, number)?;
    }
    put(target, "dossier", &source.dossier, dossier)?;
    for (((table, _), columns), rows) in CHILDREN.iter().zip(&source.children).zip(&found) {
        for row in rows {
            put(target, table, columns, row)?;
        }
    }
    Ok(whole)
}

/// What the store is bound to.
pub(super) fn meta(source: &Source<'_>, target: &Connection) -> Result<()> {
    let columns = shared(&source.conn(), target, "meta")?;
    let sql = format!("SELECT {} FROM meta WHERE one = 1", columns.join(", "));
    let (rows, _) = source.read(&sql, columns.len(), [])?;
    if let Some(row) = rows.first() {
        put(target, "meta", &columns, row)?;
    }
    Ok(())
}

/// Everything that does not hang on a dossier, from both ends of each table up to where it is damaged.
pub(super) fn tables_apart(source: &Source<'_>, target: &Connection, stop: &Stop) -> Result<()> {
    let mut query = target.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
             AND name NOT LIKE 'dossier_text%'",
    )?;
    let tables = query
        .query_map([], |row| row.get::<_, String>(0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for table in tables {
        if BY_THEMSELVES.contains(&table.as_str()) || CHILDREN.iter().any(|(name, _)| *name == table) {
            continue;
        }
        stop.check()?;
        table_apart(source, target, &table)?;
    }
    Ok(())
}

fn table_apart(source: &Source<'_>, target: &Connection, table: &str) -> Result<()> {
    let columns = shared(&source.conn(), target, table)?;
    if columns.is_empty() {
        return Ok(());
    }
    let mut query = target.prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk")?;
    let key = query
        .query_map([table], |row| row.get::<_, String>(0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for direction in ["ASC", "DESC"] {
        let order: Vec<String> = key.iter().map(|column| format!("{column} {direction}")).collect();
        let by_key = format!("ORDER BY {}", order.join(", "));
        let by_row = format!("ORDER BY rowid {direction}");
        let select = |order: &str| format!("SELECT {} FROM {table} {order}", columns.join(", "));
        // The table itself rather than an index of it, where it has rows of its own.
        let conn = source.conn();
        let sql = match conn.prepare(&select(&by_row)) {
            Ok(_) => select(&by_row),
            Err(_) if key.is_empty() => return Ok(()),
            Err(_) => select(&by_key),
        };
        let Ok(mut query) = conn.prepare(&sql) else {
            return Ok(());
        };
        let mut rows = query.query([])?;
        let complete = loop {
            match rows
                .next()
                .and_then(|row| row.map(|row| values(row, columns.len())).transpose())
            {
                Ok(Some(row)) => put(target, table, &columns, &row)?,
                Ok(None) => break true,
                Err(_) => break false,
            }
        };
        if complete {
            break;
        }
        drop(rows);
        drop(query);
        drop(conn);
        source.again()?;
    }
    Ok(())
}

/// Ends what hangs on nothing, and makes counts and words anew.
pub(super) fn tie_up(target: &Connection) -> Result<()> {
    for (table, _) in CHILDREN {
        if table != "revision_blob" {
            target.execute(
                &format!("DELETE FROM {table} WHERE dossier NOT IN (SELECT number FROM dossier)"),
                [],
            )?;
        }
    }
    target.execute_batch(
        "DELETE FROM revision_blob WHERE revision NOT IN (SELECT id FROM revision);
         DELETE FROM outbox_operation WHERE revision IS NOT NULL AND revision NOT IN (SELECT id FROM revision);
         DELETE FROM session WHERE account NOT IN (SELECT id FROM account);
         DELETE FROM dossier_count;
         INSERT INTO dossier_count (owner, sent, supplement, dossiers)
             SELECT owner, submitted_at IS NOT NULL, coalesce(status, '') = 'supplement_requested', count(*)
             FROM dossier WHERE deleted_at IS NULL GROUP BY 1, 2, 3;
         INSERT INTO dossier_text (dossier_text) VALUES ('delete-all');
         INSERT INTO dossier_text (rowid, words) SELECT number, search_text FROM dossier;",
    )?;
    // What waited for the outbox but lost its place there is for the person to send again; the
    // portal knows it by its id, so that it stays one dossier.
    target.execute(
        "UPDATE dossier SET sync = ?1 WHERE sync IN (?2, ?3, ?4) AND submitted_at IS NULL
             AND number NOT IN (SELECT dossier FROM outbox_operation)",
        params!["draft", "queued", "sending", "held"],
    )?;
    let dangling = number(target, "SELECT count(*) FROM pragma_foreign_key_check", [])?;
    if dangling > 0 {
        return Err(StoreError::Damaged {
            detail: "rows refer to rows that are not there".into(),
        });
    }
    Ok(())
}
