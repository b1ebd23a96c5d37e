package io.bergwerk.bench;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/// Streams of ClusterService.WatchStatus, each on a connection of its own, that write down when they first heard of
/// which cluster.
final class StatusWatchers implements AutoCloseable {
    private static final int LONGEST_MESSAGE_BYTES = 1 << 20;
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();
    private final List<Map<String, Long>> heard;
    private final AtomicInteger open = new AtomicInteger();
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
        var request = request(installation);
        for (var mine : watchers.heard) {
            Thread.ofVirtual().start(() -> watchers.watch(request, mine));
        }
        watchers.arrivals(present, limit);
        return watchers;
    }

    private static HttpRequest request(Installation installation) throws IOException {
        var calls = installation.calls();
        var message = "{\"project\": \"%s\"}".formatted(installation.project()).getBytes(StandardCharsets.UTF_8);
        var body = new ByteArrayOutputStream();
        var envelope = new DataOutputStream(body);
        envelope.writeByte(0);
        envelope.writeInt(message.length);
        envelope.write(message);
        return HttpRequest.newBuilder(calls.url().resolve("/api.v1.ClusterService/WatchStatus"))
                .header("content-type", "application/connect+json")
                .header("authorization", "Bearer " + calls.token())
                .POST(BodyPublishers.ofByteArray(body.toByteArray()))
                .build();
    }

    private void watch(HttpRequest request, Map<String, Long> mine) {
        try {
            var answer = http.send(request, BodyHandlers.ofInputStream());
            open.incrementAndGet();
            try (var body = new DataInputStream(answer.body())) {
                while (!closed) {
                    message(body, mine);
                }
            }
        } catch (IOException e) {
            if (!closed) {
                problem.compareAndSet("", "a stream ended: " + e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void message(DataInputStream body, Map<String, Long> mine) throws IOException {
        var flags = body.readUnsignedByte();
        var length = body.readInt();
        if (length < 0 || length > LONGEST_MESSAGE_BYTES) {
            throw new IOException("message of %d bytes".formatted(length));
        }
        var bytes = body.readNBytes(length);
        var now = System.nanoTime();
        if (flags != 0) {
            throw new EOFException(new String(bytes, StandardCharsets.UTF_8));
        }
        mine.putIfAbsent(Calls.JSON.readTree(bytes).at("/status/uuid").asText(), now);
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
