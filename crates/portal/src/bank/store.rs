//! The bank's memory: payments, transfers, and the notices that still have to be sent.

use std::{
    path::Path,
    sync::{Mutex, MutexGuard},
};

use chrono::{DateTime, Duration, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use rusqlite_migration::{M, Migrations};

/// What stops the bank.
#[derive(Debug, thiserror::Error)]
pub enum BankError {
    /// Its database.
    #[error("the bank simulator's database failed ({0}); check the disk, or remove the file to start anew")]
    Database(#[from] rusqlite::Error),
    /// Its database is of a newer program.
    #[error(
        "the bank simulator's database cannot be brought up to date ({0}); remove the file to start anew"
    )]
    Migration(#[from] rusqlite_migration::Error),
    /// Its HTTP client.
    #[error("the bank simulator cannot make an HTTP client ({0})")]
    Http(reqwest::Error),
}

/// How a payment ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Money was taken.
    Paid,
    /// Not enough money in the account.
    InsufficientFunds,
    /// The payer gave up.
    Cancelled,
    /// Nobody decided in time.
    TimedOut,
}

impl Decision {
    /// `vnp_ResponseCode` as the gateway documents it: 00 done, 51 not enough money, 24 the customer
    /// cancelled, 11 timed out.
    pub fn response_code(self) -> &'static str {
        match self {
            Self::Paid => "00",
            Self::InsufficientFunds => "51",
            Self::Cancelled => "24",
            Self::TimedOut => "11",
        }
    }

    /// `vnp_TransactionStatus`: 00 done, 02 failed.
    pub fn transaction_status(self) -> &'static str {
        match self {
            Self::Paid => "00",
            Self::InsufficientFunds | Self::Cancelled | Self::TimedOut => "02",
        }
    }

    /// From a stored response code.
    pub fn from_response_code(code: &str) -> Option<Self> {
        [
            Self::Paid,
            Self::InsufficientFunds,
            Self::Cancelled,
            Self::TimedOut,
        ]
        .into_iter()
        .find(|decision| decision.response_code() == code)
    }
}

/// A payment that somebody opened in a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// `vnp_TxnRef`.
    pub txn_ref: String,
    /// `vnp_Amount`: đồng times a hundred.
    pub amount_x100: i64,
    /// `vnp_OrderInfo`.
    pub order_info: String,
    /// `vnp_BankCode`, empty when the payer chooses.
    pub bank_code: String,
    /// `vnp_CreateDate`, Viet Nam time, `yyyyMMddHHmmss`.
    pub create_date: String,
    /// `vnp_ExpireDate`, the same; empty when none was given.
    pub expire_date: String,
    /// `vnp_ReturnUrl`.
    pub return_url: String,
    /// Stands in the page's form, so that no other page can decide for the payer.
    pub ticket: String,
    /// How it ended, once it has.
    pub decision: Option<Decision>,
    /// `vnp_TransactionNo`.
    pub transaction_no: i64,
    /// `vnp_PayDate`, once decided.
    pub pay_date: String,
}

/// A notice to the portal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Number in the bank's database.
    pub id: i64,
    /// Where it goes, with the query of an IPN.
    pub target: String,
    /// JSON of a transfer notice, empty for an IPN.
    pub body: String,
    /// Signature header of a transfer notice.
    pub signature: String,
    /// How often it was tried.
    pub tries: u32,
    /// Whether to try again when the answer is not final.
    pub repeats: bool,
}

/// A notice to be queued together with a decision.
#[derive(Debug, Clone)]
pub struct NewNotice {
    /// See [`Notice::target`].
    pub target: String,
    /// See [`Notice::body`].
    pub body: String,
    /// See [`Notice::signature`].
    pub signature: String,
    /// When to send it.
    pub due: DateTime<Utc>,
    /// See [`Notice::repeats`].
    pub repeats: bool,
}

const MIGRATIONS: &[M<'static>] = &[M::up(
    "CREATE TABLE payment (
       number INTEGER PRIMARY KEY AUTOINCREMENT,     -- vnp_TransactionNo minus a base
       txn_ref TEXT NOT NULL UNIQUE,
       amount_x100 INTEGER NOT NULL,
       order_info TEXT NOT NULL,
       bank_code TEXT NOT NULL,
       create_date TEXT NOT NULL,                    -- yyyyMMddHHmmss, Viet Nam time
       expire_date TEXT NOT NULL,
       return_url TEXT NOT NULL,
       ticket TEXT NOT NULL,
       response_code TEXT,                           -- NULL: not decided
       pay_date TEXT NOT NULL DEFAULT ''
     ) STRICT;
     CREATE TABLE transfer (
       number INTEGER PRIMARY KEY AUTOINCREMENT,
       account TEXT NOT NULL,
       amount INTEGER NOT NULL,                      -- đồng
       content TEXT NOT NULL,
       made_at_ms INTEGER NOT NULL
     ) STRICT;
     CREATE TABLE notice (
       id INTEGER PRIMARY KEY AUTOINCREMENT,
       target TEXT NOT NULL,
       body TEXT NOT NULL,
       signature TEXT NOT NULL,
       due_ms INTEGER NOT NULL,
       tries INTEGER NOT NULL DEFAULT 0,
       repeats INTEGER NOT NULL,
       done INTEGER NOT NULL DEFAULT 0,
       last_answer TEXT NOT NULL DEFAULT ''
     ) STRICT;
     CREATE INDEX notice_due ON notice (due_ms) WHERE done = 0;",
)];

/// Transaction numbers start here, so that they look like a gateway's.
const NUMBER_BASE: i64 = 14_000_000;

/// The database. Every call is one short transaction.
pub struct BankStore(Mutex<Connection>);

impl BankStore {
    /// Opens the file, or makes it.
    pub fn open(path: &Path) -> Result<Self, BankError> {
        let mut connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        Migrations::from_slice(MIGRATIONS).to_latest(&mut connection)?;
        Ok(Self(Mutex::new(connection)))
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Remembers a payment the first time its page is opened. `None`: the reference is known with
    /// other details, which a gateway refuses.
    pub fn open_payment(&self, new: &Payment) -> Result<Option<Payment>, BankError> {
        let connection = self.lock();
        connection.execute(
            "INSERT INTO payment (txn_ref, amount_x100, order_info, bank_code, create_date, expire_date, return_url, ticket)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (txn_ref) DO NOTHING",
            params![
                new.txn_ref,
                new.amount_x100,
                new.order_info,
                new.bank_code,
                new.create_date,
                new.expire_date,
                new.return_url,
                new.ticket
            ],
        )?;
        let stored = payment(&connection, &new.txn_ref)?;
        Ok(stored.filter(|p| p.amount_x100 == new.amount_x100 && p.create_date == new.create_date))
    }

    /// The payment with this reference.
    pub fn payment(&self, txn_ref: &str) -> Result<Option<Payment>, BankError> {
        Ok(payment(&self.lock(), txn_ref)?)
    }

    /// Decides a payment and queues what is to be told about it, together or not at all.
    /// `None`: it was decided before; what was said then stays.
    pub fn decide(
        &self,
        txn_ref: &str,
        decision: Decision,
        pay_date: &str,
        notices: impl FnOnce(&Payment) -> Vec<NewNotice>,
    ) -> Result<Option<Payment>, BankError> {
        let mut connection = self.lock();
        let tx = connection.transaction()?;
        let changed = tx.execute(
            "UPDATE payment SET response_code = ?2, pay_date = ?3 WHERE txn_ref = ?1 AND response_code IS NULL",
            params![txn_ref, decision.response_code(), pay_date],
        )?;
        let decided = if changed == 1 {
            payment(&tx, txn_ref)?
        } else {
            None
        };
        if let Some(decided) = &decided {
            for notice in notices(decided) {
                queue(&tx, &notice)?;
            }
        }
        tx.commit()?;
        Ok(decided)
    }

    /// Queues a notice that belongs to no decision (a forged one).
    pub fn queue(&self, notice: &NewNotice) -> Result<(), BankError> {
        Ok(queue(&self.lock(), notice)?)
    }

    /// Books a transfer and queues what is to be told about it. Gives the transaction number.
    pub fn transfer(
        &self,
        account: &str,
        amount: i64,
        content: &str,
        at: DateTime<Utc>,
        notices: impl FnOnce(i64) -> Vec<NewNotice>,
    ) -> Result<i64, BankError> {
        let mut connection = self.lock();
        let tx = connection.transaction()?;
        tx.execute(
            "INSERT INTO transfer (account, amount, content, made_at_ms) VALUES (?1, ?2, ?3, ?4)",
            params![account, amount, content, at.timestamp_millis()],
        )?;
        let number = NUMBER_BASE + tx.last_insert_rowid();
        for notice in notices(number) {
            queue(&tx, &notice)?;
        }
        tx.commit()?;
        Ok(number)
    }

    /// Notices whose time has come, oldest first.
    pub fn due(&self, now: DateTime<Utc>) -> Result<Vec<Notice>, BankError> {
        let connection = self.lock();
        let mut statement = connection.prepare_cached(
            "SELECT id, target, body, signature, tries, repeats FROM notice
             WHERE done = 0 AND due_ms <= ?1 ORDER BY due_ms, id LIMIT 50",
        )?;
        let rows = statement.query_map([now.timestamp_millis()], |row| {
            Ok(Notice {
                id: row.get(0)?,
                target: row.get(1)?,
                body: row.get(2)?,
                signature: row.get(3)?,
                tries: row.get(4)?,
                repeats: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Records a try: final, or due again.
    pub fn tried(&self, id: i64, answer: &str, again: Option<DateTime<Utc>>) -> Result<(), BankError> {
        self.lock().execute(
            "UPDATE notice SET tries = tries + 1, last_answer = ?2, done = ?3, due_ms = COALESCE(?4, due_ms) WHERE id = ?1",
            params![id, answer, again.is_none(), again.map(|at| at.timestamp_millis())],
        )?;
        Ok(())
    }

    /// Every notice with its tries and last answer, oldest first.
    pub fn notices(&self) -> Result<Vec<(String, u32, String)>, BankError> {
        let connection = self.lock();
        let mut statement =
            connection.prepare("SELECT target, tries, last_answer FROM notice ORDER BY id")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// When a notice that is repeated after `seconds` is due again.
    pub fn again_at(now: DateTime<Utc>, seconds: u32) -> DateTime<Utc> {
        now + Duration::seconds(i64::from(seconds))
    }
}

fn queue(connection: &Connection, notice: &NewNotice) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO notice (target, body, signature, due_ms, repeats) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            notice.target,
            notice.body,
            notice.signature,
            notice.due.timestamp_millis(),
            notice.repeats
        ],
    )?;
    Ok(())
}

fn payment(connection: &Connection, txn_ref: &str) -> rusqlite::Result<Option<Payment>> {
    connection
        .query_row(
            "SELECT number, txn_ref, amount_x100, order_info, bank_code, create_date, expire_date, return_url, ticket,
                    response_code, pay_date
             FROM payment WHERE txn_ref = ?1",
            [txn_ref],
            |row| {
                let code: Option<String> = row.get(9)?;
                Ok(Payment {
                    transaction_no: NUMBER_BASE + row.get::<_, i64>(0)?,
                    txn_ref: row.get(1)?,
                    amount_x100: row.get(2)?,
                    order_info: row.get(3)?,
                    bank_code: row.get(4)?,
                    create_date: row.get(5)?,
                    expire_date: row.get(6)?,
                    return_url: row.get(7)?,
                    ticket: row.get(8)?,
                    decision: code.as_deref().and_then(Decision::from_response_code),
                    pay_date: row.get(10)?,
                })
            },
        )
        .optional()
}
