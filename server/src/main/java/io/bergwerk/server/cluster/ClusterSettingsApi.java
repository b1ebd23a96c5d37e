package io.bergwerk.server.cluster;

import io.bergwerk.common.ClusterId;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.rpc.Rpc;
import io.bergwerk.v1.ClusterSettings;
import io.bergwerk.v1.ClusterSettingsServiceGetRequest;
import io.bergwerk.v1.ClusterSettingsServiceGetResponse;
import io.bergwerk.v1.ClusterSettingsServiceGrpc.ClusterSettingsServiceImplBase;
import io.bergwerk.v1.ClusterSettingsServiceUpdateRequest;
import io.bergwerk.v1.ClusterSettingsServiceUpdateResponse;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/// Protobuf to records and back.
public final class ClusterSettingsApi extends ClusterSettingsServiceImplBase {
    private final ClusterService clusters;
    private final ClusterChangeService changes;

    ClusterSettingsApi(ClusterService clusters, ClusterChangeService changes) {
        this.clusters = clusters;
        this.changes = changes;
    }

    @Override
    public void get(
            ClusterSettingsServiceGetRequest request, StreamObserver<ClusterSettingsServiceGetResponse> observer) {
        var access = CallContext.projectAccess();
        Rpc.answer(
                observer,
                () -> ClusterSettingsServiceGetResponse.newBuilder()
                        .setSettings(settings(clusters.get(access, id(request.getUuid()))))
                        .build());
    }

    @Override
    public void update(
            ClusterSettingsServiceUpdateRequest request,
            StreamObserver<ClusterSettingsServiceUpdateResponse> observer) {
        var access = CallContext.projectAccess();
        var wanted = request.hasDeletionProtection()
                ? Optional.of(request.getDeletionProtection())
                : Optional.<Boolean>empty();
        Rpc.answer(
                observer,
                () -> ClusterSettingsServiceUpdateResponse.newBuilder()
                        .setSettings(settings(changes.protect(access, id(request.getUuid()), wanted)))
                        .build());
    }

    private static ClusterSettings settings(Cluster cluster) {
        return ClusterSettings.newBuilder()
                .setUuid(cluster.id().toString())
                .setDeletionProtection(cluster.deletionProtected())
                .build();
    }

    private static ClusterId id(String uuid) {
        return ClusterId.parse("uuid", uuid);
    }
}
