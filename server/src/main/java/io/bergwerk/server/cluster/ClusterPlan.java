package io.bergwerk.server.cluster;

import io.bergwerk.engine.KubernetesVersion;
import io.bergwerk.engine.Workload;
import io.bergwerk.engine.Workload.DisruptionBudget;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a change of a cluster does to it.
///
/// @param groups those of the cluster as it will be, in their order, and then those that go
/// @param before empty if the cluster is made
/// @param after empty if it is deleted
/// @param kind as whose durations it is counted
/// @param expected how long it takes; empty while nothing of its kind was measured
/// @param priceBefore millionths of a Euro per minute for all nodes
/// @param priceAfter as `priceBefore`
/// @param disruption of pods on the nodes of groups that lose nodes; empty if the cluster could not be asked
public record ClusterPlan(
        List<GroupPlan> groups,
        Optional<KubernetesVersion> before,
        Optional<KubernetesVersion> after,
        ChangeKind kind,
        Optional<Duration> expected,
        long priceBefore,
        long priceAfter,
        Optional<Disruption> disruption) {
    public ClusterPlan {
        groups = List.copyOf(groups);
    }

    /// One group's nodes.
    ///
    /// @param added nodes that are made, for a rolled group all of them
    /// @param removed nodes that go, for a rolled group all of them
    public record GroupPlan(WorkerGroupSpec group, Fate fate, int before, int after, int added, int removed) {}

    /// What happens to a worker group.
    public enum Fate {
        NONE,
        ADDED,
        REMOVED,
        RESIZED,
        ROLLED
    }

    /// @param pods that have to move at most, or end
    /// @param budgets of these pods, those that allow the fewest to go first
    public record Disruption(int pods, List<DisruptionBudget> budgets) {
        static final int MOST_BUDGETS = 100;

        public Disruption {
            budgets = List.copyOf(budgets);
        }
    }

    /// Nodes that are made or removed.
    int nodesTouched() {
        return groups.stream()
                .mapToInt(group -> group.added() + group.removed())
                .sum();
    }

    ClusterPlan expecting(Optional<Duration> duration) {
        return new ClusterPlan(groups, before, after, kind, duration, priceBefore, priceAfter, disruption);
    }

    /// @param workload of the cluster as it is
    ClusterPlan disturbing(Workload workload) {
        var losing = groups.stream()
                .filter(group -> group.removed() > 0)
                .map(group -> group.group().name())
                .collect(Collectors.toSet());
        var pods = losing.stream()
                .mapToInt(group -> workload.pods().getOrDefault(group, 0))
                .sum();
        var budgets = workload.budgets().stream()
                .map(budget -> budget.in(losing))
                .filter(budget -> !budget.groups().isEmpty())
                .sorted(Comparator.comparingInt(DisruptionBudget::disruptionsAllowed)
                        .thenComparing(DisruptionBudget::namespace)
                        .thenComparing(DisruptionBudget::name))
                .limit(Disruption.MOST_BUDGETS)
                .toList();
        var found = new Disruption(pods, budgets);
        return new ClusterPlan(groups, before, after, kind, expected, priceBefore, priceAfter, Optional.of(found));
    }
}
