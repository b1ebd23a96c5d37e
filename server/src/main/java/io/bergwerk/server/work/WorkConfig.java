package io.bergwerk.server.work;

import java.time.Duration;

/// How reconcilers run. A property is `work.lease` in the file, `BERGWERK_WORK_LEASE` in the environment.
///
/// @param workers passes that may run at once on one server; 1 to 256
/// @param sweepEvery pause between two full sweeps, which find what a lost wake-up missed; 1 s or more
/// @param lease how long a silent server keeps an object before another may take it over; 2 s or more
/// @param backoff pause after the first failure; each further one in a row doubles it; 10 ms or more
/// @param backoffMax the longest such pause; at least `backoff`
public record WorkConfig(int workers, Duration sweepEvery, Duration lease, Duration backoff, Duration backoffMax) {
    public static final WorkConfig DEFAULT = new WorkConfig(
            16, Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ofMillis(500), Duration.ofMinutes(2));

    public WorkConfig {
        require(workers >= 1 && workers <= 256, "workers", workers, "1 to 256");
        require(sweepEvery.toSeconds() >= 1, "sweep-every", sweepEvery, "PT1S or more");
        require(lease.toSeconds() >= 2, "lease", lease, "PT2S or more");
        require(backoff.toMillis() >= 10, "backoff", backoff, "PT0.01S or more");
        require(backoffMax.compareTo(backoff) >= 0, "backoff-max", backoffMax, "at least work.backoff, " + backoff);
    }

    private static void require(boolean holds, String name, Object given, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("work.%s: %s (expected: %s)".formatted(name, given, expected));
        }
    }
}
