package io.bergwerk.server.cluster;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.common.IdSource;
import io.bergwerk.server.access.ProjectAccess;
import io.bergwerk.server.store.Constraints;
import io.bergwerk.server.store.Database;
import io.bergwerk.server.work.Wakeups;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The use cases around a cluster's wish.
public final class ClusterService {
    private static final int PASSWORD_BYTES = 32;

    private final Database database;
    private final ClusterStore clusters;
    private final ClusterReads reads = new ClusterReads();
    private final ClusterRules rules;
    private final ProjectQuota quota;
    private final MachineStock stock;
    private final ClusterPlanner planner;
    private final ChangeTimes times;
    private final Wakeups wakeups;
    private final ClusterConfig config;
    private final String engine;
    private final IdSource ids;
    private final InstantSource clock;
    private final SecureRandom random;

    ClusterService(
            Database database,
            ClusterStore clusters,
            ClusterRules rules,
            ProjectQuota quota,
            MachineStock stock,
            ClusterPlanner planner,
            ChangeTimes times,
            Wakeups wakeups,
            ClusterConfig config,
            String engine,
            IdSource ids,
            InstantSource clock,
            SecureRandom random) {
        this.database = database;
        this.clusters = clusters;
        this.rules = rules;
        this.quota = quota;
        this.stock = stock;
        this.planner = planner;
        this.times = times;
        this.wakeups = wakeups;
        this.config = config;
        this.engine = engine;
        this.ids = ids;
        this.clock = clock;
        this.random = random;
    }

    /// Records the wish for a cluster and returns it; building it is [ClusterReconciler]'s work.
    ///
    /// @throws ApiException `INVALID_ARGUMENT` naming the field that breaks a rule; `ALREADY_EXISTS` if the
    ///     project has a live cluster of that name; `RESOURCE_EXHAUSTED` if a quota is used up or there are
    ///     not enough machines
    public Cluster create(ProjectAccess access, ClusterDraft draft) {
        return database.inTransaction(tx -> create(tx, access, draft));
    }

    Cluster create(Handle tx, ProjectAccess access, ClusterDraft draft) {
        var now = now();
        var spec = rules.complete(draft, now);
        var id = new ClusterId(ids.next());
        var cluster = Cluster.requested(id, access.project(), spec, engine, newMonitoring(), now);
        quota.requireRoomFor(tx, access.project(), spec);
        stock.require(tx, Optional.empty(), spec);
        Constraints.translate(ClusterStore.LIVE_NAME, () -> nameTaken(spec), () -> {
            clusters.insert(tx, cluster);
            return cluster;
        });
        times.begin(tx, id, cluster.version(), planner.creation(spec), now);
        ClusterWork.changed(tx, wakeups, cluster);
        return cluster;
    }

    private static ApiException nameTaken(ClusterSpec spec) {
        return ApiException.of(
                ErrorCode.ALREADY_EXISTS, "cluster %s: the project has a cluster of that name".formatted(spec.name()));
    }

    /// @throws ApiException `NOT_FOUND` if the project has no such cluster
    public Cluster get(ProjectAccess access, ClusterId id) {
        return database.read(connection -> reads.find(connection, access, id)).orElseThrow(() -> notFound(id));
    }

    /// The project's clusters by name, those being deleted included.
    public List<Cluster> list(ProjectAccess access) {
        return database.withHandle(tx -> clusters.list(tx, access.project(), config.perProjectMax()));
    }

    /// Records the wish that the cluster shall go, which is never taken back. Repeated, it answers the same.
    ///
    /// @throws ApiException `NOT_FOUND` if the project has no such cluster; `FAILED_PRECONDITION` if it is
    ///     protected; `ABORTED` if another change was faster
    public Cluster delete(ProjectAccess access, ClusterId id) {
        return database.inTransaction(tx -> delete(tx, access, id));
    }

    Cluster delete(Handle tx, ProjectAccess access, ClusterId id) {
        var cluster = clusters.lock(tx, access, id).orElseThrow(() -> notFound(id));
        if (cluster.deletionRequested()) {
            return cluster;
        }
        if (cluster.deletionProtected()) {
            throw ApiException.failedPrecondition(
                    "cluster %s: it is protected from deletion: turn its protection off first"
                            .formatted(cluster.name()));
        }
        var now = now();
        if (!clusters.requestDeletion(tx, cluster, cluster.status().deleting(), now)) {
            throw overtaken(cluster);
        }
        times.begin(tx, id, cluster.version() + 1, planner.deletion(cluster.spec(), cluster.machines()), now);
        ClusterWork.changed(tx, wakeups, cluster);
        return clusters.find(tx, access, id).orElseThrow(() -> notFound(id));
    }

    static ApiException overtaken(Cluster cluster) {
        return ApiException.of(
                ErrorCode.ABORTED,
                "cluster %s: another change was faster: read it and try again".formatted(cluster.name()));
    }

    /// The words are read by clients: the public Terraform provider learns by them that a cluster is gone.
    static ApiException notFound(ClusterId id) {
        return ApiException.notFound(
                "no entity with uuid:\"%s\" found".formatted(id.toString().toLowerCase(Locale.ROOT)));
    }

    private Monitoring newMonitoring() {
        var bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        return new Monitoring("metrics", Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /// As exact as the database keeps it, so that the answer to a create equals every later one.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
