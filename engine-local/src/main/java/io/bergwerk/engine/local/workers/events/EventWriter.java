package io.bergwerk.engine.local.workers.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bergwerk.engine.local.workers.api.KubeApi;
import io.bergwerk.engine.local.workers.api.KubeException;
import io.bergwerk.engine.local.workers.work.Timers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes events of one cluster behind the work that they tell of, and loses some rather than hold that up.
public final class EventWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventWriter.class);
    private static final int WAITING_MAX = 2000;
    private static final int IDLE_SECONDS = 5;

    private record Item(Subject subject, Happening happening, Instant time) {}

    private final KubeApi api;
    private final Timers timers;
    private final RandomGenerator random;
    private final BlockingQueue<Item> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicLong lost = new AtomicLong();
    private boolean writing;
    private volatile boolean closed;

    public EventWriter(KubeApi api, Timers timers, RandomGenerator random) {
        this.api = api;
        this.timers = timers;
        this.random = random;
    }

    public void add(Subject subject, Happening happening) {
        if (!waiting.offer(new Item(subject, happening, timers.now()))) {
            log.atDebug().log("events lost so far: {}", lost.incrementAndGet());
        }
        begin();
    }

    /// One virtual thread writes while there is something to write.
    private synchronized void begin() {
        if (!writing && !closed) {
            writing = true;
            timers.executor().execute(this::write);
        }
    }

    private void write() {
        try {
            for (var item = waiting.poll(); item != null && !closed; item = next()) {
                write(item);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (this) {
                writing = false;
            }
        }
        if (!waiting.isEmpty()) {
            begin();
        }
    }

    private Item next() throws InterruptedException {
        return waiting.poll(IDLE_SECONDS, TimeUnit.SECONDS);
    }

    private void write(Item item) {
        try {
            api.create("/api/v1/namespaces/%s/events".formatted(namespace(item)), object(item));
        } catch (KubeException e) {
            log.debug("event not written", e); // a namespace that is going away refuses new objects
        }
    }

    private static String namespace(Item item) {
        return item.subject().namespace().isEmpty() ? "default" : item.subject().namespace();
    }

    private ObjectNode object(Item item) {
        var subject = item.subject();
        var happening = item.happening();
        var event = KubeApi.JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata")
                .put("name", "%s.%016x".formatted(subject.name(), random.nextLong()))
                .put("namespace", namespace(item));
        var involved = event.putObject("involvedObject")
                .put("apiVersion", "v1")
                .put("kind", subject.kind())
                .put("name", subject.name())
                .put("uid", subject.uid());
        if (!subject.namespace().isEmpty()) {
            involved.put("namespace", subject.namespace());
        }
        if (!subject.fieldPath().isEmpty()) {
            involved.put("fieldPath", subject.fieldPath());
        }
        var time = item.time().truncatedTo(ChronoUnit.SECONDS).toString();
        event.put("reason", happening.reason())
                .put("message", happening.message())
                .put("type", happening.warning() ? "Warning" : "Normal")
                .put("firstTimestamp", time)
                .put("lastTimestamp", time)
                .put("count", 1)
                .put("reportingComponent", happening.component())
                .put("reportingInstance", happening.host());
        var source = event.putObject("source").put("component", happening.component());
        if (!happening.host().isEmpty()) {
            source.put("host", happening.host());
        }
        return event;
    }

    @Override
    public void close() {
        closed = true;
        waiting.clear();
    }
}
