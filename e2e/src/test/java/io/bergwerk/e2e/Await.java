package io.bergwerk.e2e;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Waits for a state, and says what it saw last when the state does not come.
final class Await {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private Await() {}

    /// @param what as in `what did not come within PT10S`
    /// @throws AssertionError after the limit
    static <T> T until(String what, Duration limit, Supplier<Optional<T>> look) {
        var end = System.nanoTime() + limit.toNanos();
        do {
            var seen = look.get();
            if (seen.isPresent()) {
                return seen.get();
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        } while (System.nanoTime() - end < 0);
        throw new AssertionError("%s: did not come within %s".formatted(what, limit));
    }

    /// @param state what is seen at the moment, for the failure's message
    static void holds(String what, Duration limit, Supplier<Boolean> look, Supplier<Object> state) {
        try {
            until(what, limit, () -> look.get() ? Optional.of(true) : Optional.empty());
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; seen last: " + state.get(), e);
        }
    }
}
