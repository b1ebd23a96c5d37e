package io.bergwerk.server.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a request to create a cluster said, before rules and defaults.
///
/// @param partition empty if the request named none
/// @param version empty if the request named none
public record ClusterDraft(
        String name,
        String partition,
        String version,
        List<WorkerGroupSpec> workerGroups,
        Optional<Window> maintenance) {
    public ClusterDraft {
        workerGroups = List.copyOf(workerGroups);
    }

    /// What a request said of maintenance.
    ///
    /// @param duration empty if the request named none
    public record Window(
            Optional<Boolean> kubernetesAutoupdate,
            Optional<Boolean> machineImageAutoupdate,
            Optional<Begin> begin,
            Optional<Duration> duration) {}

    /// @param timeZone empty and `Local` stand for UTC
    public record Begin(int hour, int minute, String timeZone) {}
}
