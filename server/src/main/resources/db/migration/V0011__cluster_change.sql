-- How long changes of clusters took. It outlives its cluster, so that plans can be made from it.
CREATE TABLE cluster_change (
    cluster  uuid        NOT NULL,
    version  bigint      NOT NULL, -- of the cluster's wish after the change
    kind     text        NOT NULL,
    nodes    integer     NOT NULL, -- that were made or removed
    began_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT cluster_change_pk PRIMARY KEY (cluster, version),
    CONSTRAINT cluster_change_kind_known CHECK (kind IN ('CREATE', 'UPGRADE', 'NODES', 'SETTINGS', 'DELETE')),
    CONSTRAINT cluster_change_nodes_counted CHECK (nodes >= 0)
);

CREATE INDEX cluster_change_ended ON cluster_change (kind, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX cluster_change_began ON cluster_change (began_at);
