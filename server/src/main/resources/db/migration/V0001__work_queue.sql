-- Servers that share this database. A server's id lies in its data directory and outlives its restarts.
CREATE TABLE server (
    id         uuid        NOT NULL,
    host       text        NOT NULL,
    pid        bigint      NOT NULL,
    release    text        NOT NULL,
    started_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    CONSTRAINT server_pk PRIMARY KEY (id),
    CONSTRAINT server_host_length CHECK (length(host) BETWEEN 1 AND 255),
    CONSTRAINT server_release_length CHECK (length(release) BETWEEN 1 AND 100)
);

-- Objects that have to be looked at. A row is there while there is something to do, or to wait for.
CREATE TABLE work (
    kind        text        NOT NULL,
    key         text        NOT NULL,
    due         timestamptz NOT NULL,
    generation  bigint      NOT NULL DEFAULT 1, -- one more with every wake-up
    attempts    integer     NOT NULL DEFAULT 0, -- failures in a row
    reason      text        NOT NULL DEFAULT '', -- why the last pass did not settle
    pass        bigint      NOT NULL DEFAULT 0, -- one more with every pass; tells an old lease from a new one
    leased_by   uuid,
    lease_until timestamptz,
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT work_pk PRIMARY KEY (kind, key),
    CONSTRAINT work_kind_length CHECK (length(kind) BETWEEN 1 AND 63),
    CONSTRAINT work_key_length CHECK (length(key) BETWEEN 1 AND 200),
    CONSTRAINT work_reason_length CHECK (length(reason) <= 500),
    CONSTRAINT work_attempts_positive CHECK (attempts >= 0),
    CONSTRAINT work_lease_whole CHECK ((leased_by IS NULL) = (lease_until IS NULL))
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500);

CREATE INDEX work_free ON work (kind, due) WHERE leased_by IS NULL;
CREATE INDEX work_leased ON work (leased_by, lease_until) WHERE leased_by IS NOT NULL;

-- When a kind was last swept, so that one server sweeps for all.
CREATE TABLE work_sweep (
    kind     text        NOT NULL,
    swept_at timestamptz NOT NULL,
    CONSTRAINT work_sweep_pk PRIMARY KEY (kind)
);

-- Who does the work of an engine that belongs to one host.
CREATE TABLE engine_lease (
    engine      text        NOT NULL,
    host_engine uuid        NOT NULL, -- lies in the data directory that holds the engine's state; never changes here
    server      uuid        NOT NULL,
    lease_until timestamptz NOT NULL,
    CONSTRAINT engine_lease_pk PRIMARY KEY (engine),
    CONSTRAINT engine_lease_engine_length CHECK (length(engine) BETWEEN 1 AND 63)
);
