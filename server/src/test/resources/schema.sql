CREATE TABLE engine_lease (
    engine text NOT NULL,
    host_engine uuid NOT NULL,
    server uuid NOT NULL,
    lease_until timestamp with time zone NOT NULL,
    CONSTRAINT engine_lease_pk PRIMARY KEY (engine),
    CONSTRAINT engine_lease_engine_length CHECK (length(engine) >= 1 AND length(engine) <= 63)
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
