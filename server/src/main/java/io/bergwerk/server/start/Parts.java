package io.bergwerk.server.start;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has been started so far; closed in the reverse order, each part whatever became of the others.
final class Parts implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Parts.class);

    private record Part(String name, AutoCloseable what) {}

    private final Deque<Part> parts = new ArrayDeque<>();
    private boolean closed;

    /// Starts a part. Whoever closes meanwhile waits for it, so that nothing half started is left behind.
    ///
    /// @throws StartException if everything was closed before
    synchronized <T extends AutoCloseable> T add(String name, Supplier<T> start) {
        if (closed) {
            throw new StartException("stopped before the start was done");
        }
        var part = start.get();
        parts.push(new Part(name, part));
        return part;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        while (!parts.isEmpty()) {
            var part = parts.pop();
            try {
                part.what().close();
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                log.atError().addKeyValue("part", part.name()).setCause(e).log("did not stop cleanly");
            }
        }
    }
}
