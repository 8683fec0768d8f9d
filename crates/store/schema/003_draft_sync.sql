-- Schema 3. Drafts that are worked on from several computers.

-- What this desk and the portal last agreed on of a draft. Contents are JSON.
CREATE TABLE draft_sync (
    dossier INTEGER PRIMARY KEY REFERENCES dossier (number) ON DELETE CASCADE,
    account BLOB NOT NULL CHECK (length(account) = 16), -- whose it is at the portal
    version INTEGER NOT NULL,        -- the portal's version of `base`; 0: none is known
    catalogue_version INTEGER NOT NULL, -- under which the portal has it
    gone INTEGER NOT NULL CHECK (gone IN (0, 1)),       -- the portal's is deleted
    base TEXT NOT NULL,              -- the content both sides last knew
    disputed TEXT NOT NULL,          -- field → what it held before both changed it; theirs is in `base`
    coming TEXT NOT NULL,            -- papers of `base` whose bytes are not here yet
    told TEXT CHECK (told IN ('deleted_there', 'edited_there', 'submitted_there')), -- what the person has to know
    note TEXT,                       -- to `told`: the code of what was submitted there
    sending TEXT                     -- what left for the portal and has no answer yet, with its key
) STRICT;

CREATE INDEX draft_unanswered ON draft_sync (account) WHERE sending IS NOT NULL;
CREATE INDEX draft_coming ON draft_sync (account) WHERE coming <> '{}';

-- Drafts that changed since they were last compared with `base`.
CREATE TABLE draft_changed (
    dossier INTEGER PRIMARY KEY REFERENCES dossier (number) ON DELETE CASCADE,
    owner BLOB NOT NULL CHECK (length(owner) = 16)
) STRICT;
CREATE INDEX draft_changed_of ON draft_changed (owner, dossier);

CREATE TRIGGER draft_made AFTER INSERT ON dossier WHEN NEW.submitted_at IS NULL BEGIN
    INSERT INTO draft_changed (dossier, owner) VALUES (NEW.number, NEW.owner)
        ON CONFLICT (dossier) DO UPDATE SET owner = excluded.owner WHERE owner <> excluded.owner;
END;
CREATE TRIGGER draft_touched AFTER UPDATE OF changed_at, deleted_at, owner ON dossier
    WHEN NEW.submitted_at IS NULL AND NEW.sync IN ('draft', 'ready') BEGIN
    INSERT INTO draft_changed (dossier, owner) VALUES (NEW.number, NEW.owner)
        ON CONFLICT (dossier) DO UPDATE SET owner = excluded.owner WHERE owner <> excluded.owner;
END;

INSERT INTO draft_changed (dossier, owner)
    SELECT number, owner FROM dossier WHERE submitted_at IS NULL AND deleted_at IS NULL;
