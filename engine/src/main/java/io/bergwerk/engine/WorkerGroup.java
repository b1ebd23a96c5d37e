package io.bergwerk.engine;

/// Nodes of one kind. How many there are at a time is the engine's choice, between the two that the user set.
///
/// @param min nodes at least; a new group begins with so many
/// @param max nodes at most; at least `min`
/// @param maxSurge nodes above the number while the group is rolled; not 0 together with `maxUnavailable`
/// @param maxUnavailable nodes below the number that may be missing while the group is rolled
public record WorkerGroup(
        String name, MachineType machineType, MachineImage image, int min, int max, int maxSurge, int maxUnavailable) {
    public WorkerGroup {
        require(min >= 0 && min <= max, "min", min, "0 to max, which is " + max);
        require(maxSurge >= 0, "maxSurge", maxSurge, "0 or more");
        require(maxUnavailable >= 0, "maxUnavailable", maxUnavailable, "0 or more");
        require(maxSurge + maxUnavailable > 0, "maxSurge", maxSurge, "1 or more, because maxUnavailable is 0");
    }

    private static void require(boolean holds, String field, int given, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("%s: %d (expected: %s)".formatted(field, given, expected));
        }
    }

    /// The number within the bounds that is nearest to a wished one.
    public int clamp(int nodes) {
        return Math.clamp(nodes, min, max);
    }

    public WorkerGroup withSize(int newMin, int newMax) {
        return new WorkerGroup(name, machineType, image, newMin, newMax, maxSurge, maxUnavailable);
    }
}
