package io.bergwerk.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Waits for a state, with a limit that is far beyond what a slow machine needs.
public final class Eventually {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);

    private Eventually() {}

    /// @param what the state, as in `not seen within PT60S: two passes`
    /// @throws AssertionError if it does not come
    public static void until(String what, BooleanSupplier state) {
        value(what, state::getAsBoolean, holds -> holds);
    }

    /// Returns the first value that is as wished.
    ///
    /// @throws AssertionError naming the last value if none is
    public static <T> T value(String what, Supplier<T> source, Predicate<T> wished) {
        return value(what, LIMIT, source, wished);
    }

    public static <T> T value(String what, Duration limit, Supplier<T> source, Predicate<T> wished) {
        var end = System.nanoTime() + limit.toNanos();
        while (true) {
            var value = source.get();
            if (wished.test(value)) {
                return value;
            }
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not seen within %s: %s; last seen: %s".formatted(limit, what, value));
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }
}
