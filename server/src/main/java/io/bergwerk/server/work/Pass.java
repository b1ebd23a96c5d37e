package io.bergwerk.server.work;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One call of a reconciler, and the lease under which it runs.
///
/// The lease is also timed here, by this host's monotonic clock from before it was asked for: with the database away,
/// the
/// pass ends before another server may begin one.
final class Pass {
    private final WorkItem item;
    private volatile long validUntilNanos;
    private @Nullable Thread reconciling;
    private boolean cut;

    Pass(WorkItem item, long validUntilNanos) {
        this.item = item;
        this.validUntilNanos = validUntilNanos;
    }

    WorkItem item() {
        return item;
    }

    void renewed(long untilNanos) {
        validUntilNanos = untilNanos;
    }

    boolean endsWithin(Duration margin) {
        return validUntilNanos - System.nanoTime() < margin.toNanos();
    }

    /// Runs the reconciler on this thread; an interrupt reaches it, and nothing after it.
    Outcome run(java.util.concurrent.Callable<Outcome> reconciler) {
        synchronized (this) {
            if (cut) {
                return Outcome.failed(new InterruptedException("cut before it began"));
            }
            reconciling = Thread.currentThread();
        }
        try {
            return reconciler.call();
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            return Outcome.failed(e);
        } finally {
            synchronized (this) {
                reconciling = null;
                Thread.interrupted();
            }
        }
    }

    synchronized void cut() {
        cut = true;
        if (reconciling != null) {
            reconciling.interrupt();
        }
    }

    synchronized boolean wasCut() {
        return cut;
    }
}
