package io.bergwerk.server.cluster;

import io.bergwerk.common.ClusterId;
import io.bergwerk.common.Uuids;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.rpc.ProtoTimes;
import io.bergwerk.server.rpc.Rpc;
import io.bergwerk.v1.Kubeconfig;
import io.bergwerk.v1.KubeconfigRole;
import io.bergwerk.v1.KubeconfigServiceGrpc.KubeconfigServiceImplBase;
import io.bergwerk.v1.KubeconfigServiceListRequest;
import io.bergwerk.v1.KubeconfigServiceListResponse;
import io.bergwerk.v1.KubeconfigServiceRevokeAllRequest;
import io.bergwerk.v1.KubeconfigServiceRevokeAllResponse;
import io.bergwerk.v1.KubeconfigServiceRevokeRequest;
import io.bergwerk.v1.KubeconfigServiceRevokeResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;

/// Protobuf to records and back.
public final class KubeconfigApi extends KubeconfigServiceImplBase {
    private final ClusterAccessService kubeconfigs;

    KubeconfigApi(ClusterAccessService kubeconfigs) {
        this.kubeconfigs = kubeconfigs;
    }

    @Override
    public void list(KubeconfigServiceListRequest request, StreamObserver<KubeconfigServiceListResponse> observer) {
        var access = CallContext.projectAccess();
        Rpc.answer(
                observer,
                () -> KubeconfigServiceListResponse.newBuilder()
                        .addAllKubeconfigs(messages(kubeconfigs.list(access, cluster(request.getCluster()))))
                        .build());
    }

    @Override
    public void revoke(
            KubeconfigServiceRevokeRequest request, StreamObserver<KubeconfigServiceRevokeResponse> observer) {
        var access = CallContext.projectAccess();
        Rpc.answer(observer, () -> {
            var revoked =
                    kubeconfigs.revoke(access, cluster(request.getCluster()), Uuids.parse("uuid", request.getUuid()));
            return KubeconfigServiceRevokeResponse.newBuilder()
                    .setKubeconfig(message(revoked))
                    .build();
        });
    }

    @Override
    public void revokeAll(
            KubeconfigServiceRevokeAllRequest request, StreamObserver<KubeconfigServiceRevokeAllResponse> observer) {
        var access = CallContext.projectAccess();
        Rpc.answer(
                observer,
                () -> KubeconfigServiceRevokeAllResponse.newBuilder()
                        .addAllKubeconfigs(messages(kubeconfigs.revokeAll(access, cluster(request.getCluster()))))
                        .build());
    }

    private static List<Kubeconfig> messages(List<io.bergwerk.server.kubeconfig.Kubeconfig> kubeconfigs) {
        return kubeconfigs.stream().map(KubeconfigApi::message).toList();
    }

    private static Kubeconfig message(io.bergwerk.server.kubeconfig.Kubeconfig kubeconfig) {
        var message = Kubeconfig.newBuilder()
                .setUuid(kubeconfig.id().toString())
                .setUser(kubeconfig.username())
                .setRole(role(kubeconfig.role()))
                .setUntil(ProtoTimes.of(kubeconfig.validUntil()));
        kubeconfig.issuedAt().map(ProtoTimes::of).ifPresent(message::setFrom);
        kubeconfig.revokedAt().map(ProtoTimes::of).ifPresent(message::setRevokedAt);
        kubeconfig.removedAt().map(ProtoTimes::of).ifPresent(message::setRefusedAt);
        return message.build();
    }

    private static KubeconfigRole role(io.bergwerk.engine.KubeconfigRole role) {
        return switch (role) {
            case ADMIN -> KubeconfigRole.KUBECONFIG_ROLE_ADMIN;
            case VIEWER -> KubeconfigRole.KUBECONFIG_ROLE_VIEWER;
        };
    }

    private static ClusterId cluster(String uuid) {
        return ClusterId.parse("cluster", uuid);
    }
}
