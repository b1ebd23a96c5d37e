package io.bergwerk.server.cluster;

/// What a user may ask for with a cluster as it is.
public enum Demand {
    /// Bring everything in line with the wish once more.
    RECONCILE,
    /// Do now what the next maintenance window would do.
    MAINTAIN,
    /// Try what failed again, without the pause that grew with the failures.
    RETRY
}
