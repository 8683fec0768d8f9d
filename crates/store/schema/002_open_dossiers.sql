-- Schema 2. What stands open at the portal, by its due date (those without one last): the desk's first page reads
-- its few rows from here, however many dossiers were ever sent.
CREATE INDEX dossier_open ON dossier (owner, due_on IS NULL, due_on, changed_at)
    WHERE deleted_at IS NULL AND sent = 1 AND status IN
        ('registered', 'received', 'processing', 'supplement_requested', 'payment_requested', 'finished');
