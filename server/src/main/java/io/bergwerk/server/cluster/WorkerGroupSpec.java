package io.bergwerk.server.cluster;

/// Nodes of one machine type that a user asked for.
///
/// @param min nodes at least; the platform scales between the two
/// @param max nodes at most; 1 or more
/// @param maxSurge nodes above the number while the group is rolled
/// @param maxUnavailable nodes below the number while the group is rolled; not 0 together with `maxSurge`
public record WorkerGroupSpec(String name, String machineType, int min, int max, int maxSurge, int maxUnavailable) {}
