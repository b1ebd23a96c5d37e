-- Who there is: a tenant is a person or an organisation, and a user is a personal tenant.

CREATE TABLE tenant (
    login             text        CONSTRAINT tenant_pk PRIMARY KEY
                                  CONSTRAINT tenant_login_length CHECK (length(login) BETWEEN 3 AND 128),
    name              text        NOT NULL,
    email             text        NOT NULL DEFAULT '',
    description       text        NOT NULL DEFAULT '',
    avatar_url        text        NOT NULL DEFAULT '',
    phone_number      text        NOT NULL DEFAULT '',
    personal          boolean     NOT NULL,
    oauth_provider    text        NOT NULL
                                  CONSTRAINT tenant_provider_known CHECK (oauth_provider IN ('NONE', 'GITHUB', 'AZURE', 'GOOGLE', 'OIDC')),
    admitted          boolean     NOT NULL DEFAULT false,
    onboarded         boolean     NOT NULL DEFAULT false,
    email_consent     boolean     NOT NULL DEFAULT false,
    terms_accepted_at timestamptz,
    created_by        text        NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL
);

-- A guest is nowhere written down: it is who has only project memberships in a tenant.
CREATE TABLE tenant_member (
    tenant     text        NOT NULL CONSTRAINT tenant_member_tenant_fk REFERENCES tenant ON DELETE CASCADE,
    member     text        NOT NULL CONSTRAINT tenant_member_member_fk REFERENCES tenant ON DELETE CASCADE,
    role       text        NOT NULL CONSTRAINT tenant_member_role_known CHECK (role IN ('OWNER', 'EDITOR', 'VIEWER')),
    created_at timestamptz NOT NULL,
    CONSTRAINT tenant_member_pk PRIMARY KEY (tenant, member)
);

CREATE INDEX tenant_member_by_member ON tenant_member (member);

CREATE TABLE project (
    id          uuid        CONSTRAINT project_pk PRIMARY KEY,
    tenant      text        NOT NULL CONSTRAINT project_tenant_fk REFERENCES tenant,
    name        text        NOT NULL,
    description text        NOT NULL DEFAULT '',
    avatar_url  text        NOT NULL DEFAULT '',
    is_default  boolean     NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    CONSTRAINT project_name_free UNIQUE (tenant, name)
);

-- The first ten hex digits are a label in the DNS names of the project's clusters.
CREATE UNIQUE INDEX project_dns_label_free ON project (substr(replace(id::text, '-', ''), 1, 10));

CREATE UNIQUE INDEX project_one_default ON project (tenant) WHERE is_default;

CREATE TABLE project_member (
    project    uuid        NOT NULL CONSTRAINT project_member_project_fk REFERENCES project ON DELETE CASCADE,
    member     text        NOT NULL CONSTRAINT project_member_member_fk REFERENCES tenant ON DELETE CASCADE,
    role       text        NOT NULL CONSTRAINT project_member_role_known CHECK (role IN ('OWNER', 'EDITOR', 'VIEWER')),
    created_at timestamptz NOT NULL,
    CONSTRAINT project_member_pk PRIMARY KEY (project, member)
);

CREATE INDEX project_member_by_member ON project_member (member);

-- Every server keeps what callers may do in memory. Whoever changes a membership, by whatever way, tells all of them;
-- a trigger cannot be forgotten. The payload names whose rights are to be read again.
CREATE FUNCTION tell_member_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM pg_notify('bergwerk', 'access user ' || OLD.member);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM pg_notify('bergwerk', 'access user ' || NEW.member);
    END IF;
    RETURN NULL;
END
$$;

-- Projects come and go for all members of their tenant.
CREATE FUNCTION tell_projects_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM pg_notify('bergwerk', 'access tenant ' || OLD.tenant);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM pg_notify('bergwerk', 'access tenant ' || NEW.tenant);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER tenant_member_changed AFTER INSERT OR UPDATE OR DELETE ON tenant_member
    FOR EACH ROW EXECUTE FUNCTION tell_member_changed();

CREATE TRIGGER project_member_changed AFTER INSERT OR UPDATE OR DELETE ON project_member
    FOR EACH ROW EXECUTE FUNCTION tell_member_changed();

CREATE TRIGGER project_changed AFTER INSERT OR DELETE OR UPDATE OF id, tenant ON project
    FOR EACH ROW EXECUTE FUNCTION tell_projects_changed();
