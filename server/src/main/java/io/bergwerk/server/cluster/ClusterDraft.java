package io.bergwerk.server.cluster;

import java.util.List;
import java.util.Optional;

/// What a request to create a cluster said, before rules and defaults.
///
/// @param partition empty if the request named none
/// @param version empty if the request named none
public record ClusterDraft(
        String name,
        String partition,
        String version,
        List<WorkerGroupSpec> workerGroups,
        Optional<MaintenanceDraft> maintenance) {
    public ClusterDraft {
        workerGroups = List.copyOf(workerGroups);
    }
}
