package io.bergwerk.server.start;

import io.bergwerk.engine.local.workers.WorkersConfig;
import java.time.Duration;

/// How patient the nodes of local clusters are.
///
/// @param drainLimit how long pods are asked to leave a node, as their disruption budgets allow, before they
///     are deleted
/// @param replaceAfter how long a node is not ready before another takes its place
/// @param restartSpread over how long the restarts of a cluster's kubelets are spread when Kubernetes gets a
///     patch
/// @param scaleDownAfter how long a node of a group that may shrink is not needed before it goes
public record LocalWorkersConfig(
        Duration drainLimit, Duration replaceAfter, Duration restartSpread, Duration scaleDownAfter) {
    public static final LocalWorkersConfig DEFAULT = new LocalWorkersConfig(
            WorkersConfig.DEFAULT.drainLimit(),
            WorkersConfig.DEFAULT.replaceAfter(),
            WorkersConfig.DEFAULT.restartSpread(),
            WorkersConfig.DEFAULT.scaleDownAfter());

    public LocalWorkersConfig {
        require(drainLimit, "drain-limit");
        require(replaceAfter, "replace-after");
        require(restartSpread, "restart-spread");
        require(scaleDownAfter, "scale-down-after");
    }

    private static void require(Duration given, String name) {
        if (given.isNegative()) {
            throw new IllegalArgumentException(
                    "engine.local.workers.%s: %s (expected: PT0S or more)".formatted(name, given));
        }
    }

    WorkersConfig forEngine() {
        return new WorkersConfig(drainLimit, replaceAfter, restartSpread, scaleDownAfter);
    }
}
