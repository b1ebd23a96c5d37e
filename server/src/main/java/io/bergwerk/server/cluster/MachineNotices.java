package io.bergwerk.server.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Tells of worker groups that cannot grow, because no machine is left for them. It is no failure: they have what
/// they need at least.
final class MachineNotices {
    private MachineNotices() {}

    /// @param limits of [MachineStock#limits]
    static List<Notice> of(Cluster cluster, Map<String, Integer> limits) {
        return cluster.spec().workerGroups().stream()
                .flatMap(group -> of(cluster, group, limits.getOrDefault(group.name(), group.max())).stream())
                .toList();
    }

    private static Optional<Notice> of(Cluster cluster, WorkerGroupSpec group, int limit) {
        var present = Math.max(group.min(), cluster.machines().getOrDefault(group.name(), 0));
        if (limit == group.max() || limit > present) {
            return Optional.empty();
        }
        return Optional.of(new Notice(
                ConditionType.EVERY_NODE_READY,
                "MachinesExhausted",
                "Worker group %s stays at %d of at most %d nodes, because partition %s has no more machines of type %s."
                        .formatted(
                                group.name(), limit, group.max(), cluster.spec().partition(), group.machineType())));
    }
}
