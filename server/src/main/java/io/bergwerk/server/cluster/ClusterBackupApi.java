package io.bergwerk.server.cluster;

import io.bergwerk.common.ClusterId;
import io.bergwerk.common.Uuids;
import io.bergwerk.engine.ClusterBackup.Occasion;
import io.bergwerk.server.access.CallContext;
import io.bergwerk.server.rpc.ProtoTimes;
import io.bergwerk.server.rpc.Rpc;
import io.bergwerk.v1.BackupOccasion;
import io.bergwerk.v1.ClusterBackup;
import io.bergwerk.v1.ClusterBackupServiceGrpc.ClusterBackupServiceImplBase;
import io.bergwerk.v1.ClusterBackupServiceListDeletedRequest;
import io.bergwerk.v1.ClusterBackupServiceListDeletedResponse;
import io.bergwerk.v1.ClusterBackupServiceListRequest;
import io.bergwerk.v1.ClusterBackupServiceListResponse;
import io.bergwerk.v1.ClusterBackupServiceRestoreRequest;
import io.bergwerk.v1.ClusterBackupServiceRestoreResponse;
import io.bergwerk.v1.ClusterBackupServiceUndeleteRequest;
import io.bergwerk.v1.ClusterBackupServiceUndeleteResponse;
import io.bergwerk.v1.ClusterRecovery;
import io.bergwerk.v1.DeletedCluster;
import io.grpc.stub.StreamObserver;

/// Protobuf to records and back.
public final class ClusterBackupApi extends ClusterBackupServiceImplBase {
    private final ClusterRecoveryService recoveries;
    private final ClusterMessages messages;

    ClusterBackupApi(ClusterRecoveryService recoveries, ClusterMessages messages) {
        this.recoveries = recoveries;
        this.messages = messages;
    }

    @Override
    public void list(
            ClusterBackupServiceListRequest request, StreamObserver<ClusterBackupServiceListResponse> observer) {
        var access = CallContext.projectAccess();
        Rpc.answer(observer, () -> {
            var found = recoveries.list(access, cluster(request.getCluster()));
            var answer = ClusterBackupServiceListResponse.newBuilder();
            found.backups().forEach(backup -> answer.addBackups(message(backup)));
            found.last().map(ClusterBackupApi::message).ifPresent(answer::setLastRecovery);
            return answer.build();
        });
    }

    @Override
    public void listDeleted(
            ClusterBackupServiceListDeletedRequest request,
            StreamObserver<ClusterBackupServiceListDeletedResponse> observer) {
        var access = CallContext.projectAccess();
        Rpc.answer(observer, () -> {
            var answer = ClusterBackupServiceListDeletedResponse.newBuilder();
            recoveries.listDeleted(access).forEach(cluster -> answer.addClusters(message(cluster)));
            return answer.build();
        });
    }

    @Override
    public void restore(
            ClusterBackupServiceRestoreRequest request, StreamObserver<ClusterBackupServiceRestoreResponse> observer) {
        var access = CallContext.projectAccess();
        Rpc.answer(observer, () -> {
            var backup = Uuids.parse("backup", request.getBackup());
            var restored = recoveries.restore(access, cluster(request.getCluster()), backup);
            return ClusterBackupServiceRestoreResponse.newBuilder()
                    .setCluster(messages.cluster(access, restored))
                    .build();
        });
    }

    @Override
    public void undelete(
            ClusterBackupServiceUndeleteRequest request,
            StreamObserver<ClusterBackupServiceUndeleteResponse> observer) {
        var access = CallContext.projectAccess();
        Rpc.answer(observer, () -> {
            var undeleted = recoveries.undelete(access, cluster(request.getCluster()));
            return ClusterBackupServiceUndeleteResponse.newBuilder()
                    .setCluster(messages.cluster(access, undeleted))
                    .build();
        });
    }

    private static ClusterBackup message(io.bergwerk.engine.ClusterBackup backup) {
        return ClusterBackup.newBuilder()
                .setUuid(backup.id().toString())
                .setTakenAt(ProtoTimes.of(backup.takenAt()))
                .setOccasion(occasion(backup.occasion()))
                .setKubernetesVersion(backup.version().toString())
                .setSizeBytes(backup.sizeBytes())
                .build();
    }

    private static BackupOccasion occasion(Occasion occasion) {
        return switch (occasion) {
            case SCHEDULED -> BackupOccasion.BACKUP_OCCASION_SCHEDULED;
            case UPGRADE -> BackupOccasion.BACKUP_OCCASION_UPGRADE;
            case RESTORE -> BackupOccasion.BACKUP_OCCASION_RESTORE;
            case DELETION -> BackupOccasion.BACKUP_OCCASION_DELETION;
        };
    }

    private static ClusterRecovery message(Recovery recovery) {
        var message = ClusterRecovery.newBuilder()
                .setUuid(recovery.id().toString())
                .setUser(recovery.username())
                .setRequestedAt(ProtoTimes.of(recovery.requestedAt()));
        recovery.backup()
                .ifPresent(goal ->
                        message.setBackup(goal.id().toString()).setBackupTakenAt(ProtoTimes.of(goal.takenAt())));
        recovery.endedAt().map(ProtoTimes::of).ifPresent(message::setEndedAt);
        recovery.failure().ifPresent(message::setFailure);
        return message.build();
    }

    private static DeletedCluster message(Cluster cluster) {
        var deletedAt = cluster.deletedAt().orElseThrow();
        return DeletedCluster.newBuilder()
                .setUuid(cluster.id().toString())
                .setName(cluster.name().value())
                .setDeletedAt(ProtoTimes.of(deletedAt))
                .setUntil(ProtoTimes.of(deletedAt.plus(ClusterRecoveryService.UNDELETABLE)))
                .build();
    }

    private static ClusterId cluster(String uuid) {
        return ClusterId.parse("cluster", uuid);
    }
}
