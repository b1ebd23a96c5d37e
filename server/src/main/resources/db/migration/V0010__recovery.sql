-- Copies of clusters' datastores, as their engines were last seen to have them.
CREATE TABLE cluster_backup (
    cluster            uuid        NOT NULL,
    id                 uuid        NOT NULL,
    taken_at           timestamptz NOT NULL,
    occasion           text        NOT NULL,
    kubernetes_version text        NOT NULL,
    size_bytes         bigint      NOT NULL,
    CONSTRAINT cluster_backup_pk PRIMARY KEY (cluster, id),
    CONSTRAINT cluster_backup_cluster_fk FOREIGN KEY (cluster) REFERENCES cluster (id) ON DELETE CASCADE,
    CONSTRAINT cluster_backup_occasion_length CHECK (length(occasion) BETWEEN 1 AND 40)
);

-- The last wish to bring a cluster back, to a backup or from its deletion, and what became of it.
CREATE TABLE recovery (
    cluster         uuid        NOT NULL,
    id              uuid        NOT NULL, -- by which the engine does it once
    backup          uuid,                 -- none: from its deletion
    backup_taken_at timestamptz,
    username        text        NOT NULL,
    requested_at    timestamptz NOT NULL,
    ended_at        timestamptz,
    failure         text,                 -- a sentence for users
    CONSTRAINT recovery_pk PRIMARY KEY (cluster),
    CONSTRAINT recovery_cluster_fk FOREIGN KEY (cluster) REFERENCES cluster (id) ON DELETE CASCADE,
    CONSTRAINT recovery_backup_whole CHECK ((backup IS NULL) = (backup_taken_at IS NULL)),
    CONSTRAINT recovery_username_length CHECK (length(username) BETWEEN 1 AND 255),
    CONSTRAINT recovery_failed_at_its_end CHECK (failure IS NULL OR ended_at IS NOT NULL)
);
