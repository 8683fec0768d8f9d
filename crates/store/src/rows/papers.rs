//! Papers of a dossier: members of a set with ids of their own, ordered within their component.

use chrono::{DateTime, Utc};
use motcua_domain::content::Paper;
use rusqlite::{OptionalExtension, Row, params};
use uuid::Uuid;

use crate::{
    ReadTx, Result, StoreError, StoredBlob, WriteTx,
    sql::{Id, Sha, Stamp, signed, unsigned},
};

/// A paper to be added or put in place of another.
#[derive(Debug, Clone)]
pub struct NewPaper {
    /// Made by the caller.
    pub id: Uuid,
    /// Component code. A replaced paper keeps its own.
    pub component: String,
    /// The user's name of the file.
    pub file_name: String,
    /// As found in the bytes.
    pub media_type: String,
    /// The bytes, on disk.
    pub blob: StoredBlob,
}

/// A paper taken away, which can be brought back.
#[derive(Debug, Clone, PartialEq)]
pub struct RemovedPaper {
    /// The paper.
    pub paper: Paper,
    /// When.
    pub removed_at: DateTime<Utc>,
}

const COLUMNS: &str =
    "paper.id, component, file_name, blob.size, paper.sha256, media_type, position, paper.removed_at";

fn paper(row: &Row<'_>) -> rusqlite::Result<Paper> {
    Ok(Paper {
        id: row.get::<_, Id>(0)?.0,
        component: row.get(1)?,
        file_name: row.get(2)?,
        size: unsigned(row.get(3)?),
        sha256: row.get::<_, Sha>(4)?.hex(),
        media_type: row.get(5)?,
        position: row.get(6)?,
    })
}

impl ReadTx<'_> {
    /// Papers by component and position.
    pub fn papers(&self, dossier: Uuid) -> Result<Vec<Paper>> {
        let number = self.number(dossier)?;
        let sql = format!(
            "SELECT {COLUMNS} FROM paper INDEXED BY paper_of_dossier JOIN blob ON blob.sha256 = paper.sha256
             WHERE dossier = ?1 AND removed_at IS NULL ORDER BY component, position"
        );
        let mut query = self.conn.prepare_cached(&sql)?;
        Ok(query
            .query_map([number], paper)?
            .collect::<rusqlite::Result<_>>()?)
    }

    /// One paper that was not taken away.
    pub fn paper(&self, dossier: Uuid, id: Uuid) -> Result<Option<Paper>> {
        let number = self.number(dossier)?;
        let sql = format!(
            "SELECT {COLUMNS} FROM paper JOIN blob ON blob.sha256 = paper.sha256
             WHERE paper.id = ?2 AND dossier = ?1 AND removed_at IS NULL"
        );
        Ok(self
            .conn
            .prepare_cached(&sql)?
            .query_row(params![number, Id(id)], paper)
            .optional()?)
    }

    /// Papers taken away, last one first.
    pub fn removed_papers(&self, dossier: Uuid) -> Result<Vec<RemovedPaper>> {
        let number = self.number(dossier)?;
        let sql = format!(
            "SELECT {COLUMNS} FROM paper INDEXED BY paper_removed JOIN blob ON blob.sha256 = paper.sha256
             WHERE dossier = ?1 AND removed_at IS NOT NULL ORDER BY removed_at DESC, paper.id"
        );
        let mut query = self.conn.prepare_cached(&sql)?;
        let rows = query.query_map([number], |row| {
            Ok(RemovedPaper {
                paper: paper(row)?,
                removed_at: row.get::<_, Stamp>(7)?.0,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn present(&self, dossier: Uuid, id: Uuid) -> Result<Paper> {
        self.paper(dossier, id)?.ok_or(StoreError::NotFound("paper"))
    }

    fn end_of(&self, number: i64, component: &str) -> Result<u32> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT count(*) FROM paper WHERE dossier = ?1 AND component = ?2 AND removed_at IS NULL",
            )?
            .query_row(params![number, component], |row| row.get(0))?)
    }
}

impl WriteTx<'_> {
    /// Adds a paper at the end of its component.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the id was used before.
    pub fn add_paper(&self, dossier: Uuid, new: &NewPaper, now: DateTime<Utc>) -> Result<Paper> {
        let number = self.number(dossier)?;
        let used: bool = self
            .conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM paper WHERE id = ?1)")?
            .query_row([Id(new.id)], |row| row.get(0))?;
        if used {
            return Err(StoreError::Conflict("a paper has this id already"));
        }
        self.name_blob(&new.blob, now)?;
        self.conn
            .prepare_cached(
                "INSERT INTO paper (id, dossier, component, file_name, sha256, media_type, position, added_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                Id(new.id),
                number,
                new.component,
                new.file_name,
                new.blob.sha(),
                new.media_type,
                self.end_of(number, &new.component)?,
                Stamp(now)
            ])?;
        self.touch(number, now)?;
        self.present(dossier, new.id)
    }

    /// Gives a paper other bytes and another file name; id, component and place stay.
    pub fn replace_paper(&self, dossier: Uuid, new: &NewPaper, now: DateTime<Utc>) -> Result<Paper> {
        self.present(dossier, new.id)?;
        self.name_blob(&new.blob, now)?;
        self.conn
            .prepare_cached(
                "UPDATE paper SET file_name = ?2, sha256 = ?3, media_type = ?4, added_at = ?5 WHERE id = ?1",
            )?
            .execute(params![
                Id(new.id),
                new.file_name,
                new.blob.sha(),
                new.media_type,
                Stamp(now)
            ])?;
        self.touch(self.number(dossier)?, now)?;
        self.present(dossier, new.id)
    }

    /// Takes a paper away; the others close up.
    pub fn remove_paper(&self, dossier: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<()> {
        let removed = self.present(dossier, id)?;
        let number = self.number(dossier)?;
        self.conn
            .prepare_cached("UPDATE paper SET removed_at = ?2 WHERE id = ?1")?
            .execute(params![Id(id), Stamp(now)])?;
        self.conn
            .prepare_cached(
                "UPDATE paper SET position = position - 1
                 WHERE dossier = ?1 AND component = ?2 AND position > ?3 AND removed_at IS NULL",
            )?
            .execute(params![number, removed.component, removed.position])?;
        self.touch(number, now)
    }

    /// Brings it back, to the end of its component. One that was not taken away stays where it is.
    pub fn restore_paper(&self, dossier: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<()> {
        if self.paper(dossier, id)?.is_some() {
            return Ok(());
        }
        let number = self.number(dossier)?;
        let component: String = self
            .conn
            .prepare_cached("SELECT component FROM paper WHERE id = ?1 AND dossier = ?2")?
            .query_row(params![Id(id), number], |row| row.get(0))
            .optional()?
            .ok_or(StoreError::NotFound("paper"))?;
        self.conn
            .prepare_cached("UPDATE paper SET removed_at = NULL, position = ?2 WHERE id = ?1")?
            .execute(params![Id(id), self.end_of(number, &component)?])?;
        self.touch(number, now)
    }

    /// Moves it to `position` within its component (behind the last, if there are fewer).
    pub fn move_paper(&self, dossier: Uuid, id: Uuid, position: u32, now: DateTime<Utc>) -> Result<()> {
        let moved = self.present(dossier, id)?;
        let number = self.number(dossier)?;
        let target = position.min(self.end_of(number, &moved.component)?.saturating_sub(1));
        let (shift, from, to) = if target < moved.position {
            (1, target, moved.position.saturating_sub(1))
        } else {
            (-1, moved.position + 1, target)
        };
        self.conn
            .prepare_cached(
                "UPDATE paper SET position = position + ?3
                 WHERE dossier = ?1 AND component = ?2 AND removed_at IS NULL AND position BETWEEN ?4 AND ?5",
            )?
            .execute(params![number, moved.component, shift, from, to])?;
        self.conn
            .prepare_cached("UPDATE paper SET position = ?2 WHERE id = ?1")?
            .execute(params![Id(id), target])?;
        self.touch(number, now)
    }

    /// Makes the row of a blob, if there is none.
    pub(crate) fn name_blob(&self, blob: &StoredBlob, now: DateTime<Utc>) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO blob (sha256, size, stored_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            )?
            .execute(params![blob.sha(), signed(blob.size())?, Stamp(now)])?;
        Ok(())
    }

    fn touch(&self, number: i64, now: DateTime<Utc>) -> Result<()> {
        self.conn
            .prepare_cached("UPDATE dossier SET changed_at = ?2 WHERE number = ?1")?
            .execute(params![number, Stamp(now)])?;
        Ok(())
    }
}
