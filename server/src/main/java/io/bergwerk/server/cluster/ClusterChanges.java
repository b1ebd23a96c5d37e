package io.bergwerk.server.cluster;

import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ProjectId;
import io.bergwerk.server.store.Notifications;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Tells all servers that a cluster looks different, once the transaction commits.
record ClusterChanges(ProjectId project, ClusterId cluster) {
    static final String TOPIC = "cluster";

    static void announce(Handle tx, Cluster cluster) {
        Notifications.send(tx, TOPIC, cluster.project() + " " + cluster.id());
    }

    /// Reads a notification; empty if another release wrote it in another way.
    static Optional<ClusterChanges> read(String payload) {
        var ids = payload.split(" ", 2);
        try {
            return ids.length == 2
                    ? Optional.of(new ClusterChanges(
                            new ProjectId(UUID.fromString(ids[0])), new ClusterId(UUID.fromString(ids[1]))))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
