package io.bergwerk.engine.local.controlplane;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The one thing that is done for a control plane on a thread of its own.
final class Background {
    private static final Duration END_LIMIT = Duration.ofSeconds(20);

    private @Nullable Thread thread;
    private volatile boolean cancelled;

    synchronized void begin(String name, Runnable work) {
        cancelled = false;
        thread = Thread.ofVirtual().name(name).start(work);
    }

    /// Interrupts what is being done and waits for its end.
    void cancel() {
        var doing = takeCancelled();
        if (doing == null) {
            return;
        }
        doing.interrupt();
        try {
            doing.join(END_LIMIT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Thread takeCancelled() {
        cancelled = true;
        var doing = thread;
        thread = null;
        return doing;
    }

    synchronized boolean isBusy() {
        return thread != null && thread.isAlive();
    }

    /// Whether what was begun last is not wanted any more: its failure is then none.
    boolean isCancelled() {
        return cancelled;
    }
}
