package io.bergwerk.engine.local.workers.work;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// One clock for all clusters of a host: a single thread that waits, virtual threads that work.
public final class Timers implements AutoCloseable {
    private final InstantSource clock;
    private final ScheduledThreadPoolExecutor waiting;
    private final ExecutorService working = Executors.newVirtualThreadPerTaskExecutor();

    public Timers(InstantSource clock) {
        this.clock = clock;
        this.waiting = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("workers-timer").factory());
        waiting.setRemoveOnCancelPolicy(true);
    }

    public Instant now() {
        return clock.instant();
    }

    /// Where blocking work goes.
    public Executor executor() {
        return working;
    }

    /// Runs a task on a virtual thread once its time has come.
    public Future<?> at(Instant due, Runnable task) {
        var delay = Math.max(0, Duration.between(now(), due).toMillis());
        return waiting.schedule(() -> working.execute(task), delay, TimeUnit.MILLISECONDS);
    }

    /// The same for a task that is not called off.
    public void later(Instant due, Runnable task) {
        var _ = at(due, task);
    }

    @Override
    public void close() {
        waiting.shutdownNow();
        working.shutdownNow();
    }
}
