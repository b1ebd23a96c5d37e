package io.bergwerk.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;

/// The load generator's process: reads one order from standard input, says `begin` after the warm-up and then, in one
/// line of JSON, what it saw.
final class LoadMain {
    private final JsonNode order;
    private final byte[] request;
    private final AtomicLong failed = new AtomicLong();
    private volatile boolean measuring;
    private volatile boolean done;

    private LoadMain(JsonNode order) {
        this.order = order;
        this.request = request(order);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        new LoadMain(Calls.JSON.readTree(input.readLine())).run();
    }

    private static byte[] request(JsonNode order) {
        var body = Base64.getDecoder().decode(order.path("body").asText());
        return KeptConnection.post(
                order.path("path").asText(),
                order.path("contentType").asText(),
                order.path("token").asText(),
                body);
    }

    private void run() throws InterruptedException {
        var latencies = new ArrayList<Histogram>();
        var threads = new ArrayList<Thread>();
        for (var i = 0; i < order.path("inFlight").asInt(); i++) {
            var histogram = new Histogram();
            latencies.add(histogram);
            threads.add(Thread.ofPlatform().daemon().start(() -> callUntilDone(histogram)));
        }
        Await.pause(Duration.ofSeconds(order.path("warmUpSeconds").asLong()));
        System.out.println("begin");
        measuring = true;
        var begun = System.nanoTime();
        Await.pause(Duration.ofSeconds(order.path("seconds").asLong()));
        done = true;
        var seconds = (System.nanoTime() - begun) / 1e9;
        for (var thread : threads) {
            thread.join(Duration.ofSeconds(10));
        }
        report(latencies, seconds);
    }

    private void report(Iterable<Histogram> latencies, double seconds) {
        var all = new Histogram();
        latencies.forEach(all::add);
        System.out.println(Calls.JSON
                .createObjectNode()
                .put("requests", all.count())
                .put("failed", failed.get())
                .put("seconds", seconds)
                .put("p50", all.percentile(50) / 1e6)
                .put("p99", all.percentile(99) / 1e6));
    }

    private void callUntilDone(Histogram histogram) {
        try (var connection = new KeptConnection(order.path("port").asInt())) {
            while (!done) {
                var begun = System.nanoTime();
                if (connection.call(request) != 200) {
                    failed.incrementAndGet();
                    return;
                }
                if (measuring && !done) {
                    histogram.record(System.nanoTime() - begun);
                }
            }
        } catch (IOException _) {
            failed.incrementAndGet();
        }
    }
}
