//! Reads the ledger's parts from the database and the files.

use std::{
    fs,
    path::{Path, PathBuf},
};

use motcua_domain::{canonical_json::answers_sha256, content::DossierContent};
use rusqlite::{Connection, Row};

use super::{
    Account, Attempt, BankNotice, Dossier, Event, Ledger, Mail, Obligation, Paper, Receipt, ResultFile,
    Stored, StoredFile, Submission, Supplement,
};
use crate::{blobs::files, db::convert::json};

/// A snapshot and the folder beside it.
pub struct Reader<'a> {
    db: &'a Connection,
    data: &'a Path,
}

type Sql<T> = rusqlite::Result<T>;

/// A stored size: SQLite knows signed numbers only.
fn size(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or(0)
}

impl<'a> Reader<'a> {
    /// Reads through `db`, with files under `data`.
    pub fn new(db: &'a Connection, data: &'a Path) -> Self {
        Self { db, data }
    }

    fn rows<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        of: impl FnMut(&Row<'_>) -> Sql<T>,
    ) -> Sql<Vec<T>> {
        self.db.prepare_cached(sql)?.query_map(params, of)?.collect()
    }

    fn count(&self, sql: &str) -> Sql<u32> {
        self.db.query_row(sql, [], |row| row.get(0))
    }

    fn stored(&self, path: PathBuf) -> Option<Stored> {
        let seen = files::look_at(&path).ok()?;
        Some(Stored {
            size: seen.size,
            sha256: seen.sha256,
        })
    }

    fn blob(&self, account: &str, sha256: &str) -> Option<Stored> {
        self.stored(self.data.join("blobs").join(account).join(sha256))
    }

    /// Everything.
    pub fn ledger(&self) -> anyhow::Result<Ledger> {
        Ok(Ledger {
            format: 1,
            portal_id: self
                .db
                .query_row("SELECT value FROM meta WHERE key = 'portal_id'", [], |row| {
                    row.get(0)
                })?,
            accounts: self.accounts()?,
            dossiers: self.dossiers()?,
            files: self.files()?,
            obligations: self.obligations()?,
            attempts: self.attempts()?,
            bank_notices: self.bank_notices()?,
            receipts: self.receipts()?,
            mail: Mail {
                waiting: self
                    .count("SELECT count(*) FROM mail_outbox WHERE sent_at IS NULL AND failed_at IS NULL")?,
                sent: self.count("SELECT count(*) FROM mail_outbox WHERE sent_at IS NOT NULL")?,
                failed: self.count("SELECT count(*) FROM mail_outbox WHERE failed_at IS NOT NULL")?,
                mailbox: self.count("SELECT count(*) FROM letters")?,
            },
            open_uploads: self.count("SELECT count(*) FROM uploads WHERE state = 'open'")?,
        })
    }

    fn accounts(&self) -> Sql<Vec<Account>> {
        self.rows(
            "SELECT id, kind, full_name, organisation_name, id_number, email, phone, confirmed_at IS NOT NULL AS confirmed,
                created_at, (SELECT count(*) FROM sessions s WHERE s.account = a.id AND s.ended_at IS NULL) AS open_sessions
             FROM accounts a ORDER BY created_at, id",
            [],
            |row| {
                Ok(Account {
                    id: row.get("id")?,
                    kind: row.get("kind")?,
                    full_name: row.get("full_name")?,
                    organisation_name: row.get("organisation_name")?,
                    id_number: row.get("id_number")?,
                    email: row.get("email")?,
                    phone: row.get("phone")?,
                    confirmed: row.get("confirmed")?,
                    created_at: row.get("created_at")?,
                    open_sessions: row.get("open_sessions")?,
                })
            },
        )
    }

    fn dossiers(&self) -> Sql<Vec<Dossier>> {
        let mut dossiers = self.rows(
            "SELECT uid, account, procedure, edition, catalogue_version, code, status, money, version, applicant_name,
                content, submitted_at, received_at, due_on, ended_at, deleted_at IS NOT NULL AS deleted
             FROM dossiers ORDER BY created_at, uid",
            [],
            |row| {
                let content: DossierContent = json(row, "content")?;
                let account: String = row.get("account")?;
                let papers = content.papers.iter().map(|paper| Paper {
                    paper: paper.id.to_string(),
                    component: paper.component.clone(),
                    file_name: paper.file_name.clone(),
                    size: paper.size,
                    sha256: paper.sha256.clone(),
                    stored: self.blob(&account, &paper.sha256),
                });
                Ok(Dossier {
                    uid: row.get("uid")?,
                    procedure: row.get("procedure")?,
                    edition: row.get("edition")?,
                    catalogue_version: row.get("catalogue_version")?,
                    code: row.get("code")?,
                    status: row.get("status")?,
                    money: row.get("money")?,
                    version: row.get("version")?,
                    applicant_name: row.get("applicant_name")?,
                    answers_sha256: answers_sha256(&content.answers),
                    submitted_at: row.get("submitted_at")?,
                    received_at: row.get("received_at")?,
                    due_on: row.get("due_on")?,
                    ended_at: row.get("ended_at")?,
                    deleted: row.get("deleted")?,
                    papers: papers.collect(),
                    account,
                    submissions: Vec::new(),
                    supplements: Vec::new(),
                    events: Vec::new(),
                    results: Vec::new(),
                })
            },
        )?;
        for dossier in &mut dossiers {
            self.details(dossier)?;
        }
        Ok(dossiers)
    }

    fn details(&self, dossier: &mut Dossier) -> Sql<()> {
        let uid = [&dossier.uid];
        dossier.submissions = self.rows(
            "SELECT number, answer_uid, submitted_at, answers_sha256, manifest FROM submissions WHERE dossier = ?1 ORDER BY number",
            uid,
            |row| {
                Ok(Submission {
                    number: row.get("number")?,
                    answer_uid: row.get("answer_uid")?,
                    submitted_at: row.get("submitted_at")?,
                    answers_sha256: row.get("answers_sha256")?,
                    manifest: json(row, "manifest")?,
                })
            },
        )?;
        dossier.supplements = self.rows(
            "SELECT id, asked_at, until_on, items, answered_at FROM supplements WHERE dossier = ?1 ORDER BY asked_at, id",
            uid,
            |row| {
                Ok(Supplement {
                    id: row.get("id")?,
                    asked_at: row.get("asked_at")?,
                    until: row.get("until_on")?,
                    items: json(row, "items")?,
                    answered_at: row.get("answered_at")?,
                })
            },
        )?;
        dossier.events = self.rows(
            "SELECT number, at, status, actor, text FROM dossier_events WHERE dossier = ?1 ORDER BY number",
            uid,
            |row| {
                Ok(Event {
                    number: row.get("number")?,
                    at: row.get("at")?,
                    status: row.get("status")?,
                    actor: row.get("actor")?,
                    text: row.get("text")?,
                })
            },
        )?;
        dossier.results = self.rows(
            "SELECT id, file_name, size, sha256 FROM results WHERE dossier = ?1 ORDER BY created_at, id",
            uid,
            |row| {
                let id: String = row.get("id")?;
                Ok(ResultFile {
                    stored: self.stored(self.data.join("results").join(&id)),
                    id,
                    file_name: row.get("file_name")?,
                    size: size(row.get("size")?),
                    sha256: row.get("sha256")?,
                })
            },
        )?;
        Ok(())
    }

    fn files(&self) -> anyhow::Result<Vec<StoredFile>> {
        let mut files = self.rows(
            "SELECT account, sha256, size FROM blobs ORDER BY account, sha256",
            [],
            |row| {
                let (account, sha256): (String, String) = (row.get(0)?, row.get(1)?);
                Ok(StoredFile {
                    stored: self.blob(&account, &sha256),
                    account,
                    sha256,
                    size: size(row.get(2)?),
                })
            },
        )?;
        self.strays(&mut files)?;
        Ok(files)
    }

    /// Files on disk that no row names: size 0 as recorded, so that they are never taken for intact.
    fn strays(&self, files: &mut Vec<StoredFile>) -> anyhow::Result<()> {
        let folder = self.data.join("blobs");
        let Ok(accounts) = fs::read_dir(&folder) else {
            return Ok(());
        };
        let mut strays = Vec::new();
        for account in accounts {
            let account = account?;
            if !account.file_type()?.is_dir() {
                continue;
            }
            let name = account.file_name().to_string_lossy().into_owned();
            for file in fs::read_dir(account.path())? {
                let file = file?;
                let sha256 = file.file_name().to_string_lossy().into_owned();
                if !files
                    .iter()
                    .any(|known| known.account == name && known.sha256 == sha256)
                {
                    strays.push(StoredFile {
                        account: name.clone(),
                        sha256,
                        size: 0,
                        stored: self.stored(file.path()),
                    });
                }
            }
        }
        strays.sort_by(|a, b| (&a.account, &a.sha256).cmp(&(&b.account, &b.sha256)));
        files.extend(strays);
        Ok(())
    }

    fn obligations(&self) -> Sql<Vec<Obligation>> {
        self.rows(
            "SELECT id, dossier, account, lines, total, illustrative, state, created_at FROM obligations ORDER BY created_at, id",
            [],
            |row| {
                Ok(Obligation {
                    id: row.get("id")?,
                    dossier: row.get("dossier")?,
                    account: row.get("account")?,
                    lines: json(row, "lines")?,
                    total: row.get("total")?,
                    illustrative: row.get("illustrative")?,
                    state: row.get("state")?,
                    created_at: row.get("created_at")?,
                })
            },
        )
    }

    fn attempts(&self) -> Sql<Vec<Attempt>> {
        self.rows(
            "SELECT uid, obligation, reference, method, payer_name, amount, state, created_at, expires_at, settled_at,
                bank_transaction, reconciled_how
             FROM attempts ORDER BY created_at, rowid",
            [],
            |row| {
                Ok(Attempt {
                    uid: row.get("uid")?,
                    obligation: row.get("obligation")?,
                    reference: row.get("reference")?,
                    method: row.get("method")?,
                    payer_name: row.get("payer_name")?,
                    amount: row.get("amount")?,
                    state: row.get("state")?,
                    created_at: row.get("created_at")?,
                    expires_at: row.get("expires_at")?,
                    settled_at: row.get("settled_at")?,
                    bank_transaction: row.get("bank_transaction")?,
                    reconciled: row.get("reconciled_how")?,
                })
            },
        )
    }

    fn bank_notices(&self) -> Sql<Vec<BankNotice>> {
        self.rows(
            "SELECT kind, received_at, reference, attempt, bank_transaction, amount, paid, answered, effect
             FROM bank_notices ORDER BY id",
            [],
            |row| {
                Ok(BankNotice {
                    kind: row.get("kind")?,
                    received_at: row.get("received_at")?,
                    reference: row.get("reference")?,
                    attempt: row.get("attempt")?,
                    bank_transaction: row.get("bank_transaction")?,
                    amount: row.get("amount")?,
                    paid: row.get("paid")?,
                    answered: row.get("answered")?,
                    effect: row.get("effect")?,
                })
            },
        )
    }

    fn receipts(&self) -> Sql<Vec<Receipt>> {
        self.rows(
            "SELECT id, obligation, attempt, number, issued_at, amount, payer_name FROM receipts ORDER BY year, sequence",
            [],
            |row| {
                Ok(Receipt {
                    id: row.get("id")?,
                    obligation: row.get("obligation")?,
                    attempt: row.get("attempt")?,
                    number: row.get("number")?,
                    issued_at: row.get("issued_at")?,
                    amount: row.get("amount")?,
                    payer_name: row.get("payer_name")?,
                })
            },
        )
    }
}
