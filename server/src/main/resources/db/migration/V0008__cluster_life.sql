-- What a cluster was last as ordered with, so that no upgrade begins before the one before it has ended.
ALTER TABLE cluster ADD COLUMN reached_version text;
ALTER TABLE cluster ADD COLUMN deletion_protected boolean NOT NULL DEFAULT false;
