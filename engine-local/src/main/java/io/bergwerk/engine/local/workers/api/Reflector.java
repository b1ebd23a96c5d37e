package io.bergwerk.engine.local.workers.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lists a collection once and follows it by watches from there, on a virtual thread of its own.
///
/// A broken watch goes on where it ended; a version that the server has forgotten leads to a new list.
public final class Reflector implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reflector.class);
    private static final int PAGE = 500;
    private static final int WATCH_SECONDS = 300;
    private static final Duration PAUSE_MIN = Duration.ofMillis(100);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);

    private final KubeApi api;
    private final String collection;
    private final Store store;
    private final RandomGenerator random;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean closed;
    private volatile @Nullable InputStream stream;
    private Duration pause = PAUSE_MIN;
    private String version = "";

    /// @param collection for example `/api/v1/pods`
    public Reflector(KubeApi api, String collection, Store store, RandomGenerator random) {
        this.api = api;
        this.collection = collection;
        this.store = store;
        this.random = random;
        this.thread = Thread.ofVirtual().name("reflector " + collection).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            try {
                if (version.isEmpty()) {
                    version = list();
                }
                follow();
                pause = PAUSE_MIN;
            } catch (KubeException e) {
                again(e);
            } catch (IOException | RuntimeException e) {
                again(KubeException.unreachable(e));
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void again(KubeException e) {
        if (e.code() == 410) {
            version = "";
        } else if (!closed) {
            log.atDebug().setCause(e).log("watch of {} ended, goes on in {}", collection, pause);
        }
        try {
            closed |= closing.await(pause.toMillis() + random.nextLong(pause.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            closed = true;
        }
        var doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : doubled;
    }

    private String list() {
        var keys = new HashSet<String>();
        var next = "";
        JsonNode page;
        do {
            page = api.get(collection + "?limit=" + PAGE + (next.isEmpty() ? "" : "&continue=" + next));
            for (var item : page.path("items")) {
                keys.add(store.put(item));
            }
            next = page.path("metadata").path("continue").asText("");
        } while (!next.isEmpty());
        store.retain(keys);
        return page.path("metadata").path("resourceVersion").asText();
    }

    private void follow() throws IOException, InterruptedException {
        var path = "%s?watch=true&allowWatchBookmarks=true&timeoutSeconds=%d&resourceVersion=%s"
                .formatted(collection, WATCH_SECONDS, version);
        try (var lines = api.watch(path);
                var events = events(lines)) {
            stream = lines;
            while (!closed && events.hasNextValue()) {
                take(events.nextValue());
                pause = PAUSE_MIN;
            }
        } finally {
            stream = null;
        }
    }

    private static MappingIterator<JsonNode> events(InputStream lines) throws IOException {
        var parser = new JsonFactory(KubeApi.JSON).createParser(lines);
        parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
        return KubeApi.JSON.readerFor(JsonNode.class).readValues(parser);
    }

    private void take(JsonNode event) {
        var object = event.path("object");
        switch (event.path("type").asText()) {
            case "ADDED", "MODIFIED" -> store.put(object);
            case "DELETED" -> store.remove(object);
            case "ERROR" -> throw KubeException.ofStatus(object.path("code").asInt(), object);
            default -> {
                // a bookmark has nothing but its version
            }
        }
        version = object.path("metadata").path("resourceVersion").asText(version);
    }

    /// Ends the watch. When it returns, the store is not called any more.
    @Override
    public void close() {
        closed = true;
        closing.countDown();
        thread.interrupt();
        var open = stream;
        try {
            if (open != null) {
                open.close();
            }
            if (thread.getState() != Thread.State.NEW) {
                thread.join(Duration.ofSeconds(5));
            }
        } catch (IOException e) {
            log.debug("a watch did not close", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
