package io.bergwerk.server.health;

import io.bergwerk.api.v1.HealthServiceGetRequest;
import io.bergwerk.api.v1.HealthServiceGetResponse;
import io.bergwerk.api.v1.HealthServiceGrpc.HealthServiceImplBase;
import io.bergwerk.server.rpc.Rpc;
import io.grpc.stub.StreamObserver;

/// Serves what was last measured.
public final class HealthApi extends HealthServiceImplBase {
    private final PlatformHealth health;

    public HealthApi(PlatformHealth health) {
        this.health = health;
    }

    @Override
    public void get(HealthServiceGetRequest request, StreamObserver<HealthServiceGetResponse> observer) {
        Rpc.answer(
                observer,
                () -> HealthServiceGetResponse.newBuilder()
                        .setHealth(health.current())
                        .build());
    }
}
