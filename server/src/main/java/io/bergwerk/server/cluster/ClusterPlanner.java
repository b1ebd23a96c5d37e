package io.bergwerk.server.cluster;

import io.bergwerk.engine.NodeGeneration;
import io.bergwerk.server.catalog.Catalog;
import io.bergwerk.server.catalog.MachineTypeOffer;
import io.bergwerk.server.cluster.ClusterPlan.Fate;
import io.bergwerk.server.cluster.ClusterPlan.GroupPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Says what an engine does to bring a cluster from one wish to another. A pure function of both, the nodes there
/// are, and the catalog's prices.
final class ClusterPlanner {
    private final Catalog catalog;

    ClusterPlanner(Catalog catalog) {
        this.catalog = catalog;
    }

    ClusterPlan creation(ClusterSpec wish) {
        var groups = wish.workerGroups().stream()
                .map(group -> new GroupPlan(group, Fate.ADDED, 0, group.min(), group.min(), 0))
                .toList();
        return plan(groups, Optional.empty(), Optional.of(wish), ChangeKind.CREATE);
    }

    /// @param machines nodes there are of each group, by its name
    ClusterPlan deletion(ClusterSpec wish, Map<String, Integer> machines) {
        var groups = wish.workerGroups().stream()
                .map(group -> removed(group, machines))
                .toList();
        return plan(groups, Optional.of(wish), Optional.empty(), ChangeKind.DELETE);
    }

    /// @param machines as in [#deletion]
    ClusterPlan change(ClusterSpec from, ClusterSpec to, Map<String, Integer> machines) {
        var known = from.workerGroups().stream().collect(Collectors.toMap(WorkerGroupSpec::name, group -> group));
        var groups = new ArrayList<GroupPlan>();
        for (var group : to.workerGroups()) {
            var before = Optional.ofNullable(known.remove(group.name()));
            groups.add(
                    before.map(it -> changed(generation(from, it), generation(to, group), group, present(it, machines)))
                            .orElseGet(() -> new GroupPlan(group, Fate.ADDED, 0, group.min(), group.min(), 0)));
        }
        from.workerGroups().stream()
                .filter(group -> known.containsKey(group.name()))
                .forEach(group -> groups.add(removed(group, machines)));
        return plan(groups, Optional.of(from), Optional.of(to), kind(from, to, groups));
    }

    private static NodeGeneration generation(ClusterSpec spec, WorkerGroupSpec group) {
        return NodeGeneration.of(group.machineType(), spec.version(), spec.image());
    }

    private static GroupPlan changed(NodeGeneration from, NodeGeneration to, WorkerGroupSpec group, int before) {
        var after = Math.clamp(before, group.min(), group.max());
        if (!from.equals(to) && before > 0) {
            return new GroupPlan(group, Fate.ROLLED, before, after, after, before);
        }
        var fate = before == after ? Fate.NONE : Fate.RESIZED;
        return new GroupPlan(group, fate, before, after, Math.max(0, after - before), Math.max(0, before - after));
    }

    private static GroupPlan removed(WorkerGroupSpec group, Map<String, Integer> machines) {
        var before = present(group, machines);
        return new GroupPlan(group, Fate.REMOVED, before, 0, 0, before);
    }

    private static int present(WorkerGroupSpec group, Map<String, Integer> machines) {
        return machines.getOrDefault(group.name(), 0);
    }

    private static ChangeKind kind(ClusterSpec from, ClusterSpec to, List<GroupPlan> groups) {
        if (!from.version().equals(to.version())) {
            return ChangeKind.UPGRADE;
        }
        return groups.stream().allMatch(group -> group.fate() == Fate.NONE) ? ChangeKind.SETTINGS : ChangeKind.NODES;
    }

    private ClusterPlan plan(
            List<GroupPlan> groups, Optional<ClusterSpec> from, Optional<ClusterSpec> to, ChangeKind kind) {
        var before = from.map(spec -> types(spec)).orElse(Map.of());
        var after = to.map(spec -> types(spec)).orElse(Map.of());
        return new ClusterPlan(
                groups,
                from.map(ClusterSpec::version),
                to.map(ClusterSpec::version),
                kind,
                Optional.empty(),
                groups.stream()
                        .mapToLong(group -> price(before, group, group.before()))
                        .sum(),
                groups.stream()
                        .mapToLong(group -> price(after, group, group.after()))
                        .sum(),
                Optional.empty());
    }

    /// Machine types by group.
    private static Map<String, String> types(ClusterSpec spec) {
        return spec.workerGroups().stream()
                .collect(Collectors.toMap(WorkerGroupSpec::name, WorkerGroupSpec::machineType));
    }

    /// What left the catalog has no price any more.
    private long price(Map<String, String> types, GroupPlan group, int nodes) {
        return Optional.ofNullable(types.get(group.group().name()))
                        .flatMap(catalog::machineType)
                        .map(MachineTypeOffer::priceMicroEuro)
                        .orElse(0L)
                * nodes;
    }
}
