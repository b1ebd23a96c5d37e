-- Kubeconfigs that were handed out: who has which rights where, and until when. Never their content.
CREATE TABLE kubeconfig (
    id           uuid        NOT NULL,
    cluster      uuid        NOT NULL,
    engine       text        NOT NULL,
    username     text        NOT NULL,
    role         text        NOT NULL,
    valid_from   timestamptz NOT NULL,
    valid_until  timestamptz NOT NULL,
    requested_at timestamptz NOT NULL,
    issued_at    timestamptz, -- when the engine gave it its rights
    revoked_at   timestamptz, -- when somebody took them back, or nobody fetched it
    removed_at   timestamptz, -- when its binding was gone from the cluster
    CONSTRAINT kubeconfig_pk PRIMARY KEY (id),
    CONSTRAINT kubeconfig_cluster_fk FOREIGN KEY (cluster) REFERENCES cluster (id) ON DELETE CASCADE,
    CONSTRAINT kubeconfig_role_known CHECK (role IN ('ADMIN', 'VIEWER')),
    CONSTRAINT kubeconfig_username_length CHECK (length(username) BETWEEN 1 AND 255),
    CONSTRAINT kubeconfig_times_ordered CHECK (valid_from < valid_until)
);

CREATE INDEX kubeconfig_of_cluster ON kubeconfig (cluster, valid_until);
CREATE INDEX kubeconfig_of_engine ON kubeconfig (engine, id);
