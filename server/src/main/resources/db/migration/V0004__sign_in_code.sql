-- Codes of the built-in sign-in, as hashes; a spent code is gone from here.

CREATE TABLE sign_in_code (
    code_hash  bytea       CONSTRAINT sign_in_code_pk PRIMARY KEY,
    user_login text        NOT NULL CONSTRAINT sign_in_code_user_fk REFERENCES tenant ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);

CREATE INDEX sign_in_code_by_user ON sign_in_code (user_login);
