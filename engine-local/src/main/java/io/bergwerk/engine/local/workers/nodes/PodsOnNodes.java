package io.bergwerk.engine.local.workers.nodes;

import java.util.List;

/// Which pods a node still has; from memory.
public interface PodsOnNodes {
    /// One of them.
    ///
    /// @param staysOnNode whether it belongs to the node itself (DaemonSets) and is not evicted
    record PodOnNode(String namespace, String name, String uid, boolean staysOnNode, boolean deleting) {
        String path() {
            return "/api/v1/namespaces/%s/pods/%s".formatted(namespace, name);
        }
    }

    List<PodOnNode> on(String node);
}
