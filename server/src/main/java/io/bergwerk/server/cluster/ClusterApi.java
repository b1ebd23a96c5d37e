package io.bergwerk.server.cluster;

import io.bergwerk.api.v1.ClusterServiceCreateRequest;
import io.bergwerk.api.v1.ClusterServiceCreateResponse;
import io.bergwerk.api.v1.ClusterServiceDeleteRequest;
import io.bergwerk.api.v1.ClusterServiceDeleteResponse;
import io.bergwerk.api.v1.ClusterServiceGetAdminKubeconfigRequest;
import io.bergwerk.api.v1.ClusterServiceGetAdminKubeconfigResponse;
import io.bergwerk.api.v1.ClusterServiceGetCredentialsRequest;
import io.bergwerk.api.v1.ClusterServiceGetCredentialsResponse;
import io.bergwerk.api.v1.ClusterServiceGetRequest;
import io.bergwerk.api.v1.ClusterServiceGetResponse;
import io.bergwerk.api.v1.ClusterServiceGetViewerKubeconfigRequest;
import io.bergwerk.api.v1.ClusterServiceGetViewerKubeconfigResponse;
import io.bergwerk.api.v1.ClusterServiceGrpc.ClusterServiceImplBase;
import io.bergwerk.api.v1.ClusterServiceListRequest;
import io.bergwerk.api.v1.ClusterServiceListResponse;
import io.bergwerk.api.v1.ClusterServiceOperateRequest;
import io.bergwerk.api.v1.ClusterServiceOperateResponse;
import io.bergwerk.api.v1.ClusterServiceUpdateRequest;
import io.bergwerk.api.v1.ClusterServiceUpdateResponse;
import io.bergwerk.api.v1.ClusterServiceWatchStatusRequest;
import io.bergwerk.api.v1.ClusterServiceWatchStatusResponse;
import io.bergwerk.api.v1.Operate;
import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.rpc.Rpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;

/// Protobuf to records and back.
public final class ClusterApi extends ClusterServiceImplBase {
    private final ClusterService clusters;
    private final ClusterChangeService changes;
    private final ClusterAccessService kubeconfigs;
    private final StatusWatches watches;
    private final ClusterMessages messages;

    ClusterApi(
            ClusterService clusters,
            ClusterChangeService changes,
            ClusterAccessService kubeconfigs,
            StatusWatches watches,
            ClusterMessages messages) {
        this.clusters = clusters;
        this.changes = changes;
        this.kubeconfigs = kubeconfigs;
        this.watches = watches;
        this.messages = messages;
    }

    @Override
    public void create(ClusterServiceCreateRequest request, StreamObserver<ClusterServiceCreateResponse> observer) {
        var access = CallContext.projectAccess();
        Rpc.answer(
                observer,
                () -> ClusterServiceCreateResponse.newBuilder()
                        .setCluster(messages.cluster(access, clusters.create(access, ClusterDrafts.read(request))))
                        .build());
    }

    @Override
    public void get(ClusterServiceGetRequest request, StreamObserver<ClusterServiceGetResponse> observer) {
        var access = CallContext.projectAccess();
        Rpc.answer(
                observer,
                () -> ClusterServiceGetResponse.newBuilder()
                        .setCluster(messages.cluster(access, clusters.get(access, id(request.getUuid()))))
                        .build());
    }

    @Override
    public void list(ClusterServiceListRequest request, StreamObserver<ClusterServiceListResponse> observer) {
        var access = CallContext.projectAccess();
        Rpc.answer(observer, () -> {
            var answer = ClusterServiceListResponse.newBuilder();
            clusters.list(access).forEach(cluster -> answer.addClusters(messages.cluster(access, cluster)));
            return answer.build();
        });
    }

    @Override
    public void delete(ClusterServiceDeleteRequest request, StreamObserver<ClusterServiceDeleteResponse> observer) {
        var access = CallContext.projectAccess();
        Rpc.answer(
                observer,
                () -> ClusterServiceDeleteResponse.newBuilder()
                        .setCluster(messages.cluster(access, clusters.delete(access, id(request.getUuid()))))
                        .build());
    }

    @Override
    public void update(ClusterServiceUpdateRequest request, StreamObserver<ClusterServiceUpdateResponse> observer) {
        var access = CallContext.projectAccess();
        Rpc.answer(observer, () -> {
            var changed = changes.update(access, id(request.getUuid()), ClusterDrafts.read(request));
            return ClusterServiceUpdateResponse.newBuilder()
                    .setCluster(messages.cluster(access, changed))
                    .build();
        });
    }

    @Override
    public void operate(ClusterServiceOperateRequest request, StreamObserver<ClusterServiceOperateResponse> observer) {
        var access = CallContext.projectAccess();
        Rpc.answer(observer, () -> {
            var operated = changes.operate(access, id(request.getUuid()), demand(request.getOperate()));
            return ClusterServiceOperateResponse.newBuilder()
                    .setCluster(messages.cluster(access, operated))
                    .build();
        });
    }

    private static Demand demand(Operate operate) {
        return switch (operate) {
            case OPERATE_RECONCILE -> Demand.RECONCILE;
            case OPERATE_MAINTAIN -> Demand.MAINTAIN;
            case OPERATE_RETRY -> Demand.RETRY;
            case OPERATE_UNSPECIFIED, UNRECOGNIZED ->
                throw ApiException.invalid("operate", operate, "OPERATE_RECONCILE, OPERATE_MAINTAIN or OPERATE_RETRY");
        };
    }

    @Override
    public void watchStatus(
            ClusterServiceWatchStatusRequest request, StreamObserver<ClusterServiceWatchStatusResponse> observer) {
        var call = (ServerCallStreamObserver<ClusterServiceWatchStatusResponse>) observer;
        var only = request.hasUuid() ? Optional.of(id(request.getUuid())) : Optional.<ClusterId>empty();
        watches.open(CallContext.projectAccess(), only, call, CallContext.streamGuard()::check);
    }

    @Override
    public void getCredentials(
            ClusterServiceGetCredentialsRequest request,
            StreamObserver<ClusterServiceGetCredentialsResponse> observer) {
        Rpc.answer(
                observer,
                () -> ClusterServiceGetCredentialsResponse.newBuilder()
                        .setKubeconfig(kubeconfig(
                                request.getUuid(),
                                KubeconfigRole.ADMIN,
                                ClusterDrafts.expiration(request.hasExpiration(), request.getExpiration())))
                        .build());
    }

    @Override
    public void getAdminKubeconfig(
            ClusterServiceGetAdminKubeconfigRequest request,
            StreamObserver<ClusterServiceGetAdminKubeconfigResponse> observer) {
        Rpc.answer(
                observer,
                () -> ClusterServiceGetAdminKubeconfigResponse.newBuilder()
                        .setKubeconfig(kubeconfig(
                                request.getUuid(),
                                KubeconfigRole.ADMIN,
                                ClusterDrafts.expiration(request.hasExpiration(), request.getExpiration())))
                        .build());
    }

    @Override
    public void getViewerKubeconfig(
            ClusterServiceGetViewerKubeconfigRequest request,
            StreamObserver<ClusterServiceGetViewerKubeconfigResponse> observer) {
        Rpc.answer(
                observer,
                () -> ClusterServiceGetViewerKubeconfigResponse.newBuilder()
                        .setKubeconfig(kubeconfig(
                                request.getUuid(),
                                KubeconfigRole.VIEWER,
                                ClusterDrafts.expiration(request.hasExpiration(), request.getExpiration())))
                        .build());
    }

    private String kubeconfig(String uuid, KubeconfigRole role, Optional<Duration> expiration) {
        return kubeconfigs.kubeconfig(CallContext.projectAccess(), id(uuid), role, expiration);
    }

    private static ClusterId id(String uuid) {
        return ClusterId.parse("uuid", uuid);
    }
}
