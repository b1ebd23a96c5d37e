-- Offers to join a tenant or a project. Whoever has the secret can join, once; a spent invite is gone from here.

-- The secret lies here readable, because owners can list the invites they have given out; it holds for seven days.
CREATE TABLE invite (
    secret     text        CONSTRAINT invite_pk PRIMARY KEY
                           CONSTRAINT invite_secret_form CHECK (secret ~ '^[0-9A-Za-z-]{32}$'),
    tenant     text        NOT NULL CONSTRAINT invite_tenant_fk REFERENCES tenant ON DELETE CASCADE,
    project    uuid        CONSTRAINT invite_project_fk REFERENCES project ON DELETE CASCADE,
    role       text        NOT NULL CONSTRAINT invite_role_known CHECK (role IN ('OWNER', 'EDITOR', 'VIEWER')),
    invited_by text        NOT NULL CONSTRAINT invite_inviter_fk REFERENCES tenant ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX invite_of_tenant ON invite (tenant, created_at);

CREATE INDEX invite_of_project ON invite (project, created_at) WHERE project IS NOT NULL;

CREATE INDEX invite_by_inviter ON invite (invited_by);

CREATE INDEX invite_by_end ON invite (expires_at);

-- Who may no longer invite must not come back by an invite that they kept for themselves.
CREATE FUNCTION withdraw_invites_of_tenant_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM invite i
    WHERE i.tenant = OLD.tenant AND i.invited_by = OLD.member
        AND (i.project IS NULL OR NOT EXISTS (
            SELECT FROM project_member m WHERE m.project = i.project AND m.member = OLD.member AND m.role = 'OWNER'));
    RETURN NULL;
END
$$;

CREATE FUNCTION withdraw_invites_of_project_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM invite i
    WHERE i.project = OLD.project AND i.invited_by = OLD.member AND NOT EXISTS (
        SELECT FROM tenant_member m WHERE m.tenant = i.tenant AND m.member = OLD.member AND m.role = 'OWNER');
    RETURN NULL;
END
$$;

CREATE TRIGGER tenant_owner_left AFTER DELETE ON tenant_member
    FOR EACH ROW WHEN (OLD.role = 'OWNER') EXECUTE FUNCTION withdraw_invites_of_tenant_member();

CREATE TRIGGER tenant_owner_demoted AFTER UPDATE OF role ON tenant_member
    FOR EACH ROW WHEN (OLD.role = 'OWNER' AND NEW.role <> 'OWNER') EXECUTE FUNCTION withdraw_invites_of_tenant_member();

CREATE TRIGGER project_owner_left AFTER DELETE ON project_member
    FOR EACH ROW WHEN (OLD.role = 'OWNER') EXECUTE FUNCTION withdraw_invites_of_project_member();

CREATE TRIGGER project_owner_demoted AFTER UPDATE OF role ON project_member
    FOR EACH ROW WHEN (OLD.role = 'OWNER' AND NEW.role <> 'OWNER') EXECUTE FUNCTION withdraw_invites_of_project_member();

-- How many organisations somebody has made counts against a quota.
CREATE INDEX tenant_by_creator ON tenant (created_by) WHERE NOT personal;

-- When the operator was asked to let the tenant use what costs money; empty if never.
ALTER TABLE tenant ADD COLUMN admission_requested_at timestamptz;
