package io.bergwerk.server.cluster;

import io.bergwerk.common.ApiException;
import io.bergwerk.common.ErrorCode;
import io.bergwerk.common.ProjectId;
import org.jdbi.v3.core.Handle;

/// What one project may have. Transactions that count for one project take turns.
final class ProjectQuota {
    private final ClusterStore clusters;
    private final ClusterConfig config;

    ProjectQuota(ClusterStore clusters, ClusterConfig config) {
        this.clusters = clusters;
        this.config = config;
    }

    /// @throws ApiException `RESOURCE_EXHAUSTED` if the project may have no such cluster beside those it has
    void requireRoomFor(Handle tx, ProjectId project, ClusterSpec added) {
        clusters.takeTurnsInProject(tx, project);
        var count = clusters.count(tx, project);
        if (count >= config.perProjectMax()) {
            throw ApiException.of(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "project %s: it has %d clusters (expected: less than %d, which an operator can raise)"
                            .formatted(project, count, config.perProjectMax()));
        }
        requireNodes(tx, project, added.nodesAtMost());
    }

    /// A cluster may get less whatever the quota is, but not more.
    ///
    /// @throws ApiException `RESOURCE_EXHAUSTED` if the project may not have so many nodes
    void requireRoomFor(Handle tx, ProjectId project, ClusterSpec before, ClusterSpec after) {
        var growth = after.nodesAtMost() - before.nodesAtMost();
        if (growth > 0) {
            clusters.takeTurnsInProject(tx, project);
            requireNodes(tx, project, growth);
        }
    }

    private void requireNodes(Handle tx, ProjectId project, int growth) {
        var sum = clusters.nodesAtMost(tx, project) + growth;
        if (sum > config.workersPerProjectMax()) {
            throw ApiException.of(
                    ErrorCode.RESOURCE_EXHAUSTED,
                    "project %s: maxsize of all worker groups would be %d together (expected: at most %d, which an operator can raise)"
                            .formatted(project, sum, config.workersPerProjectMax()));
        }
    }
}
