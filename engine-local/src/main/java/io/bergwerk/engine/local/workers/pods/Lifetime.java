package io.bergwerk.engine.local.workers.pods;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How long a container runs each time, and with what it ends.
record Lifetime(Duration duration, int exitCode) {
    private static final Duration DEFAULT = Duration.ofSeconds(1);
    private static final Duration BACKOFF_FIRST = Duration.ofSeconds(10); // the kubelet's values
    private static final Duration BACKOFF_MAX = Duration.ofMinutes(5);
    private static final Duration BACKOFF_FORGOTTEN_AFTER = Duration.ofMinutes(10);

    /// Empty for a container that runs until it is stopped.
    static Optional<Lifetime> of(Pod pod, Container container) {
        return switch (container.kind()) {
            case SIDECAR, EPHEMERAL -> Optional.empty();
            case INIT -> Optional.of(scripted(container).orElse(new Lifetime(Duration.ZERO, 0)));
            case MAIN -> main(pod, container);
        };
    }

    private static Optional<Lifetime> main(Pod pod, Container container) {
        var knobs = pod.knobs();
        if (knobs.crashEvery().isPresent()) {
            return Optional.of(
                    new Lifetime(knobs.crashEvery().get(), knobs.exitCode().orElse(1)));
        }
        if (knobs.runFor().isPresent() || knobs.exitCode().isPresent()) {
            return Optional.of(new Lifetime(
                    knobs.runFor().orElse(DEFAULT), knobs.exitCode().orElse(0)));
        }
        var scripted = scripted(container);
        return scripted.isEmpty() && pod.runsToCompletion() ? Optional.of(new Lifetime(DEFAULT, 0)) : scripted;
    }

    private static Optional<Lifetime> scripted(Container container) {
        return Script.of(container.command()).map(script -> new Lifetime(script.duration(), script.exitCode()));
    }

    Instant end(Instant startedAt) {
        return startedAt.plus(duration);
    }

    /// Pause before the next start: none after the first end, then doubling.
    static Duration backoff(int restarts, Duration ran) {
        if (restarts == 0 || ran.compareTo(BACKOFF_FORGOTTEN_AFTER) > 0) {
            return Duration.ZERO;
        }
        var pause = BACKOFF_FIRST.multipliedBy(1L << Math.min(restarts - 1, 10));
        return pause.compareTo(BACKOFF_MAX) > 0 ? BACKOFF_MAX : pause;
    }
}
