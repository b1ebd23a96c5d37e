package io.bergwerk.server.cluster;

import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.MachineImage;
import java.util.List;

/// What a user asked for, complete and checked against the catalog.
///
/// @param partition as the user wrote it, which may be an alias of a partition
/// @param image of all nodes; it changes with the maintenance, not with the catalog
/// @param workerGroups in the user's order
public record ClusterSpec(
        ClusterName name,
        String partition,
        KubernetesVersion version,
        MachineImage image,
        List<WorkerGroupSpec> workerGroups,
        Maintenance maintenance,
        String purpose) {
    public ClusterSpec {
        workerGroups = List.copyOf(workerGroups);
    }

    /// What all groups together may grow to.
    int nodesAtMost() {
        return workerGroups.stream().mapToInt(WorkerGroupSpec::max).sum();
    }

    ClusterSpec withVersion(KubernetesVersion next) {
        return new ClusterSpec(name, partition, next, image, workerGroups, maintenance, purpose);
    }

    ClusterSpec withImage(MachineImage next) {
        return new ClusterSpec(name, partition, version, next, workerGroups, maintenance, purpose);
    }
}
