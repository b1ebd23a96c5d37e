package io.bergwerk.server.cluster;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.server.catalog.Catalog;
import io.bergwerk.server.catalog.PartitionOffer;
import io.bergwerk.server.catalog.RegionOffer;
import io.bergwerk.server.catalog.VersionOffer;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// Makes a complete spec out of what a request to create or to change said, or refuses it by field.
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
        requireQuota(name, groups, 0);
        var maintenance = MaintenanceRules.complete(draft.maintenance(), Maintenance.DEFAULT);
        return new ClusterSpec(
                name, partition, version, catalog.currentImage(now).image(), groups, maintenance, config.purpose());
    }

    /// @throws ApiException `INVALID_ARGUMENT` naming the first field that breaks a rule; `RESOURCE_EXHAUSTED`
    ///     if the nodes become more than the quota; `FAILED_PRECONDITION` if the catalog no longer knows the
    ///     cluster's partition
    ClusterSpec changed(ClusterSpec before, ClusterChange change, Instant now) {
        var version = change.version()
                .map(wanted -> laterVersion(before.version(), wanted, now))
                .orElse(before.version());
        var region = catalog.regionOf(catalog.partitionId(before.partition()))
                .orElseThrow(() -> ClusterOrders.missing("partition", before.partition()));
        var groups = new WorkerGroupRules(region).changed(before.workerGroups(), change.workerGroups());
        requireQuota(before.name(), groups, before.nodesAtMost());
        var maintenance = MaintenanceRules.complete(change.maintenance(), before.maintenance());
        return new ClusterSpec(
                before.name(), before.partition(), version, before.image(), groups, maintenance, before.purpose());
    }

    /// A cluster may stay on a version that is no longer on offer, but not go to one.
    private KubernetesVersion laterVersion(KubernetesVersion before, String wanted, Instant now) {
        if (wanted.equals(before.toString())) {
            return before;
        }
        var reachable = catalog.offeredVersions(now).stream()
                .map(VersionOffer::version)
                .filter(version -> version.canFollow(before))
                .toList();
        return reachable.stream()
                .filter(version -> version.toString().equals(wanted))
                .findFirst()
                .orElseThrow(() -> ApiException.invalid(
                        "kubernetes.version",
                        wanted,
                        reachable.isEmpty()
                                ? "%s, which has no successor on offer".formatted(before)
                                : "%s, or upwards by at most one minor: one of %s"
                                        .formatted(before, joined(reachable))));
    }

    private static String joined(List<KubernetesVersion> versions) {
        return versions.stream().map(KubernetesVersion::toString).collect(Collectors.joining(", "));
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
        var offered =
                catalog.offeredVersions(now).stream().map(VersionOffer::version).toList();
        return offered.stream()
                .filter(version -> version.toString().equals(wanted))
                .findFirst()
                .orElseThrow(() -> ApiException.invalid("kubernetes.version", wanted, "one of " + joined(offered)));
    }

    /// Whoever has more than the operator now allows may keep it, and get less, but not more.
    private void requireQuota(ClusterName name, List<WorkerGroupSpec> groups, int before) {
        var sum = groups.stream().mapToInt(WorkerGroupSpec::max).sum();
        if (sum > config.workersMax() && sum > before) {
            throw ApiException.of(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "cluster %s: maxsize of all worker groups is %d together (expected: at most %d, which an operator can raise)"
                            .formatted(name, sum, config.workersMax()));
        }
    }
}
