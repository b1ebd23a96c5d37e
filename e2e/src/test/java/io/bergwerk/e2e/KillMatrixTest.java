package io.bergwerk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `kill -9` of the server after each step of a creation and of a deletion, over real processes: the next
/// server goes on from there, and the end is the same as without any death.
///
/// The server's log tells each step as it ends, and the test kills as it reads. A kill counts for the last
/// step that the log has when the server is dead: one that came late counts for where it hit, and the step
/// that it missed is taken again with another cluster.
class KillMatrixTest {
    private static final List<String> CREATE = List.of(
            "version",
            "StartingDatastore",
            "StartingApiServer",
            "StartingControllers",
            "control-plane",
            "workers",
            "system-components");
    private static final List<String> DELETE =
            List.of("kubeconfigs", "remove-workers", "Stopped", "remove-control-plane");
    private static final int MAX_CLUSTERS = 5;
    private static final Duration NEXT_STEP = Duration.ofSeconds(60);

    private final Installation installation = Installation.named("kills").plain();
    private final Map<String, Long> goneOnAfterMillis = new LinkedHashMap<>();

    @Test
    void afterWhicheverStepItDiesTheEndIsTheSame() throws Exception {
        try (installation) {
            var owner = new Account(installation.start().admin());
            var traces = new ClusterTraces(installation);
            var create = new LinkedHashSet<>(CREATE);
            var delete = new LinkedHashSet<>(DELETE);
            for (var made = 1; made <= MAX_CLUSTERS && !(create.isEmpty() && delete.isEmpty()); made++) {
                var cluster = ClusterCalls.create(owner, "kills" + made);
                dieAfterEach("create", create, new ServerLog(installation, cluster.uuid(), CREATE, ServerLog.CREATED));
                cluster.awaitSucceeded();
                traces.assertMadeOnce(cluster);

                var log = new ServerLog(installation, cluster.uuid(), DELETE, ServerLog.GONE);
                cluster.call("Delete").ok();
                dieAfterEach("delete", delete, log);
                cluster.awaitGone();
                traces.assertNothingLeft(cluster);
            }
            goneOnAfterMillis.forEach((step, millis) -> Faults.report(
                    "kill -9 of the server after " + step,
                    "same end; goes on after %.1f s".formatted(millis / 1000.0)));
            assertThat(create)
                    .as("steps of a creation that it did not die after")
                    .isEmpty();
            assertThat(delete)
                    .as("steps of a deletion that it did not die after")
                    .isEmpty();
            assertThat(Stream.concat(CREATE.stream(), DELETE.stream()))
                    .as("all steps that there are")
                    .containsAll(ServerLog.allSteps(installation));
            installation.stop();
        }
    }

    /// Kills after every step that is still open and comes by, until none is open or the operation has ended.
    private void dieAfterEach(String operation, Set<String> open, ServerLog log) {
        var step = open.isEmpty() ? log.end() : next(log);
        while (!step.equals(log.end())) {
            if (!open.contains(step)) {
                step = next(log);
                continue;
            }
            installation.kill();
            var late = log.news(); // what it still did until the signal reached it
            var hit = late.isEmpty() ? step : late.getLast();
            open.remove(hit);
            log.expectAnotherServer();
            assertNothingTwice();
            var begun = System.nanoTime();
            installation.launch();
            step = open.isEmpty() || hit.equals(log.end()) ? readyAtLast(log) : next(log);
            goneOnAfterMillis.put(
                    operation + ": " + hit,
                    Duration.ofNanos(System.nanoTime() - begun).toMillis());
        }
        installation.awaitReady();
    }

    private String readyAtLast(ServerLog log) {
        installation.awaitReady();
        return log.end();
    }

    /// The last step of those that were not read yet; the end if nothing comes any more.
    private static String next(ServerLog log) {
        var news = log.await(NEXT_STEP);
        return news.isEmpty() ? log.end() : news.getLast();
    }

    private void assertNothingTwice() {
        for (var component : ClusterTraces.COMPONENTS) {
            assertThat(Processes.of(installation.data()))
                    .filteredOn(process -> process.isProgram(component))
                    .as(component)
                    .hasSizeLessThan(2);
        }
    }
}
