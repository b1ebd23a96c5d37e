-- Clusters: the wish, and what was last seen. A row outlives its cluster for a while, for support.
CREATE TABLE cluster (
    id                       uuid        NOT NULL,
    project                  uuid        NOT NULL,
    name                     text        NOT NULL,
    engine                   text        NOT NULL, -- who builds it, for good
    partition                text        NOT NULL, -- as asked for, which may be an alias
    kubernetes_version       text        NOT NULL,
    machine_image_name       text        NOT NULL,
    machine_image_version    text        NOT NULL,
    worker_groups            jsonb       NOT NULL, -- at most 32, in the user's order; read and written whole
    kubernetes_autoupdate    boolean     NOT NULL,
    machine_image_autoupdate boolean     NOT NULL,
    window_begin_hour        integer     NOT NULL,
    window_begin_minute      integer     NOT NULL,
    window_time_zone         text        NOT NULL,
    window_seconds           integer     NOT NULL,
    purpose                  text        NOT NULL,
    monitoring_username      text        NOT NULL,
    monitoring_password      text        NOT NULL,
    version                  bigint      NOT NULL, -- rises with every change of the wish
    revision                 bigint      NOT NULL, -- rises with every write; orders what watchers see
    settled                  boolean     NOT NULL, -- was once as ordered
    created_at               timestamptz NOT NULL,
    updated_at               timestamptz NOT NULL,
    deletion_requested_at    timestamptz,
    deleted_at               timestamptz,
    operation                text        NOT NULL,
    state                    text        NOT NULL,
    progress                 integer     NOT NULL,
    conditions               jsonb       NOT NULL, -- the five, in order
    last_errors              jsonb       NOT NULL,
    CONSTRAINT cluster_pk PRIMARY KEY (id),
    CONSTRAINT cluster_project_fk FOREIGN KEY (project) REFERENCES project (id),
    CONSTRAINT cluster_name_shape CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,10}[a-z0-9]$'),
    CONSTRAINT cluster_engine_length CHECK (length(engine) BETWEEN 1 AND 40),
    CONSTRAINT cluster_worker_groups_bounded CHECK (jsonb_array_length(worker_groups) BETWEEN 1 AND 1024),
    CONSTRAINT cluster_window_shape CHECK (window_begin_hour BETWEEN 0 AND 23
        AND window_begin_minute BETWEEN 0 AND 59
        AND window_seconds >= 3600 AND window_seconds < 14400),
    CONSTRAINT cluster_purpose_known CHECK (purpose IN ('production', 'infrastructure', 'evaluation')),
    CONSTRAINT cluster_operation_known CHECK (operation IN ('CREATE', 'RECONCILE', 'DELETE')),
    CONSTRAINT cluster_state_known CHECK (state IN ('PROCESSING', 'SUCCEEDED', 'ERROR')),
    CONSTRAINT cluster_progress_honest CHECK (progress BETWEEN 0 AND 100
        AND (progress = 100) = (state = 'SUCCEEDED')),
    CONSTRAINT cluster_conditions_whole CHECK (jsonb_array_length(conditions) = 5),
    CONSTRAINT cluster_deleted_on_request CHECK (deleted_at IS NULL OR deletion_requested_at IS NOT NULL)
) WITH (fillfactor = 70);

CREATE UNIQUE INDEX cluster_live_name ON cluster (project, name) WHERE deleted_at IS NULL;
CREATE INDEX cluster_of_engine ON cluster (engine, id) WHERE deleted_at IS NULL;
CREATE INDEX cluster_deleted ON cluster (deleted_at) WHERE deleted_at IS NOT NULL;
