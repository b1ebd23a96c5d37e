package io.bergwerk.engine.local.controlplane;

import java.nio.file.Files;
import java.util.function.UnaryOperator;

/// A cluster's [ClusterState] and the file it is kept in. Safe for use by many threads.
final class Memory {
    private final ClusterDirectory directory;
    private volatile ClusterState state;

    Memory(ClusterDirectory directory, ClusterState state) {
        this.directory = directory;
        this.state = state;
    }

    ClusterState state() {
        return state;
    }

    /// Changes what is in mind; it is kept with the next [#keep].
    synchronized void change(UnaryOperator<ClusterState> to) {
        state = to.apply(state);
    }

    /// Changes it, and has it on the disk when this returns.
    synchronized void keep(UnaryOperator<ClusterState> to) {
        change(to);
        state.write(directory);
    }

    /// As [#keep], but only for what is different and of a cluster that has a directory.
    synchronized void remember(UnaryOperator<ClusterState> to) {
        if (!to.apply(state).equals(state) && Files.exists(directory.root())) {
            keep(to);
        }
    }
}
