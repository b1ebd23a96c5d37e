package io.bergwerk.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/// Streams of ClusterService.WatchStatus, each on a connection of its own, that write down when they first heard of
/// which cluster.
final class StatusWatchers implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();
    private final List<Map<String, Long>> heard;
    private final AtomicReference<String> problem = new AtomicReference<>("");
    private volatile boolean closed;

    private StatusWatchers(int number) {
        this.heard = IntStream.range(0, number)
                .<Map<String, Long>>mapToObj(_ -> new ConcurrentHashMap<>())
                .toList();
    }

    /// Returns when all of them are open and have heard of a cluster that is there already.
    static StatusWatchers open(Installation installation, int number, String present, Duration limit)
            throws IOException, InterruptedException {
        var watchers = new StatusWatchers(number);
        for (var mine : watchers.heard) {
            Thread.ofVirtual().start(() -> watchers.watch(installation, mine));
        }
        watchers.arrivals(present, limit);
        return watchers;
    }

    private void watch(Installation installation, Map<String, Long> mine) {
        try (var stream = StatusStream.open(http, installation)) {
            while (!closed) {
                var message = stream.next();
                var now = System.nanoTime();
                mine.putIfAbsent(StatusStream.status(message).path("uuid").asText(), now);
            }
        } catch (IOException e) {
            if (!closed) {
                problem.compareAndSet("", "a stream ended: " + e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// When each stream first heard of a cluster, once all have.
    List<Long> arrivals(String cluster, Duration limit) throws IOException, InterruptedException {
        Await.until(limit, LOOK_EVERY, "news of a cluster on every stream", () -> {
            if (!problem.get().isEmpty()) {
                throw new IOException(problem.get());
            }
            return heard.stream().allMatch(mine -> mine.containsKey(cluster));
        });
        return heard.stream().map(mine -> mine.getOrDefault(cluster, 0L)).toList();
    }

    @Override
    public void close() {
        closed = true;
        http.shutdownNow();
    }
}
