package io.bergwerk.server.cluster;

import java.util.List;
import java.util.Optional;

/// What a request to change a cluster said, before rules and defaults. What is empty stays as it was.
///
/// @param workerGroups the complete list, in which a group that is missing is removed; no change if it is empty
public record ClusterChange(
        Optional<String> version, List<WorkerGroupChange> workerGroups, Optional<MaintenanceDraft> maintenance) {
    public ClusterChange {
        workerGroups = List.copyOf(workerGroups);
    }
}
