package io.bergwerk.server.cluster;

/// Changes that take alike long for each node that they touch.
public enum ChangeKind {
    CREATE,
    /// Another version of Kubernetes, whatever else.
    UPGRADE,
    /// Nodes are made, removed or replaced.
    NODES,
    /// None of these.
    SETTINGS,
    DELETE
}
