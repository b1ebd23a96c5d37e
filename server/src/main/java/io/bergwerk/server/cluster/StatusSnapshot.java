package io.bergwerk.server.cluster;

import io.bergwerk.api.v1.ClusterServiceWatchStatusResponse;
import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ProjectId;

/// A cluster's status at one moment, as the message that all of its watchers get.
///
/// @param revision of the row; a lower one is older
/// @param gone whether nothing will follow
record StatusSnapshot(
        ClusterId cluster, ProjectId project, long revision, boolean gone, ClusterServiceWatchStatusResponse message) {
    static StatusSnapshot of(Cluster cluster) {
        return new StatusSnapshot(
                cluster.id(),
                cluster.project(),
                cluster.revision(),
                cluster.isGone(),
                ClusterServiceWatchStatusResponse.newBuilder()
                        .setStatus(ClusterMessages.status(cluster.id(), cluster.status()))
                        .build());
    }
}
