package io.bergwerk.server.cluster;

import io.bergwerk.common.ApiException;
import io.bergwerk.engine.ClusterOrder;
import io.bergwerk.engine.WorkerGroup;
import io.bergwerk.server.catalog.Catalog;
import io.bergwerk.server.catalog.MachineTypeOffer;
import io.bergwerk.server.catalog.RegionOffer;
import java.util.Map;

/// Says in an engine's terms what a user asked for.
final class ClusterOrders {
    private final Catalog catalog;
    private final ClusterAddresses addresses;

    ClusterOrders(Catalog catalog, ClusterAddresses addresses) {
        this.catalog = catalog;
        this.addresses = addresses;
    }

    /// @throws ApiException `FAILED_PRECONDITION` if the catalog no longer knows what the cluster was made of
    ///
    /// @param limits how large each group may become, by its name
    ClusterOrder order(Cluster cluster, Map<String, Integer> limits) {
        var spec = cluster.spec();
        var partition = catalog.partitionId(spec.partition());
        var region =
                catalog.regionOf(partition).map(RegionOffer::id).orElseThrow(() -> missing("partition", partition));
        return new ClusterOrder(
                cluster.id(),
                cluster.project(),
                spec.name().value(),
                spec.version(),
                region,
                partition,
                addresses.dnsNames(cluster.project(), spec.name()),
                spec.workerGroups().stream()
                        .map(group -> workerGroup(cluster, group, limits.getOrDefault(group.name(), group.max())))
                        .toList());
    }

    private WorkerGroup workerGroup(Cluster cluster, WorkerGroupSpec group, int limit) {
        var type = catalog.machineType(group.machineType())
                .map(MachineTypeOffer::machineType)
                .orElseThrow(() -> missing("machine type", group.machineType()));
        return new WorkerGroup(
                group.name(),
                type,
                cluster.spec().image(),
                group.min(),
                limit,
                group.maxSurge(),
                group.maxUnavailable());
    }

    static ApiException missing(String kind, String id) {
        return ApiException.failedPrecondition(
                "The catalog no longer has the %s %s: the operator has to put it back.".formatted(kind, id));
    }
}
