package io.bergwerk.server.cluster;

import io.bergwerk.engine.KubernetesVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a change of a cluster does to it.
///
/// @param groups those of the cluster as it will be, in their order, and then those that go
/// @param before empty if the cluster is made
/// @param after empty if it is deleted
/// @param kind as whose durations it is counted
/// @param expected how long it takes; empty while nothing of its kind was measured
/// @param priceBefore millionths of a Euro per minute for all nodes
/// @param priceAfter as `priceBefore`
public record ClusterPlan(
        List<GroupPlan> groups,
        Optional<KubernetesVersion> before,
        Optional<KubernetesVersion> after,
        ChangeKind kind,
        Optional<Duration> expected,
        long priceBefore,
        long priceAfter) {
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

    /// Nodes that are made or removed.
    int nodesTouched() {
        return groups.stream()
                .mapToInt(group -> group.added() + group.removed())
                .sum();
    }

    ClusterPlan expecting(Optional<Duration> duration) {
        return new ClusterPlan(groups, before, after, kind, duration, priceBefore, priceAfter);
    }
}
