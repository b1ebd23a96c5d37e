package io.bergwerk.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that stands still until it is moved. Safe for use by many threads.
///
/// It counts whole microseconds, as PostgreSQL does, so that an instant read back equals the one written.
public final class SettableClock implements InstantSource {
    private final AtomicReference<Instant> now;

    public SettableClock(Instant now) {
        this.now = new AtomicReference<>(now);
    }

    /// A Thursday noon in 2026.
    public static SettableClock atNoon() {
        return new SettableClock(Instant.parse("2026-01-15T12:00:00Z"));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /// Forwards, or backwards by a negative duration.
    public void advance(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }

    public void set(Instant instant) {
        now.set(instant);
    }
}
