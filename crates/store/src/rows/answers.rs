//! Answers, one small row each, and what lists and search take from them.

use chrono::{DateTime, Utc};
use motcua_domain::{
    content::{Answers, FieldValue},
    fold::fold,
};
use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use crate::{
    ReadTx, Result, StoreError, WriteTx,
    sql::{Id, Json, Stamp},
};

/// One answer set or cleared.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerChange {
    /// Dotted path.
    pub path: String,
    /// `None` clears.
    pub value: Option<FieldValue>,
}

/// Whose names and numbers a dossier is found by.
const SEARCHED: [&str; 8] = [
    "applicant.full_name",
    "applicant.organisation_name",
    "applicant.phone",
    "applicant.id_number",
    "owner.full_name",
    "owner.organisation_name",
    "owner.phone",
    "owner.id_number",
];

impl ReadTx<'_> {
    /// All answers.
    pub fn answers(&self, dossier: Uuid) -> Result<Answers> {
        let number = self.number(dossier)?;
        let mut query = self
            .conn
            .prepare_cached("SELECT path, value FROM answer WHERE dossier = ?1 AND value IS NOT NULL")?;
        let rows = query.query_map([number], |row| {
            Ok((row.get(0)?, row.get::<_, Json<FieldValue>>(1)?.0))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn text_answer(&self, number: i64, path: &str) -> Result<Option<String>> {
        let value: Option<Option<Json<FieldValue>>> = self
            .conn
            .prepare_cached("SELECT value FROM answer WHERE dossier = ?1 AND path = ?2")?
            .query_row(params![number, path], |row| row.get(0))
            .optional()?;
        Ok(match value {
            Some(Some(Json(FieldValue::Text(text)))) => Some(text),
            _ => None,
        })
    }
}

impl WriteTx<'_> {
    /// Sets and clears answers; they are on the disk when the transaction is.
    pub fn set_answers(&self, dossier: Uuid, changes: &[AnswerChange], now: DateTime<Utc>) -> Result<()> {
        let number: i64 = self
            .conn
            .prepare_cached("UPDATE dossier SET changed_at = ?2 WHERE id = ?1 RETURNING number")?
            .query_row(params![Id(dossier), Stamp(now)], |row| row.get(0))
            .optional()?
            .ok_or(StoreError::NotFound("dossier"))?;
        let mut put = self.conn.prepare_cached(
            "INSERT INTO answer (dossier, path, value, changed_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (dossier, path) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at",
        )?;
        for change in changes {
            put.execute(params![
                number,
                change.path,
                change.value.as_ref().map(Json),
                Stamp(now)
            ])?;
        }
        if changes
            .iter()
            .any(|change| SEARCHED.contains(&change.path.as_str()))
        {
            self.refresh_summary(number)?;
        }
        Ok(())
    }

    pub(crate) fn insert_answers(&self, number: i64, answers: &Answers, now: DateTime<Utc>) -> Result<()> {
        let mut put = self.conn.prepare_cached(
            "INSERT INTO answer (dossier, path, value, changed_at) VALUES (?1, ?2, ?3, ?4)",
        )?;
        for (path, value) in answers {
            put.execute(params![number, path, Json(value), Stamp(now)])?;
        }
        Ok(())
    }

    /// Brings the applicant's name and the words for the search in line with the answers.
    pub(crate) fn refresh_summary(&self, number: i64) -> Result<()> {
        let (procedure, title, code, old_name, old_words): (String, String, Option<String>, String, String) = self
            .conn
            .prepare_cached(
                "SELECT procedure, procedure_name, code, applicant_name, search_text FROM dossier WHERE number = ?1",
            )?
            .query_row([number], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })?;
        let name = match self.text_answer(number, "applicant.organisation_name")? {
            Some(organisation) if !organisation.trim().is_empty() => organisation,
            _ => self
                .text_answer(number, "applicant.full_name")?
                .unwrap_or_default(),
        };
        let mut words: Vec<String> = Vec::with_capacity(SEARCHED.len() + 3);
        for path in SEARCHED {
            words.extend(self.text_answer(number, path)?);
        }
        words.extend([procedure, title]);
        words.extend(code);
        let words = fold(&words.join(" "));
        if words != old_words || name != old_name {
            self.conn
                .prepare_cached("UPDATE dossier SET applicant_name = ?2, search_text = ?3 WHERE number = ?1")?
                .execute(params![number, name, words])?;
        }
        if words != old_words {
            self.conn
                .prepare_cached("INSERT OR REPLACE INTO dossier_text (rowid, words) VALUES (?1, ?2)")?
                .execute(params![number, words])?;
        }
        Ok(())
    }
}
