package io.bergwerk.server.cluster;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.server.catalog.Catalog;
import io.bergwerk.server.catalog.PartitionOffer;
import io.bergwerk.server.catalog.RegionOffer;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// Makes a complete spec out of what a request said, or refuses it by field.
final class ClusterRules {
    private final Catalog catalog;
    private final ClusterConfig config;

    ClusterRules(Catalog catalog, ClusterConfig config) {
        this.catalog = catalog;
        this.config = config;
    }

    /// @throws ApiException `INVALID_ARGUMENT` naming the first field that breaks a rule; `RESOURCE_EXHAUSTED`
    ///     if the nodes are more than the quota
    ClusterSpec complete(ClusterDraft draft, Instant now) {
        var name = new ClusterName(draft.name());
        var region = region(draft.partition());
        var partition = draft.partition().isEmpty() ? region.defaults().partition() : draft.partition();
        var version = version(draft.version(), region, now);
        var groups = new WorkerGroupRules(region).complete(draft.workerGroups());
        requireQuota(name, groups);
        var maintenance = MaintenanceRules.complete(draft.maintenance());
        return new ClusterSpec(
                name, partition, version, catalog.currentImage(now).image(), groups, maintenance, config.purpose());
    }

    private RegionOffer region(String partition) {
        if (partition.isEmpty()) {
            return catalog.defaultRegion();
        }
        return catalog.regionOf(catalog.partitionId(partition))
                .filter(region -> isActive(region, catalog.partitionId(partition)))
                .orElseThrow(() -> ApiException.invalid("partition", partition, "one of " + activePartitions()));
    }

    private static boolean isActive(RegionOffer region, String partition) {
        return region.active()
                && region.partition(partition).filter(PartitionOffer::active).isPresent();
    }

    private String activePartitions() {
        return catalog.regions().stream()
                .filter(RegionOffer::active)
                .flatMap(region -> region.partitions().stream())
                .filter(PartitionOffer::active)
                .map(PartitionOffer::id)
                .collect(Collectors.joining(", "));
    }

    private KubernetesVersion version(String written, RegionOffer region, Instant now) {
        var wanted = written.isEmpty() ? region.defaults().kubernetesVersion() : written;
        var offers = catalog.offeredVersions(now);
        return offers.stream()
                .map(offer -> offer.version())
                .filter(version -> version.toString().equals(wanted))
                .findFirst()
                .orElseThrow(() -> ApiException.invalid(
                        "kubernetes.version",
                        wanted,
                        "one of "
                                + offers.stream()
                                        .map(offer -> offer.version().toString())
                                        .collect(Collectors.joining(", "))));
    }

    private void requireQuota(ClusterName name, List<WorkerGroupSpec> groups) {
        var sum = groups.stream().mapToInt(WorkerGroupSpec::max).sum();
        if (sum > config.workersMax()) {
            throw ApiException.of(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "cluster %s: maxsize of all worker groups is %d together (expected: at most %d, which an operator can raise)"
                            .formatted(name, sum, config.workersMax()));
        }
    }
}
