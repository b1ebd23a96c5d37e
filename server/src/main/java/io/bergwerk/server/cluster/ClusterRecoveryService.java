package io.bergwerk.server.cluster;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.common.IdSource;
import io.bergwerk.engine.ClusterBackup;
import io.bergwerk.server.access.ProjectAccess;
import io.bergwerk.server.store.Constraints;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.work.Wakeups;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Backups of clusters, and the wish to bring one back: to a backup, or from its deletion.
///
/// As with every other wish, bringing it about is [ClusterReconciler]'s work; one cluster has one at a time.
public final class ClusterRecoveryService {
    /// How long after the end of its deletion a cluster can be brought back.
    static final Duration UNDELETABLE = Duration.ofHours(24);

    private final Database database;
    private final ClusterStore clusters;
    private final RecoveryStore recoveries;
    private final ProjectQuota quota;
    private final MachineStock stock;
    private final Wakeups wakeups;
    private final ClusterConfig config;
    private final IdSource ids;
    private final InstantSource clock;

    ClusterRecoveryService(
            Database database,
            ClusterStore clusters,
            RecoveryStore recoveries,
            ProjectQuota quota,
            MachineStock stock,
            Wakeups wakeups,
            ClusterConfig config,
            IdSource ids,
            InstantSource clock) {
        this.database = database;
        this.clusters = clusters;
        this.recoveries = recoveries;
        this.quota = quota;
        this.stock = stock;
        this.wakeups = wakeups;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    /// What a cluster can be brought back to, and when it last was.
    ///
    /// @param backups the newest first, as the engine was last seen to have them
    public record Backups(List<ClusterBackup> backups, Optional<Recovery> last) {}

    /// @throws ApiException `NOT_FOUND` if the project has no such cluster and had none in the last 24 hours
    public Backups list(ProjectAccess access, ClusterId id) {
        return database.withHandle(tx -> {
            if (clusters.findLiveOrGone(tx, access, id, deletedAfter()).isEmpty()) {
                throw ClusterService.notFound(id);
            }
            return new Backups(recoveries.backups(tx, id), recoveries.find(tx, id));
        });
    }

    /// The project's clusters that can still be brought back from their deletion, the last deleted first.
    public List<Cluster> listDeleted(ProjectAccess access) {
        return database.withHandle(
                tx -> clusters.listGone(tx, access.project(), deletedAfter(), config.perProjectMax()));
    }

    /// Records the wish to bring a cluster back to a backup.
    ///
    /// @throws ApiException `NOT_FOUND` if the project has no such cluster or the cluster no such backup;
    ///     `FAILED_PRECONDITION` if it is being deleted or brought back already, was never ready, or is too far
    ///     from the version of the backup; `ABORTED` if another change was faster
    public Cluster restore(ProjectAccess access, ClusterId id, UUID backup) {
        return database.inTransaction(tx -> {
            var cluster = clusters.lock(tx, access, id).orElseThrow(() -> ClusterService.notFound(id));
            requireCalm(tx, cluster);
            var goal = recoveries.backups(tx, id).stream()
                    .filter(it -> it.id().equals(backup))
                    .findFirst()
                    .orElseThrow(() -> ApiException.notFound(
                            "backup: %s (expected: one that cluster %s has)".formatted(backup, cluster.name())));
            requireNear(cluster, goal);
            if (!clusters.change(tx, cluster, cluster.spec(), cluster.status().reconciling(), now())) {
                throw ClusterService.overtaken(cluster);
            }
            return wish(tx, access, cluster, Optional.of(new Recovery.Goal(goal.id(), goal.takenAt())));
        });
    }

    private void requireCalm(Handle tx, Cluster cluster) {
        if (cluster.deletionRequested()) {
            throw ApiException.failedPrecondition("cluster %s: it is being deleted".formatted(cluster.name()));
        }
        if (recoveries.findOpen(tx, cluster.id()).isPresent()) {
            throw ApiException.failedPrecondition(
                    "cluster %s: it is being brought back already: watch its status until that has ended"
                            .formatted(cluster.name()));
        }
        if (!cluster.settled()) {
            throw ApiException.failedPrecondition(
                    "cluster %s: it was never ready: watch its status until it is".formatted(cluster.name()));
        }
    }

    /// A datastore goes with the Kubernetes that wrote it and with the next minor.
    private static void requireNear(Cluster cluster, ClusterBackup goal) {
        var runs = cluster.reached().orElse(cluster.spec().version());
        if (goal.version().minor() + 1 < runs.minor() || goal.version().minor() > runs.minor()) {
            throw ApiException.failedPrecondition(
                    "cluster %s: the backup is of Kubernetes %s (expected: the minor of %s, which runs, or the one before)"
                            .formatted(cluster.name(), goal.version(), runs));
        }
    }

    /// Records the wish to bring a deleted cluster back, under its id and with its objects.
    ///
    /// @throws ApiException `NOT_FOUND` if the project had no such cluster in the last 24 hours;
    ///     `FAILED_PRECONDITION` if it is not deleted or not yet; `ALREADY_EXISTS` if its name was given to
    ///     another; `RESOURCE_EXHAUSTED` if a quota is used up or there are not enough machines
    public Cluster undelete(ProjectAccess access, ClusterId id) {
        return database.inTransaction(tx -> {
            var cluster = clusters.lockLiveOrGone(tx, access, id, deletedAfter())
                    .orElseThrow(() -> ClusterService.notFound(id));
            requireGone(cluster);
            quota.requireRoomFor(tx, access.project(), cluster.spec());
            stock.require(tx, Optional.empty(), cluster.spec());
            Constraints.translate(ClusterStore.LIVE_NAME, () -> nameTaken(cluster), () -> {
                clusters.undelete(tx, cluster, cluster.status().reconciling(), now());
                return cluster;
            });
            return wish(tx, access, cluster, Optional.empty());
        });
    }

    private static void requireGone(Cluster cluster) {
        if (!cluster.isGone()) {
            throw ApiException.failedPrecondition(
                    cluster.deletionRequested()
                            ? "cluster %s: its deletion has not ended: watch its status until it is gone"
                                    .formatted(cluster.name())
                            : "cluster %s: it is not deleted".formatted(cluster.name()));
        }
    }

    private static ApiException nameTaken(Cluster cluster) {
        return ApiException.of(
                ErrorCode.ALREADY_EXISTS,
                "cluster %s: the project has another cluster of that name".formatted(cluster.name()));
    }

    private Cluster wish(Handle tx, ProjectAccess access, Cluster cluster, Optional<Recovery.Goal> backup) {
        var user = access.user().value();
        recoveries.put(tx, Recovery.requested(cluster.id(), ids.next(), backup, user, now()));
        ClusterWork.changed(tx, wakeups, cluster);
        return clusters.find(tx, access, cluster.id()).orElseThrow(() -> ClusterService.notFound(cluster.id()));
    }

    private Instant deletedAfter() {
        return clock.instant().minus(UNDELETABLE);
    }

    /// As exact as the database keeps it.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
