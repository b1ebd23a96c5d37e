package io.bergwerk.server.cluster;

import io.bergwerk.admin.v1.ClusterServiceCredentialsRequest;
import io.bergwerk.admin.v1.ClusterServiceCredentialsResponse;
import io.bergwerk.admin.v1.ClusterServiceGetAdminKubeconfigRequest;
import io.bergwerk.admin.v1.ClusterServiceGetAdminKubeconfigResponse;
import io.bergwerk.admin.v1.ClusterServiceGetRequest;
import io.bergwerk.admin.v1.ClusterServiceGetResponse;
import io.bergwerk.admin.v1.ClusterServiceGetViewerKubeconfigRequest;
import io.bergwerk.admin.v1.ClusterServiceGetViewerKubeconfigResponse;
import io.bergwerk.admin.v1.ClusterServiceGrpc.ClusterServiceImplBase;
import io.bergwerk.admin.v1.ClusterServiceListRequest;
import io.bergwerk.admin.v1.ClusterServiceListResponse;
import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ProjectId;
import io.bergwerk.engine.KubeconfigRole;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.cluster.AdminClusterStore.Filter;
import io.bergwerk.server.rpc.Rpc;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;

/// `admin.v1.ClusterService`. Engines of ours have neither keys for firewalls nor a management network, so both
/// are left unset whoever asks for them.
public final class AdminClusterApi extends ClusterServiceImplBase {
    private final AdminClusters clusters;
    private final ClusterAccessService kubeconfigs;
    private final ClusterMessages messages;

    AdminClusterApi(AdminClusters clusters, ClusterAccessService kubeconfigs, ClusterMessages messages) {
        this.clusters = clusters;
        this.kubeconfigs = kubeconfigs;
        this.messages = messages;
    }

    @Override
    public void get(ClusterServiceGetRequest request, StreamObserver<ClusterServiceGetResponse> observer) {
        var access = CallContext.adminAccess();
        Rpc.answer(observer, () -> {
            var owned = clusters.get(access, id(request.getUuid()));
            var answer = ClusterServiceGetResponse.newBuilder()
                    .setCluster(messages.cluster(access, owned.tenant(), owned.cluster()));
            if (request.getWithMachines()) {
                answer.addAllMachines(AdminMachines.of(owned.cluster(), clusters.nodes(owned.cluster())));
            }
            return answer.build();
        });
    }

    @Override
    public void list(ClusterServiceListRequest request, StreamObserver<ClusterServiceListResponse> observer) {
        var access = CallContext.adminAccess();
        Rpc.answer(observer, () -> {
            var answer = ClusterServiceListResponse.newBuilder();
            var filter = filter(request);
            if (request.getLabelsCount() == 0) { // no cluster has any, so one that is asked for is missing everywhere
                clusters.list(access, filter)
                        .forEach(
                                owned -> answer.addClusters(messages.cluster(access, owned.tenant(), owned.cluster())));
            }
            return answer.build();
        });
    }

    private static Filter filter(ClusterServiceListRequest request) {
        return new Filter(
                request.hasUuid() ? Optional.of(id(request.getUuid())) : Optional.empty(),
                request.hasProject() ? Optional.of(ProjectId.parse("project", request.getProject())) : Optional.empty(),
                request.hasTenant() ? Optional.of(new TenantLogin(request.getTenant())) : Optional.empty(),
                request.hasPartition() ? Optional.of(request.getPartition()) : Optional.empty(),
                request.hasSeed() ? Optional.of(request.getSeed()) : Optional.empty(),
                request.hasName() ? Optional.of(request.getName()) : Optional.empty(),
                request.hasPurpose() ? Optional.of(request.getPurpose()) : Optional.empty());
    }

    @Override
    public void credentials(
            ClusterServiceCredentialsRequest request, StreamObserver<ClusterServiceCredentialsResponse> observer) {
        Rpc.answer(
                observer,
                () -> ClusterServiceCredentialsResponse.newBuilder()
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
        return kubeconfigs.kubeconfig(CallContext.adminAccess(), id(uuid), role, expiration);
    }

    private static ClusterId id(String uuid) {
        return ClusterId.parse("uuid", uuid);
    }
}
