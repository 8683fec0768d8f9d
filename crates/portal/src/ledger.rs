//! `motcua-portal ledger --json`: what the portal holds, straight from its database and files, for
//! tests and for anyone who doubts. The shape is described in `docs/portal-contract/ledger.md`.
//!
//! Read-only and from one snapshot, so that it may run beside the server. Sizes and hashes of files
//! are recomputed from the bytes on disk; secrets (passwords, tokens, keys) are left out.

mod read;

use std::{io::Write, path::Path, time::Duration};

use anyhow::{Context, bail};
use motcua_portal_api::{
    dossier::{ManifestEntry, SupplementItem},
    money::FeeLine,
};
use rusqlite::{Connection, OpenFlags};
use serde::{Deserialize, Serialize};

/// Everything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// Version of this shape; counts up when something is changed or removed, not when it is added.
    pub format: u32,
    /// The installation.
    pub portal_id: String,
    /// Accounts by age.
    pub accounts: Vec<Account>,
    /// Dossiers by age, deleted ones too.
    pub dossiers: Vec<Dossier>,
    /// Files that accounts uploaded.
    pub files: Vec<StoredFile>,
    /// What is owed.
    pub obligations: Vec<Obligation>,
    /// Tries to pay.
    pub attempts: Vec<Attempt>,
    /// What banks said, and what it did.
    pub bank_notices: Vec<BankNotice>,
    /// Receipts by number.
    pub receipts: Vec<Receipt>,
    /// Letters.
    pub mail: Mail,
    /// Uploads that have not been finished.
    pub open_uploads: u32,
}

/// An account, without secrets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Account {
    pub id: String,
    pub kind: String,
    pub full_name: String,
    pub organisation_name: Option<String>,
    pub id_number: String,
    pub email: String,
    pub phone: String,
    pub confirmed: bool,
    /// Milliseconds since 1970, UTC, as all moments here.
    pub created_at: i64,
    pub open_sessions: u32,
}

/// A dossier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Dossier {
    /// The desk's id.
    pub uid: String,
    pub account: String,
    pub procedure: String,
    pub edition: String,
    pub catalogue_version: u32,
    pub code: Option<String>,
    pub status: Option<String>,
    pub money: String,
    pub version: u32,
    pub applicant_name: String,
    /// Recomputed from the answers held now (RFC 8785, SHA-256).
    pub answers_sha256: String,
    pub submitted_at: Option<i64>,
    pub received_at: Option<i64>,
    pub due_on: Option<String>,
    pub ended_at: Option<i64>,
    pub deleted: bool,
    pub papers: Vec<Paper>,
    pub submissions: Vec<Submission>,
    pub supplements: Vec<Supplement>,
    pub events: Vec<Event>,
    pub results: Vec<ResultFile>,
}

/// A paper that the content of a dossier names now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Paper {
    pub paper: String,
    pub component: String,
    pub file_name: String,
    pub size: u64,
    pub sha256: String,
    /// What lies on disk under that name; absent while it was not uploaded.
    pub stored: Option<Stored>,
}

/// What the bytes on disk say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Stored {
    pub size: u64,
    pub sha256: String,
}

/// What was handed in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Submission {
    /// 1 is the submission, later ones answer requests for supplements.
    pub number: u32,
    pub answer_uid: Option<String>,
    pub submitted_at: i64,
    /// As answered to the desk.
    pub answers_sha256: String,
    /// As answered to the desk.
    pub manifest: Vec<ManifestEntry>,
}

/// A request for supplements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Supplement {
    pub id: String,
    pub asked_at: i64,
    pub until: Option<String>,
    pub items: Vec<SupplementItem>,
    pub answered_at: Option<i64>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Event {
    pub number: u32,
    pub at: i64,
    pub status: String,
    pub actor: String,
    pub text: String,
}

/// A result that was handed out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ResultFile {
    pub id: String,
    pub file_name: String,
    pub size: u64,
    pub sha256: String,
    pub stored: Option<Stored>,
}

/// A file of an account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct StoredFile {
    pub account: String,
    /// The hash it was uploaded under.
    pub sha256: String,
    pub size: u64,
    pub stored: Option<Stored>,
}

/// What is owed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Obligation {
    pub id: String,
    pub dossier: String,
    pub account: String,
    pub lines: Vec<FeeLine>,
    pub total: i64,
    pub illustrative: bool,
    pub state: String,
    pub created_at: i64,
}

/// A try to pay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Attempt {
    /// The desk's id.
    pub uid: String,
    pub obligation: String,
    pub reference: String,
    pub method: String,
    pub payer_name: String,
    pub amount: i64,
    pub state: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub settled_at: Option<i64>,
    pub bank_transaction: Option<String>,
    pub reconciled: Option<String>,
}

/// What a bank said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct BankNotice {
    /// `ipn`, `transfer`, or `query` for an answer that was asked for.
    pub kind: String,
    pub received_at: i64,
    pub reference: String,
    pub attempt: Option<String>,
    pub bank_transaction: String,
    pub amount: Option<i64>,
    pub paid: bool,
    /// The code that was answered.
    pub answered: String,
    /// `settled`, `late`, `surplus`, `mismatch`, `unmatched`, `repeated`, `forged` or `none`.
    pub effect: String,
}

/// A receipt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Receipt {
    pub id: String,
    pub obligation: String,
    pub attempt: String,
    pub number: String,
    pub issued_at: i64,
    pub amount: i64,
    pub payer_name: String,
}

/// Letters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Waiting to be sent.
    pub waiting: u32,
    /// Taken by a mail server.
    pub sent: u32,
    /// Given up.
    pub failed: u32,
    /// In training's own mailbox.
    pub mailbox: u32,
}

/// Reads the ledger of a data folder.
///
/// # Errors
/// When the folder holds no portal, or cannot be read.
pub fn read(data: &Path) -> anyhow::Result<Ledger> {
    let database = data.join("portal.sqlite3");
    if !database.is_file() {
        bail!(
            "{} holds no portal; give the folder named with --data at its start",
            data.display()
        );
    }
    let mut connection = Connection::open_with_flags(
        &database,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .with_context(|| format!("cannot open {}", database.display()))?;
    connection.busy_timeout(Duration::from_secs(10))?;
    let tx = connection.transaction()?;
    read::Reader::new(&tx, data)
        .ledger()
        .context("the portal's database cannot be read; is it of another version of the program?")
}

/// Writes the ledger of a data folder, as JSON or as a short text.
///
/// # Errors
/// When the folder holds no portal, or cannot be read.
pub fn write(data: &Path, json: bool, out: &mut dyn Write) -> anyhow::Result<()> {
    let ledger = read(data)?;
    if json {
        serde_json::to_writer_pretty(&mut *out, &ledger)?;
        writeln!(out)?;
        return Ok(());
    }
    writeln!(out, "Cổng / Portal {}", ledger.portal_id)?;
    writeln!(out, "Tài khoản / Accounts: {}", ledger.accounts.len())?;
    writeln!(out, "Hồ sơ / Dossiers: {}", ledger.dossiers.len())?;
    for dossier in &ledger.dossiers {
        writeln!(
            out,
            "  {}  {}  {}  {}  {} tệp / papers",
            dossier.uid,
            dossier.code.as_deref().unwrap_or("-"),
            dossier.status.as_deref().unwrap_or("draft"),
            dossier.money,
            dossier.papers.len()
        )?;
    }
    let damaged = ledger.files.iter().filter(|file| !file.intact()).count();
    writeln!(
        out,
        "Tệp / Files: {} (sai lệch / damaged: {damaged})",
        ledger.files.len()
    )?;
    for attempt in &ledger.attempts {
        writeln!(
            out,
            "  {}  {}  {} ₫  {}",
            attempt.uid, attempt.reference, attempt.amount, attempt.state
        )?;
    }
    for receipt in &ledger.receipts {
        writeln!(out, "Biên lai / Receipt {}: {} ₫", receipt.number, receipt.amount)?;
    }
    Ok(())
}

impl StoredFile {
    /// Whether the bytes on disk are what was uploaded.
    pub fn intact(&self) -> bool {
        self.stored
            .as_ref()
            .is_some_and(|stored| stored.sha256 == self.sha256 && stored.size == self.size)
    }
}
