package io.bergwerk.engine;

/// Nodes of one kind.
///
/// @param nodes how many there shall be now, between the user's minimum and maximum
public record WorkerGroup(
        String name, MachineType machineType, MachineImage image, int nodes, int maxSurge, int maxUnavailable) {}
