package io.bergwerk.server.cluster;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.engine.ClusterEngine;
import io.bergwerk.engine.ClusterNode;
import io.bergwerk.server.access.AdminAccess;
import io.bergwerk.server.cluster.AdminClusterStore.Filter;
import io.bergwerk.server.cluster.AdminClusterStore.Owned;
import io.bergwerk.server.store.Database;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What administrators see of the clusters of all projects.
final class AdminClusters {
    /// In one answer.
    static final int MAX_LISTED = 5_000;

    private final Database database;
    private final AdminClusterStore clusters = new AdminClusterStore();
    private final Supplier<Optional<ClusterEngine>> engine;

    /// @param engine the engine, while this server holds its lease
    AdminClusters(Database database, Supplier<Optional<ClusterEngine>> engine) {
        this.database = database;
        this.engine = engine;
    }

    /// @throws ApiException `NOT_FOUND` if there is no such cluster, or it is gone
    Owned get(AdminAccess access, ClusterId id) {
        return database.withHandle(tx -> clusters.find(tx, access, id)).orElseThrow(() -> ClusterService.notFound(id));
    }

    /// Those that match, those being deleted included, in the order of their creation.
    ///
    /// @throws ApiException `RESOURCE_EXHAUSTED` if they are too many for one answer
    List<Owned> list(AdminAccess access, Filter filter) {
        var found = database.withHandle(tx -> clusters.list(tx, access, filter, MAX_LISTED + 1));
        if (found.size() > MAX_LISTED) {
            throw ApiException.of(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "more than %d clusters match: filter by project, tenant or partition".formatted(MAX_LISTED));
        }
        return found;
    }

    /// The nodes of a cluster; empty if this server is not the one that runs the cluster's engine.
    Optional<List<ClusterNode>> nodes(Cluster cluster) {
        return engine.get().filter(held -> held.name().equals(cluster.engine())).map(held -> held.nodes(cluster.id()));
    }
}
