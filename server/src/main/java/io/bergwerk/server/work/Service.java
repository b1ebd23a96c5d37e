package io.bergwerk.server.work;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One kind being served by this server, from [WorkQueue#serve] to [#close].
public final class Service implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Service.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final String kind;
    private final Dispatcher<?> dispatcher;
    private final Passes passes;
    private final Sweeper<?> sweeper;
    private final WorkConfig config;
    private final Consumer<Service> onClose;
    private final Thread dispatching;
    private final Thread sweeping;
    private final Thread renewing;
    private final Thread watching;

    Service(
            String kind,
            WorkRuntime runtime,
            Dispatcher<?> dispatcher,
            Passes passes,
            Sweeper<?> sweeper,
            Consumer<Service> onClose) {
        this.kind = kind;
        this.config = runtime.config();
        this.dispatcher = dispatcher;
        this.passes = passes;
        this.sweeper = sweeper;
        this.onClose = onClose;
        this.dispatching = Thread.ofVirtual().name("work-" + kind).unstarted(dispatcher::run);
        this.sweeping = Thread.ofVirtual().name("sweep-" + kind).unstarted(this::sweepAlways);
        this.renewing = Thread.ofVirtual()
                .name("renew-" + kind)
                .unstarted(() -> every(config.lease().dividedBy(4), passes::renew));
        this.watching = Thread.ofVirtual()
                .name("leases-" + kind)
                .unstarted(() -> every(
                        config.lease().dividedBy(16),
                        () -> passes.endExpiring(config.lease().dividedBy(8))));
    }

    public String kind() {
        return kind;
    }

    /// Passes that run now.
    public int running() {
        return passes.count();
    }

    /// Makes rows for all live objects now, and returns how many had none.
    public int sweep() {
        var found = sweeper.sweepNow();
        dispatcher.wake();
        return found;
    }

    /// Takes nothing more, interrupts the passes and waits up to 10 s for their end; leases that are left end by
    /// themselves.
    @Override
    public void close() {
        onClose.accept(this);
        dispatching.interrupt();
        sweeping.interrupt();
        joined(dispatching);
        var end = System.nanoTime() + STOP_LIMIT.toNanos();
        while (passes.count() > 0 && System.nanoTime() - end < 0) {
            passes.all().forEach(Pass::cut);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        renewing.interrupt();
        watching.interrupt();
    }

    void start() {
        dispatching.start();
        sweeping.start();
        renewing.start();
        watching.start();
    }

    void wake() {
        dispatcher.wake();
    }

    private void sweepAlways() {
        attempt(this::sweep);
        every(config.sweepEvery(), () -> {
            if (sweeper.sweepIfDue() > 0) {
                dispatcher.wake();
            }
        });
    }

    private static void every(Duration pause, Runnable action) {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(pause.toNanos());
            if (!Thread.currentThread().isInterrupted()) {
                attempt(action);
            }
        }
    }

    private static void attempt(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            log.atWarn()
                    .log(
                            "{} failed and will be tried again: {}",
                            Thread.currentThread().getName(),
                            e.toString());
        }
    }

    private static void joined(Thread thread) {
        try {
            thread.join(STOP_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
