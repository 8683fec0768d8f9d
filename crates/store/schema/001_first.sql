-- Schema 1. Times are milliseconds since 1970 UTC; ids are the 16 bytes of a UUID; hashes are the
-- 32 bytes of a SHA-256. "owner" is the account's id, or 16 zero bytes for what was made before
-- anybody signed in. Enumerations are the snake-case names of the program's types.

-- What this store is. One row.
CREATE TABLE meta (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    store_id BLOB NOT NULL CHECK (length(store_id) = 16),
    mode TEXT NOT NULL CHECK (mode IN ('real', 'training')),
    device_id BLOB NOT NULL CHECK (length(device_id) = 16), -- refresh tokens are bound to it
    portal_id BLOB CHECK (length(portal_id) = 16),          -- the only portal it may send to
    portal_address TEXT,                                    -- where that portal is reached now
    current_account BLOB CHECK (length(current_account) = 16),
    recovery_code TEXT,                                     -- until the user has noted it
    created_at INTEGER NOT NULL
) STRICT;

-- Small values by name, as JSON.
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How often a procedure was used here.
CREATE TABLE procedure_use (
    procedure TEXT PRIMARY KEY,
    uses INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX procedure_use_rank ON procedure_use (uses DESC, last_used_at DESC, procedure);

-- Accounts that signed in here.
CREATE TABLE account (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    details TEXT NOT NULL,   -- the portal's JSON
    version INTEGER NOT NULL,
    change_cursor TEXT       -- how far the change feed was read
) STRICT, WITHOUT ROWID;

-- Their tokens.
CREATE TABLE session (
    account BLOB PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    access_token TEXT NOT NULL,
    access_expires_at INTEGER NOT NULL,
    refresh_token TEXT NOT NULL,
    refresh_expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Versioned documents that replace the bundled ones: catalogue/2022, places, holidays, profile.
CREATE TABLE document (
    name TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    etag TEXT,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32), -- of the uncompressed bytes
    body BLOB NOT NULL,                               -- zstd
    fetched_at INTEGER NOT NULL
) STRICT;

-- Dossiers, without their content.
CREATE TABLE dossier (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16), -- the same at the portal, for ever
    owner BLOB NOT NULL CHECK (length(owner) = 16),
    procedure TEXT NOT NULL,
    procedure_name TEXT NOT NULL,
    edition TEXT NOT NULL,              -- of the catalogue it was made under
    catalogue_version INTEGER NOT NULL,
    sync TEXT NOT NULL,                 -- state on this desk
    held_reason TEXT,
    status TEXT,                        -- the portal's business status
    code TEXT,                          -- mã hồ sơ, the portal's
    lookup_key TEXT,
    money TEXT NOT NULL,
    due_on TEXT,                        -- ISO date
    submitted_at INTEGER,               -- the portal's time of receipt
    portal_version INTEGER,             -- ETag last seen
    proof TEXT,                         -- JSON
    applicant_name TEXT NOT NULL,       -- from the answers, for lists
    search_text TEXT NOT NULL,          -- folded words, the content of dossier_text
    changed_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER,                 -- in the bin since
    sent INTEGER NOT NULL GENERATED ALWAYS AS (submitted_at IS NOT NULL) VIRTUAL,
    supplement INTEGER NOT NULL GENERATED ALWAYS AS (coalesce(status, '') = 'supplement_requested') VIRTUAL
) STRICT;
-- The lists: unsent and sent (all is both, merged), and what waits for a supplement.
CREATE INDEX dossier_list ON dossier (owner, sent, changed_at DESC, number DESC) WHERE deleted_at IS NULL;
CREATE INDEX dossier_supplement ON dossier (owner, changed_at DESC, number DESC)
    WHERE deleted_at IS NULL AND supplement = 1;
CREATE INDEX dossier_bin ON dossier (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX dossier_code ON dossier (code) WHERE code IS NOT NULL;

-- Words to find a dossier by; rowid is dossier.number.
CREATE VIRTUAL TABLE dossier_text USING fts5 (
    words, content = '', contentless_delete = 1, prefix = '2 3', tokenize = "unicode61 remove_diacritics 0"
);

-- How many dossiers of each kind an owner has outside the bin.
CREATE TABLE dossier_count (
    owner BLOB NOT NULL,
    sent INTEGER NOT NULL,
    supplement INTEGER NOT NULL,
    dossiers INTEGER NOT NULL,
    PRIMARY KEY (owner, sent, supplement)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER dossier_counted AFTER INSERT ON dossier WHEN NEW.deleted_at IS NULL BEGIN
    INSERT INTO dossier_count (owner, sent, supplement, dossiers)
        VALUES (NEW.owner, NEW.submitted_at IS NOT NULL, coalesce(NEW.status, '') = 'supplement_requested', 1)
        ON CONFLICT DO UPDATE SET dossiers = dossiers + 1;
END;
CREATE TRIGGER dossier_uncounted AFTER DELETE ON dossier WHEN OLD.deleted_at IS NULL BEGIN
    UPDATE dossier_count SET dossiers = dossiers - 1
        WHERE owner = OLD.owner AND sent = (OLD.submitted_at IS NOT NULL)
            AND supplement = (coalesce(OLD.status, '') = 'supplement_requested');
END;
CREATE TRIGGER dossier_recounted AFTER UPDATE OF owner, submitted_at, status, deleted_at ON dossier BEGIN
    UPDATE dossier_count SET dossiers = dossiers - 1
        WHERE OLD.deleted_at IS NULL AND owner = OLD.owner AND sent = (OLD.submitted_at IS NOT NULL)
            AND supplement = (coalesce(OLD.status, '') = 'supplement_requested');
    INSERT INTO dossier_count (owner, sent, supplement, dossiers)
        SELECT NEW.owner, NEW.submitted_at IS NOT NULL, coalesce(NEW.status, '') = 'supplement_requested', 1
            WHERE NEW.deleted_at IS NULL
        ON CONFLICT DO UPDATE SET dossiers = dossiers + 1;
END;

-- Answers, one row each. A cleared answer keeps its row, so that clearing can be told from never set.
CREATE TABLE answer (
    dossier INTEGER NOT NULL REFERENCES dossier (number) ON DELETE CASCADE,
    path TEXT NOT NULL,
    value TEXT,               -- JSON; NULL: cleared
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (dossier, path)
) STRICT, WITHOUT ROWID;

-- Files that are on disk. A row is made only after the file is there.
CREATE TABLE blob (
    sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32), -- of the plaintext
    size INTEGER NOT NULL CHECK (size >= 0),
    stored_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Papers attached to dossiers.
CREATE TABLE paper (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    dossier INTEGER NOT NULL REFERENCES dossier (number) ON DELETE CASCADE,
    component TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256 BLOB NOT NULL REFERENCES blob (sha256),
    media_type TEXT NOT NULL,
    position INTEGER NOT NULL,   -- within the component, from 0; of no meaning once removed
    added_at INTEGER NOT NULL,
    removed_at INTEGER           -- taken away, can be brought back
) STRICT, WITHOUT ROWID;
CREATE INDEX paper_of_dossier ON paper (dossier, component, position) WHERE removed_at IS NULL;
CREATE INDEX paper_removed ON paper (dossier, removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX paper_blob ON paper (sha256);

-- Content as it was when it was queued.
CREATE TABLE revision (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    dossier INTEGER NOT NULL REFERENCES dossier (number) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('submission', 'supplement')),
    content TEXT NOT NULL,    -- JSON
    frozen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX revision_of_dossier ON revision (dossier, id);

-- Files a revision needs.
CREATE TABLE revision_blob (
    revision INTEGER NOT NULL REFERENCES revision (id) ON DELETE CASCADE,
    sha256 BLOB NOT NULL REFERENCES blob (sha256),
    PRIMARY KEY (revision, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX revision_blob_use ON revision_blob (sha256);

-- The outbox: one row per job. The engine's state is JSON; the columns beside it are for lists.
-- A dossier with an open job cannot be deleted (the reference restricts).
CREATE TABLE outbox_operation (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    dossier INTEGER NOT NULL REFERENCES dossier (number),
    owner BLOB NOT NULL CHECK (length(owner) = 16), -- whose session it needs
    kind TEXT NOT NULL,
    stage TEXT NOT NULL,
    held_reason TEXT,
    revision INTEGER REFERENCES revision (id),
    position INTEGER NOT NULL,  -- smaller first
    state TEXT NOT NULL,        -- JSON, idempotency keys included
    queued_at INTEGER NOT NULL,
    UNIQUE (dossier, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_order ON outbox_operation (position, id);
CREATE INDEX outbox_revision ON outbox_operation (revision) WHERE revision IS NOT NULL;

-- Uploads under way.
CREATE TABLE upload (
    owner BLOB NOT NULL CHECK (length(owner) = 16),
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    url TEXT NOT NULL,
    size INTEGER NOT NULL,
    offset_confirmed INTEGER NOT NULL,
    expires_at INTEGER,
    PRIMARY KEY (owner, sha256)
) STRICT, WITHOUT ROWID;

-- Things as the portal last described them, for showing offline.
CREATE TABLE portal_copy (
    owner BLOB NOT NULL CHECK (length(owner) = 16),
    kind TEXT NOT NULL,
    id BLOB NOT NULL CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    body TEXT NOT NULL,       -- JSON
    fetched_at INTEGER NOT NULL,
    PRIMARY KEY (owner, kind, id)
) STRICT, WITHOUT ROWID;

-- Files of results that are on this machine.
CREATE TABLE result_file (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    dossier INTEGER NOT NULL REFERENCES dossier (number) ON DELETE CASCADE,
    file_name TEXT NOT NULL,
    sha256 BLOB NOT NULL REFERENCES blob (sha256),
    fetched_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX result_of_dossier ON result_file (dossier);
CREATE INDEX result_blob ON result_file (sha256);

-- Attempts to pay made here; on disk before the portal hears of them.
CREATE TABLE payment_intent (
    uid BLOB PRIMARY KEY CHECK (length(uid) = 16),
    owner BLOB NOT NULL CHECK (length(owner) = 16),
    obligation BLOB NOT NULL CHECK (length(obligation) = 16),
    method TEXT NOT NULL,
    payer_name TEXT,
    created_at INTEGER NOT NULL,
    outcome TEXT              -- the portal's word for how it ended; NULL: not known
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX payment_open ON payment_intent (obligation) WHERE outcome IS NULL;
CREATE INDEX payment_open_of ON payment_intent (owner, created_at) WHERE outcome IS NULL;
