-- What is filed most: anybody may ask for it, at every start of every desk, and no dossier is read for it.
CREATE INDEX dossiers_often_filed ON dossiers (procedure, submitted_at) WHERE submitted_at IS NOT NULL;
