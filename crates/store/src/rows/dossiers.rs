//! Dossiers: made, claimed, binned, and their states.

use chrono::{DateTime, NaiveDate, Utc};
use motcua_domain::{
    content::{Answers, DossierContent},
    money::MoneyState,
    status::{BusinessStatus, SyncState},
};
use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    ReadTx, Result, StoreError, Whose, WriteTx,
    sql::{Day, Id, Json, Name, Owner, Stamp},
};

/// A draft to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDossier {
    /// Made by the caller; unique for ever.
    pub id: Uuid,
    /// Whose; `None` before anybody signed in.
    pub account: Option<Uuid>,
    /// Procedure code.
    pub procedure: String,
    /// Its title, for lists and search.
    pub procedure_name: String,
    /// Edition of the catalogue.
    pub edition: String,
    /// Version of that edition.
    pub catalogue_version: u32,
    /// First answers.
    pub answers: Answers,
}

/// A dossier without its content.
#[derive(Debug, Clone, PartialEq)]
pub struct DossierRecord {
    /// Id, the same at the portal.
    pub id: Uuid,
    /// Whose.
    pub account: Option<Uuid>,
    /// Procedure code.
    pub procedure: String,
    /// Title.
    pub procedure_name: String,
    /// Edition of the catalogue.
    pub edition: String,
    /// Version of that edition.
    pub catalogue_version: u32,
    /// State on this desk.
    pub sync: SyncState,
    /// Why it is held.
    pub held_reason: Option<String>,
    /// The portal's business status.
    pub status: Option<BusinessStatus>,
    /// Mã hồ sơ.
    pub code: Option<String>,
    /// Look-up key.
    pub lookup_key: Option<String>,
    /// Money.
    pub money: MoneyState,
    /// Due date.
    pub due_on: Option<NaiveDate>,
    /// The portal's time of receipt.
    pub submitted_at: Option<DateTime<Utc>>,
    /// The portal's version (`ETag`) last seen.
    pub portal_version: Option<u32>,
    /// Proof of submission, as the caller gave it.
    pub proof: Option<Value>,
    /// From the answers; empty when not typed yet.
    pub applicant_name: String,
    /// When the last change reached the disk.
    pub changed_at: DateTime<Utc>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was deleted, if it was.
    pub deleted_at: Option<DateTime<Utc>>,
}

/// What the portal said when it took a submission.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirmation {
    /// Mã hồ sơ.
    pub code: String,
    /// Look-up key.
    pub lookup_key: String,
    /// The portal's time.
    pub submitted_at: DateTime<Utc>,
    /// Status after it.
    pub status: BusinessStatus,
    /// Money after it.
    pub money: MoneyState,
    /// Proof, in the caller's shape.
    pub proof: Value,
}

/// The portal's side of a dossier, as of now.
#[derive(Debug, Clone, PartialEq)]
pub struct PortalState {
    /// The portal's version.
    pub version: u32,
    /// Business status.
    pub status: Option<BusinessStatus>,
    /// Mã hồ sơ.
    pub code: Option<String>,
    /// Money.
    pub money: MoneyState,
    /// Due date.
    pub due_on: Option<NaiveDate>,
    /// The portal's time of receipt.
    pub submitted_at: Option<DateTime<Utc>>,
}

/// A draft made before anybody signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnclaimedRecord {
    /// Id.
    pub id: Uuid,
    /// Procedure code.
    pub procedure: String,
    /// Title.
    pub procedure_name: String,
    /// Empty when not typed yet.
    pub applicant_name: String,
}

const COLUMNS: &str = "id, owner, procedure, procedure_name, edition, catalogue_version, sync, held_reason, status, \
    code, lookup_key, money, due_on, submitted_at, portal_version, proof, applicant_name, changed_at, created_at, \
    deleted_at";

fn record(row: &Row<'_>) -> rusqlite::Result<DossierRecord> {
    Ok(DossierRecord {
        id: row.get::<_, Id>(0)?.0,
        account: row.get::<_, Owner>(1)?.0,
        procedure: row.get(2)?,
        procedure_name: row.get(3)?,
        edition: row.get(4)?,
        catalogue_version: row.get(5)?,
        sync: row.get::<_, Name<_>>(6)?.0,
        held_reason: row.get(7)?,
        status: row.get::<_, Option<Name<_>>>(8)?.map(|status| status.0),
        code: row.get(9)?,
        lookup_key: row.get(10)?,
        money: row.get::<_, Name<_>>(11)?.0,
        due_on: row.get::<_, Option<Day>>(12)?.map(|day| day.0),
        submitted_at: row.get::<_, Option<Stamp>>(13)?.map(|at| at.0),
        portal_version: row.get(14)?,
        proof: row.get::<_, Option<Json<_>>>(15)?.map(|proof| proof.0),
        applicant_name: row.get(16)?,
        changed_at: row.get::<_, Stamp>(17)?.0,
        created_at: row.get::<_, Stamp>(18)?.0,
        deleted_at: row.get::<_, Option<Stamp>>(19)?.map(|at| at.0),
    })
}

impl ReadTx<'_> {
    /// A dossier, in the bin or not, if `whose` may see it.
    pub fn dossier(&self, id: Uuid, whose: Whose) -> Result<Option<DossierRecord>> {
        let sql = format!("SELECT {COLUMNS} FROM dossier WHERE id = ?1");
        let found = self
            .conn
            .prepare_cached(&sql)?
            .query_row([Id(id)], record)
            .optional()?;
        Ok(found.filter(|dossier| whose.sees(dossier.account)))
    }

    /// The dossier of that code, if `whose` may see it.
    pub fn dossier_by_code(&self, code: &str, whose: Whose) -> Result<Option<DossierRecord>> {
        let sql = format!("SELECT {COLUMNS} FROM dossier WHERE code = ?1");
        let mut query = self.conn.prepare_cached(&sql)?;
        for found in query.query_map([code], record)? {
            let found = found?;
            if whose.sees(found.account) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Answers and papers.
    pub fn content(&self, dossier: Uuid) -> Result<DossierContent> {
        Ok(DossierContent {
            answers: self.answers(dossier)?,
            papers: self.papers(dossier)?,
        })
    }

    /// Drafts made before anybody signed in, newest change first.
    pub fn unclaimed(&self, limit: u32) -> Result<Vec<UnclaimedRecord>> {
        let mut query = self.conn.prepare_cached(
            "SELECT id, procedure, procedure_name, applicant_name FROM dossier INDEXED BY dossier_list
             WHERE owner = ?1 AND sent = 0 AND deleted_at IS NULL ORDER BY changed_at DESC, number DESC LIMIT ?2",
        )?;
        let rows = query.query_map(params![Owner(None), limit], |row| {
            Ok(UnclaimedRecord {
                id: row.get::<_, Id>(0)?.0,
                procedure: row.get(1)?,
                procedure_name: row.get(2)?,
                applicant_name: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The key that other tables know a dossier by.
    pub(crate) fn number(&self, dossier: Uuid) -> Result<i64> {
        self.conn
            .prepare_cached("SELECT number FROM dossier WHERE id = ?1")?
            .query_row([Id(dossier)], |row| row.get(0))
            .optional()?
            .ok_or(StoreError::NotFound("dossier"))
    }
}

impl WriteTx<'_> {
    /// Makes a draft.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the id was used before.
    pub fn create_dossier(&self, new: &NewDossier, now: DateTime<Utc>) -> Result<()> {
        if self.number(new.id).is_ok() {
            return Err(StoreError::Conflict("a dossier has this id already"));
        }
        self.conn
            .prepare_cached(
                "INSERT INTO dossier (id, owner, procedure, procedure_name, edition, catalogue_version, sync, money,
                    applicant_name, search_text, changed_at, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, '', '', ?9, ?9)",
            )?
            .execute(params![
                Id(new.id),
                Owner(new.account),
                new.procedure,
                new.procedure_name,
                new.edition,
                new.catalogue_version,
                Name(SyncState::Draft),
                Name(MoneyState::None),
                Stamp(now),
            ])?;
        let number = self.conn.last_insert_rowid();
        self.insert_answers(number, &new.answers, now)?;
        self.refresh_summary(number)
    }

    /// Gives unclaimed drafts to an account; others are left alone. Returns how many.
    pub fn claim(&self, dossiers: &[Uuid], account: Uuid, now: DateTime<Utc>) -> Result<u32> {
        let mut claim = self
            .conn
            .prepare_cached("UPDATE dossier SET owner = ?2, changed_at = ?4 WHERE id = ?1 AND owner = ?3")?;
        let mut claimed = 0;
        for id in dossiers {
            claimed += claim.execute(params![Id(*id), Owner(Some(account)), Owner(None), Stamp(now)])?;
        }
        Ok(u32::try_from(claimed).unwrap_or(u32::MAX))
    }

    /// Moves a dossier to the bin.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] while the outbox has work for it.
    pub fn delete_dossier(&self, dossier: Uuid, now: DateTime<Utc>) -> Result<()> {
        let number = self.number(dossier)?;
        let busy: bool = self
            .conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM outbox_operation WHERE dossier = ?1)")?
            .query_row([number], |row| row.get(0))?;
        if busy {
            return Err(StoreError::Conflict("the outbox has work for this dossier"));
        }
        self.conn
            .prepare_cached("UPDATE dossier SET deleted_at = ?2 WHERE number = ?1 AND deleted_at IS NULL")?
            .execute(params![number, Stamp(now)])?;
        Ok(())
    }

    /// Takes it out of the bin.
    pub fn restore_dossier(&self, dossier: Uuid, now: DateTime<Utc>) -> Result<()> {
        self.one_dossier(self.conn.execute(
            "UPDATE dossier SET deleted_at = NULL, changed_at = ?2 WHERE id = ?1",
            params![Id(dossier), Stamp(now)],
        )?)
    }

    /// Empties the bin of what was deleted before `before`; returns how many. Their files go with the
    /// next [`crate::Store::sweep_blobs`].
    pub fn purge_deleted(&self, before: DateTime<Utc>) -> Result<u32> {
        self.conn.execute(
            "DELETE FROM dossier_text WHERE rowid IN (SELECT number FROM dossier WHERE deleted_at < ?1)",
            [Stamp(before)],
        )?;
        let purged = self
            .conn
            .execute("DELETE FROM dossier WHERE deleted_at < ?1", [Stamp(before)])?;
        Ok(u32::try_from(purged).unwrap_or(u32::MAX))
    }

    /// State on this desk.
    pub fn set_sync(
        &self,
        dossier: Uuid,
        sync: SyncState,
        held_reason: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.one_dossier(
            self.conn
                .prepare_cached(
                    "UPDATE dossier SET sync = ?2, held_reason = ?3, changed_at = ?4 WHERE id = ?1",
                )?
                .execute(params![Id(dossier), Name(sync), held_reason, Stamp(now)])?,
        )
    }

    /// Moves a draft to another version of its edition, where its procedure may have another title.
    pub fn set_catalogue_version(
        &self,
        dossier: Uuid,
        version: u32,
        procedure_name: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let number = self.number(dossier)?;
        self.conn
            .prepare_cached(
                "UPDATE dossier SET catalogue_version = ?2, procedure_name = ?3, changed_at = ?4 WHERE number = ?1",
            )?
            .execute(params![number, version, procedure_name, Stamp(now)])?;
        self.refresh_summary(number)
    }

    /// The portal took it, and its manifest agrees: `confirmed`.
    pub fn confirm(&self, dossier: Uuid, confirmation: &Confirmation, now: DateTime<Utc>) -> Result<()> {
        let number = self.number(dossier)?;
        self.conn
            .prepare_cached(
                "UPDATE dossier SET sync = ?2, held_reason = NULL, code = ?3, lookup_key = ?4, submitted_at = ?5,
                    status = ?6, money = ?7, proof = ?8, changed_at = ?9 WHERE number = ?1",
            )?
            .execute(params![
                number,
                Name(SyncState::Confirmed),
                confirmation.code,
                confirmation.lookup_key,
                Stamp(confirmation.submitted_at),
                Name(confirmation.status),
                Name(confirmation.money),
                Json(&confirmation.proof),
                Stamp(now)
            ])?;
        self.refresh_summary(number)
    }

    /// What the portal says of it now; an older version than the one seen last is ignored. Returns
    /// whether anything changed.
    pub fn set_portal_state(&self, dossier: Uuid, state: &PortalState, now: DateTime<Utc>) -> Result<bool> {
        let number = self.number(dossier)?;
        let changed = self
            .conn
            .prepare_cached(
                "UPDATE dossier SET portal_version = ?2, status = ?3, code = ?4, money = ?5, due_on = ?6,
                    submitted_at = ?7, changed_at = ?8
                 WHERE number = ?1 AND coalesce(portal_version, 0) <= ?2
                    AND (portal_version, status, code, money, due_on, submitted_at)
                        IS NOT (?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                number,
                state.version,
                state.status.map(Name),
                state.code,
                Name(state.money),
                state.due_on.map(Day),
                state.submitted_at.map(Stamp),
                Stamp(now)
            ])?
            > 0;
        if changed {
            self.refresh_summary(number)?;
        }
        Ok(changed)
    }

    pub(crate) fn one_dossier(&self, rows: usize) -> Result<()> {
        if rows == 0 {
            Err(StoreError::NotFound("dossier"))
        } else {
            Ok(())
        }
    }
}
