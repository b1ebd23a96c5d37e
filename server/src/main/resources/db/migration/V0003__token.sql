-- Tokens without their secrets: a token itself is signed and shown once. A revoked one is gone from here.

CREATE TABLE token (
    id            uuid        CONSTRAINT token_pk PRIMARY KEY,
    user_login    text        NOT NULL CONSTRAINT token_user_fk REFERENCES tenant ON DELETE CASCADE,
    type          text        NOT NULL CONSTRAINT token_type_known CHECK (type IN ('API', 'CONSOLE')),
    description   text        NOT NULL,
    permissions   jsonb       NOT NULL,
    project_roles jsonb       NOT NULL,
    tenant_roles  jsonb       NOT NULL,
    admin_role    text        CONSTRAINT token_admin_role_known CHECK (admin_role IN ('EDITOR', 'VIEWER')),
    issuer        text        NOT NULL,
    server_made   boolean     NOT NULL,
    issued_at     timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    CONSTRAINT token_console_has_no_rights_of_its_own
        CHECK (type = 'API' OR (admin_role IS NULL AND permissions = '{}' AND project_roles = '{}' AND tenant_roles = '{}'))
);

CREATE INDEX token_by_user ON token (user_login, issued_at DESC);

CREATE INDEX token_by_end ON token (expires_at);

-- A key signs for the first part of its life, and is kept until the last token that it signed has ended.
CREATE TABLE signing_key (
    id          uuid        CONSTRAINT signing_key_pk PRIMARY KEY,
    private_key bytea       NOT NULL,
    public_key  bytea       NOT NULL,
    created_at  timestamptz NOT NULL,
    signs_until timestamptz NOT NULL,
    gone_at     timestamptz NOT NULL
);

CREATE FUNCTION tell_token_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('bergwerk', 'access token ' || OLD.id);
    RETURN NULL;
END
$$;

CREATE TRIGGER token_changed AFTER UPDATE OR DELETE ON token
    FOR EACH ROW EXECUTE FUNCTION tell_token_changed();
