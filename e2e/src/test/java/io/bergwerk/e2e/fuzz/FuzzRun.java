package io.bergwerk.e2e.fuzz;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import io.bergwerk.e2e.fuzz.Attempt.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;

/// So many attempts against one port, by several clients at once, each with a seed of its own.
public final class FuzzRun {
    private static final int CLIENTS = 16;
    private static final int GRPC_IN_THOUSAND = 100;
    private static final Duration STUCK = Duration.ofSeconds(20);
    private static final int MAX_SHOWN = 300;

    private final int port;
    private final Seeds seeds;
    private final long seed;
    private final Tally tally = new Tally();
    private final WebClient http2;

    public FuzzRun(int port, Seeds seeds, long seed) {
        this.port = port;
        this.seeds = seeds;
        this.seed = seed;
        this.http2 = WebClient.builder("h2c://127.0.0.1:" + port)
                .responseTimeout(STUCK)
                .maxResponseLength(16 << 20)
                .build();
    }

    /// Blocks until all are answered or found stuck.
    public Tally send(int attempts) throws InterruptedException {
        var clients = new ArrayList<Thread>();
        for (var client = 0; client < CLIENTS; client++) {
            var random = new SplittableRandom(seed + client);
            clients.add(Thread.ofVirtual().start(() -> one(attempts / CLIENTS, random)));
        }
        for (var client : clients) {
            client.join();
        }
        return tally;
    }

    private void one(int attempts, SplittableRandom random) {
        var fuzzer = new Fuzzer(seeds, random);
        try (var wire = new Wire(port)) {
            for (var left = attempts; left > 0; left--) {
                if (random.nextInt(1000) < GRPC_IN_THOUSAND) {
                    grpc(fuzzer);
                } else {
                    raw(wire, fuzzer.next());
                }
            }
        } catch (RuntimeException e) {
            tally.fail("the client broke: " + e);
        }
    }

    private void raw(Wire wire, Attempt attempt) {
        try {
            var begun = System.nanoTime();
            var reply = wire.send(attempt);
            if (!attempt.stream()) {
                tally.took(Duration.ofNanos(System.nanoTime() - begun));
            }
            judge(attempt, reply);
        } catch (IOException e) {
            tally.count(attempt.kind(), "stuck");
            tally.fail("stuck: " + shown(attempt));
        }
    }

    private void judge(Attempt attempt, Reply reply) {
        tally.count(attempt.kind(), reply.code());
        if (reply.blamesItself() || (reply.status() == 0 && !attempt.mayHangUp())) {
            tally.fail("%d %s: %s".formatted(reply.status(), reply.code(), shown(attempt)));
        }
    }

    private void grpc(Fuzzer fuzzer) {
        var chosen = fuzzer.grpcSeed();
        var headers = RequestHeaders.builder()
                .method(com.linecorp.armeria.common.HttpMethod.POST)
                .path(chosen.path())
                .add("content-type", "application/grpc+proto")
                .add("te", "trailers")
                .add("grpc-timeout", "2S");
        var authorization = fuzzer.authorization();
        if (!authorization.isEmpty()) {
            headers.add("authorization", authorization);
        }
        try {
            var request =
                    HttpRequest.of(headers.build(), com.linecorp.armeria.common.HttpData.wrap(fuzzer.grpcBody(chosen)));
            var begun = System.nanoTime();
            var answer = http2.execute(request).aggregate().join();
            // A stream ends by the deadline that it was sent with, well within that of a unary call.
            tally.took(Duration.ofNanos(System.nanoTime() - begun));
            var all = new HashMap<>(flat(answer.headers()));
            all.putAll(flat(answer.trailers()));
            var reply = new Reply(
                    answer.status().code(),
                    all,
                    ByteString.copyFrom(answer.content().array()));
            tally.count(Kind.GRPC, reply.code());
            if (reply.blamesItself()) {
                tally.fail("%s: gRPC %s %s".formatted(reply.code(), chosen.path(), all.get("grpc-message")));
            }
        } catch (CompletionException e) {
            tally.count(Kind.GRPC, "broken");
            tally.fail("gRPC %s: %s".formatted(chosen.path(), e.getCause()));
        }
    }

    private static Map<String, String> flat(HttpHeaders headers) {
        var flat = new HashMap<String, String>();
        headers.forEach((name, value) -> flat.put(name.toString(), value));
        return flat;
    }

    private static String shown(Attempt attempt) {
        var text = attempt.kind() + " " + Seeds.printable(attempt.bytes());
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    }
}
