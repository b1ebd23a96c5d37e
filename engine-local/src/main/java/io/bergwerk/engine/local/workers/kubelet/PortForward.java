package io.bergwerk.engine.local.workers.kubelet;

import io.bergwerk.engine.local.workers.pods.Pod;

/// Forwarding to ports of a container that does not run.
final class PortForward {
    private PortForward() {}

    /// Says why there is nothing to forward to; kubectl shows the text.
    static RefusedException refused(Pod pod) {
        return new RefusedException(
                501, "port-forward to pod %s: its node is simulated, no program listens there".formatted(pod.key()));
    }
}
