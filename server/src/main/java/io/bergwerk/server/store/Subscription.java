package io.bergwerk.server.store;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// One listener of one topic, with a queue of its own: a slow one delays nobody.
///
/// When the queue is full it is dropped and the listener told to read everything.
public final class Subscription implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Subscription.class);
    private static final int MAX_WAITING = 1024;
    private static final String RELIST = "";

    private final String topic;
    private final Notifications.Listener listener;
    private final Consumer<Subscription> onClose;
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicBoolean relist = new AtomicBoolean();
    private final Thread thread;

    Subscription(String topic, Notifications.Listener listener, Consumer<Subscription> onClose) {
        this.topic = topic;
        this.listener = listener;
        this.onClose = onClose;
        this.thread = Thread.ofVirtual().name("notifications-" + topic).start(this::run);
    }

    /// No call of the listener begins after this; one that runs is interrupted.
    @Override
    public void close() {
        onClose.accept(this);
        thread.interrupt();
    }

    String topic() {
        return topic;
    }

    void offer(String payload) {
        if (!waiting.offer(payload)) {
            relist();
        }
    }

    void relist() {
        if (relist.compareAndSet(false, true)) {
            waiting.clear();
            waiting.offer(RELIST); // wakes the thread; if the queue is full again, that does
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                var payload = waiting.take();
                tell(payload);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(String payload) {
        try {
            if (relist.compareAndSet(true, false)) {
                listener.relist();
            }
            if (!payload.equals(RELIST)) {
                listener.notified(payload);
            }
        } catch (RuntimeException e) {
            log.atLevel(Database.isAway(e) ? Level.DEBUG : Level.ERROR)
                    .addKeyValue("topic", topic)
                    .setCause(e)
                    .log("a listener failed; it hears of the next change");
        }
    }
}
