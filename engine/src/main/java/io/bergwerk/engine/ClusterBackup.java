package io.bergwerk.engine;

import java.time.Instant;
import java.util.UUID;

/// A copy of a cluster's datastore that its engine keeps.
///
/// @param version of Kubernetes that ran when it was taken
public record ClusterBackup(UUID id, Instant takenAt, Occasion occasion, KubernetesVersion version, long sizeBytes) {
    /// Why it was taken.
    public enum Occasion {
        SCHEDULED,
        UPGRADE,
        RESTORE,
        DELETION
    }
}
