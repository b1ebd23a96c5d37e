package io.bergwerk.engine.local.workers;

import java.time.Duration;

/// How patient the workers are.
///
/// @param drainLimit how long pods are asked to leave a node before they are deleted
/// @param replaceAfter how long a node is not Ready before another takes its place
/// @param restartSpread over how long the restarts of a cluster's kubelets are spread
/// @param scaleDownAfter how long a node is not needed before it goes
public record WorkersConfig(
        Duration drainLimit, Duration replaceAfter, Duration restartSpread, Duration scaleDownAfter) {
    public static final WorkersConfig DEFAULT = new WorkersConfig(
            Duration.ofHours(2), Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofMinutes(10));

    public WorkersConfig {
        require("drain-limit", drainLimit);
        require("replace-after", replaceAfter);
        require("restart-spread", restartSpread);
        require("scale-down-after", scaleDownAfter);
    }

    private static void require(String property, Duration given) {
        if (given.isNegative()) {
            throw new IllegalArgumentException("%s: %s (expected: PT0S or more)".formatted(property, given));
        }
    }
}
