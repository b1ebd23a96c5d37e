package io.bergwerk.server.work;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// One kind being served by this server, from [WorkQueue#serve] to [#close].
public final class Service implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final String kind;
    private final Dispatcher<?> dispatcher;
    private final Passes passes;
    private final Sweeper<?> sweeper;
    private final WorkConfig config;
    private final Consumer<Service> onClose;
    private final List<Loop> loops;
    private boolean swept;

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
        var lease = config.lease();
        this.loops = List.of(
                new Loop("sweep-" + kind, this::sweepStep),
                Loop.every("renew-" + kind, lease.dividedBy(4), passes::renew),
                Loop.every("clock-" + kind, lease.dividedBy(4), this::clockStep),
                Loop.every("leases-" + kind, lease.dividedBy(16), () -> passes.endExpiring(lease.dividedBy(8))));
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
        dispatcher.stop();
        var end = System.nanoTime() + STOP_LIMIT.toNanos();
        while (passes.count() > 0 && System.nanoTime() - end < 0) {
            passes.all().forEach(Pass::cut);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        loops.forEach(Loop::stop);
    }

    void start() {
        dispatcher.start();
        loops.forEach(Loop::start);
    }

    void wake() {
        dispatcher.wake();
    }

    private void clockStep() {
        if (sweeper.mendAfterSetBack()) {
            dispatcher.wake();
        }
    }

    /// Everything at first, then what nobody else has swept for long enough.
    private Duration sweepStep() {
        var found = swept ? sweeper.sweepIfDue() : sweeper.sweepNow();
        swept = true;
        if (found > 0) {
            dispatcher.wake();
        }
        return config.sweepEvery();
    }
}
