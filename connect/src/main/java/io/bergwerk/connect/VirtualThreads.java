package io.bergwerk.connect;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs each task on a virtual thread of its own, so that handlers may block; one platform thread keeps the timers.
final class VirtualThreads extends AbstractExecutorService implements ScheduledExecutorService {
    private static final Logger log = LoggerFactory.getLogger(VirtualThreads.class);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

    private final ExecutorService tasks = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("rpc-", 0).factory());
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("rpc-timers").daemon().factory());

    @Override
    public void execute(Runnable task) {
        tasks.execute(task);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return timers.schedule(() -> tasks.execute(task), delay, unit);
    }

    /// The timer waits on the task's thread, so its result can be handed on: keep such tasks short.
    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        return timers.schedule(task, delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return timers.scheduleAtFixedRate(() -> tasks.execute(task), initialDelay, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initialDelay, long delay, TimeUnit unit) {
        return timers.scheduleWithFixedDelay(() -> tasks.execute(task), initialDelay, delay, unit);
    }

    @Override
    public void shutdown() {
        timers.shutdown();
        tasks.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        var waiting = timers.shutdownNow();
        waiting.addAll(tasks.shutdownNow());
        return waiting;
    }

    @Override
    public boolean isShutdown() {
        return tasks.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return tasks.isTerminated() && timers.isTerminated();
    }

    /// Handlers that still run after a while are interrupted; a stop ends even if they do not listen.
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        var patience = Math.min(unit.toMillis(timeout), STOP_PATIENCE.toMillis());
        if (!tasks.awaitTermination(patience, TimeUnit.MILLISECONDS)) {
            tasks.shutdownNow();
            if (!tasks.awaitTermination(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atWarn().log("handlers did not end though they were interrupted; the stop goes on without them");
            }
        }
        return true;
    }
}
