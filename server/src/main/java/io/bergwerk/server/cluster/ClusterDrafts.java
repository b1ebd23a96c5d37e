package io.bergwerk.server.cluster;

import io.bergwerk.api.v1.ClusterServiceCreateRequest;
import io.bergwerk.api.v1.ClusterServiceUpdateRequest;
import io.bergwerk.api.v1.MaintenanceTimeWindow;
import io.bergwerk.api.v1.Worker;
import io.bergwerk.api.v1.WorkerUpdate;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Reads what a request to create or to change a cluster says.
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
                present(request.hasMaintenance(), () -> maintenance(request.getMaintenance())));
    }

    static ClusterChange read(ClusterServiceUpdateRequest request) {
        return new ClusterChange(
                present(request.hasKubernetes(), () -> request.getKubernetes().getVersion()),
                request.getWorkersList().stream().map(ClusterDrafts::group).toList(),
                present(request.hasMaintenance(), () -> maintenance(request.getMaintenance())));
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

    private static WorkerGroupChange group(WorkerUpdate worker) {
        return new WorkerGroupChange(
                worker.getName(),
                present(worker.hasMachineType(), worker::getMachineType),
                present(worker.hasMinsize(), worker::getMinsize),
                present(worker.hasMaxsize(), worker::getMaxsize),
                present(worker.hasMaxsurge(), worker::getMaxsurge),
                present(worker.hasMaxunavailable(), worker::getMaxunavailable));
    }

    private static MaintenanceDraft maintenance(io.bergwerk.api.v1.Maintenance maintenance) {
        return new MaintenanceDraft(
                present(maintenance.hasKubernetesAutoupdate(), maintenance::getKubernetesAutoupdate),
                present(maintenance.hasMachineimageAutoupdate(), maintenance::getMachineimageAutoupdate),
                present(maintenance.hasTimeWindow(), () -> window(maintenance.getTimeWindow())));
    }

    private static MaintenanceDraft.Window window(MaintenanceTimeWindow window) {
        return new MaintenanceDraft.Window(
                present(window.hasBegin(), () -> begin(window)),
                present(window.hasDuration(), () -> duration(window.getDuration())));
    }

    private static MaintenanceDraft.Begin begin(MaintenanceTimeWindow window) {
        var begin = window.getBegin();
        return new MaintenanceDraft.Begin(begin.getHour(), begin.getMinute(), begin.getTimezone());
    }

    /// How long a kubeconfig is to hold.
    static Optional<Duration> expiration(boolean isPresent, com.google.protobuf.Duration expiration) {
        return present(isPresent, () -> duration(expiration));
    }

    static Duration duration(com.google.protobuf.Duration duration) {
        var seconds = Math.clamp(duration.getSeconds(), -LONGEST_SECONDS, LONGEST_SECONDS);
        return Duration.ofSeconds(seconds, duration.getNanos());
    }

    private static <T> Optional<T> present(boolean isPresent, Supplier<T> value) {
        return isPresent ? Optional.of(value.get()) : Optional.empty();
    }
}
