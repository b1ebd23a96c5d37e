package io.bergwerk.server.cluster;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.server.catalog.Catalog;
import io.bergwerk.server.catalog.PartitionOffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The machines that are there, by partition and type, and those that are left.
///
/// A cluster holds as many as its groups have at least, and more if the engine has grown them. What is there is the
/// operator's word in the catalog.
final class MachineStock {
    private final Catalog catalog;
    private final ClusterStore clusters;

    MachineStock(Catalog catalog, ClusterStore clusters) {
        this.catalog = catalog;
        this.clusters = clusters;
    }

    /// A machine type in a partition, under its id.
    record Kind(String partition, String machineType) {}

    /// @param free 0 or more, also if clusters hold more than the operator says there are
    record Level(Kind kind, int total, int free) {}

    /// All kinds, in the order of the catalog.
    List<Level> levels(Handle tx) {
        var held = held(tx);
        var levels = new ArrayList<Level>();
        for (var region : catalog.regions()) {
            for (var partition : region.partitions()) {
                for (var type : region.machineTypes()) {
                    var kind = new Kind(partition.id(), type);
                    levels.add(level(kind, held.getOrDefault(kind, 0)));
                }
            }
        }
        return List.copyOf(levels);
    }

    /// Makes sure that a wish gets what it needs at least; wishes that need more machines take turns until their
    /// transactions end.
    ///
    /// @param before the cluster as it is; empty for a new one
    /// @throws ApiException `RESOURCE_EXHAUSTED` naming type and partition, the asked and the free number
    void require(Handle tx, Optional<Cluster> before, ClusterSpec after) {
        var present = before.map(this::heldBy).orElse(Map.of());
        var needed = new LinkedHashMap<Kind, Integer>();
        after.workerGroups().forEach(group -> needed.merge(kind(after, group), group.min(), Integer::sum));
        needed.replaceAll((kind, count) -> count - present.getOrDefault(kind, 0));
        needed.values().removeIf(count -> count <= 0);
        if (needed.isEmpty()) {
            return;
        }
        clusters.takeTurnsForMachines(tx);
        var held = held(tx);
        needed.forEach((kind, count) -> {
            var level = level(kind, held.getOrDefault(kind, 0));
            if (count > level.free()) {
                throw ApiException.of(
                        ErrorCode.RESOURCE_EXHAUSTED,
                        "cluster %s: it needs %d more machines of type %s in partition %s (expected: at most %d, which are free)"
                                .formatted(after.name(), count, kind.machineType(), kind.partition(), level.free()));
            }
        });
    }

    /// How large each group of a cluster may become with what is left, by name: the group's own bounds, or less.
    ///
    /// Every pass asks this, so all clusters are only looked through where the operator counts machines.
    Map<String, Integer> limits(Handle tx, Cluster cluster) {
        var spec = cluster.spec();
        var mayEnd = spec.workerGroups().stream()
                .anyMatch(group -> group.max() > heldBy(cluster, group) && isCounted(kind(spec, group)));
        var held = mayEnd ? held(tx) : Map.<Kind, Integer>of();
        var left = new LinkedHashMap<Kind, Integer>();
        var limits = new LinkedHashMap<String, Integer>();
        for (var group : spec.workerGroups()) {
            var kind = kind(spec, group);
            var free = left.computeIfAbsent(
                    kind, _ -> level(kind, held.getOrDefault(kind, 0)).free());
            var present = heldBy(cluster, group);
            var growth = Math.clamp(group.max() - present, 0, free);
            left.put(kind, free - growth);
            limits.put(group.name(), Math.clamp(present + growth, group.min(), group.max()));
        }
        return limits;
    }

    private Map<Kind, Integer> held(Handle tx) {
        var held = new LinkedHashMap<Kind, Integer>();
        clusters.machinesHeld(tx)
                .forEach(row -> held.merge(
                        new Kind(catalog.partitionId(row.partition()), row.machineType()), row.count(), Integer::sum));
        return held;
    }

    private Map<Kind, Integer> heldBy(Cluster cluster) {
        var held = new LinkedHashMap<Kind, Integer>();
        cluster.spec()
                .workerGroups()
                .forEach(group -> held.merge(kind(cluster.spec(), group), heldBy(cluster, group), Integer::sum));
        return held;
    }

    private static int heldBy(Cluster cluster, WorkerGroupSpec group) {
        return Math.max(group.min(), cluster.machines().getOrDefault(group.name(), 0));
    }

    private Kind kind(ClusterSpec spec, WorkerGroupSpec group) {
        return new Kind(catalog.partitionId(spec.partition()), group.machineType());
    }

    private boolean isCounted(Kind kind) {
        return partition(kind)
                .map(partition -> partition.counts(kind.machineType()))
                .orElse(false);
    }

    private Optional<PartitionOffer> partition(Kind kind) {
        return catalog.regionOf(kind.partition()).flatMap(region -> region.partition(kind.partition()));
    }

    private Level level(Kind kind, int held) {
        var total = partition(kind)
                .map(partition -> partition.machines(kind.machineType()))
                .orElse(PartitionOffer.PLENTY);
        return new Level(kind, total, Math.max(0, total - held));
    }
}
