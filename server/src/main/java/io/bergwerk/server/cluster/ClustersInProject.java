package io.bergwerk.server.cluster;

import io.bergwerk.common.ProjectId;
import io.bergwerk.server.project.ProjectContents;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Keeps projects that have clusters. Deleted ones, which could still be brought back for a while, go with
/// their project.
public final class ClustersInProject implements ProjectContents {
    private final ClusterStore clusters = new ClusterStore();

    @Override
    public Optional<String> left(Handle tx, ProjectId project) {
        var count = clusters.count(tx, project);
        return count == 0 ? Optional.empty() : Optional.of(count == 1 ? "1 cluster" : count + " clusters");
    }

    @Override
    public void forget(Handle tx, ProjectId project) {
        clusters.forgetDeleted(tx, project);
    }
}
