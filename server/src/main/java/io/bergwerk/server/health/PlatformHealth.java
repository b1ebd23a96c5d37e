package io.bergwerk.server.health;

import io.bergwerk.api.v1.Health;
import io.bergwerk.api.v1.HealthStatus;
import io.bergwerk.api.v1.PartitionHealth;
import io.bergwerk.api.v1.Service;
import io.bergwerk.api.v1.ServiceStatus;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// What was last measured; whoever watches is called when it changes. Safe for use by many threads.
public final class PlatformHealth {
    private final List<String> partitions;
    private final CopyOnWriteArrayList<Runnable> watchers = new CopyOnWriteArrayList<>();
    private volatile Health current;

    public PlatformHealth(List<String> partitions) {
        this.partitions = List.copyOf(partitions);
        this.current = message(PartHealth.HEALTHY, PartHealth.HEALTHY, PartHealth.HEALTHY);
    }

    public void measured(PartHealth clusters, PartHealth machines, PartHealth volumes) {
        var now = message(clusters, machines, volumes);
        if (!now.equals(current)) {
            current = now;
            watchers.forEach(Runnable::run);
        }
    }

    public Health current() {
        return current;
    }

    /// The worst of all parts.
    public ServiceStatus overall() {
        return current.getServicesList().stream()
                .map(HealthStatus::getStatus)
                .min(Comparator.comparingInt(ServiceStatus::getNumber))
                .orElse(ServiceStatus.SERVICE_STATUS_HEALTHY);
    }

    /// @return ends the watching
    public Runnable watch(Runnable watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    private Health message(PartHealth clusters, PartHealth machines, PartHealth volumes) {
        var health = Health.newBuilder();
        Stream.of(
                        part(Service.SERVICE_CLUSTER, clusters),
                        part(Service.SERVICE_VOLUME, volumes),
                        part(Service.SERVICE_MACHINES, machines))
                .sorted(Comparator.comparingInt(HealthStatus::getNameValue))
                .forEach(health::addServices);
        return health.build();
    }

    private HealthStatus part(Service service, PartHealth health) {
        var status = HealthStatus.newBuilder()
                .setName(service)
                .setStatus(status(health.level()))
                .setMessage(health.message());
        partitions.forEach(partition -> status.putPartitions(
                partition,
                PartitionHealth.newBuilder()
                        .setStatus(status(health.level()))
                        .setMessage(health.message())
                        .build()));
        return status.build();
    }

    private static ServiceStatus status(PartHealth.Level level) {
        return switch (level) {
            case HEALTHY -> ServiceStatus.SERVICE_STATUS_HEALTHY;
            case DEGRADED -> ServiceStatus.SERVICE_STATUS_DEGRADED;
            case UNHEALTHY -> ServiceStatus.SERVICE_STATUS_UNHEALTHY;
        };
    }
}
