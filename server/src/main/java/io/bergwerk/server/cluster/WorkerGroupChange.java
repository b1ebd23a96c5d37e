package io.bergwerk.server.cluster;

import java.util.Optional;

/// A worker group as a request to change a cluster named it. What is empty stays as it was, or is the region's
/// default in a new group.
public record WorkerGroupChange(
        String name,
        Optional<String> machineType,
        Optional<Integer> min,
        Optional<Integer> max,
        Optional<Integer> maxSurge,
        Optional<Integer> maxUnavailable) {
    /// The group after this change.
    ///
    /// @param before what the group was, or what a new one begins with
    WorkerGroupSpec appliedTo(WorkerGroupSpec before) {
        return new WorkerGroupSpec(
                name,
                machineType.orElse(before.machineType()),
                min.orElse(before.min()),
                max.orElse(before.max()),
                maxSurge.orElse(before.maxSurge()),
                maxUnavailable.orElse(before.maxUnavailable()));
    }
}
