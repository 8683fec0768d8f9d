-- Obligations, attempts, notices of the bank, receipts; the officer's sessions and plans.
-- Conventions of 001_core.sql. Amounts: whole đồng.

-- What a submission owes: all fee lines to one receiving account, paid in one go.
CREATE TABLE obligations (
    id           TEXT PRIMARY KEY,
    dossier      TEXT NOT NULL REFERENCES dossiers (uid),
    account      TEXT NOT NULL REFERENCES accounts (id),
    lines        TEXT NOT NULL,                 -- JSON: the fee lines
    total        INTEGER NOT NULL CHECK (total > 0),
    illustrative INTEGER NOT NULL,              -- a line is only a reference amount
    beneficiary  TEXT NOT NULL,                 -- JSON: the account as it was when the fee came up
    state        TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    closed_at    INTEGER,                       -- not owed any more: the dossier ended before it was paid
    refunded_at  INTEGER                        -- an officer noted that it was paid back
) STRICT;
CREATE INDEX obligations_dossier ON obligations (dossier, created_at);
CREATE INDEX obligations_account ON obligations (account, created_at DESC);

CREATE TABLE attempts (
    uid              TEXT PRIMARY KEY,          -- the desk's, unique for ever: rows are never deleted
    obligation       TEXT NOT NULL REFERENCES obligations (id),
    reference        TEXT NOT NULL UNIQUE,      -- ours: vnp_TxnRef, or the content of the transfer
    method           TEXT NOT NULL,
    payer_name       TEXT NOT NULL,
    amount           INTEGER NOT NULL CHECK (amount > 0),
    state            TEXT NOT NULL,
    pay_url          TEXT,
    qr_payload       TEXT,
    bank_created     TEXT NOT NULL,             -- vnp_CreateDate, which a query must repeat
    created_at       INTEGER NOT NULL,
    expires_at       INTEGER NOT NULL,
    asked_at         INTEGER,                   -- when the bank was last asked about it
    settled_at       INTEGER,
    bank_transaction TEXT,                      -- the bank's own number
    message          TEXT,
    reconciled_at    INTEGER,                   -- a late payment was dealt with by an officer …
    reconciled_how   TEXT CHECK (reconciled_how IN ('accepted', 'refund'))  -- … in this way
) STRICT;
CREATE INDEX attempts_obligation ON attempts (obligation, created_at);
-- One try at a time, whatever the handlers believe.
CREATE UNIQUE INDEX attempts_one_pending ON attempts (obligation) WHERE state = 'pending';
CREATE INDEX attempts_watch ON attempts (expires_at) WHERE state = 'pending';
CREATE INDEX attempts_late ON attempts (settled_at) WHERE state = 'late' AND reconciled_at IS NULL;

-- Every notice that arrived and every answer that was asked for, with what it did.
CREATE TABLE bank_notices (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    kind             TEXT NOT NULL CHECK (kind IN ('ipn', 'transfer', 'query')),
    received_at      INTEGER NOT NULL,
    reference        TEXT NOT NULL,             -- as the notice named it, at most 100 characters
    attempt          TEXT REFERENCES attempts (uid),
    bank_transaction TEXT NOT NULL,
    amount           INTEGER,                   -- as the notice named it
    paid             INTEGER NOT NULL,          -- whether it said that money was taken
    answered         TEXT NOT NULL,             -- RspCode
    effect           TEXT NOT NULL CHECK (effect IN ('settled', 'late', 'surplus', 'mismatch', 'unmatched', 'repeated', 'forged', 'none'))
) STRICT;
CREATE INDEX bank_notices_attempt ON bank_notices (attempt);
CREATE INDEX bank_notices_transfer ON bank_notices (bank_transaction) WHERE kind = 'transfer';
CREATE INDEX bank_notices_effect ON bank_notices (effect, id);

CREATE TABLE receipts (
    id         TEXT PRIMARY KEY,
    obligation TEXT NOT NULL UNIQUE REFERENCES obligations (id),  -- issued once
    attempt    TEXT NOT NULL UNIQUE REFERENCES attempts (uid),
    year       INTEGER NOT NULL,
    sequence   INTEGER NOT NULL,
    number     TEXT NOT NULL UNIQUE,
    issued_at  INTEGER NOT NULL,
    amount     INTEGER NOT NULL,
    payer_name TEXT NOT NULL,
    UNIQUE (year, sequence)                                       -- no gaps are possible: see money/settle.rs
) STRICT;

CREATE TABLE officer_sessions (
    hash       BLOB PRIMARY KEY,                -- SHA-256 of the cookie
    csrf       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

-- What the automatic officer will do next with a dossier, so that a restart forgets nothing.
CREATE TABLE officer_plans (
    dossier TEXT PRIMARY KEY REFERENCES dossiers (uid),
    step    TEXT NOT NULL,
    due_at  INTEGER NOT NULL
) STRICT;
