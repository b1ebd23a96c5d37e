CREATE TABLE audit_trace (
    id uuid NOT NULL,
    phase text NOT NULL,
    at timestamp with time zone NOT NULL,
    user_login text NOT NULL,
    tenant text NOT NULL,
    project text NOT NULL,
    method text NOT NULL,
    source_ip text NOT NULL,
    body text NOT NULL,
    result_code integer,
    CONSTRAINT audit_trace_phase_known CHECK (phase = ANY (ARRAY['REQUEST'::text, 'RESPONSE'::text])),
    CONSTRAINT audit_trace_result_of_responses CHECK ((result_code IS NOT NULL) = (phase = 'RESPONSE'::text))
);
CREATE INDEX audit_trace_by_id ON ONLY public.audit_trace USING btree (id);
CREATE INDEX audit_trace_by_time ON ONLY public.audit_trace USING btree (at);
CREATE INDEX audit_trace_of_failure ON ONLY public.audit_trace USING btree (result_code, tenant, at) WHERE (result_code <> 0);
CREATE INDEX audit_trace_of_method ON ONLY public.audit_trace USING btree (method, tenant, at);
CREATE INDEX audit_trace_of_project ON ONLY public.audit_trace USING btree (project, tenant, at) WHERE (project <> ''::text);
CREATE INDEX audit_trace_of_project_anywhere ON ONLY public.audit_trace USING btree (project, at) WHERE (project <> ''::text);
CREATE INDEX audit_trace_of_source ON ONLY public.audit_trace USING btree (source_ip, tenant, at);
CREATE INDEX audit_trace_of_source_anywhere ON ONLY public.audit_trace USING btree (source_ip, at);
CREATE INDEX audit_trace_of_tenant ON ONLY public.audit_trace USING btree (tenant, at);
CREATE INDEX audit_trace_of_user ON ONLY public.audit_trace USING btree (user_login, tenant, at);
CREATE INDEX audit_trace_of_user_anywhere ON ONLY public.audit_trace USING btree (user_login, at);
CREATE INDEX audit_trace_text ON ONLY public.audit_trace USING gin (body gin_trgm_ops);

CREATE TABLE cluster (
    id uuid NOT NULL,
    project uuid NOT NULL,
    name text NOT NULL,
    engine text NOT NULL,
    partition text NOT NULL,
    kubernetes_version text NOT NULL,
    machine_image_name text NOT NULL,
    machine_image_version text NOT NULL,
    worker_groups jsonb NOT NULL,
    kubernetes_autoupdate boolean NOT NULL,
    machine_image_autoupdate boolean NOT NULL,
    window_begin_hour integer NOT NULL,
    window_begin_minute integer NOT NULL,
    window_time_zone text NOT NULL,
    window_seconds integer NOT NULL,
    purpose text NOT NULL,
    monitoring_username text NOT NULL,
    monitoring_password text NOT NULL,
    version bigint NOT NULL,
    revision bigint NOT NULL,
    settled boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    deletion_requested_at timestamp with time zone,
    deleted_at timestamp with time zone,
    operation text NOT NULL,
    state text NOT NULL,
    progress integer NOT NULL,
    conditions jsonb NOT NULL,
    last_errors jsonb NOT NULL,
    reached_version text,
    deletion_protected boolean NOT NULL DEFAULT false,
    machines jsonb NOT NULL DEFAULT '{}'::jsonb,
    CONSTRAINT cluster_pk PRIMARY KEY (id),
    CONSTRAINT cluster_project_fk FOREIGN KEY (project) REFERENCES project(id),
    CONSTRAINT cluster_conditions_whole CHECK (jsonb_array_length(conditions) = 5),
    CONSTRAINT cluster_deleted_on_request CHECK (deleted_at IS NULL OR deletion_requested_at IS NOT NULL),
    CONSTRAINT cluster_engine_length CHECK (length(engine) >= 1 AND length(engine) <= 40),
    CONSTRAINT cluster_name_shape CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,10}[a-z0-9]$'::text),
    CONSTRAINT cluster_operation_known CHECK (operation = ANY (ARRAY['CREATE'::text, 'RECONCILE'::text, 'DELETE'::text])),
    CONSTRAINT cluster_progress_honest CHECK (progress >= 0 AND progress <= 100 AND (progress = 100) = (state = 'SUCCEEDED'::text)),
    CONSTRAINT cluster_purpose_known CHECK (purpose = ANY (ARRAY['production'::text, 'infrastructure'::text, 'evaluation'::text])),
    CONSTRAINT cluster_state_known CHECK (state = ANY (ARRAY['PROCESSING'::text, 'SUCCEEDED'::text, 'ERROR'::text])),
    CONSTRAINT cluster_window_shape CHECK (window_begin_hour >= 0 AND window_begin_hour <= 23 AND window_begin_minute >= 0 AND window_begin_minute <= 59 AND window_seconds >= 3600 AND window_seconds < 14400),
    CONSTRAINT cluster_worker_groups_bounded CHECK (jsonb_array_length(worker_groups) >= 1 AND jsonb_array_length(worker_groups) <= 1024)
) WITH (fillfactor=70);
CREATE INDEX cluster_deleted ON cluster USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);
CREATE UNIQUE INDEX cluster_live_name ON cluster USING btree (project, name) WHERE (deleted_at IS NULL);
CREATE INDEX cluster_of_engine ON cluster USING btree (engine, id) WHERE (deleted_at IS NULL);

CREATE TABLE cluster_backup (
    cluster uuid NOT NULL,
    id uuid NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    occasion text NOT NULL,
    kubernetes_version text NOT NULL,
    size_bytes bigint NOT NULL,
    CONSTRAINT cluster_backup_pk PRIMARY KEY (cluster, id),
    CONSTRAINT cluster_backup_cluster_fk FOREIGN KEY (cluster) REFERENCES cluster(id) ON DELETE CASCADE,
    CONSTRAINT cluster_backup_occasion_length CHECK (length(occasion) >= 1 AND length(occasion) <= 40)
);

CREATE TABLE cluster_change (
    cluster uuid NOT NULL,
    version bigint NOT NULL,
    kind text NOT NULL,
    nodes integer NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT cluster_change_pk PRIMARY KEY (cluster, version),
    CONSTRAINT cluster_change_kind_known CHECK (kind = ANY (ARRAY['CREATE'::text, 'UPGRADE'::text, 'NODES'::text, 'SETTINGS'::text, 'DELETE'::text])),
    CONSTRAINT cluster_change_nodes_counted CHECK (nodes >= 0)
);
CREATE INDEX cluster_change_began ON cluster_change USING btree (began_at);
CREATE INDEX cluster_change_ended ON cluster_change USING btree (kind, ended_at) WHERE (ended_at IS NOT NULL);

CREATE TABLE engine_lease (
    engine text NOT NULL,
    host_engine uuid NOT NULL,
    server uuid NOT NULL,
    lease_until timestamp with time zone NOT NULL,
    CONSTRAINT engine_lease_pk PRIMARY KEY (engine),
    CONSTRAINT engine_lease_engine_length CHECK (length(engine) >= 1 AND length(engine) <= 63)
);

CREATE TABLE invite (
    secret text NOT NULL,
    tenant text NOT NULL,
    project uuid,
    role text NOT NULL,
    invited_by text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT invite_pk PRIMARY KEY (secret),
    CONSTRAINT invite_inviter_fk FOREIGN KEY (invited_by) REFERENCES tenant(login) ON DELETE CASCADE,
    CONSTRAINT invite_project_fk FOREIGN KEY (project) REFERENCES project(id) ON DELETE CASCADE,
    CONSTRAINT invite_tenant_fk FOREIGN KEY (tenant) REFERENCES tenant(login) ON DELETE CASCADE,
    CONSTRAINT invite_role_known CHECK (role = ANY (ARRAY['OWNER'::text, 'EDITOR'::text, 'VIEWER'::text])),
    CONSTRAINT invite_secret_form CHECK (secret ~ '^[0-9A-Za-z-]{32}$'::text)
);
CREATE INDEX invite_by_end ON invite USING btree (expires_at);
CREATE INDEX invite_by_inviter ON invite USING btree (invited_by);
CREATE INDEX invite_of_project ON invite USING btree (project, created_at) WHERE (project IS NOT NULL);
CREATE INDEX invite_of_tenant ON invite USING btree (tenant, created_at);

CREATE TABLE kubeconfig (
    id uuid NOT NULL,
    cluster uuid NOT NULL,
    engine text NOT NULL,
    username text NOT NULL,
    role text NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_until timestamp with time zone NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    issued_at timestamp with time zone,
    revoked_at timestamp with time zone,
    removed_at timestamp with time zone,
    CONSTRAINT kubeconfig_pk PRIMARY KEY (id),
    CONSTRAINT kubeconfig_cluster_fk FOREIGN KEY (cluster) REFERENCES cluster(id) ON DELETE CASCADE,
    CONSTRAINT kubeconfig_role_known CHECK (role = ANY (ARRAY['ADMIN'::text, 'VIEWER'::text])),
    CONSTRAINT kubeconfig_times_ordered CHECK (valid_from < valid_until),
    CONSTRAINT kubeconfig_username_length CHECK (length(username) >= 1 AND length(username) <= 255)
);
CREATE INDEX kubeconfig_of_cluster ON kubeconfig USING btree (cluster, valid_until);
CREATE INDEX kubeconfig_of_engine ON kubeconfig USING btree (engine, id);

CREATE TABLE kubeconfig_request (
    kubeconfig uuid NOT NULL,
    asker_key bytea NOT NULL,
    deadline timestamp with time zone NOT NULL,
    sealed bytea,
    error_code text,
    error text,
    CONSTRAINT kubeconfig_request_pk PRIMARY KEY (kubeconfig),
    CONSTRAINT kubeconfig_request_fk FOREIGN KEY (kubeconfig) REFERENCES kubeconfig(id) ON DELETE CASCADE,
    CONSTRAINT kubeconfig_request_bounded CHECK (length(asker_key) <= 200 AND length(sealed) <= 65536 AND length(error) <= 1000),
    CONSTRAINT kubeconfig_request_one_answer CHECK (sealed IS NULL OR error_code IS NULL)
);

CREATE TABLE project (
    id uuid NOT NULL,
    tenant text NOT NULL,
    name text NOT NULL,
    description text NOT NULL DEFAULT ''::text,
    avatar_url text NOT NULL DEFAULT ''::text,
    is_default boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT project_pk PRIMARY KEY (id),
    CONSTRAINT project_name_free UNIQUE (tenant, name),
    CONSTRAINT project_tenant_fk FOREIGN KEY (tenant) REFERENCES tenant(login)
);
CREATE UNIQUE INDEX project_dns_label_free ON project USING btree (substr(replace((id)::text, '-'::text, ''::text), 1, 10));
CREATE UNIQUE INDEX project_one_default ON project USING btree (tenant) WHERE is_default;

CREATE TABLE project_member (
    project uuid NOT NULL,
    member text NOT NULL,
    role text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT project_member_pk PRIMARY KEY (project, member),
    CONSTRAINT project_member_member_fk FOREIGN KEY (member) REFERENCES tenant(login) ON DELETE CASCADE,
    CONSTRAINT project_member_project_fk FOREIGN KEY (project) REFERENCES project(id) ON DELETE CASCADE,
    CONSTRAINT project_member_role_known CHECK (role = ANY (ARRAY['OWNER'::text, 'EDITOR'::text, 'VIEWER'::text]))
);
CREATE INDEX project_member_by_member ON project_member USING btree (member);

CREATE TABLE recovery (
    cluster uuid NOT NULL,
    id uuid NOT NULL,
    backup uuid,
    backup_taken_at timestamp with time zone,
    username text NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    failure text,
    CONSTRAINT recovery_pk PRIMARY KEY (cluster),
    CONSTRAINT recovery_cluster_fk FOREIGN KEY (cluster) REFERENCES cluster(id) ON DELETE CASCADE,
    CONSTRAINT recovery_backup_whole CHECK ((backup IS NULL) = (backup_taken_at IS NULL)),
    CONSTRAINT recovery_failed_at_its_end CHECK (failure IS NULL OR ended_at IS NOT NULL),
    CONSTRAINT recovery_username_length CHECK (length(username) >= 1 AND length(username) <= 255)
);

CREATE TABLE server (
    id uuid NOT NULL,
    host text NOT NULL,
    pid bigint NOT NULL,
    release text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    CONSTRAINT server_pk PRIMARY KEY (id),
    CONSTRAINT server_host_length CHECK (length(host) >= 1 AND length(host) <= 255),
    CONSTRAINT server_release_length CHECK (length(release) >= 1 AND length(release) <= 100)
);

CREATE TABLE sign_in_attempt (
    state_hash bytea NOT NULL,
    browser_hash bytea NOT NULL,
    provider text NOT NULL,
    nonce text NOT NULL,
    verifier text NOT NULL,
    redirect text NOT NULL,
    invite text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT sign_in_attempt_pk PRIMARY KEY (state_hash)
);
CREATE INDEX sign_in_attempt_by_end ON sign_in_attempt USING btree (expires_at);

CREATE TABLE sign_in_code (
    code_hash bytea NOT NULL,
    user_login text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT sign_in_code_pk PRIMARY KEY (code_hash),
    CONSTRAINT sign_in_code_user_fk FOREIGN KEY (user_login) REFERENCES tenant(login) ON DELETE CASCADE
);
CREATE INDEX sign_in_code_by_user ON sign_in_code USING btree (user_login);

CREATE TABLE signing_key (
    id uuid NOT NULL,
    private_key bytea NOT NULL,
    public_key bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    signs_until timestamp with time zone NOT NULL,
    gone_at timestamp with time zone NOT NULL,
    CONSTRAINT signing_key_pk PRIMARY KEY (id)
);

CREATE TABLE tenant (
    login text NOT NULL,
    name text NOT NULL,
    email text NOT NULL DEFAULT ''::text,
    description text NOT NULL DEFAULT ''::text,
    avatar_url text NOT NULL DEFAULT ''::text,
    phone_number text NOT NULL DEFAULT ''::text,
    personal boolean NOT NULL,
    oauth_provider text NOT NULL,
    admitted boolean NOT NULL DEFAULT false,
    onboarded boolean NOT NULL DEFAULT false,
    email_consent boolean NOT NULL DEFAULT false,
    terms_accepted_at timestamp with time zone,
    created_by text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    admission_requested_at timestamp with time zone,
    CONSTRAINT tenant_pk PRIMARY KEY (login),
    CONSTRAINT tenant_login_length CHECK (length(login) >= 3 AND length(login) <= 128),
    CONSTRAINT tenant_provider_known CHECK (oauth_provider = ANY (ARRAY['NONE'::text, 'GITHUB'::text, 'AZURE'::text, 'GOOGLE'::text, 'OIDC'::text]))
);
CREATE INDEX tenant_by_creator ON tenant USING btree (created_by) WHERE (NOT personal);

CREATE TABLE tenant_member (
    tenant text NOT NULL,
    member text NOT NULL,
    role text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT tenant_member_pk PRIMARY KEY (tenant, member),
    CONSTRAINT tenant_member_member_fk FOREIGN KEY (member) REFERENCES tenant(login) ON DELETE CASCADE,
    CONSTRAINT tenant_member_tenant_fk FOREIGN KEY (tenant) REFERENCES tenant(login) ON DELETE CASCADE,
    CONSTRAINT tenant_member_role_known CHECK (role = ANY (ARRAY['OWNER'::text, 'EDITOR'::text, 'VIEWER'::text]))
);
CREATE INDEX tenant_member_by_member ON tenant_member USING btree (member);

CREATE TABLE token (
    id uuid NOT NULL,
    user_login text NOT NULL,
    type text NOT NULL,
    description text NOT NULL,
    permissions jsonb NOT NULL,
    project_roles jsonb NOT NULL,
    tenant_roles jsonb NOT NULL,
    admin_role text,
    issuer text NOT NULL,
    server_made boolean NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    signed_until timestamp with time zone,
    CONSTRAINT token_pk PRIMARY KEY (id),
    CONSTRAINT token_user_fk FOREIGN KEY (user_login) REFERENCES tenant(login) ON DELETE CASCADE,
    CONSTRAINT token_admin_role_known CHECK (admin_role = ANY (ARRAY['EDITOR'::text, 'VIEWER'::text])),
    CONSTRAINT token_console_has_no_rights_of_its_own CHECK (type = 'API'::text OR admin_role IS NULL AND permissions = '{}'::jsonb AND project_roles = '{}'::jsonb AND tenant_roles = '{}'::jsonb),
    CONSTRAINT token_ends_as_signed_or_earlier CHECK (signed_until >= expires_at),
    CONSTRAINT token_type_known CHECK (type = ANY (ARRAY['API'::text, 'CONSOLE'::text]))
);
CREATE INDEX token_by_end ON token USING btree (expires_at);
CREATE INDEX token_by_user ON token USING btree (user_login, issued_at DESC);

CREATE TABLE token_use (
    token uuid NOT NULL,
    used_at timestamp with time zone NOT NULL,
    address text NOT NULL,
    CONSTRAINT token_use_pk PRIMARY KEY (token),
    CONSTRAINT token_use_token_fk FOREIGN KEY (token) REFERENCES token(id) ON DELETE CASCADE
) WITH (fillfactor=80, autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_threshold=500);

CREATE TABLE user_identity (
    issuer text NOT NULL,
    subject text NOT NULL,
    user_login text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    signed_in_at timestamp with time zone NOT NULL,
    by_domain boolean NOT NULL DEFAULT false,
    CONSTRAINT user_identity_pk PRIMARY KEY (issuer, subject),
    CONSTRAINT user_identity_user_fk FOREIGN KEY (user_login) REFERENCES tenant(login) ON DELETE CASCADE,
    CONSTRAINT user_identity_subject_length CHECK (length(subject) >= 1 AND length(subject) <= 255)
);
CREATE INDEX user_identity_of_user ON user_identity USING btree (user_login);

CREATE TABLE work (
    kind text NOT NULL,
    key text NOT NULL,
    due timestamp with time zone NOT NULL,
    generation bigint NOT NULL DEFAULT 1,
    attempts integer NOT NULL DEFAULT 0,
    reason text NOT NULL DEFAULT ''::text,
    pass bigint NOT NULL DEFAULT 0,
    leased_by uuid,
    lease_until timestamp with time zone,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT work_pk PRIMARY KEY (kind, key),
    CONSTRAINT work_attempts_positive CHECK (attempts >= 0),
    CONSTRAINT work_key_length CHECK (length(key) >= 1 AND length(key) <= 200),
    CONSTRAINT work_kind_length CHECK (length(kind) >= 1 AND length(kind) <= 63),
    CONSTRAINT work_lease_whole CHECK ((leased_by IS NULL) = (lease_until IS NULL)),
    CONSTRAINT work_reason_length CHECK (length(reason) <= 500)
) WITH (fillfactor=70, autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_threshold=500);
CREATE INDEX work_free ON work USING btree (kind, due) WHERE (leased_by IS NULL);
CREATE INDEX work_leased ON work USING btree (leased_by, lease_until) WHERE (leased_by IS NOT NULL);

CREATE TABLE work_sweep (
    kind text NOT NULL,
    swept_at timestamp with time zone NOT NULL,
    CONSTRAINT work_sweep_pk PRIMARY KEY (kind)
);

CREATE OR REPLACE FUNCTION public.gin_extract_query_trgm(text, internal, smallint, internal, internal, internal, internal)
 RETURNS internal
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gin_extract_query_trgm$function$;

CREATE OR REPLACE FUNCTION public.gin_extract_value_trgm(text, internal)
 RETURNS internal
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gin_extract_value_trgm$function$;

CREATE OR REPLACE FUNCTION public.gin_trgm_consistent(internal, smallint, text, integer, internal, internal, internal, internal)
 RETURNS boolean
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gin_trgm_consistent$function$;

CREATE OR REPLACE FUNCTION public.gin_trgm_triconsistent(internal, smallint, text, integer, internal, internal, internal)
 RETURNS "char"
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gin_trgm_triconsistent$function$;

CREATE OR REPLACE FUNCTION public.gtrgm_compress(internal)
 RETURNS internal
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_compress$function$;

CREATE OR REPLACE FUNCTION public.gtrgm_consistent(internal, text, smallint, oid, internal)
 RETURNS boolean
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_consistent$function$;

CREATE OR REPLACE FUNCTION public.gtrgm_decompress(internal)
 RETURNS internal
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_decompress$function$;

CREATE OR REPLACE FUNCTION public.gtrgm_distance(internal, text, smallint, oid, internal)
 RETURNS double precision
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_distance$function$;

CREATE OR REPLACE FUNCTION public.gtrgm_in(cstring)
 RETURNS gtrgm
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_in$function$;

CREATE OR REPLACE FUNCTION public.gtrgm_options(internal)
 RETURNS void
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE
AS '$libdir/pg_trgm', $function$gtrgm_options$function$;

CREATE OR REPLACE FUNCTION public.gtrgm_out(gtrgm)
 RETURNS cstring
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_out$function$;

CREATE OR REPLACE FUNCTION public.gtrgm_penalty(internal, internal, internal)
 RETURNS internal
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_penalty$function$;

CREATE OR REPLACE FUNCTION public.gtrgm_picksplit(internal, internal)
 RETURNS internal
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_picksplit$function$;

CREATE OR REPLACE FUNCTION public.gtrgm_same(gtrgm, gtrgm, internal)
 RETURNS internal
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_same$function$;

CREATE OR REPLACE FUNCTION public.gtrgm_union(internal, internal)
 RETURNS gtrgm
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$gtrgm_union$function$;

CREATE OR REPLACE FUNCTION public.set_limit(real)
 RETURNS real
 LANGUAGE c
 STRICT
AS '$libdir/pg_trgm', $function$set_limit$function$;

CREATE OR REPLACE FUNCTION public.show_limit()
 RETURNS real
 LANGUAGE c
 STABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$show_limit$function$;

CREATE OR REPLACE FUNCTION public.show_trgm(text)
 RETURNS text[]
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$show_trgm$function$;

CREATE OR REPLACE FUNCTION public.similarity(text, text)
 RETURNS real
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$similarity$function$;

CREATE OR REPLACE FUNCTION public.similarity_dist(text, text)
 RETURNS real
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$similarity_dist$function$;

CREATE OR REPLACE FUNCTION public.similarity_op(text, text)
 RETURNS boolean
 LANGUAGE c
 STABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$similarity_op$function$;

CREATE OR REPLACE FUNCTION public.strict_word_similarity(text, text)
 RETURNS real
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$strict_word_similarity$function$;

CREATE OR REPLACE FUNCTION public.strict_word_similarity_commutator_op(text, text)
 RETURNS boolean
 LANGUAGE c
 STABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$strict_word_similarity_commutator_op$function$;

CREATE OR REPLACE FUNCTION public.strict_word_similarity_dist_commutator_op(text, text)
 RETURNS real
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$strict_word_similarity_dist_commutator_op$function$;

CREATE OR REPLACE FUNCTION public.strict_word_similarity_dist_op(text, text)
 RETURNS real
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$strict_word_similarity_dist_op$function$;

CREATE OR REPLACE FUNCTION public.strict_word_similarity_op(text, text)
 RETURNS boolean
 LANGUAGE c
 STABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$strict_word_similarity_op$function$;

CREATE OR REPLACE FUNCTION public.tell_member_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM pg_notify('bergwerk', 'access user ' || OLD.member);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM pg_notify('bergwerk', 'access user ' || NEW.member);
    END IF;
    RETURN NULL;
END
$function$;

CREATE OR REPLACE FUNCTION public.tell_projects_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM pg_notify('bergwerk', 'access tenant ' || OLD.tenant);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM pg_notify('bergwerk', 'access tenant ' || NEW.tenant);
    END IF;
    RETURN NULL;
END
$function$;

CREATE OR REPLACE FUNCTION public.tell_token_changed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    PERFORM pg_notify('bergwerk', 'access token ' || OLD.id);
    RETURN NULL;
END
$function$;

CREATE OR REPLACE FUNCTION public.withdraw_invites_of_project_member()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    DELETE FROM invite i
    WHERE i.project = OLD.project AND i.invited_by = OLD.member AND NOT EXISTS (
        SELECT FROM tenant_member m WHERE m.tenant = i.tenant AND m.member = OLD.member AND m.role = 'OWNER');
    RETURN NULL;
END
$function$;

CREATE OR REPLACE FUNCTION public.withdraw_invites_of_tenant_member()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    DELETE FROM invite i
    WHERE i.tenant = OLD.tenant AND i.invited_by = OLD.member
        AND (i.project IS NULL OR NOT EXISTS (
            SELECT FROM project_member m WHERE m.project = i.project AND m.member = OLD.member AND m.role = 'OWNER'));
    RETURN NULL;
END
$function$;

CREATE OR REPLACE FUNCTION public.word_similarity(text, text)
 RETURNS real
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$word_similarity$function$;

CREATE OR REPLACE FUNCTION public.word_similarity_commutator_op(text, text)
 RETURNS boolean
 LANGUAGE c
 STABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$word_similarity_commutator_op$function$;

CREATE OR REPLACE FUNCTION public.word_similarity_dist_commutator_op(text, text)
 RETURNS real
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$word_similarity_dist_commutator_op$function$;

CREATE OR REPLACE FUNCTION public.word_similarity_dist_op(text, text)
 RETURNS real
 LANGUAGE c
 IMMUTABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$word_similarity_dist_op$function$;

CREATE OR REPLACE FUNCTION public.word_similarity_op(text, text)
 RETURNS boolean
 LANGUAGE c
 STABLE PARALLEL SAFE STRICT
AS '$libdir/pg_trgm', $function$word_similarity_op$function$;

CREATE TRIGGER project_changed AFTER INSERT OR DELETE OR UPDATE OF id, tenant ON project FOR EACH ROW EXECUTE FUNCTION tell_projects_changed();

CREATE TRIGGER project_member_changed AFTER INSERT OR DELETE OR UPDATE ON project_member FOR EACH ROW EXECUTE FUNCTION tell_member_changed();

CREATE TRIGGER project_owner_demoted AFTER UPDATE OF role ON project_member FOR EACH ROW WHEN (old.role = 'OWNER'::text AND new.role <> 'OWNER'::text) EXECUTE FUNCTION withdraw_invites_of_project_member();

CREATE TRIGGER project_owner_left AFTER DELETE ON project_member FOR EACH ROW WHEN (old.role = 'OWNER'::text) EXECUTE FUNCTION withdraw_invites_of_project_member();

CREATE TRIGGER tenant_member_changed AFTER INSERT OR DELETE OR UPDATE ON tenant_member FOR EACH ROW EXECUTE FUNCTION tell_member_changed();

CREATE TRIGGER tenant_owner_demoted AFTER UPDATE OF role ON tenant_member FOR EACH ROW WHEN (old.role = 'OWNER'::text AND new.role <> 'OWNER'::text) EXECUTE FUNCTION withdraw_invites_of_tenant_member();

CREATE TRIGGER tenant_owner_left AFTER DELETE ON tenant_member FOR EACH ROW WHEN (old.role = 'OWNER'::text) EXECUTE FUNCTION withdraw_invites_of_tenant_member();

CREATE TRIGGER token_changed AFTER DELETE OR UPDATE ON token FOR EACH ROW EXECUTE FUNCTION tell_token_changed();
