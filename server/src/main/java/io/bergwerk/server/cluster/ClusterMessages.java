package io.bergwerk.server.cluster;

import com.google.protobuf.Duration;
import io.bergwerk.api.v1.ClusterMonitoring;
import io.bergwerk.api.v1.ClusterStatusCondition;
import io.bergwerk.api.v1.ClusterStatusLastError;
import io.bergwerk.api.v1.KubernetesSpec;
import io.bergwerk.api.v1.MaintenanceTimeWindow;
import io.bergwerk.api.v1.Time;
import io.bergwerk.api.v1.Worker;
import io.bergwerk.common.ClusterId;
import io.bergwerk.server.access.AdminAccess;
import io.bergwerk.server.access.AdminRole;
import io.bergwerk.server.access.ProjectAccess;
import io.bergwerk.server.access.ProjectRole;
import io.bergwerk.server.access.TenantLogin;
import io.bergwerk.server.rpc.ProtoTimes;

/// Clusters as the public API spells them. Everything that its clients dereference is always set.
final class ClusterMessages {
    private final ClusterAddresses addresses;

    ClusterMessages(ClusterAddresses addresses) {
        this.addresses = addresses;
    }

    /// A cluster for somebody who may see it; the monitoring password is for owners and editors.
    io.bergwerk.api.v1.Cluster cluster(ProjectAccess access, Cluster cluster) {
        return cluster(access.tenant(), access.role().atLeast(ProjectRole.EDITOR), cluster);
    }

    /// A cluster of that tenant for an administrator; the monitoring password is for those who may change it.
    io.bergwerk.api.v1.Cluster cluster(AdminAccess access, TenantLogin tenant, Cluster cluster) {
        return cluster(tenant, access.role().atLeast(AdminRole.EDITOR), cluster);
    }

    private io.bergwerk.api.v1.Cluster cluster(TenantLogin tenant, boolean withPassword, Cluster cluster) {
        var message = io.bergwerk.api.v1.Cluster.newBuilder()
                .setUuid(cluster.id().toString())
                .setName(cluster.name().value())
                .setProject(cluster.project().toString())
                .setPartition(cluster.spec().partition())
                .setKubernetes(KubernetesSpec.newBuilder()
                        .setVersion(cluster.spec().version().toString()))
                .setMaintenance(maintenance(cluster.spec().maintenance()))
                .setTenant(tenant.value())
                .setCreatedAt(ProtoTimes.of(cluster.createdAt()))
                .setUpdatedAt(ProtoTimes.of(cluster.updatedAt()))
                .setStatus(status(cluster.id(), cluster.status()))
                .setPurpose(cluster.spec().purpose())
                .setMonitoring(monitoring(withPassword, cluster));
        cluster.spec().workerGroups().forEach(group -> message.addWorkers(worker(group)));
        cluster.deletionRequestedAt().map(ProtoTimes::of).ifPresent(message::setDeletedAt);
        return message.build();
    }

    private static Worker worker(WorkerGroupSpec group) {
        return Worker.newBuilder()
                .setName(group.name())
                .setMachineType(group.machineType())
                .setMinsize(group.min())
                .setMaxsize(group.max())
                .setMaxsurge(group.maxSurge())
                .setMaxunavailable(group.maxUnavailable())
                .build();
    }

    private static io.bergwerk.api.v1.Maintenance maintenance(Maintenance maintenance) {
        return io.bergwerk.api.v1.Maintenance.newBuilder()
                .setKubernetesAutoupdate(maintenance.kubernetesAutoupdate())
                .setMachineimageAutoupdate(maintenance.machineImageAutoupdate())
                .setTimeWindow(MaintenanceTimeWindow.newBuilder()
                        .setBegin(Time.newBuilder()
                                .setHour(maintenance.beginHour())
                                .setMinute(maintenance.beginMinute())
                                .setTimezone(maintenance.timeZone()))
                        .setDuration(Duration.newBuilder()
                                .setSeconds(maintenance.duration().toSeconds())))
                .build();
    }

    private ClusterMonitoring monitoring(boolean withPassword, Cluster cluster) {
        var message = ClusterMonitoring.newBuilder()
                .setUsername(cluster.monitoring().username())
                .setEndpoint(addresses.metricsUrl(cluster.id()));
        if (withPassword) {
            message.setPassword(cluster.monitoring().password());
        }
        return message.build();
    }

    static io.bergwerk.api.v1.ClusterStatus status(ClusterId id, ClusterStatus status) {
        var message = io.bergwerk.api.v1.ClusterStatus.newBuilder()
                .setUuid(id.toString())
                .setProgress(status.progress())
                .setState(status.state().wireName())
                .setType(status.operation().wireName())
                .setApiServerReady(word(status, ConditionType.API_SERVER_AVAILABLE))
                .setControlPlaneReady(word(status, ConditionType.CONTROL_PLANE_HEALTHY))
                .setNodesReady(word(status, ConditionType.EVERY_NODE_READY))
                .setSystemComponentsReady(word(status, ConditionType.SYSTEM_COMPONENTS_HEALTHY));
        status.conditions().forEach(condition -> message.addConditions(condition(condition)));
        status.lastErrors().forEach(error -> message.addLastErrors(lastError(error)));
        return message.build();
    }

    private static String word(ClusterStatus status, ConditionType type) {
        return status.condition(type).status().wireName();
    }

    private static ClusterStatusCondition condition(Condition condition) {
        return ClusterStatusCondition.newBuilder()
                .setType(condition.type().wireName())
                .setStatus(condition.status().wireName())
                .setReason(condition.reason())
                .setStatusMessage(condition.message())
                .setLastTransitionTime(ProtoTimes.of(condition.since()))
                .setLastUpdateTime(ProtoTimes.of(condition.updatedAt()))
                .build();
    }

    private static ClusterStatusLastError lastError(LastError error) {
        return ClusterStatusLastError.newBuilder()
                .setDescription(error.description())
                .setTaskId(error.taskId())
                .setLastUpdateTime(ProtoTimes.of(error.at()))
                .build();
    }
}
