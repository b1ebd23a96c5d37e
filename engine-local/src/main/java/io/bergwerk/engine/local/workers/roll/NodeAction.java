package io.bergwerk.engine.local.workers.roll;

/// Something to be done to nodes.
public sealed interface NodeAction {
    /// Make nodes of the group's generation.
    record Create(String group, int count) implements NodeAction {}

    /// Cordon a node and begin to move its pods away.
    record Drain(String node) implements NodeAction {}

    /// Stop draining a node, because it is needed after all.
    record Resume(String node) implements NodeAction {}

    /// Remove a node that is drained, or dead while it was to be drained.
    record Delete(String node) implements NodeAction {}

    /// Remove a node that failed, so that another takes its place.
    record Replace(String node) implements NodeAction {}
}
