package io.bergwerk.engine.local.workers.pods;

import java.time.Instant;

/// What a container is doing, as its status says.
public sealed interface ContainerState {
    /// Not running, and may come to run.
    record Waiting(String reason, String message) implements ContainerState {}

    /// Running since a time, in whole seconds as the API keeps it.
    record Running(Instant startedAt) implements ContainerState {}

    /// Ended.
    record Terminated(int exitCode, String reason, Instant startedAt, Instant finishedAt) implements ContainerState {
        boolean succeeded() {
            return exitCode == 0;
        }
    }
}
