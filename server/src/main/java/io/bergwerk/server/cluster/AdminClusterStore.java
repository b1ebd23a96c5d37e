package io.bergwerk.server.cluster;

import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ProjectId;
import io.bergwerk.server.access.AdminAccess;
import io.bergwerk.server.access.TenantLogin;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Clusters of all projects in SQL, with the tenants they belong to.
final class AdminClusterStore {
    private static final String SELECT = "SELECT " + ClusterStore.COLUMNS
            + ", (SELECT tenant FROM project WHERE project.id = cluster.project) AS tenant FROM cluster ";

    /// A cluster and whose it is.
    record Owned(Cluster cluster, TenantLogin tenant) {}

    /// What to look for; all that is given has to match exactly.
    ///
    /// @param seed where the control plane runs: the name of the engine
    record Filter(
            Optional<ClusterId> id,
            Optional<ProjectId> project,
            Optional<TenantLogin> tenant,
            Optional<String> partition,
            Optional<String> seed,
            Optional<String> name,
            Optional<String> purpose) {}

    /// The cluster unless it is gone.
    Optional<Owned> find(Handle tx, AdminAccess access, ClusterId id) {
        return tx.createQuery(SELECT + "WHERE id = :id AND deleted_at IS NULL")
                .bind("id", id.value())
                .map((row, _) -> new Owned(ClusterRows.cluster(row), new TenantLogin(row.getString("tenant"))))
                .findOne();
    }

    /// Those that are not gone, in the order of their creation, at most `limit`.
    List<Owned> list(Handle tx, AdminAccess access, Filter filter, int limit) {
        return tx.createQuery(SELECT + """
                WHERE deleted_at IS NULL
                    AND (CAST(:id AS uuid) IS NULL OR id = CAST(:id AS uuid))
                    AND (CAST(:project AS uuid) IS NULL OR project = CAST(:project AS uuid))
                    AND (:tenant IS NULL OR project IN (SELECT project.id FROM project WHERE tenant = :tenant))
                    AND (:partition IS NULL OR partition = :partition) AND (:seed IS NULL OR engine = :seed)
                    AND (:name IS NULL OR name = :name) AND (:purpose IS NULL OR purpose = :purpose)
                ORDER BY created_at, id
                LIMIT :limit
                """)
                .bindByType("id", filter.id().map(ClusterId::value).orElse(null), UUID.class)
                .bindByType("project", filter.project().map(ProjectId::value).orElse(null), UUID.class)
                .bindByType("tenant", filter.tenant().map(TenantLogin::value).orElse(null), String.class)
                .bindByType("partition", filter.partition().orElse(null), String.class)
                .bindByType("seed", filter.seed().orElse(null), String.class)
                .bindByType("name", filter.name().orElse(null), String.class)
                .bindByType("purpose", filter.purpose().orElse(null), String.class)
                .bind("limit", limit)
                .map((row, _) -> new Owned(ClusterRows.cluster(row), new TenantLogin(row.getString("tenant"))))
                .list();
    }
}
