package io.bergwerk.engine.local.workers.work;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a handler for keys: for one key never twice at a time, and once more if it was added while it ran.
///
/// A key has at most one timer; the earlier time wins. The number of keys is bounded by the objects of the cluster.
public final class KeyedQueue<K> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KeyedQueue.class);
    private static final int CLOSE_SECONDS = 2;

    private enum State {
        WAITING,
        RUNNING,
        RUNNING_AND_WANTED
    }

    private record Timer(Instant due, Future<?> future) {}

    private final Timers timers;
    private final Consumer<K> handler;
    private final int parallel;
    private final Semaphore slots;
    private final Map<K, State> states = new HashMap<>();
    private final Map<K, Timer> delayed = new HashMap<>();
    private boolean closed;

    /// @param parallel keys that may run at once
    public KeyedQueue(Timers timers, int parallel, Consumer<K> handler) {
        this.timers = timers;
        this.handler = handler;
        this.parallel = parallel;
        this.slots = new Semaphore(parallel);
    }

    public synchronized void add(K key) {
        if (closed) {
            return;
        }
        var state = states.get(key);
        if (state == null) {
            states.put(key, State.WAITING);
            timers.executor().execute(() -> run(key));
        } else if (state == State.RUNNING) {
            states.put(key, State.RUNNING_AND_WANTED);
        }
    }

    public synchronized void addAt(K key, Instant due) {
        var former = delayed.get(key);
        if (closed || (former != null && !former.due().isAfter(due))) {
            return;
        }
        if (former != null) {
            former.future().cancel(false);
        }
        delayed.put(key, new Timer(due, timers.at(due, () -> fire(key, due))));
    }

    /// Forgets the timer of a key whose object went away.
    public synchronized void forget(K key) {
        var timer = delayed.remove(key);
        if (timer != null) {
            timer.future().cancel(false);
        }
    }

    private synchronized void fire(K key, Instant due) {
        var timer = delayed.get(key);
        if (timer != null && timer.due().equals(due)) {
            delayed.remove(key);
        }
        add(key);
    }

    private void run(K key) {
        slots.acquireUninterruptibly();
        try {
            if (begin(key)) {
                handler.accept(key);
            }
        } catch (RuntimeException e) {
            log.warn("work on {} failed; it is tried again with the next change", key, e);
        } finally {
            slots.release();
            end(key);
        }
    }

    private synchronized boolean begin(K key) {
        states.put(key, State.RUNNING);
        return !closed;
    }

    private synchronized void end(K key) {
        if (states.remove(key) == State.RUNNING_AND_WANTED) {
            add(key);
        }
    }

    /// Takes no more keys and waits for those that run.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            delayed.values().forEach(timer -> timer.future().cancel(false));
            delayed.clear();
        }
        try {
            if (!slots.tryAcquire(parallel, CLOSE_SECONDS, TimeUnit.SECONDS)) {
                log.warn("work did not end within {} s and is left to itself", CLOSE_SECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
