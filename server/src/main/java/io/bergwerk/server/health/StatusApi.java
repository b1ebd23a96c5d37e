package io.bergwerk.server.health;

import io.bergwerk.server.version.Build;
import io.bergwerk.status.v1.StatusServiceGrpc.StatusServiceImplBase;
import io.bergwerk.status.v1.StatusServiceWatchRequest;
import io.bergwerk.status.v1.StatusServiceWatchResponse;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.atomic.AtomicReference;

/// Streams the platform's health: as it is, then each change.
public final class StatusApi extends StatusServiceImplBase {
    private final PlatformHealth health;
    private final Build build;

    public StatusApi(PlatformHealth health, Build build) {
        this.health = health;
        this.build = build;
    }

    @Override
    public void watch(StatusServiceWatchRequest request, StreamObserver<StatusServiceWatchResponse> observer) {
        var unwatch = new AtomicReference<Runnable>(() -> {});
        var stream = OpenWatch.open(observer, this::present, () -> unwatch.get().run());
        unwatch.set(health.watch(stream::send));
        stream.send();
    }

    private StatusServiceWatchResponse present() {
        return StatusServiceWatchResponse.newBuilder()
                .setHealth(health.current())
                .setOverallStatus(health.overall())
                .setApiVersion(build.version())
                .build();
    }
}
