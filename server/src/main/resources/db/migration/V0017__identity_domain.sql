-- Who was let in for the domain of their e-mail address is let in only as long as they have one.
ALTER TABLE user_identity ADD COLUMN by_domain boolean NOT NULL DEFAULT false;
