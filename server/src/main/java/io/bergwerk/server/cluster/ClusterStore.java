package io.bergwerk.server.cluster;

import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ProjectId;
import io.bergwerk.server.access.ProjectAccess;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/// Clusters in SQL.
final class ClusterStore {
    static final String LIVE_NAME = "cluster_live_name";
    static final String COLUMNS = """
            id, project, name, engine, partition, kubernetes_version, machine_image_name, machine_image_version,
            worker_groups, kubernetes_autoupdate, machine_image_autoupdate, window_begin_hour, window_begin_minute,
            window_time_zone, window_seconds, purpose, monitoring_username, monitoring_password, version, revision,
            settled, reached_version, machines, deletion_protected, created_at, updated_at, deletion_requested_at,
            deleted_at, operation, state, progress, conditions, last_errors
            """;

    private static final String SELECT = "SELECT " + COLUMNS + " FROM cluster ";
    /// Breaks the constraint [#LIVE_NAME] if the project has a live cluster of that name.
    void insert(Handle tx, Cluster cluster) {
        var insert = tx.createUpdate("INSERT INTO cluster (" + COLUMNS + ")" + """
                VALUES (:id, :project, :name, :engine, :partition, :kubernetesVersion, :imageName, :imageVersion,
                    :workerGroups::jsonb, :kubernetesAutoupdate, :machineImageAutoupdate, :beginHour, :beginMinute,
                    :timeZone, :windowSeconds, :purpose, :username, :password, :version, :revision,
                    :settled, NULL, '{}', false, :createdAt, :updatedAt, NULL, NULL, :operation, :state, :progress,
                    :conditions::jsonb, :lastErrors::jsonb)
                """);
        bindFixed(insert, cluster.spec());
        bindChangeable(insert, cluster.spec());
        bindStatus(insert, cluster.status());
        insert.bind("id", cluster.id().value())
                .bind("project", cluster.project().value())
                .bind("engine", cluster.engine())
                .bind("username", cluster.monitoring().username())
                .bind("password", cluster.monitoring().password())
                .bind("version", cluster.version())
                .bind("revision", cluster.revision())
                .bind("settled", cluster.settled())
                .bind("createdAt", cluster.createdAt())
                .bind("updatedAt", cluster.updatedAt())
                .execute();
    }

    private static void bindFixed(SqlStatement<?> statement, ClusterSpec spec) {
        statement
                .bind("name", spec.name().value())
                .bind("partition", spec.partition())
                .bind("purpose", spec.purpose());
    }

    private static void bindChangeable(SqlStatement<?> statement, ClusterSpec spec) {
        statement
                .bind("kubernetesVersion", spec.version().toString())
                .bind("imageName", spec.image().name())
                .bind("imageVersion", spec.image().version())
                .bind("workerGroups", ClusterRows.json(spec.workerGroups()))
                .bind("kubernetesAutoupdate", spec.maintenance().kubernetesAutoupdate())
                .bind("machineImageAutoupdate", spec.maintenance().machineImageAutoupdate())
                .bind("beginHour", spec.maintenance().beginHour())
                .bind("beginMinute", spec.maintenance().beginMinute())
                .bind("timeZone", spec.maintenance().timeZone())
                .bind("windowSeconds", (int) spec.maintenance().duration().toSeconds());
    }

    private static void bindStatus(SqlStatement<?> statement, ClusterStatus status) {
        statement
                .bind("operation", status.operation().name())
                .bind("state", status.state().name())
                .bind("progress", status.progress())
                .bind("conditions", ClusterRows.json(status.conditions()))
                .bind("lastErrors", ClusterRows.json(status.lastErrors()));
    }

    /// The project's cluster unless it is gone.
    Optional<Cluster> find(Handle tx, ProjectAccess access, ClusterId id) {
        return tx.createQuery(SELECT + "WHERE id = :id AND project = :project AND deleted_at IS NULL")
                .bind("id", id.value())
                .bind("project", access.project().value())
                .map(ClusterRows::read)
                .findOne();
    }

    /// As [#find(Handle, ProjectAccess, ClusterId)]; the row does not change until the transaction ends.
    Optional<Cluster> lock(Handle tx, ProjectAccess access, ClusterId id) {
        return tx.createQuery(SELECT + "WHERE id = :id AND project = :project AND deleted_at IS NULL FOR UPDATE")
                .bind("id", id.value())
                .bind("project", access.project().value())
                .map(ClusterRows::read)
                .findOne();
    }

    /// The project's cluster; one that is gone only if that happened after `since`.
    Optional<Cluster> findLiveOrGone(Handle tx, ProjectAccess access, ClusterId id, Instant since) {
        return liveOrGone(tx, access, id, since, "");
    }

    /// As [#findLiveOrGone]; the row does not change until the transaction ends.
    Optional<Cluster> lockLiveOrGone(Handle tx, ProjectAccess access, ClusterId id, Instant since) {
        return liveOrGone(tx, access, id, since, " FOR UPDATE");
    }

    private static Optional<Cluster> liveOrGone(
            Handle tx, ProjectAccess access, ClusterId id, Instant since, String locking) {
        return tx.createQuery(SELECT + """
                WHERE id = :id AND project = :project AND (deleted_at IS NULL OR deleted_at > :since)
                """ + locking)
                .bind("id", id.value())
                .bind("project", access.project().value())
                .bind("since", since)
                .map(ClusterRows::read)
                .findOne();
    }

    /// The project's clusters that were gone after `since`, the last one first, at most `limit`.
    List<Cluster> listGone(Handle tx, ProjectId project, Instant since, int limit) {
        return tx.createQuery(SELECT + """
                WHERE project = :project AND deleted_at > :since
                ORDER BY deleted_at DESC, id
                LIMIT :limit
                """)
                .bind("project", project.value())
                .bind("since", since)
                .bind("limit", limit)
                .map(ClusterRows::read)
                .list();
    }

    /// The cluster of whatever project unless it is gone; the row does not change until the transaction ends.
    Optional<Cluster> lockUnscoped(Handle tx, ClusterId id) {
        return tx.createQuery(SELECT + "WHERE id = :id AND deleted_at IS NULL FOR UPDATE")
                .bind("id", id.value())
                .map(ClusterRows::read)
                .findOne();
    }

    /// Whatever project the cluster is in, gone ones included: for reconcilers and the metrics page.
    Optional<Cluster> findUnscoped(Handle tx, ClusterId id) {
        return tx.createQuery(SELECT + "WHERE id = :id")
                .bind("id", id.value())
                .map(ClusterRows::read)
                .findOne();
    }

    /// As [#findUnscoped], many at once and at most `limit`; those that do not exist are left out.
    List<Cluster> listUnscoped(Handle tx, Collection<ClusterId> ids, int limit) {
        return tx.createQuery(SELECT + "WHERE id = ANY(:ids) ORDER BY id LIMIT :limit")
                .bindArray("ids", UUID.class, ids.stream().map(ClusterId::value).toArray())
                .bind("limit", limit)
                .map(ClusterRows::read)
                .list();
    }

    /// The project's clusters that are not gone, by name and then id, at most `limit`.
    List<Cluster> list(Handle tx, ProjectId project, int limit) {
        return tx.createQuery(SELECT + """
                WHERE project = :project AND deleted_at IS NULL
                ORDER BY name, id
                LIMIT :limit
                """)
                .bind("project", project.value())
                .bind("limit", limit)
                .map(ClusterRows::read)
                .list();
    }

    /// Lets transactions that count for one project take turns until they end.
    void takeTurnsInProject(Handle tx, ProjectId project) {
        takeTurns(tx, "cluster of " + project);
    }

    /// Lets transactions that need machines take turns until they end.
    void takeTurnsForMachines(Handle tx) {
        takeTurns(tx, "machines of clusters");
    }

    private static void takeTurns(Handle tx, String what) {
        tx.createQuery("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")
                .bind("what", what)
                .map((row, _) -> true)
                .one();
    }

    /// Counts the project's clusters that are not gone.
    int count(Handle tx, ProjectId project) {
        return tx.createQuery("SELECT count(*) FROM cluster WHERE project = :project AND deleted_at IS NULL")
                .bind("project", project.value())
                .mapTo(Integer.class)
                .one();
    }

    /// What the worker groups of the project's clusters may grow to together.
    int nodesAtMost(Handle tx, ProjectId project) {
        return tx.createQuery("""
                SELECT coalesce(sum((worker_group ->> 'max')::int), 0)
                FROM cluster, jsonb_array_elements(worker_groups) AS worker_group
                WHERE project = :project AND deleted_at IS NULL
                """)
                .bind("project", project.value())
                .mapTo(Integer.class)
                .one();
    }

    /// @param partition as users wrote it, which may be an alias
    record Held(String partition, String machineType, int count) {}

    /// The machines that all clusters have or need at least; one that is being deleted has them until it is gone.
    List<Held> machinesHeld(Handle tx) {
        return tx.createQuery("""
                SELECT partition, worker_group ->> 'machineType' AS machine_type,
                    sum(greatest((worker_group ->> 'min')::int,
                        coalesce((machines ->> (worker_group ->> 'name'))::int, 0))) AS count
                FROM cluster, jsonb_array_elements(worker_groups) AS worker_group
                WHERE deleted_at IS NULL
                GROUP BY partition, worker_group ->> 'machineType'
                """)
                .map((row, _) ->
                        new Held(row.getString("partition"), row.getString("machine_type"), row.getInt("count")))
                .list();
    }

    /// Whether the protection hit the version that its caller knew.
    boolean protect(Handle tx, Cluster known, boolean on, Instant now) {
        return tx.createUpdate("""
                UPDATE cluster SET deletion_protected = :on, updated_at = :now, revision = revision + 1
                WHERE id = :id AND version = :version AND deletion_requested_at IS NULL
                """)
                        .bind("id", known.id().value())
                        .bind("version", known.version())
                        .bind("on", on)
                        .bind("now", now)
                        .execute()
                == 1;
    }

    /// Whether the new wish hit the version that its caller knew, of a cluster that is to stay.
    boolean change(Handle tx, Cluster known, ClusterSpec spec, ClusterStatus status, Instant now) {
        var update = tx.createUpdate("""
                UPDATE cluster
                SET kubernetes_version = :kubernetesVersion, machine_image_name = :imageName,
                    machine_image_version = :imageVersion, worker_groups = :workerGroups::jsonb,
                    kubernetes_autoupdate = :kubernetesAutoupdate, machine_image_autoupdate = :machineImageAutoupdate,
                    window_begin_hour = :beginHour, window_begin_minute = :beginMinute,
                    window_time_zone = :timeZone, window_seconds = :windowSeconds,
                    updated_at = :now, version = version + 1, revision = revision + 1, operation = :operation,
                    state = :state, progress = :progress, conditions = :conditions::jsonb,
                    last_errors = :lastErrors::jsonb
                WHERE id = :id AND version = :version AND deletion_requested_at IS NULL
                """);
        bindChangeable(update, spec);
        bindStatus(update, status);
        return update.bind("id", known.id().value())
                        .bind("version", known.version())
                        .bind("now", now)
                        .execute()
                == 1;
    }

    /// Whether the wish to delete hit the version that its caller knew.
    boolean requestDeletion(Handle tx, Cluster known, ClusterStatus status, Instant now) {
        var update = tx.createUpdate("""
                UPDATE cluster
                SET deletion_requested_at = :now, updated_at = :now, version = version + 1, revision = revision + 1,
                    operation = :operation, state = :state, progress = :progress, conditions = :conditions::jsonb,
                    last_errors = :lastErrors::jsonb
                WHERE id = :id AND version = :version AND deletion_requested_at IS NULL
                """);
        bindStatus(update, status);
        return update.bind("id", known.id().value())
                        .bind("version", known.version())
                        .bind("now", now)
                        .execute()
                == 1;
    }

    /// Whether status and machines were kept: not if the wish has changed since the pass read it, for then it says
    /// nothing of the new wish.
    boolean saveStatus(Handle tx, Cluster known, ClusterStatus status, boolean settled, Map<String, Integer> machines) {
        var update = tx.createUpdate("""
                UPDATE cluster
                SET revision = revision + 1, settled = :settled, machines = :machines::jsonb,
                    reached_version = CASE WHEN :succeeded THEN kubernetes_version ELSE reached_version END,
                    operation = :operation, state = :state,
                    progress = :progress, conditions = :conditions::jsonb, last_errors = :lastErrors::jsonb
                WHERE id = :id AND version = :version AND deleted_at IS NULL
                """);
        bindStatus(update, status);
        return update.bind("id", known.id().value())
                        .bind("version", known.version())
                        .bind("settled", settled)
                        .bind("succeeded", status.succeeded())
                        .bind("machines", ClusterRows.json(machines))
                        .execute()
                == 1;
    }

    /// Whether the cluster was still to be marked as gone.
    boolean markGone(Handle tx, Cluster known, ClusterStatus status, Instant now) {
        var update = tx.createUpdate("""
                UPDATE cluster
                SET deleted_at = :now, updated_at = :now, revision = revision + 1, operation = :operation,
                    state = :state, progress = :progress, conditions = :conditions::jsonb,
                    last_errors = :lastErrors::jsonb
                WHERE id = :id AND deletion_requested_at IS NOT NULL AND deleted_at IS NULL
                """);
        bindStatus(update, status);
        return update.bind("id", known.id().value()).bind("now", now).execute() == 1;
    }

    /// Makes a cluster that is gone live again. Breaks the constraint [#LIVE_NAME] if the project has a live cluster of
    /// its name.
    void undelete(Handle tx, Cluster gone, ClusterStatus status, Instant now) {
        var update = tx.createUpdate("""
                UPDATE cluster
                SET deletion_requested_at = NULL, deleted_at = NULL, machines = '{}', updated_at = :now,
                    version = version + 1, revision = revision + 1, operation = :operation, state = :state,
                    progress = :progress, conditions = :conditions::jsonb, last_errors = :lastErrors::jsonb
                WHERE id = :id AND deleted_at IS NOT NULL
                """);
        bindStatus(update, status);
        update.bind("id", gone.id().value()).bind("now", now).execute();
    }

    /// Turns an undeletion that cannot succeed into a deletion.
    void endUndeletion(Handle tx, ClusterId id, Instant now) {
        tx.createUpdate("""
                UPDATE cluster
                SET deletion_requested_at = :now, updated_at = :now, version = version + 1, revision = revision + 1,
                    operation = 'DELETE', state = 'PROCESSING', progress = 0
                WHERE id = :id AND deletion_requested_at IS NULL
                """).bind("id", id.value()).bind("now", now).execute();
    }

    /// Ids of an engine's clusters that are not gone, after `after`, at most `limit`.
    List<ClusterId> liveIds(Handle tx, String engine, Optional<ClusterId> after, int limit) {
        return tx.createQuery("""
                SELECT id FROM cluster
                WHERE engine = :engine AND deleted_at IS NULL AND id > :after
                ORDER BY id
                LIMIT :limit
                """)
                .bind("engine", engine)
                .bind("after", after.map(ClusterId::value).orElse(new UUID(0, 0)))
                .bind("limit", limit)
                .map(ClusterRows::id)
                .list();
    }

    /// Those of the ids that have a row of this engine which is not gone.
    Set<ClusterId> livingOf(Handle tx, String engine, Collection<ClusterId> ids) {
        return tx
                .createQuery("SELECT id FROM cluster WHERE engine = :engine AND deleted_at IS NULL AND id = ANY(:ids)")
                .bind("engine", engine)
                .bindArray("ids", UUID.class, ids.stream().map(ClusterId::value).toArray())
                .map(ClusterRows::id)
                .stream()
                .collect(Collectors.toSet());
    }

    /// Forgets clusters that were gone before that time, at most `limit` at once; answers how many.
    int purge(Handle tx, Instant before, int limit) {
        return tx.createUpdate("""
                DELETE FROM cluster WHERE id IN (
                    SELECT id FROM cluster WHERE deleted_at < :before ORDER BY deleted_at LIMIT :limit
                    FOR UPDATE SKIP LOCKED)
                """).bind("before", before).bind("limit", limit).execute();
    }

    /// Forgets a project's clusters that are gone.
    void forgetDeleted(Handle tx, ProjectId project) {
        tx.createUpdate("DELETE FROM cluster WHERE project = :project AND deleted_at IS NOT NULL")
                .bind("project", project.value())
                .execute();
    }
}
