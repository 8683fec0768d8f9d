-- Accounts, sessions, uploads, dossiers and the change feed.
-- Moments: milliseconds since 1970, UTC. UUIDs: hyphenated text. Days: ISO text.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE accounts (
    id                TEXT PRIMARY KEY,
    kind              TEXT NOT NULL,
    full_name         TEXT NOT NULL,
    organisation_name TEXT,
    id_number         TEXT NOT NULL,
    id_issued_on      TEXT,
    phone             TEXT NOT NULL,
    email             TEXT NOT NULL,
    email_key         TEXT NOT NULL UNIQUE,     -- lower case, for signing in
    id_key            TEXT NOT NULL UNIQUE,     -- upper case, without blanks
    password_hash     TEXT NOT NULL,            -- PHC string, Argon2id
    terms_accepted_at INTEGER NOT NULL,
    confirmed_at      INTEGER,
    created_at        INTEGER NOT NULL,
    version           INTEGER NOT NULL
) STRICT;

-- Tokens and codes that travel by letter; only their keyed hash is kept.
CREATE TABLE mail_tokens (
    mac        BLOB PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    purpose    TEXT NOT NULL CHECK (purpose IN ('confirm', 'reset')),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;
CREATE INDEX mail_tokens_account ON mail_tokens (account, purpose);

-- Letters to send. The token of a letter is made when it is sent, so none lies here in the clear.
CREATE TABLE mail_outbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account    TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    purpose    TEXT NOT NULL CHECK (purpose IN ('confirm', 'reset', 'password_changed')),
    created_at INTEGER NOT NULL,
    attempts   INTEGER NOT NULL DEFAULT 0,
    next_at    INTEGER NOT NULL,
    sent_at    INTEGER,
    failed_at  INTEGER,                         -- given up
    last_error TEXT
) STRICT;
CREATE INDEX mail_outbox_due ON mail_outbox (next_at) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX mail_outbox_account ON mail_outbox (account, purpose, created_at);

CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    device_id  TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL,
    ended_at   INTEGER,
    ended_why  TEXT
) STRICT;
CREATE INDEX sessions_account ON sessions (account) WHERE ended_at IS NULL;

CREATE TABLE session_tokens (
    hash       BLOB PRIMARY KEY,                -- SHA-256 of the token
    session    TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('access', 'refresh')),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    spent_at   INTEGER                          -- a refresh token works once
) STRICT;
CREATE INDEX session_tokens_session ON session_tokens (session);
CREATE INDEX session_tokens_expiry ON session_tokens (expires_at);

CREATE TABLE throttle (
    bucket     TEXT PRIMARY KEY,                -- keyed hash: holds no address and no name
    count      INTEGER NOT NULL,
    started_at INTEGER NOT NULL
) STRICT;

-- Answers by key, committed with their effects.
CREATE TABLE idempotency (
    scope      TEXT NOT NULL,
    key        TEXT NOT NULL,
    action     TEXT NOT NULL,
    body_mac   BLOB NOT NULL,                   -- keyed, since a body may hold a password
    status     INTEGER NOT NULL,
    version    INTEGER,
    body       TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_age ON idempotency (created_at);

-- Every edition that was ever served: a dossier keeps the one it was made under.
CREATE TABLE catalogue_versions (
    edition    TEXT NOT NULL,
    version    INTEGER NOT NULL,
    sha256     TEXT NOT NULL,
    document   BLOB NOT NULL,                   -- zstd
    first_at   INTEGER NOT NULL,
    PRIMARY KEY (edition, version)
) STRICT;

CREATE TABLE uploads (
    id         TEXT PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    sha256     TEXT NOT NULL,
    length     INTEGER NOT NULL,
    file_name  TEXT,
    state      TEXT NOT NULL CHECK (state IN ('open', 'done', 'mismatch', 'ended')),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX uploads_account ON uploads (account, state);
CREATE INDEX uploads_expiry ON uploads (expires_at);

-- A file is somebody's: the same bytes of two accounts are two rows and two files.
CREATE TABLE blobs (
    account    TEXT NOT NULL REFERENCES accounts (id),
    sha256     TEXT NOT NULL,
    size       INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (account, sha256)
) STRICT, WITHOUT ROWID;

CREATE TABLE dossiers (
    uid               TEXT PRIMARY KEY,         -- the desk's, unique for ever: rows are never deleted
    account           TEXT NOT NULL REFERENCES accounts (id),
    procedure         TEXT NOT NULL,
    procedure_name    TEXT NOT NULL,
    agency            TEXT NOT NULL,
    agency_name       TEXT NOT NULL,
    edition           TEXT NOT NULL,
    catalogue_version INTEGER NOT NULL,
    content           TEXT NOT NULL,
    applicant_name    TEXT NOT NULL,
    version           INTEGER NOT NULL,
    status            TEXT,
    money             TEXT NOT NULL DEFAULT 'none',
    code              TEXT UNIQUE,
    lookup_key        TEXT,
    submitted_at      INTEGER,
    received_at       INTEGER,
    due_on            TEXT,
    ended_at          INTEGER,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    deleted_at        INTEGER,
    CHECK ((status IS NULL) = (code IS NULL)),
    CHECK ((status IS NULL) = (submitted_at IS NULL))
) STRICT;
CREATE INDEX dossiers_list ON dossiers (account, created_at DESC, uid DESC) WHERE deleted_at IS NULL;
CREATE INDEX dossiers_work ON dossiers (status, submitted_at) WHERE status IS NOT NULL;

-- Which stored files the current content of a dossier names.
CREATE TABLE dossier_papers (
    dossier TEXT NOT NULL REFERENCES dossiers (uid),
    paper   TEXT NOT NULL,
    account TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    PRIMARY KEY (dossier, paper)
) STRICT, WITHOUT ROWID;
CREATE INDEX dossier_papers_blob ON dossier_papers (account, sha256);

-- What was handed in: number 1 is the submission, later ones answer requests for supplements.
CREATE TABLE submissions (
    dossier        TEXT NOT NULL REFERENCES dossiers (uid),
    number         INTEGER NOT NULL,
    answer_uid     TEXT UNIQUE,                 -- the desk's id of an answer, unique for ever
    submitted_at   INTEGER NOT NULL,
    content        TEXT NOT NULL,
    answers_sha256 TEXT NOT NULL,
    manifest       TEXT NOT NULL,
    note           TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (dossier, number)
) STRICT, WITHOUT ROWID;
-- Files that a submission names stay for ever.
CREATE TABLE submitted_papers (
    dossier TEXT NOT NULL,
    number  INTEGER NOT NULL,
    paper   TEXT NOT NULL,
    account TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    PRIMARY KEY (dossier, number, paper),
    FOREIGN KEY (dossier, number) REFERENCES submissions (dossier, number),
    FOREIGN KEY (account, sha256) REFERENCES blobs (account, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX submitted_papers_blob ON submitted_papers (account, sha256);

CREATE TABLE dossier_events (
    dossier TEXT NOT NULL REFERENCES dossiers (uid),
    number  INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    status  TEXT NOT NULL,
    actor   TEXT NOT NULL,
    unit    TEXT NOT NULL,
    text    TEXT NOT NULL,
    PRIMARY KEY (dossier, number)
) STRICT, WITHOUT ROWID;

-- Times during which the statutory clock stood still (statuses 5, 6 and 8).
CREATE TABLE dossier_pauses (
    dossier TEXT NOT NULL REFERENCES dossiers (uid),
    from_at INTEGER NOT NULL,
    to_at   INTEGER,
    PRIMARY KEY (dossier, from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE supplements (
    id          TEXT PRIMARY KEY,
    dossier     TEXT NOT NULL REFERENCES dossiers (uid),
    asked_at    INTEGER NOT NULL,
    until_on    TEXT,
    officer     TEXT NOT NULL,
    items       TEXT NOT NULL,
    answered_at INTEGER
) STRICT;
CREATE INDEX supplements_dossier ON supplements (dossier, asked_at);
CREATE UNIQUE INDEX supplements_one_open ON supplements (dossier) WHERE answered_at IS NULL;

CREATE TABLE results (
    id         TEXT PRIMARY KEY,
    dossier    TEXT NOT NULL REFERENCES dossiers (uid),
    file_name  TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size       INTEGER NOT NULL,
    sha256     TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX results_dossier ON results (dossier, created_at);

CREATE TABLE code_sequences (
    unit TEXT NOT NULL,
    day  TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (unit, day)
) STRICT, WITHOUT ROWID;

-- One row per thing, moved to the end when the thing changes.
CREATE TABLE changes (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind    TEXT NOT NULL,
    id      TEXT NOT NULL,
    version INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    UNIQUE (account, kind, id)
) STRICT;
CREATE INDEX changes_feed ON changes (account, seq);
CREATE INDEX changes_tombstones ON changes (at) WHERE deleted = 1;

-- Letters that training's own mail server took.
CREATE TABLE letters (
    id          TEXT PRIMARY KEY,
    received_at INTEGER NOT NULL,
    recipient   TEXT NOT NULL,
    subject     TEXT NOT NULL,
    body        TEXT NOT NULL,
    raw         BLOB NOT NULL
) STRICT;
CREATE INDEX letters_age ON letters (received_at);
