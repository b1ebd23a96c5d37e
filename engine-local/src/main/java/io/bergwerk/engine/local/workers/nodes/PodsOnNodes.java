package io.bergwerk.engine.local.workers.nodes;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Which pods a node still has; from memory.
public interface PodsOnNodes {
    /// One of them.
    ///
    /// @param ownerUid of the controller that made it; its own if there is none
    /// @param staysOnNode whether it belongs to the node itself (DaemonSets, mirror pods) or has ended: not
    ///     evicted
    /// @param oneByOne whether it has a name or a volume of its own, so that no other such pod may move
    ///     beside it
    /// @param claims names of its volume claims
    /// @param goneBy until when it has to be gone; empty if nobody deleted it
    record PodOnNode(
            String namespace,
            String name,
            String uid,
            String ownerUid,
            boolean staysOnNode,
            boolean oneByOne,
            List<String> claims,
            Optional<Instant> goneBy) {
        String path() {
            return "/api/v1/namespaces/%s/pods/%s".formatted(namespace, name);
        }

        boolean deleting() {
            return goneBy.isPresent();
        }

        @Override
        public String toString() {
            return namespace + "/" + name;
        }
    }

    /// Whether all pods of the cluster have been seen; before that a node may look emptier than it is.
    boolean areKnown();

    List<PodOnNode> on(String node);

    /// Whether all other pods of the same controller are Ready.
    boolean othersReady(PodOnNode pod);
}
