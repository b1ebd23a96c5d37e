package io.bergwerk.server.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.bergwerk.server.store.DatabaseExtension;
import io.bergwerk.testing.Eventually;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How fast the queue is. The figures are printed, not asserted: they are the machine's as much as ours.
class QueuePaceTest {
    private static final WorkKind<String> THING = WorkKind.ofNames("thing");
    private static final int OBJECTS = 2000;
    private static final int SINGLE = 200;

    @RegisterExtension
    final DatabaseExtension store = DatabaseExtension.fresh();

    @Test
    void thousandsOfObjectsComeThroughAndTheirPaceIsPrinted() {
        var config = new WorkConfig(
                64, Duration.ofMinutes(10), Duration.ofSeconds(30), Duration.ofMillis(10), Duration.ofMillis(100));
        var server = QueueServer.start(store, UUID.randomUUID(), config, WorkTime.ofDatabase());
        var begun = new ConcurrentHashMap<String, Long>();
        server.queue()
                .serve(
                        THING,
                        key -> {
                            begun.put(key, System.nanoTime());
                            return Outcome.settled();
                        },
                        32);
        var keys = IntStream.range(0, OBJECTS).mapToObj(i -> "bulk" + i).toArray(String[]::new);

        var start = System.nanoTime();
        server.wake(THING, keys);
        var woken = System.nanoTime();
        Eventually.until("all are done", () -> begun.size() == OBJECTS && server.rows() == 0);
        var seconds = (System.nanoTime() - woken) / 1e9;

        var micros = IntStream.range(0, SINGLE)
                .mapToLong(i -> latencyMicros(server, begun, "single" + i))
                .sorted()
                .toArray();
        assertThat(Arrays.stream(micros).allMatch(latency -> latency > 0)).isTrue();
        System.out.printf(
                "work queue: %d objects woken in %.2f s, %.0f passes/s; from commit to pass p50 %.1f ms, p99 %.1f ms%n",
                OBJECTS,
                (woken - start) / 1e9,
                OBJECTS / seconds,
                micros[SINGLE / 2] / 1e3,
                micros[SINGLE * 99 / 100] / 1e3);
    }

    private static long latencyMicros(QueueServer server, ConcurrentHashMap<String, Long> begun, String key) {
        server.wake(THING, key);
        var committed = System.nanoTime();
        Eventually.until("the pass has begun", () -> begun.containsKey(key));
        return Math.max(1, (begun.getOrDefault(key, 0L) - committed) / 1000);
    }
}
