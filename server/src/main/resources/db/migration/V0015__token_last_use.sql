-- What a rotated token says of its own end, which is later than the one that counts. Null while both are the same.
ALTER TABLE token ADD COLUMN signed_until timestamptz
    CONSTRAINT token_ends_as_signed_or_earlier CHECK (signed_until >= expires_at);

-- The latest use of each token. Not in the token's row, for each change of that is told to all servers.
CREATE TABLE token_use (
    token   uuid        CONSTRAINT token_use_pk PRIMARY KEY
        CONSTRAINT token_use_token_fk REFERENCES token ON DELETE CASCADE,
    used_at timestamptz NOT NULL,
    address text        NOT NULL -- empty if it could not be known
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);
