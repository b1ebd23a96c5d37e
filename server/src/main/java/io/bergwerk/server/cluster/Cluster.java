package io.bergwerk.server.cluster;

import io.bergwerk.common.ClusterId;
import io.bergwerk.common.ProjectId;
import io.bergwerk.engine.KubernetesVersion;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// A cluster as the platform knows it: the wish, and what was last seen.
///
/// @param engine name of the engine that builds it, for good
/// @param version rises with every change of the wish; an update that knows an older one hits nothing
/// @param revision rises with every write; of two states of a cluster the one with the higher revision is newer
/// @param settled whether it was once as ordered, which makes everything later a reconcile
/// @param reached the version it was last as ordered with; empty before that
/// @param machines nodes that the engine has for each worker group, by its name, as last seen
/// @param deletionProtected whether a wish to delete it is refused
/// @param deletionRequestedAt set once, and only taken back with the whole deletion after its end
/// @param deletedAt when nothing of it was left; such a row is kept for a while, so that it can be brought back
public record Cluster(
        ClusterId id,
        ProjectId project,
        ClusterSpec spec,
        String engine,
        Monitoring monitoring,
        long version,
        long revision,
        boolean settled,
        Optional<KubernetesVersion> reached,
        Map<String, Integer> machines,
        boolean deletionProtected,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> deletionRequestedAt,
        Optional<Instant> deletedAt,
        ClusterStatus status) {
    public Cluster {
        machines = Map.copyOf(machines);
    }

    static Cluster requested(
            ClusterId id, ProjectId project, ClusterSpec spec, String engine, Monitoring monitoring, Instant now) {
        return new Cluster(
                id,
                project,
                spec,
                engine,
                monitoring,
                0,
                0,
                false,
                Optional.empty(),
                Map.of(),
                false,
                now,
                now,
                Optional.empty(),
                Optional.empty(),
                ClusterStatus.requested(now));
    }

    public ClusterName name() {
        return spec.name();
    }

    public boolean deletionRequested() {
        return deletionRequestedAt.isPresent();
    }

    /// Whether no minor is left out on the way to that version, also if an earlier upgrade has not ended yet.
    boolean canGoTo(KubernetesVersion version) {
        return version.minor() <= reached.orElse(spec.version()).minor() + 1;
    }

    boolean isGone() {
        return deletedAt.isPresent();
    }
}
