package io.bergwerk.server.work;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Pauses after failures in a row: doubling up to a cap, each somewhere between half and all of it.
record Backoff(Duration first, Duration max, RandomGenerator random) {
    private static final int MAX_DOUBLINGS = 30;

    Duration after(int failures) {
        var doubled = first.toMillis() << Math.clamp(failures - 1, 0, MAX_DOUBLINGS);
        var whole = Math.min(max.toMillis(), doubled);
        return Duration.ofMillis(random.nextLong(whole / 2, whole + 1));
    }
}
