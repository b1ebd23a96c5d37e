package io.bergwerk.server.cluster;

import io.bergwerk.api.v1.ClusterServiceCreateRequest;
import io.bergwerk.api.v1.MaintenanceTimeWindow;
import io.bergwerk.api.v1.Worker;
import java.time.Duration;
import java.util.Optional;

/// Reads what a request to create a cluster says.
final class ClusterDrafts {
    /// What protobuf allows in a duration; a hostile message may hold more, which Java cannot add up.
    private static final long LONGEST_SECONDS = 315_576_000_000L;

    private ClusterDrafts() {}

    static ClusterDraft read(ClusterServiceCreateRequest request) {
        return new ClusterDraft(
                request.getName(),
                request.getPartition(),
                request.getKubernetes().getVersion(),
                request.getWorkersList().stream().map(ClusterDrafts::group).toList(),
                request.hasMaintenance() ? Optional.of(window(request.getMaintenance())) : Optional.empty());
    }

    private static WorkerGroupSpec group(Worker worker) {
        return new WorkerGroupSpec(
                worker.getName(),
                worker.getMachineType(),
                worker.getMinsize(),
                worker.getMaxsize(),
                worker.getMaxsurge(),
                worker.getMaxunavailable());
    }

    private static ClusterDraft.Window window(io.bergwerk.api.v1.Maintenance maintenance) {
        var window = maintenance.getTimeWindow();
        return new ClusterDraft.Window(
                maintenance.hasKubernetesAutoupdate()
                        ? Optional.of(maintenance.getKubernetesAutoupdate())
                        : Optional.empty(),
                maintenance.hasMachineimageAutoupdate()
                        ? Optional.of(maintenance.getMachineimageAutoupdate())
                        : Optional.empty(),
                window.hasBegin() ? Optional.of(begin(window)) : Optional.empty(),
                window.hasDuration() ? Optional.of(duration(window.getDuration())) : Optional.empty());
    }

    private static ClusterDraft.Begin begin(MaintenanceTimeWindow window) {
        var begin = window.getBegin();
        return new ClusterDraft.Begin(begin.getHour(), begin.getMinute(), begin.getTimezone());
    }

    static Duration duration(com.google.protobuf.Duration duration) {
        var seconds = Math.clamp(duration.getSeconds(), -LONGEST_SECONDS, LONGEST_SECONDS);
        return Duration.ofSeconds(seconds, duration.getNanos());
    }
}
