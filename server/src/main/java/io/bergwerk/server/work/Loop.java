package io.bergwerk.server.work;

import io.bergwerk.server.store.Database;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// A background thread that takes a step again and again until it is stopped.
///
/// It is never interrupted: that would cut the database connection of a step in the middle of a statement.
final class Loop {
    private static final Logger log = LoggerFactory.getLogger(Loop.class);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(500);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Supplier<Duration> step;
    private final Signal signal = new Signal();
    private final Thread thread;
    private volatile boolean stopping;

    /// @param step returns the pause until the next one
    Loop(String name, Supplier<Duration> step) {
        this.step = step;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /// Takes a step after each pause, the first one at once.
    static Loop every(String name, Duration pause, Runnable action) {
        return new Loop(name, () -> {
            action.run();
            return pause;
        });
    }

    void start() {
        thread.start();
    }

    /// Ends the pause.
    void wake() {
        signal.wake();
    }

    Signal signal() {
        return signal;
    }

    boolean stopping() {
        return stopping;
    }

    /// Waits for the end of the step that runs, but no longer than 10 s.
    void stop() {
        stopping = true;
        signal.wake();
        try {
            thread.join(STOP_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopping) {
                signal.await(attempt());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration attempt() {
        try {
            return step.get();
        } catch (RuntimeException e) {
            log.atLevel(Database.isAway(e) ? Level.DEBUG : Level.WARN)
                    .addKeyValue("retryIn", AFTER_FAILURE)
                    .log("{} failed: {}", thread.getName(), e.toString());
            return AFTER_FAILURE;
        }
    }
}
