package io.bergwerk.engine.local.workers.kubelet;

import io.bergwerk.engine.local.workers.pods.Container;
import io.bergwerk.engine.local.workers.pods.ContainerState.Waiting;
import io.bergwerk.engine.local.workers.pods.ContainerStatus;
import io.bergwerk.engine.local.workers.pods.Pod;
import java.util.List;

/// The container that a request is about.
record Target(Pod pod, Container container) {
    /// Path `verb/namespace/pod/container`.
    static Target ofLogs(KubeletBackend backend, String node, List<String> path) {
        return of(pod(backend, node, path), path.size() > 3 ? path.get(3) : "");
    }

    /// Path `verb/namespace/pod/container`, or with the pod's uid before the container.
    static Target of(KubeletBackend backend, String node, List<String> path) {
        return of(pod(backend, node, path), path.getLast());
    }

    private static Target of(Pod pod, String name) {
        var container = pod.container(name)
                .orElseThrow(() -> new RefusedException(
                        404,
                        "container %s not found in pod %s"
                                .formatted(name, pod.key().name())));
        return new Target(pod, container);
    }

    static Pod pod(KubeletBackend backend, String node, List<String> path) {
        if (path.size() < 3) {
            throw new RefusedException(404, "a path with namespace and pod is expected");
        }
        return backend.pods()
                .find(path.get(1), path.get(2))
                .filter(pod -> pod.node().equals(node))
                .orElseThrow(() ->
                        new RefusedException(404, "pod %s/%s is not on this node".formatted(path.get(1), path.get(2))));
    }

    ContainerStatus status() {
        return pod.statusOf(container);
    }

    void requireRunning() {
        if (!status().isRunning()) {
            throw new RefusedException(
                    500, "container not found (\"%s\"): it is not running".formatted(container.name()));
        }
    }

    /// What kubectl prints about logs of a container that has none yet.
    void requireStarted() {
        if (status().state() instanceof Waiting waiting && status().last().isEmpty()) {
            throw new RefusedException(
                    400,
                    "container \"%s\" in pod \"%s\" is waiting to start: %s"
                            .formatted(container.name(), pod.key().name(), waiting.reason()));
        }
    }
}
