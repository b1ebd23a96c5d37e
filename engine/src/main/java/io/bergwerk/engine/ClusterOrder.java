package io.bergwerk.engine;

import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ProjectId;
import java.util.List;

/// Everything an engine needs to know of one cluster, read afresh by the platform for each call.
///
/// @param name the user's name for it, unique in its project at a time; ids, not names, key the engine's own things
/// @param apiDnsNames names under which clients may reach the API server; they stand in its certificate
/// @param workerGroups in the user's order
public record ClusterOrder(
        ClusterId id,
        ProjectId project,
        String name,
        KubernetesVersion version,
        String region,
        String partition,
        List<String> apiDnsNames,
        List<WorkerGroup> workerGroups) {
    public ClusterOrder {
        apiDnsNames = List.copyOf(apiDnsNames);
        workerGroups = List.copyOf(workerGroups);
    }

    public ClusterOrder withWorkerGroups(List<WorkerGroup> others) {
        return new ClusterOrder(id, project, name, version, region, partition, apiDnsNames, others);
    }
}
