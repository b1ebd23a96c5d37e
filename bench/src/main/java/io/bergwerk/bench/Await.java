package io.bergwerk.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Waits with a limit.
final class Await {
    private Await() {}

    /// A question that may fail for good.
    interface Question {
        boolean isTrue() throws IOException, InterruptedException;
    }

    /// @throws IOException if it did not come true in time
    static void until(Duration limit, Duration pause, String what, Question question)
            throws IOException, InterruptedException {
        var end = System.nanoTime() + limit.toNanos();
        while (!question.isTrue()) {
            if (System.nanoTime() > end) {
                throw new IOException("%s: not within %d s".formatted(what, limit.toSeconds()));
            }
            pause(pause);
        }
    }

    static void pause(Duration length) throws InterruptedException {
        var end = System.nanoTime() + length.toNanos();
        for (var left = length.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
