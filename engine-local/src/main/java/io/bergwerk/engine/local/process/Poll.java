package io.bergwerk.engine.local.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for a state that nobody announces.
public final class Poll {
    private Poll() {}

    /// Looks every so often until the state is there or the limit is over or the thread is interrupted.
    ///
    /// @return whether the state was there
    public static boolean until(Duration limit, Duration pause, BooleanSupplier state) {
        var deadline = System.nanoTime() + limit.toNanos();
        while (!state.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(pause.toNanos());
        }
        return true;
    }
}
