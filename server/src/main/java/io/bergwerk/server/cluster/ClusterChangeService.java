package io.bergwerk.server.cluster;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.server.access.ProjectAccess;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.work.Wakeups;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Changes of a cluster that is there, and what users may ask for with it as it is.
///
/// Each is one transaction that holds the row: of many at once every one sees the one before it, and the status
/// that its caller reads is that of the change already. Terraform's provider takes the first success that it sees
/// afterwards for the end of its own change.
public final class ClusterChangeService {
    private final Database database;
    private final ClusterStore clusters;
    private final ClusterRules rules;
    private final ProjectQuota quota;
    private final MachineStock stock;
    private final MaintenanceDecisions maintenance;
    private final ClusterPlanner planner;
    private final ChangeTimes times;
    private final Wakeups wakeups;
    private final InstantSource clock;

    ClusterChangeService(
            Database database,
            ClusterStore clusters,
            ClusterRules rules,
            ProjectQuota quota,
            MachineStock stock,
            MaintenanceDecisions maintenance,
            ClusterPlanner planner,
            ChangeTimes times,
            Wakeups wakeups,
            InstantSource clock) {
        this.database = database;
        this.clusters = clusters;
        this.rules = rules;
        this.quota = quota;
        this.stock = stock;
        this.maintenance = maintenance;
        this.planner = planner;
        this.times = times;
        this.wakeups = wakeups;
        this.clock = clock;
    }

    /// Records a changed wish and returns the cluster; bringing it about is [ClusterReconciler]'s work. A change
    /// that changes nothing leaves the cluster as it is, its status included.
    ///
    /// @throws ApiException `INVALID_ARGUMENT` naming the field that breaks a rule; `NOT_FOUND` if the project has
    ///     no such cluster; `FAILED_PRECONDITION` if it is being deleted; `RESOURCE_EXHAUSTED` if a quota is used
    ///     up or there are not enough machines; `ABORTED` if another change was faster
    public Cluster update(ProjectAccess access, ClusterId id, ClusterChange change) {
        return database.inTransaction(tx -> update(tx, access, id, change));
    }

    Cluster update(Handle tx, ProjectAccess access, ClusterId id, ClusterChange change) {
        var cluster = lock(tx, access, id);
        var spec = rules.changed(cluster.spec(), change, now());
        requireEndOfUpgrade(cluster, spec);
        quota.requireRoomFor(tx, access.project(), cluster.spec(), spec);
        stock.require(tx, Optional.of(cluster), spec);
        return spec.equals(cluster.spec())
                ? cluster
                : save(tx, access, cluster, spec, cluster.status().reconciling());
    }

    /// Lets the platform look at the cluster at once. While an operation runs it goes on, and its status stays,
    /// unless a maintenance finds something to change.
    ///
    /// @throws ApiException `NOT_FOUND` if the project has no such cluster; `FAILED_PRECONDITION` if it is being
    ///     deleted; `ABORTED` if another change was faster
    public Cluster operate(ProjectAccess access, ClusterId id, Demand demand) {
        var now = now();
        return database.inTransaction(tx -> {
            var cluster = lock(tx, access, id);
            return switch (demand) {
                case RECONCILE -> lookAgain(tx, access, cluster);
                case RETRY -> {
                    wakeups.retry(tx, ClusterWork.kind(cluster.engine()), cluster.id());
                    yield lookAgain(tx, access, cluster);
                }
                case MAINTAIN -> {
                    var spec = maintenance.maintained(cluster, now);
                    yield spec.equals(cluster.spec())
                            ? lookAgain(tx, access, cluster)
                            : save(tx, access, cluster, spec, cluster.status().reconciling());
                }
            };
        });
    }

    /// Turns the protection from deletion on or off; leaves it if nothing is wanted.
    ///
    /// @throws ApiException `NOT_FOUND` if the project has no such cluster; `FAILED_PRECONDITION` if it is being
    ///     deleted
    public Cluster protect(ProjectAccess access, ClusterId id, Optional<Boolean> wanted) {
        return database.inTransaction(tx -> {
            var cluster = lock(tx, access, id);
            if (wanted.isPresent() && !clusters.protect(tx, cluster, wanted.get(), now())) {
                throw ClusterService.overtaken(cluster);
            }
            return clusters.find(tx, access, id).orElseThrow(() -> ClusterService.notFound(id));
        });
    }

    private Cluster lookAgain(Handle tx, ProjectAccess access, Cluster cluster) {
        if (cluster.status().state() == OperationState.PROCESSING) {
            wakeups.add(tx, ClusterWork.kind(cluster.engine()), cluster.id());
            return cluster;
        }
        return save(tx, access, cluster, cluster.spec(), cluster.status().again());
    }

    /// Two updates, each by one minor, must not add up to two minors.
    private static void requireEndOfUpgrade(Cluster cluster, ClusterSpec spec) {
        if (!cluster.canGoTo(spec.version())) {
            throw ApiException.failedPrecondition(
                    "cluster %s: the upgrade to %s has not ended: watch its status until it has"
                            .formatted(cluster.name(), cluster.spec().version()));
        }
    }

    private Cluster lock(Handle tx, ProjectAccess access, ClusterId id) {
        var cluster = clusters.lock(tx, access, id).orElseThrow(() -> ClusterService.notFound(id));
        if (cluster.deletionRequested()) {
            throw ApiException.failedPrecondition("cluster %s: it is being deleted".formatted(cluster.name()));
        }
        return cluster;
    }

    private Cluster save(Handle tx, ProjectAccess access, Cluster cluster, ClusterSpec spec, ClusterStatus status) {
        var now = now();
        if (!clusters.change(tx, cluster, spec, status, now)) {
            throw ClusterService.overtaken(cluster);
        }
        if (!spec.equals(cluster.spec())) {
            var plan = planner.change(cluster.spec(), spec, cluster.machines());
            times.begin(tx, cluster.id(), cluster.version() + 1, plan, now);
        }
        ClusterWork.changed(tx, wakeups, cluster);
        return clusters.find(tx, access, cluster.id()).orElseThrow(() -> ClusterService.notFound(cluster.id()));
    }

    /// As exact as the database keeps it.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
