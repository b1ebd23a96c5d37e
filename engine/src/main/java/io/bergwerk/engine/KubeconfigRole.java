package io.bergwerk.engine;

/// What a kubeconfig may do inside its cluster.
public enum KubeconfigRole {
    /// Everything (`cluster-admin`).
    ADMIN,
    /// Reading everything but secrets.
    VIEWER
}
