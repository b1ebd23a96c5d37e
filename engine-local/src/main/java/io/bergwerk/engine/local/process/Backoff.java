package io.bergwerk.engine.local.process;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.random.RandomGenerator;

/// When to start again what died: 0.5 s, doubled up to 30 s, each within a quarter of itself; forgotten after two
/// minutes of health.
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration HEALTHY = Duration.ofMinutes(2);
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final int TOO_MANY = 5;
    private static final int DOUBLINGS = 10;

    private final RandomGenerator random;
    private final ArrayDeque<Instant> crashes = new ArrayDeque<>();
    private int inARow;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /// Counts a crash of a process and says how long to wait before it is started again.
    synchronized Duration crashed(Instant startedAt, Instant now) {
        if (Duration.between(startedAt, now).compareTo(HEALTHY) >= 0) {
            inARow = 0;
        }
        var pause = FIRST.multipliedBy(1L << Math.min(inARow, DOUBLINGS));
        inARow++;
        crashes.addLast(now);
        if (crashes.size() > TOO_MANY) {
            crashes.removeFirst();
        }
        var bounded = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        return Duration.ofMillis((long) (bounded.toMillis() * (0.75 + random.nextDouble() / 2)));
    }

    /// Whether there were five crashes in the last ten minutes.
    synchronized boolean crashesTooOften(Instant now) {
        return crashes.size() >= TOO_MANY
                && Duration.between(crashes.getFirst(), now).abs().compareTo(WINDOW) <= 0;
    }

    synchronized void reset() {
        inARow = 0;
        crashes.clear();
    }
}
